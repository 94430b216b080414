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
from crawler.extraction.teasers import MIN_TEASERS, announced, find_teasers

MIN_WORDS = 40  # a page that does not call itself an article needs as many; the shortest real one measured has 60
MIN_WORDS_DECLARED = 12  # one that does call itself an article
MOSTLY = 0.7  # of the text only announces: an index page; the lists measured have .9 and more, short stories none
_CHALLENGE = re.compile(
    r"just a moment|attention required|checking (?:if the site|your browser)|"
    r"verify(?:ing)? (?:that )?you are (?:a )?human|are you a (?:human|robot)|"
    r"enable javascript and cookies|access (?:to this page has been )?denied|pardon our interruption|"
    r"security check|ddos protection|unusual traffic|"
    r"bot (?:detection|verification)|request (?:blocked|unsuccessful)|one more step|human verification|captcha|"
    r"you have been blocked|access (?:is )?(?:temporarily )?(?:restricted|blocked)|press (?:&|and) hold|"
    r"访问(?:已)?被(?:拦截|阻断|拒绝)|安全验证|人机(?:身份)?验证|滑动验证|安全驗證|pengesahan keselamatan|"
    r"sahkan anda (?:bukan robot|manusia)",
    re.IGNORECASE,
)
_CHALLENGE_MARK = re.compile(
    r"cf-chl|cf_chl|challenge-platform|_incapsula_|px-captcha|g-recaptcha|h-captcha|hcaptcha|datadome|distil_|"
    r"perimeterx|turnstile|captcha-delivery|请求id",
    re.IGNORECASE,
)
_ERROR = re.compile(
    r"\b(?:404|403|410|451|500|502|503)\b.{0,30}(?:error|not found|forbidden|unavailable)|"
    r"\berror (?:code )?(?:4\d\d|5\d\d)\b|\b(?:page|article|story|content) (?:(?:was |is )?not found|"
    r"(?:could|can) ?(?:not|n['’]?t|['’]t) be found|(?:is |was )?(?:unavailable|not available|no longer available)|"
    r"does(?: not|n['’]t) exist)|unavailable (?:for|due to) legal reasons|"
    r"^(?:error|not found|404|oops|service unavailable|bad gateway|internal server error|(?:site )?maintenance|"
    r"under maintenance)\b|"
    r"(?:halaman|artikel|berita|kandungan)(?: (?:ini|itu|tersebut|yang .{3,40}?))? tidak (?:lagi )?(?:tersedia|wujud|"
    r"ditemui|dijumpai|ditemukan)|seite nicht gefunden|page introuvable|página no encontrada|"
    r"[页頁]面?不存在|(?:找不到|未找到)(?:您|你|要|的|该|該|相关|相關){0,4}(?:网页|網頁|页面|頁面|文章)|"
    r"(?:网页|網頁|页面|頁面|文章|内容|內容).{0,6}已(?:经|經)?(?:被)?(?:删除|刪除|移除|下架)",
    re.IGNORECASE,
)
# What a page asks before it shows anything. The first is the wording of the framework that all such dialogues follow.
_CONSENT = re.compile(
    r"stores? and(?:/or)? access(?:es)? information on a device|informationen auf einem gerät (?:zu )?speichern",
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
# What a wall says where it stands in place of the story.
_OFFER = re.compile(
    r"limit of (?:your )?(?:free|monthly)|(?:free|monthly) (?:article )?limit|unlimited (?:digital )?access|"
    r"subscribe (?:now|today|from|to read|to continue)|cancel (?:at )?any ?time|already a (?:subscriber|member)|"
    r"(?:log|sign) in to (?:read|continue)|langgan sekarang|订阅后|訂閱後|登录后|登入後",
    re.IGNORECASE,
)
# "（新山2日讯）": how a report in Chinese opens. What opens so is news, however short.
_REPORT = re.compile(r"^[（(【\[]?[\u3400-\u9fff]{2,12}\d{1,2}日[讯訊电電]")
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
        if _names(_CHALLENGE, shown, data) or (_CHALLENGE.search(page_text()[:3000]) and _has_challenge_mark(tree)):
            return Verdict(True, f"a challenge page, no article ('{shown[:60]}')")
        if _names(_ERROR, shown, data) or _is_bare_error(shown, data, page_text):
            return Verdict(True, f"an error page, no article ('{shown[:60]}')")
        if not data.is_article and _CONSENT.search(page_text()[:1500]):
            return Verdict(True, f"a page that asks for consent, no article ('{shown[:60]}')")
    if not shown:
        return Verdict(True, "the page has no title")
    paywalled = _paywalled(tree, data, words, page_text, hints)
    if paywalled and lines and all(_OFFER.search(line) for line in lines):
        return Verdict(True, "a wall in place of the story, no article")
    if paywalled and (data.is_article or words >= MIN_WORDS_DECLARED or hints.paywall_text):
        return Verdict(False, None, True)
    if _is_index(data, lines, url, page_text, tree):
        return Verdict(True, "an index page: links and headlines, no article")
    if words < (MIN_WORDS_DECLARED if data.is_article or (lines and _REPORT.match(lines[0])) else MIN_WORDS):
        kind = "a video" if _has_video(tree, data) else "the page"
        return Verdict(True, f"{kind} without an article's text ({words} words)")
    if not any(_ENDS.search(line) for line in lines):
        return Verdict(True, "no line of the page is a sentence")
    return Verdict(False, None)


def _is_bare_error(shown: str, data: Metadata, page_text: Callable[[], str]) -> bool:
    """Whether a page of few words opens with those of an error, and its title does not speak of errors."""
    return (
        not data.article
        and not _ERROR.search(shown)
        and len(page_text()) < 1500
        and _ERROR.search(page_text()[:300]) is not None
    )


def _names(what: re.Pattern[str], title: str, data: Metadata) -> bool:
    """Whether a title names its page so. A story about such pages says more in its title, and calls itself a story."""
    found = what.search(title)
    return found is not None and (not data.is_article or 2 * len(found[0]) >= len(title))


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


def is_challenge(html: bytes) -> bool:
    """Whether bytes that should be something else (a feed, an error) are a page that asks for a human."""
    text = html[:50_000].decode("utf-8", "replace")
    title = re.search(r"<title[^>]*>(.{1,300}?)</title>", text, re.IGNORECASE | re.DOTALL)
    if title is not None and _CHALLENGE.search(title[1]):
        return True
    return _CHALLENGE_MARK.search(text) is not None and _CHALLENGE.search(text) is not None


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
    if data.article:
        return False
    teasers = find_teasers(tree, url)
    told = any(_ENDS.search(line) for line in lines)  # or the list of teasers has left nothing
    if teasers.pages >= MIN_TEASERS and (
        not told or announced(lines, teasers) >= MOSTLY * sum(len(line) for line in lines)
    ):
        return True
    if data.is_article:
        return False
    sentences = sum(bool(_ENDS.search(line)) and _words(line) >= 8 for line in lines)
    linked = sum(len(text_of(link)) for link in tree.xpath("//body//a[string-length(normalize-space(.)) > 20]"))
    share = linked / max(1, len(page_text()))
    if url is not None and re.fullmatch(r"https?://[^/]+/?(?:index\.\w+)?", url):
        return share > 0.2 or sentences < 5
    if data.types & {"CollectionPage", "ItemList", "SearchResultsPage"}:
        return share > 0.2
    return share > 0.5 and sentences < max(5, len(lines) / 2)
