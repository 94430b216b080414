"""Is this page an article at all, and is it cut off for readers who do not pay?

Pure deciders over what was extracted; each answer carries its reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from lxml import etree
from lxml.cssselect import CSSSelector

from crawler.extraction.hints import Hints
from crawler.extraction.markup import text_of
from crawler.extraction.metadata import Metadata

MIN_WORDS = 40  # a page that does not call itself an article needs as many; the shortest real one measured has 60
MIN_WORDS_DECLARED = 12  # one that does call itself an article
_CHALLENGE = re.compile(
    r"just a moment|attention required|checking (?:if the site|your browser)|"
    r"verify(?:ing)? (?:that )?you are (?:a )?human|are you a (?:human|robot)|"
    r"enable javascript and cookies|access (?:to this page has been )?denied|pardon our interruption|"
    r"security check|ddos protection|unusual traffic|"
    r"bot (?:detection|verification)|request (?:blocked|unsuccessful)|one more step|human verification|captcha",
    re.IGNORECASE,
)
_CHALLENGE_MARK = re.compile(
    r"cf-chl|cf_chl|challenge-platform|_incapsula_|px-captcha|g-recaptcha|h-captcha|hcaptcha|datadome|distil_|"
    r"perimeterx|turnstile",
    re.IGNORECASE,
)
_ERROR = re.compile(
    r"\b(?:404|403|410|500|502|503)\b.{0,30}(?:error|not found|forbidden|unavailable)|\b(?:page|article|story|"
    r"content) (?:(?:was|is|could) )?(?:not )?(?:be )?(?:not found|found|unavailable|no longer available|"
    r"does ?n['o]t exist)|"
    r"^(?:error|not found|404|oops|service unavailable|bad gateway|internal server error|maintenance|"
    r"under maintenance)\b|"
    r"halaman tidak (?:ditemui|dijumpai|ditemukan)|seite nicht gefunden|page introuvable|página no encontrada",
    re.IGNORECASE,
)
_PAYWALL_TEXT = re.compile(
    r"subscribe (?:now )?to (?:continue|read|unlock)|to (?:continue|keep) reading(?: this (?:article|"
    r"story))?,? (?:please )?(?:subscribe|log ?in|sign (?:in|up)|register)|"
    r"(?:already|existing) (?:a )?(?:subscriber|member)s?\??[,. ]*(?:log|sign) ?in|this (?:article|story|"
    r"content) is (?:only |exclusively )?(?:available )?(?:for|to) (?:our )?(?:paying )?(?:subscribers|"
    r"members|premium)|"
    r"(?:subscribers|members)[- ]only|unlock (?:this|the full) (?:article|story)|the rest of this (?:article|story)|"
    r"langgan (?:sekarang )?untuk (?:terus )?(?:membaca|baca)|untuk (?:terus )?membaca,? sila (?:langgan|"
    r"log masuk)|khas untuk pelanggan|berlangganan untuk|"
    r"please e-?mail to .{3,60} for full details",
    re.IGNORECASE,
)
_PAYWALL_BLOCK = re.compile(
    r"(?:^|[\s_-])(?:paywall|subscribe[_-]?(?:box|wall|prompt|to[_-]?read)|piano[_-]?(?:offer|paywall)|"
    r"premium[_-]?(?:wall|lock|gate)|regwall|subscriber[_-]?only|metered[_-]?\w*|content[_-]?gate)(?=$|[\s_-])",
    re.IGNORECASE,
)
_DENSE = re.compile("[\u3040-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
_ENDS = re.compile(r"[.!?…。！？][\"'”’»)\]]*$|[.!?][\"'”’»)\]]*\s*\[?\d*\]?$")


@dataclass(frozen=True, slots=True)
class Verdict:
    refused: bool
    reason: str | None
    paywalled: bool = False


def judge(
    tree: etree._Element, data: Metadata, lines: Sequence[str], title: str | None, url: str | None, hints: Hints
) -> Verdict:
    """Whether the extracted ``lines`` are an article. A paywalled stub is one, with what it shows."""
    words = sum(_words(line) for line in lines)
    shown = title or next((text_of(element) for element in tree.iter("title")), "")
    page_text = cache(lambda: text_of(tree))  # dear, and of no use on most pages
    if words < 150:
        if _CHALLENGE.search(shown) or (_CHALLENGE.search(page_text()[:3000]) and _has_challenge_mark(tree)):
            return Verdict(True, f"a challenge page, no article ('{shown[:60]}')")
        if _ERROR.search(shown) or (len(page_text()) < 1500 and not data.article and _ERROR.search(page_text()[:300])):
            return Verdict(True, f"an error page, no article ('{shown[:60]}')")
    if not shown:
        return Verdict(True, "the page has no title")
    paywalled = _paywalled(tree, data, words, page_text, hints)
    if paywalled and (data.is_article or words >= MIN_WORDS_DECLARED or hints.paywall_text):
        return Verdict(False, None, True)
    if _is_index(data, lines, url, page_text, tree):
        return Verdict(True, "an index page: links and headlines, no article")
    if words < (MIN_WORDS_DECLARED if data.is_article else MIN_WORDS):
        kind = "a video" if _has_video(tree, data) else "the page"
        return Verdict(True, f"{kind} without an article's text ({words} words)")
    if not any(_ENDS.search(line) for line in lines):
        return Verdict(True, "no line of the page is a sentence")
    return Verdict(False, None)


def _words(line: str) -> int:
    """Words; in scripts written without spaces, two characters count as one."""
    return len(line.split()) + (0 if line.isascii() else len(_DENSE.findall(line)) // 2)


def count_words(body: str) -> int:
    return _words(body)


def _paywalled(tree: etree._Element, data: Metadata, words: int, page_text: Callable[[], str], hints: Hints) -> bool:
    if any(piece.casefold() in page_text().casefold() for piece in hints.paywall_text):
        return True
    if hints.paywall_selector and CSSSelector(hints.paywall_selector, translator="html")(tree):
        return True
    if words > 220:  # what is shown is more than any stub measured
        return False
    free = data.article.get("isAccessibleForFree")
    if free is False or (isinstance(free, str) and free.strip().lower() == "false"):
        return True
    if (data.first("article:content_tier") or "").lower() in ("locked", "metered"):
        return True
    if _PAYWALL_TEXT.search(page_text()):
        return True
    return any(
        _PAYWALL_BLOCK.search(f"{element.get('class', '')} {element.get('id', '')}")
        for element in tree.xpath("//body//*[self::div or self::section or self::aside][@class or @id]")
    )


def _has_challenge_mark(tree: etree._Element) -> bool:
    return _CHALLENGE_MARK.search(etree.tostring(tree, encoding="unicode")[:200_000]) is not None


def _has_video(tree: etree._Element, data: Metadata) -> bool:
    return (
        "VideoObject" in data.types or "video" in (data.first("og:type") or "") or any(True for _ in tree.iter("video"))
    )


def _is_index(
    data: Metadata, lines: Sequence[str], url: str | None, page_text: Callable[[], str], tree: etree._Element
) -> bool:
    """A front or section page: many links with headlines, hardly a sentence, and no article metadata."""
    if data.is_article:
        return False
    sentences = sum(bool(_ENDS.search(line)) and _words(line) >= 8 for line in lines)
    linked = sum(len(text_of(link)) for link in tree.xpath("//body//a[string-length(normalize-space(.)) > 20]"))
    share = linked / max(1, len(page_text()))
    home = url is not None and re.fullmatch(r"https?://[^/]+/?(?:index\.\w+)?", url) is not None
    listing = bool(data.types & {"CollectionPage", "ItemList", "SearchResultsPage"})
    if home:
        return share > 0.2 or sentences < 5
    if listing:
        return share > 0.2
    return share > 0.5 and sentences < max(5, len(lines) / 2)
