"""A briefing note as a DOCX file, through python-docx. Knows documents; must not know what stands in the note, nor why.

All text goes through python-docx as text: none of it can become a field, a link or markup. Links are external
relationships to http(s) addresses only, which ``briefing.piece`` has seen to.
"""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from browse.briefing import Briefing, Cell, Section
from browse.speaking import say

_LINK = RGBColor(0x0A, 0x54, 0x66)
_TAGS = {"en": "en-GB", "ms": "ms-MY"}  # a word processor checks spelling by land


def docx(note: Briefing, made: datetime) -> bytes:
    """The file. ``made``: the moment it says that it was made at, so that one story at one moment is one file."""
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.2)
    document.styles["Normal"].font.name = "Calibri"
    document.styles["Normal"].font.size = Pt(10.5)
    document.styles["Normal"].element.get_or_add_rPr().append(_spoken(_TAGS[note.language]))
    told = document.core_properties
    told.title, told.author, told.comments, told.language = note.title[:250], "Pantau", "", _TAGS[note.language]
    told.created = told.modified = made.replace(tzinfo=None, microsecond=0)
    document.add_heading(note.title, level=1)
    document.add_paragraph(note.said)
    for section in note.sections:
        document.add_heading(section.title, level=2)
        if section.head:
            _table(document, section)
        else:
            for row in section.rows:
                _write(document.add_paragraph(style="List Bullet"), row[0])
        if section.note:
            document.add_paragraph(section.note)
    document.add_heading(say("Method"), level=2)
    document.add_paragraph(note.method)
    _write(document.add_paragraph(f"{say('On the desk')}: "), (note.desk,))
    out = io.BytesIO()
    document.save(out)
    return _dated(out, made)


def _dated(written: io.BytesIO, made: datetime) -> bytes:
    """The same archive, its parts dated ``made``: python-docx dates them when they are written."""
    out = io.BytesIO()
    with zipfile.ZipFile(written) as parts, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as dated:
        for name in parts.namelist():
            told = zipfile.ZipInfo(name, made.timetuple()[:6])
            dated.writestr(told, parts.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _table(document: Any, section: Section) -> None:
    table = document.add_table(rows=1, cols=len(section.head), style="Table Grid")
    for cell, words in zip(table.rows[0].cells, section.head, strict=True):
        cell.paragraphs[0].add_run(words).bold = True
    heading = table.rows[0]._tr.get_or_add_trPr()
    repeated = OxmlElement("w:tblHeader")  # the head stands on each page, and is one to who listens
    repeated.set(qn("w:val"), "true")
    heading.append(repeated)
    for row in section.rows:
        cells = table.add_row().cells
        for cell, content in zip(cells, row, strict=True):
            _write(cell.paragraphs[0], content)


def _write(paragraph: Any, content: Cell) -> None:
    for number, each in enumerate(content):
        if number and not content[number - 1].text.endswith(" "):
            paragraph.add_run(" ")
        if each.link is None:
            run = paragraph.add_run(each.text)
        else:
            run = paragraph.add_run(each.text)
            target = paragraph.part.relate_to(each.link, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
            link = OxmlElement("w:hyperlink")
            link.set(qn("r:id"), target)
            run._r.addprevious(link)
            link.append(run._r)
            run.font.color.rgb, run.font.underline = _LINK, True
        run.bold = each.strong or None
        if each.language:
            run._r.get_or_add_rPr().append(_spoken(each.language))


def _spoken(language: str) -> Any:
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), language)
    spoken.set(qn("w:eastAsia"), language)
    return spoken
