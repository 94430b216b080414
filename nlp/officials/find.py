"""Joins posts to names within a sentence, in the ways news puts them, then follows each person through the text.

Every pattern has a name (``found_by``) and a confidence: patterns without a mark between post and name are surest.
Must not know figures or quotes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from nlp.officials.apposition import SKIPPABLE, Found, behind, name_ending
from nlp.officials.complement import read_complement
from nlp.officials.described import is_description, subject_of
from nlp.officials.later import Post, later_mentions, resolve_names
from nlp.officials.lexicon import Lexicon, lexicon
from nlp.officials.malay import roles_in_malay
from nlp.officials.names import Name, likely, parse_name
from nlp.officials.organisations import abbreviations
from nlp.officials.posts import is_public, organisation_of
from nlp.officials.role import Role
from nlp.officials.roles import roles_in
from nlp.officials.words import Line, lines_of
from nlp.reading import Reading
from records import Entity, OfficialMention

#: Confidence by pattern. On 80 marked Malaysian articles (MEN-Dataset, gold, even numbers) the name was right in
#: role-name .98 of 129, role-comma-name 1.0 of 13, later-mention 1.0 of 197; the others occur fewer than ten times
#: there, and their numbers are set by judgement.
CONFIDENCE = {
    "role-name": 0.95,
    "role-comma-name": 0.9,
    "role-bracket-name": 0.9,
    "roles-names": 0.9,
    "name-comma-role": 0.9,
    "name-who-is-role": 0.9,
    "name-is-role": 0.8,
    "name-as-role": 0.7,
    "name-bracket-role": 0.8,
    "name-party-seat": 0.9,
    "described": 0.6,
    "later-mention": 0.85,
}
_SEAT = re.compile(r"\(\s*([A-Z][A-Za-z]{1,11})\s*[-–—]\s*([A-Z][\w.'’ ]{2,30})\)")


def find_officials(reading: Reading) -> tuple[OfficialMention, ...]:
    """Every mention of a person whose role the text gives, in reading order.

    ``reading.entities`` are used where they were found: they tell full names and what "its" goes back to. Persons
    without a role anywhere in the text are no officials and are not returned.
    """
    known = lexicon()
    lines = lines_of(reading)
    malay = reading.language in {"ms", "id"}
    found: list[Found] = []
    for line in lines:
        found += _in_line(line, known, malay)
    posts = [_post(item, reading, known, malay) for item in found]
    posts += _described(reading, lines, posts, known)
    posts += _seats(reading, lines, known)
    full = resolve_names(posts, reading, lines, known)
    posts = [replace(post, full=full.get(post.name, post.name)) for post in posts]
    stated = [_mention(post) for post in posts]
    merged = _once(stated)
    return tuple(sorted((*merged, *later_mentions(posts, reading, lines, known)), key=lambda m: (m.start, -m.end)))


def _once(mentions: list[OfficialMention]) -> list[OfficialMention]:
    """One mention a span and role; the surer of two."""
    best: dict[tuple[int, int, str | None], OfficialMention] = {}
    for mention in mentions:
        key = (mention.start, mention.end, mention.role)
        if key not in best or best[key].confidence < mention.confidence:
            best[key] = mention
    return list(best.values())


def _mention(post: Post) -> OfficialMention:
    return OfficialMention(
        name=post.full,
        resolved_from=post.name if post.name != post.full else None,
        role=post.role,
        organisation=post.organisation,
        organisation_short=post.short,
        status=post.status,
        public_office=post.public,
        start=post.start,
        end=post.end,
        sentence=post.sentence,
        confidence=CONFIDENCE[post.found_by],
        found_by=post.found_by,
    )


def _in_line(line: Line, known: Lexicon, malay: bool) -> list[Found]:
    roles = roles_in_malay(line, known) if malay else roles_in(line, known)
    found: list[Found] = []
    for index, role in enumerate(roles):
        following = roles[index + 1] if index + 1 < len(roles) else None
        direct = _direct(line, role, known)
        if direct:
            found += direct
            continue
        found_behind = behind(line, role, known, malay)
        if found_behind is not None:
            found.append(found_behind)
            found += _same_person(found_behind, roles, index, line)
            continue
        comma = _comma_name(line, role, following, known)
        if comma is not None:
            found.append(comma)
    return found


def _same_person(found: Found, roles: Sequence[Role], index: int, line: Line) -> list[Found]:
    """ "X, the minister of A and chairman of B": further posts joined by "and" belong to the same person."""
    more = []
    last = roles[index]
    for role in roles[index + 1 :]:
        between = {w.fold for w in line.words[last.end : role.start]} - SKIPPABLE - {",", "former"}
        after = line.words[role.end] if role.end < len(line.words) else None
        if between != {"and"} and between != {"dan"}:
            break
        if after is not None and after.capital:
            break
        more.append(replace(found, role=role))
        last = role
    return more


def _acceptable(name: Name, line: Line, known: Lexicon, comma: bool) -> bool:
    if name.titles:
        return True
    first = line.words[name.first]
    if (
        known.states.at(line.folded, name.first)
        or known.places.at(line.folded, name.first)
        or known.organisations.at(line.folded, name.first)
        or known.parties.at(line.folded, name.first)
    ):
        return likely(name, line, known) and name.end - name.first > 2
    many = name.end - name.first > 1
    if comma:
        return many and (likely(name, line, known) or _ends_well(line, name.end))
    if many:
        return first.entity not in {"FAC", "EVENT", "LAW"} or likely(name, line, known)
    return (
        first.entity in {"PERSON", ""} and (first.tag in {"PROPN", ""}) and first.fold not in known.ambiguous
    ) or first.fold in known.chinese


def _ends_well(line: Line, end: int) -> bool:
    """A comma, a verb or the sentence's end behind a name set off by a comma."""
    return (
        end >= len(line.words)
        or line.words[end].text in {",", ".", ";", "—", "-"}
        or line.words[end].tag in {"VERB", "AUX"}
    )


def _direct(line: Line, role: Role, known: Lexicon) -> list[Found]:
    """The name straight behind the post; several names behind a plural."""
    here = role.end
    if role.plural and here < len(line.words) and line.words[here].text in {",", ":", "-", "—"}:
        here += 1
    if here >= len(line.words):
        return []
    name = parse_name(line, here, known)
    if name is None and line.words[here].text == "(" and here + 1 < len(line.words):
        # "the minister (Datuk X)" inside a quotation
        inner = parse_name(line, here + 1, known)
        closes = inner is not None and inner.end < len(line.words) and line.words[inner.end].text == ")"
        return [Found(line, inner, role, "role-bracket-name")] if inner is not None and closes and inner.titles else []
    if name is None or name.outer != here or not _acceptable(name, line, known, comma=False):
        return []
    if not role.plural:
        return [Found(line, name, _of_house(line, name, role, known), "role-name")]
    found = [Found(line, name, role, "roles-names")]
    end = name.end
    while end + 1 < len(line.words):
        after = end
        if line.words[after].text == "(":
            close = next((i for i in range(after, min(after + 8, len(line.words))) if line.words[i].text == ")"), None)
            after = close + 1 if close is not None else after
        if after >= len(line.words) or line.folded[after] not in {",", "and", "dan", "&"}:
            break
        after += 1
        if after < len(line.words) and line.folded[after] in {"and", "dan"}:
            after += 1
        if after >= len(line.words):
            break
        name = parse_name(line, after, known)
        if name is None or not _acceptable(name, line, known, comma=False):
            break
        found.append(Found(line, name, role, "roles-names"))
        end = name.end
    return found


def _of_house(line: Line, name: Name, role: Role, known: Lexicon) -> Role:
    """ "Economist NAME of the X Institute": the organisation behind the name."""
    here = name.end
    if role.organisation or role.short or role.country or role.state or role.portfolio or here + 1 >= len(line.words):
        return role
    if line.folded[here] not in {"of", "from"}:
        return role
    complement = read_complement(line, replace(role, core_end=here, end=here), known)
    return replace(role, organisation=complement.organisation, short=complement.short)


def _comma_name(line: Line, role: Role, following: Role | None, known: Lexicon) -> Found | None:
    """ "Senior director of X at Y (Z), NAME, said"."""
    here = role.end
    if role.plural or here + 1 >= len(line.words) or line.words[here].text not in {",", "—", "–"}:
        return None
    name = parse_name(line, here + 1, known)
    if name is None or not _acceptable(name, line, known, comma=True):
        return None
    if following is not None and following.start < name.end:
        return None
    return Found(line, name, role, "role-comma-name")


def _organisations_before(reading: Reading, offset: int) -> list[Entity]:
    """Organisations named before ``offset``: of earlier sentences the subject stands last, of this one the nearest."""
    here = reading.sentence_at(offset)
    earlier = [
        e for e in reading.entities if e.label == "ORGANIZATION" and e.end <= offset and e.start >= reading.dateline_end
    ]
    earlier = [e for e in earlier if not any(o is not e and o.start <= e.start and e.end <= o.end for o in earlier)]
    same = [e for e in earlier if e.start >= here.start]
    before: list[Entity] = []
    groups: dict[int, list[Entity]] = {}
    for entity in earlier:
        if entity.start < here.start:
            groups.setdefault(reading.sentence_at(entity.start).number, []).append(entity)
    for number in sorted(groups):
        before += sorted(groups[number], key=lambda e: -e.start)
    return before + sorted(same, key=lambda e: e.start)


def _post(item: Found, reading: Reading, known: Lexicon, malay: bool) -> Post:
    start, end = item.line.words[item.name.outer].start, item.line.words[item.name.end - 1].end
    role_start = start if item.pattern == "described" else item.line.words[item.role.start].start
    defined = abbreviations(reading.text)
    organisation, short = organisation_of(
        item.role,
        national=item.name.national,
        defined=defined,
        known=known,
        malay=malay,
        before=_organisations_before(reading, role_start) if item.role.anaphor else (),
    )
    return Post(
        name=item.name.text,
        full=item.name.text,
        role=item.role.text,
        organisation=organisation,
        short=short,
        status=item.role.status,
        public=is_public(item.role, organisation, short, known),
        start=start,
        end=end,
        sentence=item.line.sentence.number,
        found_by=item.pattern,
        titled=bool(item.name.titles),
    )


def _described(reading: Reading, lines: Sequence[Line], posts: Sequence[Post], known: Lexicon) -> list[Post]:
    """Posts told one sentence after the name (English)."""
    found = []
    for number, line in enumerate(lines):
        if reading.language != "en" or number == 0:
            continue
        for role in roles_in(line, known)[:1]:
            if not is_description(line, role, known, [post.role for post in posts]):
                continue
            person = subject_of(reading, lines, number, known)
            home = next((o for o in lines if person and o.sentence.start <= person.start < o.sentence.end), None)
            if person is None or home is None:
                continue
            start = next((i for i, word in enumerate(home.words) if word.start == person.start), None)
            name = parse_name(home, start, known) if start is not None else None
            if name is not None:
                found.append(_post(Found(home, name, role, "described"), reading, known, malay=False))
    return found


def _seats(reading: Reading, lines: Sequence[Line], known: Lexicon) -> list[Post]:
    """ "NAME (PARTY-Seat)": a member of the house that the text is about."""
    posts = []
    for line in lines:
        for match in _SEAT.finditer(reading.text, line.sentence.start, line.sentence.end):
            opening = next((i for i, w in enumerate(line.words) if w.start == match.start()), None)
            if opening is None or ((match.group(1),) and not known.parties.at([match.group(1).lower()], 0)):
                continue
            name = name_ending(line, opening, known)
            if name is None:
                continue
            house = "MP" if re.search(r"Dewan Rakyat|Parli[a]?ment|Parlimen|\bMPs?\b", reading.text) else "Member"
            posts.append(
                Post(
                    name=name.text,
                    full=name.text,
                    role=f"{house} for {match.group(2).strip()}",
                    organisation=match.group(1),
                    short=None,
                    status="current",
                    public=True,
                    start=line.words[name.outer].start,
                    end=line.words[name.end - 1].end,
                    sentence=line.sentence.number,
                    found_by="name-party-seat",
                    titled=bool(name.titles),
                )
            )
    return posts
