"""What is known of titles, posts and organisations: the data of models/titles.toml and models/organisations.toml.

Knows the two files and how to look a word or a run of words up; must not know what a sentence is.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import models

#: "public": a public office wherever it is held; "private": never one; "open": the organisation decides.
Office = Literal["public", "open", "private"]
Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation with all that news calls it. ``kind`` is ministry, agency or company."""

    name: str
    name_ms: str | None
    short: str | None
    kind: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrases:
    """Runs of words, looked up longest first. Keys are folded (lower case, straight apostrophes, no full stop)."""

    entries: dict[Words, str]
    longest: int
    first: frozenset[str]  # words that entries begin with: most words of a text open none
    last: frozenset[str]  # and end with

    def at(self, folded: Sequence[str], index: int, limit: int | None = None) -> int:
        """Number of words of the longest entry that begins at ``index``; 0 where there is none."""
        if index >= len(folded) or folded[index] not in self.first:
            return 0
        stop = len(folded) if limit is None else limit
        for length in range(min(self.longest, stop - index), 0, -1):
            if tuple(folded[index : index + length]) in self.entries:
                return length
        return 0

    def before(self, folded: Sequence[str], index: int) -> int:
        """Number of words of the longest entry that ends before ``index``."""
        if not index or folded[index - 1] not in self.last:
            return 0
        for length in range(min(self.longest, index), 0, -1):
            if tuple(folded[index - length : index]) in self.entries:
                return length
        return 0


def fold(word: str) -> str:
    """The form of a word that lookups use."""
    return word.lower().replace("’", "'").rstrip(".")


def phrases(entries: Iterable[str], tags: Iterable[str] | None = None) -> Phrases:
    names = list(entries)
    labels = list(tags) if tags is not None else names
    table = {
        tuple(fold(word) or word for word in name.split()): label for name, label in zip(names, labels, strict=True)
    }
    first, last = (frozenset(key[end] for key in table if key) for end in (0, -1))
    return Phrases(table, max(map(len, table), default=0), first, last)


@dataclass(frozen=True, slots=True)
class Roles:
    """The posts of one language."""

    heads: Phrases  # the value is an Office
    plural: frozenset[Words]
    before: frozenset[str]
    after: frozenset[str]
    former: frozenset[str]
    acting: frozenset[str]
    designate: frozenset[str]
    anaphora: frozenset[str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything the readers of officials and entities look up."""

    honorifics: Phrases
    ranks: Phrases  # honorifics that are also posts: military, police, academic
    female: frozenset[str]
    national: frozenset[str]
    styles: frozenset[str]
    particles: frozenset[str]
    female_particles: frozenset[str]
    openers: frozenset[str]
    chinese: frozenset[str]
    ambiguous: frozenset[str]
    given: frozenset[str]
    roles_en: Roles
    roles_ms: Roles
    reporting: frozenset[str]
    reporting_ms: frozenset[str]
    portfolio: frozenset[str]
    portfolio_ms: frozenset[str]
    suffix: frozenset[str]
    prefix: frozenset[str]
    public: frozenset[str]
    public_alone: frozenset[str]
    facility: frozenset[str]
    facility_prefix: frozenset[str]
    place_prefix: frozenset[str]
    event: frozenset[str]
    law: frozenset[str]
    countries: Phrases  # the value is the English name
    demonyms: Phrases
    states: Phrases
    places: Phrases
    agencies: Phrases
    parties: Phrases
    organisations: Phrases  # the value is the English name
    by_name: dict[str, Organisation]
    surface: frozenset[str]  # one-word names as they are written; "AS" is a country, "As" is not

    def roles(self, language: str) -> Roles:
        return self.roles_ms if language in {"ms", "id"} else self.roles_en


def _roles(table: dict[str, Any]) -> Roles:
    names: list[str] = []
    tags: list[str] = []
    for office in ("private", "open", "public"):  # a later tag wins
        names += table[office]
        tags += [office] * len(table[office])
    plural = table.get("plural", [])
    singular_office = {fold(name): tag for name, tag in zip(names, tags, strict=True)}
    for name in plural:
        names.append(name)
        tags.append(singular_office.get(fold(singular(name)), "open"))
    return Roles(
        heads=phrases(names, tags),
        plural=frozenset(tuple(fold(word) for word in name.split()) for name in plural),
        before=_folded(table["before"]),
        after=_folded(table.get("after", [])),
        former=_folded(table["status_former"]),
        acting=_folded(table["status_acting"]),
        designate=_folded(table["status_designate"]),
        anaphora=_folded(table["anaphora"]),
    )


def singular(role: str) -> str:
    """``Deputy Prime Ministers`` -> ``Deputy Prime Minister``; the word that carries the plural is found by form."""
    words = role.split()
    for index, word in enumerate(words):
        low = word.lower()
        if low in {"of", "in", "for", "at"}:
            break
        if low.endswith("men") and low[:-3].removeprefix("vice-") in {"chair", "assembly", "spokes"}:
            return " ".join([*words[:index], word[:-3] + "man", *words[index + 1 :]])
        if low.startswith(("directors-", "secretaries-")):
            stem = word.replace("irectors-", "irector-").replace("ecretaries-", "ecretary-")
            return " ".join([*words[:index], stem, *words[index + 1 :]])
    for index in range(len(words) - 1, -1, -1):
        low = words[index].lower()
        if low in {"members"} or (index == len(words) - 1 and low.endswith("s") and not low.endswith("ss")):
            stem = words[index][:-3] + "y" if low.endswith("ies") else words[index][:-1]
            stem = words[index][:-2] if low == "coaches" else stem
            return " ".join([*words[:index], stem, *words[index + 1 :]])
    return role


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(fold(word) for word in words)


def _table(name: str) -> dict[str, Any]:
    folder = Path(str(models.__file__)).parent
    with (folder / name).open("rb") as stream:
        return tomllib.load(stream)


def _ministry_turned(name: str) -> list[str]:
    """``Ministry of Health`` is also printed ``Health Ministry``."""
    head, _, rest = name.partition(" of ")
    return [f"{rest} {head}"] if head == "Ministry" and rest else []


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lexicon, read once. A broken file raises tomllib.TOMLDecodeError or KeyError: it is part of the program."""
    titles, rest = _table("titles.toml"), _table("organisations.toml")
    honorific, name, words = titles["honorific"], titles["name"], rest["words"]
    countries: dict[str, str] = {}
    demonyms: dict[str, str] = {}
    for country in rest["country"]:
        for form in (country["name"], *country.get("also", ())):
            countries[form] = country["name"]
        for form in country["demonyms"]:
            demonyms[form] = country["name"]
    known: dict[str, str] = {}
    printed: list[str] = []
    by_name: dict[str, Organisation] = {}
    for row in rest["organisation"]:
        organisation = Organisation(
            row["name"], row.get("name_ms"), row.get("short"), row["kind"], tuple(row.get("aliases", ()))
        )
        by_name[organisation.name] = organisation
        forms = [organisation.name, *_ministry_turned(organisation.name), *organisation.aliases]
        forms += [form for form in (organisation.name_ms, organisation.short) if form]
        printed += forms
        for form in forms:
            # A comma is a word of its own in the texts.
            known.setdefault(form.replace(",", " ,").replace("'s", " 's").replace("’s", " 's"), organisation.name)
    states = [state for country in ("MY", "CN", "ID") for state in rest["state"][country]]
    return Lexicon(
        honorifics=phrases(
            [*honorific["malaysian"], *honorific["academic"], *honorific["general"], *honorific["rank"]]
        ),
        ranks=phrases([*honorific["academic"], *honorific["rank"]]),
        female=_folded(honorific["female"]),
        national=_folded(honorific["national"]),
        styles=_folded(name["styles"]),
        particles=_folded(name["particles"]),
        female_particles=_folded(name["female_particles"]),
        openers=_folded(name["openers"]),
        chinese=_folded(name["surnames_chinese"]),
        ambiguous=_folded(name["words"]),
        given=_folded(name["given"]),
        roles_en=_roles(titles["role"]["en"]),
        roles_ms=_roles(titles["role"]["ms"]),
        reporting=_folded(titles["verb"]["en"]),
        reporting_ms=_folded(titles["verb"]["ms"]),
        portfolio=_folded(words["portfolio_en"]),
        portfolio_ms=_folded(words["portfolio_ms"]),
        suffix=_folded(words["suffix"]),
        prefix=_folded(words["prefix"]),
        public=_folded(words["public"]),
        public_alone=_folded(words["public_alone"]),
        facility=_folded(words["facility"]),
        facility_prefix=_folded(words["facility_prefix"]),
        place_prefix=_folded(words["place_prefix"]),
        event=_folded(words["event"]),
        law=_folded(words["law"]),
        countries=phrases(countries, countries.values()),
        demonyms=phrases(demonyms, demonyms.values()),
        states=phrases(states),
        places=phrases(rest["place"]["names"]),
        agencies=phrases(rest["agency"]["names"]),
        parties=phrases(rest["party"]["names"]),
        organisations=phrases(known, known.values()),
        by_name=by_name,
        surface=frozenset(
            [
                *(form for form in printed if " " not in form),
                *rest["party"]["names"],
                *rest["agency"]["names"],
                *countries,
                *demonyms,
            ]
        ),
    )
