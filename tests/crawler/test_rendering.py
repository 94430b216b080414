"""What a browser may ask for, and what is said where there is none; pure. With a browser: tests/browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler import rendering
from crawler.crawl import CrawlSettings, scrapy_settings
from crawler.outlet_file import OutletFile, load_outlet
from crawler.rendering import MAX_PART_BYTES, MAX_PARTS, Spent, belongs, hosts_of, is_to_render, judge_part
from records import BadOutlet, NotFound
from tests.crawler.test_outlets import GOOD

HOSTS = ("larkinpost.example", "cdn.example")
PAGE = "https://www.larkinpost.example/app"


def outlet(folder: Path, more: str = "render = true\n") -> OutletFile:
    path = folder / "post.toml"
    path.write_text(GOOD.replace('kind = "newspaper"\n', f'kind = "newspaper"\n{more}'))
    return load_outlet(path)


@pytest.mark.parametrize(
    ("kind", "method", "url", "spent", "what"),
    [
        ("script", "GET", PAGE, Spent(), "fetch"),
        ("xhr", "GET", "https://api.larkinpost.example/1", Spent(), "fetch"),
        ("fetch", "GET", "https://cdn.example/1", Spent(), "fetch"),
        ("fetch", "POST", PAGE, Spent(), "refuse"),
        ("stylesheet", "GET", PAGE, Spent(), "empty"),
        ("image", "GET", PAGE, Spent(), "refuse"),
        ("font", "GET", PAGE, Spent(), "refuse"),
        ("media", "GET", PAGE, Spent(), "refuse"),
        ("another page", "GET", PAGE, Spent(), "refuse"),
        ("script", "GET", "https://elsewhere.example/1", Spent(), "refuse"),
        ("script", "GET", "https://notlarkinpost.example/1", Spent(), "refuse"),
        ("script", "GET", "https://larkinpost.example:8443/1", Spent(), "refuse"),
        ("script", "GET", "data:text/javascript,1", Spent(), "refuse"),
        ("script", "GET", "https://[bad/1", Spent(), "refuse"),
        ("script", "GET", PAGE, Spent(parts=MAX_PARTS), "refuse"),
        ("script", "GET", PAGE, Spent(bytes=MAX_PART_BYTES), "refuse"),
    ],
)
def test_what_a_browser_may_ask_for(kind: str, method: str, url: str, spent: Spent, what: str) -> None:
    verdict = judge_part(kind, method, url, HOSTS, spent)
    assert verdict.what == what
    assert verdict.reason


def test_hosts_are_those_of_the_page_its_outlet_and_its_file(tmp_path: Path) -> None:
    file = outlet(tmp_path, 'render = true\nrender_hosts = ["cdn.example"]\n')
    assert hosts_of(file, "https://m.larkinpost.example/1") == (
        "larkinpost.example", "m.larkinpost.example", "cdn.example",
    )  # fmt: skip
    assert belongs("https://www.larkinpost.example:443/", ["larkinpost.example:443"])


@pytest.mark.parametrize(
    ("status", "kind", "body", "to_render"),
    [
        (200, "text/html; charset=utf-8", b"<script></script>", True),
        (200, None, b"<script></script>", True),
        (404, "text/html", b"<script></script>", False),
        (200, "application/pdf", b"%PDF", False),
        (200, "text/html", b"<title>Just a moment...</title>", False),
    ],
)
def test_only_pages_go_to_the_browser(status: int, kind: str | None, body: bytes, to_render: bool) -> None:
    assert is_to_render(status, kind, body) is to_render


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ('render = "yes"\n', "render: must be true or false"),
        ('render_hosts = ["cdn.example"]\n', "render_hosts: needs 'render = true'"),
        ('render = true\nrender_hosts = ["https://cdn.example/"]\n', "is no host name"),
    ],
)
def test_a_wrong_wish_to_render_is_named(tmp_path: Path, more: str, word: str) -> None:
    with pytest.raises(BadOutlet, match=r"post\.toml:[78]: ") as raised:
        outlet(tmp_path, more)
    assert word in str(raised.value)


def test_without_extra_or_browser_the_cure_is_said_before_anything_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = outlet(tmp_path)
    monkeypatch.setattr(rendering.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(NotFound, match=r"outlet 'post': render = true needs the packages .*make render"):
        scrapy_settings((file,), CrawlSettings(contact="x"))
    monkeypatch.setattr(rendering.importlib.util, "find_spec", lambda _: object())
    monkeypatch.setattr(rendering.shutil, "which", lambda _: None)
    with pytest.raises(NotFound, match="apt-get install chromium"):
        scrapy_settings((file,), CrawlSettings(contact="x"))
    with pytest.raises(NotFound, match="browser = '/opt/none'"):
        scrapy_settings((file,), CrawlSettings(contact="x", browser="/opt/none"))
    # outlets that are not rendered need neither
    assert "playwright" not in str(
        scrapy_settings((outlet(tmp_path, ""),), CrawlSettings(contact="x"))["DOWNLOAD_HANDLERS"]
    )


def test_the_browser_is_started_without_a_network_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering.importlib.util, "find_spec", lambda _: object())
    monkeypatch.setattr(rendering.shutil, "which", lambda name: f"/usr/bin/{name}")
    settings = scrapy_settings((outlet(tmp_path),), CrawlSettings(contact="x"))
    launch = settings["PLAYWRIGHT_LAUNCH_OPTIONS"]
    assert launch["executable_path"] == "/usr/bin/chromium"
    assert launch["proxy"] == {"server": "http://127.0.0.1:1"}
    assert "--host-resolver-rules=MAP * ~NOTFOUND" in launch["args"]
    assert settings["DOWNLOAD_HANDLERS"]["file"] is None
