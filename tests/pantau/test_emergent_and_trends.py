"""Emergent themes and trends in a real store: what is asked of it, what is kept, and one that becomes a theme."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from nlp.themes import load_themes
from pantau import cli, config, theme_file
from pantau.emergent import refresh_emergent
from pantau.promote import theme_of
from pantau.trends import refresh_trends
from records import (
    Annotation,
    Article,
    BadInput,
    Fetch,
    JoinDecision,
    NotFound,
    Outlet,
    Theme,
    ThemeScore,
    Vector,
    Week,
    article_id,
)
from store import Store, crawling, emergent, stories, trending
from store.analysing import AnalysisOf, save_analysis
from store.fingerprint import derived_digest

ZONE = "Asia/Kuala_Lumpur"
WEEK = Week(2026, 20)
START = WEEK.bounds(ZONE)[0]
OUTLETS = tuple(
    Outlet(
        id=name,
        name=name.title(),
        country="MY",
        languages=("en",),
        home=f"https://{name}.example/",
        kind="newspaper",
        owner=owner,
    )
    for name, owner in (("tern", None), ("heron", None), ("egret", "Birds"), ("pipit", "Birds"))
)
RAIL = Theme(id="rail", name="Rail", seeds=("railway",))
OTTERS = (
    ("tern", "o1", "Otters raid fish ponds in Kuala Rimba", "en"),
    ("heron", "o2", "Fish farmers fence ponds against otters", "en"),
    ("egret", "o3", "Trapped otters moved from fish ponds to river", "en"),
    ("pipit", "o4", "Memerang serbu kolam ikan di Kuala Rimba", "ms"),
)


def write(
    store: Store,
    outlet: str,
    slug: str,
    title: str,
    when: datetime,
    *,
    theme: float = 0.1,
    language: str = "en",
    published: datetime | None = None,
) -> str:
    key = article_id(outlet, slug)
    url = f"https://{outlet}.example/{slug}"
    article = Article(
        id=key,
        outlet=outlet,
        identity=slug,
        url=url,
        title=title,
        body=f"{title}.\n",
        first_seen=when,
        published=published or when,
        language=language,
        words=len(title.split()),
        fetch=Fetch(url=url, outlet=outlet, fetched=when, status="ok", purpose="article", http_status=200),
    )
    crawling.save_article(store, None, article)
    values = np.random.default_rng(list(slug.encode())).normal(size=64).astype("<f4")
    if slug.startswith("o"):
        values = np.ones(64, dtype="<f4") + 0.5 * values
    values /= np.linalg.norm(values)
    save_analysis(
        store,
        AnalysisOf(
            article=key,
            version="v",
            annotation=Annotation(
                language=language, sentences=(), entities=(), officials=(), places=(), figures=(), quotes=()
            ),
            vector=Vector(article=key, model="toy", dimension=64, values=values.tobytes()),
            join=JoinDecision(article=key, story=f"s{slug}", action="new", score=None, margin=None),
            themes=(ThemeScore(theme="rail", score=theme, assigned=theme >= 0.5, why="test"),),
        ),
    )
    return key


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "pantau.db", ZONE) as opened:
        crawling.save_outlets(opened, OUTLETS)
        stories.save_themes(opened, (RAIL,))
        yield opened


def otters(store: Store, *, theme: float = 0.1, weeks: int = 0) -> None:
    for day, (outlet, slug, title, language) in enumerate(OTTERS):
        when = START + timedelta(weeks=weeks, days=day, hours=10)
        write(store, outlet, slug if not weeks else f"{slug}-{weeks}", title, when, theme=theme, language=language)
    for number, word in enumerate("quarry lantern mill orchard bakery chapel canal tunnel".split()):
        write(
            store, "tern", f"{word}{weeks}", f"{word.title()} opens", START + timedelta(weeks=weeks, hours=number + 1)
        )


def test_it_is_found_kept_and_goes_on(store: Store) -> None:
    otters(store)
    assert refresh_emergent(store, "v") == 1
    (found,) = emergent.of_week(store, str(WEEK))
    assert found["members"][:3] == ["so1", "so2", "so3"]
    assert found["id"] == "e-so1"
    assert "otters" in found["label_en"].casefold()
    before = derived_digest(store)
    refresh_emergent(store, "v")
    assert derived_digest(store) == before
    write(store, "tern", "o9", "Otters empty fish ponds again", START + timedelta(days=8))
    refresh_emergent(store, "v")
    (later,) = emergent.of_week(store, str(WEEK.back(-1)))
    assert later["id"] == "e-so1"
    assert "goes on from 2026-W20" in later["reason"]
    assert [row["week"] for row in emergent.weeks_of(store, "e-so1")] == ["2026-W21", "2026-W20"]


def test_only_what_no_theme_covers(store: Store) -> None:
    otters(store, theme=0.9)
    assert refresh_emergent(store, "v") == 0


def test_what_a_theme_hardly_covers_counts(store: Store) -> None:
    otters(store, theme=0.55)
    assert refresh_emergent(store, "v") == 1


def test_one_crawl_of_a_week_is_several_days(store: Store) -> None:
    """The days are those of publication where they are within the window: else a weekly crawl would be one day."""
    for day, (outlet, slug, title, _) in enumerate(OTTERS[:3]):
        write(store, outlet, slug, title, START + timedelta(days=6), published=START + timedelta(days=day))
    assert refresh_emergent(store, "v") == 1


def test_a_merged_story_is_shown_under_its_new_id(store: Store) -> None:
    otters(store)
    refresh_emergent(store, "v")
    stories.merge_stories(store, "so2", "so1", START, "test")
    assert emergent.one_of(store, "e-so1")["members"].count("so1") == 1
    with pytest.raises(NotFound, match="no emergent theme"):
        emergent.one_of(store, "e-none")


def feeds(store: Store, weeks: range, *, silent: tuple[str, int] | None = None) -> None:
    for week in weeks:
        for day in range(7):
            for outlet in OUTLETS:
                when = START + timedelta(weeks=week, days=day, hours=20)
                failed = silent == (outlet.id, week)
                crawling.save_fetch(
                    store,
                    None,
                    Fetch(
                        url=f"{outlet.home}feed",
                        outlet=outlet.id,
                        fetched=when,
                        status="timeout" if failed else "ok",
                        purpose="feed",
                    ),
                )


def rail(store: Store, week: int, count: int, outlets: tuple[str, ...] = ("tern", "heron", "egret")) -> None:
    for number in range(count):
        outlet = outlets[number % len(outlets)]
        when = START + timedelta(weeks=week, days=number % 7, hours=3)
        write(store, outlet, f"r{week}-{number}", f"Line {number} of week {week}", when, theme=0.9)


def test_a_rise_and_a_silence(store: Store) -> None:
    for week in range(5):
        rail(store, week, 4)
    rail(store, 5, 16, outlets=("tern", "egret"))
    feeds(store, range(6), silent=("heron", 5))
    refresh_trends(store, "v")
    told = trending.trends_of(store, str(WEEK.back(-5)), "theme")["rail"]
    assert told["verdict"] == "rise"
    assert told["reports"] == 16
    assert told["reason"] == "16 independent reports, usually 3; Heron was silent, not counted"
    assert trending.trends_of(store, str(WEEK), "theme")["rail"]["why"] == "few_weeks"
    assert trending.latest_trend(store, "theme", "rail") == {
        "week": str(WEEK.back(-5)),
        "verdict": "rise",
        "reason": told["reason"],
    }


def test_owners_count_once(store: Store) -> None:
    """Two outlets of one owner that tell one story are one report."""
    write(store, "egret", "a", "Line opens", START, theme=0.9)
    write(store, "pipit", "b", "Line is open", START, theme=0.9)
    store.connection.execute("UPDATE article SET story = 'sa'")
    stories.refresh_story_themes(store, "sa")
    refresh_trends(store, "v")
    assert trending.trends_of(store, str(WEEK), "theme")["rail"]["reports"] == 1


GROUP = {"id": "e-s1", "label_en": "School bus, drivers", "label_ms": "Bas sekolah", "headline": "Pupils stranded"}


def test_the_theme_it_becomes() -> None:
    titles = [{"title": f"Headline {n}", "language": "en"} for n in range(9)] + [{"title": "Tajuk", "language": "ms"}]
    theme = theme_of(GROUP, titles, set())
    assert (theme.id, theme.name, theme.name_ms) == ("school-bus", "School bus, drivers", "Bas sekolah")
    assert theme.seeds == ("School bus", "drivers", "Headline 0", "Headline 1", "Headline 2", "Headline 3")
    assert theme.seeds_ms == ("Bas sekolah",)
    assert theme.keywords == ("School bus", "drivers", "Bas sekolah")
    only_malay = theme_of(GROUP | {"label_en": None}, titles[-1:], set(), key="bas", name="School buses")
    assert (only_malay.id, only_malay.name, only_malay.seeds) == ("bas", "School buses", ("Bas sekolah",))
    names = theme_of(GROUP | {"label_en": "ASEAN, certificates, China", "label_ms": None}, titles[:1], set())
    assert (names.name, names.id, names.keywords) == ("ASEAN, certificates, China", "certificates", ("certificates",))
    assert names.seeds == ("certificates", "Headline 0")
    with pytest.raises(BadInput, match="--id"):
        theme_of(GROUP, titles, {"school-bus"})
    with pytest.raises(BadInput, match="no id can be made"):
        theme_of(GROUP | {"label_en": "巴士", "label_ms": None}, titles, set())


@pytest.mark.parametrize(
    "text", ['say "no" \\ then', "tab\there\nand line", "\x7f\x01", "# no comment = [", "''' \"\"\""]
)
def test_the_file_holds_any_text(tmp_path: Path, text: str) -> None:
    theme = Theme(id="x", name=f"N{text}", seeds=(f"S{text}",), keywords=("k",), threshold=0.4)
    path = theme_file.add(config.Config(home=tmp_path), theme, f"note {text}")
    path = theme_file.add(config.load(tmp_path), replace(theme, id="y"))
    loaded = load_themes(path)
    assert [each.id for each in loaded] == ["x", "y"]
    assert loaded[0].name == " ".join(f"N{text}".split())
    assert loaded[0].threshold == 0.4


def test_the_file_holds_every_field_of_a_theme(tmp_path: Path) -> None:
    lists = {
        field.name: (f"one {field.name}", f"two {field.name}")
        for field in fields(Theme)
        if field.name not in ("id", "name", "name_ms", "description", "threshold")
    }
    theme = Theme(id="x", name="X", name_ms="Iks", description="All of x.", threshold=0.4, **lists)
    assert load_themes(theme_file.add(config.Config(home=tmp_path), theme)) == (theme,)


@pytest.mark.parametrize(
    "before", ["", config.TEMPLATE, 'contact = "a"\n[mail]\nhost = "h"', 'contact = "a"'], ids=range(4)
)
def test_settings_name_the_file(tmp_path: Path, before: str) -> None:
    (tmp_path / config.CONFIG_NAME).write_text(before, encoding="utf-8")
    theme_file.add(config.load(tmp_path), Theme(id="x", name="X", seeds=("s",)))
    settings = config.load(tmp_path)
    assert settings.themes_file == tmp_path / "themes.toml"
    assert settings.mail.host == ("h" if '[mail]\nhost = "h"' in before else "localhost")


def test_a_broken_file_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "themes.toml").write_text("[[theme]\n", encoding="utf-8")
    with pytest.raises(BadInput):
        theme_file.add(config.Config(home=tmp_path), Theme(id="x", name="X", seeds=("s",)))
    assert (tmp_path / "themes.toml").read_text(encoding="utf-8") == "[[theme]\n"
    assert not (tmp_path / "themes.toml.part").exists()


def test_promoted_by_one_command(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    otters(store)
    refresh_emergent(store, "v")

    def pantau(*arguments: str) -> str:
        monkeypatch.setattr(sys, "argv", ["pantau", "--home", str(tmp_path), *arguments])
        with pytest.raises(SystemExit) as left:
            cli.main()
        captured = capsys.readouterr()
        return f"{left.value.code} {captured.out}{captured.err}"

    assert "e-so1" in pantau("themes", "emergent", "--json")
    assert pantau("themes", "promote", "e-so1", "--who", "Aina", "--id", "otters").startswith("0 ")
    (theme,) = load_themes(tmp_path / "themes.toml")
    assert theme.id == "otters"
    assert emergent.promoted(store, "e-so1") == "otters"
    assert emergent.of_week(store, str(WEEK)) == []
    assert "already" in pantau("themes", "promote", "e-so1", "--who", "Aina")
    assert '"otters"' in pantau("themes", "--json")
    assert emergent.one_of(store, "e-so1")["theme"] == "otters"
    assert datetime.now(UTC) > START
