"""Rows of a generated archive: what each article adds to each table, and the sums that follow from all of them.

Knows the schema as the store's migrations make it; the sums (stories, posts, claims) follow the store's own rules.
"""

from __future__ import annotations

import json
import random
import sqlite3
from collections import defaultdict
from datetime import timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.generator_plan import Plan
from benchmarks.generator_text import MEASURES, MadeFigure, MadeText, StoryFacts, compose, facts_of
from benchmarks.generator_world import MadeOfficial, World
from nlp.embedding import DEFAULT
from records import Week
from store.database import DEFAULT_ZONE
from store.posts import post_key
from store.values import digest_of, sha256_of, slug, stamp

REVISED = 0.01  # share of articles that their outlet edited once
FEED_HOURS = 2  # between two requests of an outlet's feed
FEATURES = json.dumps(
    dict.fromkeys(
        ("embedding_centroid", "embedding_closest", "inverse_log_size", "names_closest", "names_cosine"), 0.512345
    )
    | dict.fromkeys(("numbers_shared", "text_closest", "text_cosine", "time_to_newest", "time_to_oldest"), 0.512345)
)


class Rows:
    """Buffers rows by table; ``flush`` writes them, ``generator_sums`` writes what is known at the end."""

    def __init__(
        self, connection: sqlite3.Connection, world: World, plan: Plan, version: str, scores: str, *, vectors: bool
    ) -> None:
        self.connection, self.world, self.plan = connection, world, plan
        self.version, self._scores = version, scores
        self._vectors = vectors
        self._buffers: defaultdict[tuple[str, str], list[tuple[Any, ...]]] = defaultdict(list)
        self._fetch = 0
        self._body = 0
        self._facts: dict[int, StoryFacts] = {}
        self._wanted = np.bincount(plan.copy_of[plan.copy_of >= 0], minlength=len(plan.ids)).tolist()
        self._left = np.bincount(plan.story, minlength=plan.stories).tolist()
        self._texts: dict[int, MadeText] = {}  # of originals whose copies are still to come
        self.posts: dict[str, list[Any]] = {}
        self.people: dict[str, set[str]] = {}
        self.organisations: dict[str, str] = {}
        self.minted: dict[str, tuple[str, str]] = {}
        self.claims: dict[str, dict[str, Any]] = {}
        self._told: dict[tuple[str, ...], tuple[str, str, int]] = {}  # concept, owner, period -> claim, article, start
        self.stories: list[dict[str, Any] | None] = [None] * plan.stories
        self.themes_of_week: defaultdict[str, defaultdict[int, set[int]]] = defaultdict(lambda: defaultdict(set))

    def add(self, table: str, columns: str, *values: Any) -> None:
        self._buffers[table, columns].append(values)

    def flush(self) -> None:
        for (table, columns), held in self._buffers.items():
            names = ", ".join(f'"{name}"' for name in columns.split())
            marks = ", ".join("?" * len(columns.split()))
            self.connection.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', held)
        self._buffers.clear()

    def outlets(self) -> None:
        plan = self.plan
        first, last = plan.seen[0], plan.seen[-1]
        for outlet in self.world.outlets:
            self.add(
                "outlet", "id name country languages home kind owner zone show", outlet.id, outlet.name, "MY",
                json.dumps([outlet.language]), f"https://{outlet.id}.example/", outlet.kind, outlet.owner,
                DEFAULT_ZONE, outlet.show,
            )  # fmt: skip
            self.add(
                "outlet_health", "outlet state reason since last_attempt last_success last_new", outlet.id, "ok",
                "new articles came", stamp(first), stamp(last), stamp(last), stamp(last),
            )  # fmt: skip
        chance = random.Random(f"fetches {self.world.seed}")
        for run, hour in enumerate(range(0, int((last - first).total_seconds() // 3600) + 1, FEED_HOURS), start=1):
            at = first + timedelta(hours=hour)
            self.add(
                "run", "id command started finished outcome", run, "run", stamp(at),
                stamp(at + timedelta(minutes=9)), "ok",
            )  # fmt: skip
            for outlet in self.world.outlets:
                status, code = ("ok", 200) if chance.random() < 0.97 else ("timeout", None)
                self._fetched(run, outlet.id, f"https://{outlet.id}.example/feed.xml", "feed", at, status, code)
        self.flush()

    def _fetched(
        self, run: int | None, outlet: str, url: str, purpose: str, at: Any, status: str = "ok", code: int | None = 200
    ) -> str:
        self._fetch += 1
        moment = stamp(at)
        archived = purpose == "article"
        self.add(
            "fetch", "id run outlet url purpose fetched status http_status warc_file warc_offset", self._fetch, run,
            outlet, url, purpose, moment, status, code, f"pantau-{moment[:10]}.warc.gz" if archived else None,
            self._fetch * 4096 if archived else None,
        )  # fmt: skip
        return moment

    def article(self, number: int, words: list[str], vector: npt.NDArray[np.float32], chance: random.Random) -> None:
        """All that one article adds."""
        plan, world = self.plan, self.world
        key, story, origin = plan.ids[number], int(plan.story[number]), int(plan.copy_of[number])
        outlet = world.outlets[plan.outlet[number]]
        week = str(Week.of(plan.seen[number], DEFAULT_ZONE))
        theme = int(plan.theme[number])
        facts = self._facts.get(story)
        if facts is None:
            month = plan.seen[number].strftime("%Y-%m")
            known = world.themes[theme] if theme >= 0 else None
            facts = self._facts[story] = facts_of(world, story, month, known)
        follows = origin >= 0 and plan.kind[number] != "derived"
        if follows:
            text = _copied(self._texts[origin], plan.kind[number] == "copy")
        else:
            text = compose(chance, facts, words, outlet.language)
        if origin >= 0:
            self._wanted[origin] -= 1
            if not self._wanted[origin]:
                del self._texts[origin]
        if self._wanted[number]:
            self._texts[number] = text
        self._left[story] -= 1
        if not self._left[story]:
            del self._facts[story]
        seen = self._fetched(None, outlet.id, plan.urls[number], "article", plan.seen[number])
        self._keep(number, text, seen, week, outlet.language, chance)
        self._count_story(number, key, story, text.title, seen, week, origin if follows else -1)
        if not follows:
            self._read(key, story, text, seen, week, theme, facts, vector, chance)
        self._decided(key, number, origin, follows)

    def _keep(self, number: int, text: MadeText, seen: str, week: str, language: str, chance: random.Random) -> None:
        plan, key, fetch = self.plan, self.plan.ids[number], self._fetch
        back = chance.expovariate(1 / 40) if chance.random() > 0.01 else chance.uniform(8, 30) * 1440
        published = stamp(plan.seen[number] - timedelta(minutes=2 + back)) if chance.random() > 0.03 else None
        sha, revision = sha256_of(text.body), 1
        first = fetch
        self.add("capture", "fetch article seen title body_sha256", fetch, key, seen, text.title, sha)
        last = seen
        if chance.random() < REVISED and len(text.sentences) > 3:
            # The first text lacked the last sentence; the present one came an hour later.
            earlier = text.body[: text.sentences[-2][1]]
            at = plan.seen[number] + timedelta(hours=1)
            outlet = self.world.outlets[plan.outlet[number]].id
            last = self._fetched(None, outlet, plan.urls[number], "article", at)
            self._buffers["capture", "fetch article seen title body_sha256"][-1] = (
                first, key, seen, text.title, sha256_of(earlier),
            )  # fmt: skip
            self.add("capture", "fetch article seen title body_sha256", self._fetch, key, last, text.title, sha)
            self.add(
                "revision", "article number title text seen replaced body_sha256 fetch", key, 1, text.title, earlier,
                seen, last, sha256_of(earlier), first,
            )  # fmt: skip
            fetch, revision = self._fetch, 2
        self._body += 1
        self.add("body", "id article text", self._body, key, text.body)
        self.add("article_search", "rowid article title text", self._body, key, text.title, text.body)
        origin = int(plan.copy_of[number])
        self.add(
            "article",
            "id outlet identity url title authors published published_source published_precision first_seen week"
            " language words copy_of copy_kind story body_sha256 fetch last_seen revision analysed credited evidence",
            key, self.world.outlets[plan.outlet[number]].id, plan.urls[number], plan.urls[number], text.title, "[]",
            published, published and "json-ld", published and "minute", seen, week, language, text.body.count(" ") + 1,
            plan.ids[origin] if origin >= 0 else None, plan.kind[number], self._story_id(int(plan.story[number]), key),
            sha, fetch, last, revision, self.version, "[]", '{"title": ["json-ld", "agreed"]}',
        )  # fmt: skip

    def _story_id(self, story: int, key: str) -> str:
        known = self.stories[story]
        return known["id"] if known else f"s{key}"

    def _count_story(self, number: int, key: str, story: int, title: str, seen: str, week: str, origin: int) -> None:
        known = self.stories[story]
        if known is None:
            known = self.stories[story] = {
                "id": f"s{key}", "title": title, "lead": key, "week": week, "first": seen, "articles": 0,
                "outlets": set(), "witnesses": set(),
            }  # fmt: skip
        known["last"] = seen
        known["articles"] += 1
        known["outlets"].add(self.plan.outlet[number])
        known["witnesses"].add(self.witness(origin if origin >= 0 else number))

    def witness(self, number: int) -> str:
        """Who stands behind an article: of a copy that of its original, which may be derived but no copy."""
        while self.plan.copy_of[number] >= 0 and self.plan.kind[number] != "derived":
            number = int(self.plan.copy_of[number])
        outlet = self.world.outlets[self.plan.outlet[number]]
        return f"owner {outlet.owner}" if outlet.owner else f"outlet {outlet.id}"

    def _read(
        self,
        key: str,
        story: int,
        text: MadeText,
        seen: str,
        week: str,
        theme: int,
        facts: StoryFacts,
        vector: npt.NDArray[np.float32],
        chance: random.Random,
    ) -> None:
        for number, (start, end, sentence) in enumerate(text.sentences):
            self.add("sentence", "article number start end text", key, number, start, end, sentence)
        named = {what.id for kind, *_, what in text.spans if kind == "official" and isinstance(what, MadeOfficial)}
        mentions = "article sentence start end text kind label official person post place confidence found_by"
        ordinal = 0
        for kind, sentence_number, start, end, what in text.spans:
            at = (key, sentence_number, start, end, text.body[start:end])
            if isinstance(what, MadeOfficial) and kind == "official":
                post = self._posted(key, ordinal, at, what, seen)
                self.add("mention", mentions, *at, "official", "current", what.id, what.id, post, None, 0.9, "made")
                ordinal += 1
            elif isinstance(what, MadeOfficial):
                who = what.id if what.id in named else None
                self.add(
                    "quote", "article sentence start end text kind cue speaker official person confidence found_by",
                    *at, "direct", "said", what.name, who, who, 0.9, "made",
                )  # fmt: skip
            elif isinstance(what, MadeFigure):
                self._figure(key, at, what, seen, chance)
            elif kind == "place":
                code = facts.place.code
                self.add("mention", mentions, *at, "place", "subject", None, None, None, code, 0.9, "made")
            else:
                self.add("mention", mentions, *at, "entity", "ORG", None, None, None, None, 0.8, "made")
        if self._vectors:
            self._means(key, vector)
        self._scored(key, story, theme, week, chance)

    def _means(self, key: str, vector: npt.NDArray[np.float32]) -> None:
        self.add("vector", "article model dimension values", key, DEFAULT, len(vector), vector.tobytes())
        short = np.clip(np.rint(vector * 254), -127, 127).astype(np.int8).tobytes()
        self.add("passages", "article model dimension values", key, DEFAULT, len(vector), short)

    def _scored(self, key: str, story: int, theme: int, week: str, chance: random.Random) -> None:
        themes = self.world.themes
        if theme >= 0:
            seed = themes[theme].seeds[0]
            self.add(
                "article_theme", "article theme score assigned why", key, themes[theme].id,
                round(0.6 + 0.39 * chance.random(), 4), 1, f"words: {seed}; meaning",
            )  # fmt: skip
            self.themes_of_week[week][theme].add(story)
        others = range(len(themes)) if self._scores == "all" else ((theme + step) % len(themes) for step in (1, 7))
        for other in others:
            if other != theme:
                self.add(
                    "article_theme", "article theme score assigned why", key, themes[other].id,
                    round(0.45 * chance.random(), 4), 0, "nothing speaks for it",
                )  # fmt: skip

    def _posted(
        self, key: str, ordinal: int, at: tuple[str, int, int, int, str], person: MadeOfficial, seen: str
    ) -> str:
        name = self.world.organisations[person.organisation]
        organisation = slug(name)
        post = post_key(person.id, person.role, organisation, "current")
        self.add(
            "post_mention",
            "article number sentence start end printed official person name role organisation organisation_name status"
            " public_office stated post seat",
            key, ordinal, *at[1:], person.id, person.id, person.name, person.role, organisation, name, "current",
            person.public_office, 1, post, f"{person.role} {organisation}",
        )  # fmt: skip
        self.organisations[organisation] = name
        self.people.setdefault(person.id, {person.name}).add(at[4])
        if person.id not in self.minted:
            self.minted[person.id] = (key, person.name)
        known = self.posts.get(post)
        if known is None:
            known = self.posts[post] = [person, organisation, seen, seen, 0, key, at[1], ""]
        if known[7] != key:
            known[4] += 1
            known[7] = key
            self.add(
                "official_settled", "article person resolved official action score reason", key, person.id, person.id,
                person.id, "new" if known[4] == 1 else "link", 0.9, "the same name and post",
            )  # fmt: skip
        known[3] = seen
        return post

    def _figure(
        self, key: str, at: tuple[str, int, int, int, str], figure: MadeFigure, seen: str, chance: random.Random
    ) -> None:
        claim = None
        if figure.claim:
            claim = digest_of(figure.concept, figure.owner, figure.period, figure.unit, figure.value)
            known = self.claims.setdefault(
                claim, {"figure": figure, "articles": set(), "first": key, "seen": seen, "against": None}
            )
            known["articles"].add(key)
            if figure.period is not None:
                self._contradicts(claim, key, at[2], figure)
        self.add(
            "figure",
            "article sentence start end text value unit kind measures concept owner period change status confidence"
            " found_by claim",
            *at, figure.value, figure.unit, {"MYR": "money"}.get(figure.unit, figure.unit), MEASURES[figure.concept],
            figure.concept, figure.owner, figure.period, chance.choice((None, "rise", "fall")) if not claim else None,
            "actual", 0.85, "made", claim,
        )  # fmt: skip

    def _contradicts(self, claim: str, key: str, start: int, figure: MadeFigure) -> None:
        measure = (figure.concept, figure.owner, figure.period or "")
        other = self._told.setdefault(measure, (claim, key, start))
        if other[0] == claim or self.claims[claim]["against"]:
            return
        self.claims[claim]["against"] = other[0]
        self.add(
            "dispute", "id kind article start other_article other_start claim other_claim reason",
            digest_of("value", other[1], str(other[2]), key, str(start)), "value", other[1], other[2], key, start,
            other[0], claim, f"{figure.concept} of {figure.owner}, {figure.period}: two values",
        )  # fmt: skip

    def _decided(self, key: str, number: int, origin: int, follows: bool) -> None:
        columns = "article about action score margin features reason version"
        kind = self.plan.kind[number]
        copy = (kind or "none", 0.95 if kind else 0.1, None, "{}", f"repeats {self.plan.ids[origin]}" if kind else "")
        self.add("decision", columns, key, "copy", *copy, self.version)
        first = self.stories[int(self.plan.story[number])]
        new = first is not None and first["lead"] == key
        action = "copy" if follows else "new" if new else "join"
        joined = (action, 0.9, 0.4, "{}" if follows else FEATURES, "same event with probability 0.90")
        self.add("decision", columns, key, "story", *joined, self.version)


def _copied(text: MadeText, shortened: bool) -> MadeText:
    """The text again; a copy that is not identical lacks the last sentences."""
    if not shortened or len(text.sentences) < 4:
        return MadeText(title=text.title, body=text.body)
    return MadeText(title=text.title, body=text.body[: text.sentences[-3][1]])
