"""One stage on one input, with no database: extract, annotate, cluster."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from crawler.extraction import Read
    from records import Extracted


def register(app: typer.Typer) -> None:
    app.command()(extract)
    app.command()(annotate)
    app.command()(cluster)


def extract(
    context: typer.Context,
    files: Annotated[
        list[Path], typer.Argument(help="Pages (.html, .html.gz), or .jsonl files of {path, url}.", show_default=False)
    ],
    url: Annotated[str | None, typer.Option(help="Address the page came from (one page only).")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="A JSON line a page.")] = False,
) -> None:
    """Extract the article of saved pages: title, authors, dates, language and body."""
    from crawler.workers import Readers
    from pantau import console, instance, shapes
    from records import BadInput

    pages = list(_pages(files, url))
    if url and len(pages) != 1:
        raise BadInput("--url names the address of one page: give one file, or a .jsonl of {path, url}")
    with Readers(limits=instance.limits(instance.settings(context))) as readers:
        for path, address in pages:
            extracted = _extract_page(path, address, readers.read)
            if as_json:
                console.emit(shapes.extracted_row(str(path), extracted))
            elif extracted.refused:
                console.say(f"{path}: refused: {extracted.reason}")
            else:
                day = extracted.published.date().isoformat() if extracted.published else "no date"
                words = len(extracted.body.split())
                console.say(f"{path}: {extracted.title} ({day}, {extracted.language}, {words} words)")
                console.say(extracted.body + "\n")


def _extract_page(path: Path, url: str | None, read: Read) -> Extracted:
    """One page from a file, with the hints of its outlet where its address is known."""
    from crawler.outlet_file import load_outlets, outlet_for_url
    from pantau.files import read_bytes
    from pantau.instance import BUILT_IN_OUTLETS

    outlet = outlet_for_url(url, load_outlets(BUILT_IN_OUTLETS)) if url else None
    return read(read_bytes(path), url, outlet.hints if outlet else None, None, None)


def _pages(files: Iterable[Path], url: str | None) -> Iterator[tuple[Path, str | None]]:
    from pantau.files import json_rows

    for file in files:
        if file.name.endswith((".jsonl", ".jsonl.gz")):
            for row in json_rows(file, required=("path",)):
                path = Path(str(row["path"]))
                yield (path if path.is_absolute() or path.exists() else file.parent / path), row.get("url")
        else:
            yield file, url


def annotate(
    file: Annotated[
        Path | None, typer.Argument(help="A text, or a .jsonl of {id, text, published?, language?}.")
    ] = None,
    published: Annotated[str | None, typer.Option(help="Day of publication, as 2025-06-19.")] = None,
    language: Annotated[str | None, typer.Option(help="Language (en, ms, id, zh); else it is recognised.")] = None,
    spacy_model: Annotated[str | None, typer.Option(help="Another spaCy pipeline for English.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="A JSON line a text.")] = False,
) -> None:
    """Read a text: officials, places, figures, quotes, each tied to its sentence."""
    from nlp.annotate import annotate as annotate_text
    from pantau import console, shapes
    from pantau.files import day, json_rows, read_text
    from records import BadInput

    if file and file.name.endswith((".jsonl", ".jsonl.gz")):
        rows: Iterable[dict[str, Any]] = json_rows(file, required=("id", "text"))
    else:
        rows = [{"id": None, "text": read_text(file)}]
    for row in rows:
        if not isinstance(row["text"], str):
            raise BadInput(f"{file}: row '{row['id']}': text must be a string")
        when = day(row.get("published") or published, f"{file or 'text'}: published")
        spoken = row.get("language") or language
        annotation = annotate_text(row["text"], language=spoken, published=when, model=spacy_model)
        shape = shapes.annotation_row(annotation, row["id"])
        if as_json:
            console.emit(shape)
        else:
            _show(shape)


def _show(shape: dict[str, Any]) -> None:
    from pantau import console

    console.table(
        "Officials",
        ("name", "printed", "role", "organisation", "office", "conf#"),
        [
            (o["name"], o["resolved_from"], o["role"], o["organisation_short"] or o["organisation"],
             "public" if o["public_office"] else "other", o["confidence"])
            for o in shape["officials"]
        ],
    )  # fmt: skip
    console.table("Places", ("code", "name", "printed"), [(p["code"], p["name"], p["text"]) for p in shape["places"]])
    console.table(
        "Figures",
        ("printed", "value#", "unit", "measures", "concept", "period", "change", "status"),
        [
            (f["text"], f["value"], f["unit"], f["measures"], f["concept"], f["period"], f["change"], f["status"])
            for f in shape["figures"]
        ],
    )
    console.table(
        "Quotes",
        ("quote", "kind", "cue", "speaker", "official"),
        [(q["text"], q["kind"], q["cue"], q["speaker"], q["official"]) for q in shape["quotes"]],
    )


def cluster(
    file: Annotated[Path, typer.Argument(help="A .jsonl of {id, text, title?, published?, language?}.")],
    as_json: Annotated[bool, typer.Option("--json", help="A JSON line a row.")] = False,
    themes: Annotated[Path | None, typer.Option(help="Themes file that replaces the built-in list.")] = None,
) -> None:
    """Group texts into stories, find copies, and score themes."""
    from nlp.cluster import cluster_rows
    from nlp.embedding import default_encoder
    from nlp.themes import load_themes
    from pantau import console
    from pantau.files import json_rows

    loaded = load_themes(themes)
    rows = list(json_rows(file, required=("id", "text")))
    with console.progress("Clustering", len(rows)) as advance:
        placed = cluster_rows(rows, loaded, default_encoder())
        for _ in rows:
            advance()
    for row in placed:
        if as_json:
            console.emit(row)
        else:
            best = ", ".join(f"{t['id']} {t['score']:.2f}{'*' if t['assigned'] else ''}" for t in row["themes"])
            console.say(
                f"{row['id']}: {row['story']}{' copy of ' + str(row['copy_of']) if row['copy_of'] else ''}; {best}"
            )
