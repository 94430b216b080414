"""Joins posts to names within a sentence, in the ways news puts them, then follows each person through the text.

Every way has a name (``found_by``), and a confidence that was measured (nlp.officials.confidence).
Must not know figures or quotes.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from nlp.officials.apposition import Found, name_ending
from nlp.officials.confidence import confidence_of, length_of
from nlp.officials.counterpart import counterpart
from nlp.officials.described import (
    AHEAD,
    acts,
    introduces,
    only_person_before,
    opens,
    persons_of,
    says,
    says_more,
    speaker_before,
    with_age,
)
from nlp.officials.join import pairs_in
from nlp.officials.later import Post, later_mentions, resolve_names
from nlp.officials.lexicon import Lexicon, fold, lexicon
from nlp.officials.malay import roles_in_malay
from nlp.officials.marked import with_marked
from nlp.officials.names import Name, parse_name
from nlp.officials.organisations import abbreviations, names_of
from nlp.officials.posts import is_public, organisation_of, organisations_before
from nlp.officials.role import Role
from nlp.officials.roles import coordinated, roles_in
from nlp.officials.subject import house_of_subject
from nlp.officials.unnamed import of_unnamed_association
from nlp.officials.words import Line, lines_of
from nlp.reading import Reading
from records import OfficialMention

_OF_PERSONS = frozenset({"his", "her"})
_DEPUTIES = frozenset({"deputy", "timbalan"})
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
    read = [roles_in_malay(line, known) if malay else roles_in(line, known) for line in lines]
    roles = [with_marked(line, here, reading, known) for line, here in zip(lines, read, strict=True)]
    for line, here in zip(lines, roles, strict=True):
        found += pairs_in(line, here, known, malay)
    posts: list[Post] = []
    for item in found:
        held = counterpart(item, posts, known)
        if held is not None:
            posts.append(_post(held, reading, known, malay, posts))
    posts += _described(reading, lines, posts, roles, known)
    posts += _introduced(reading, lines, posts, roles, known)
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
        confidence=confidence_of(post.found_by, length_of(post.name)),
        found_by=post.found_by,
    )


def _post(item: Found, reading: Reading, known: Lexicon, malay: bool, posts: Sequence[Post] = ()) -> Post:
    """``posts``: those read before it; "his deputy" is of the house of the last of them."""
    start, end = item.line.words[item.name.outer].start, item.line.words[item.name.end - 1].end
    elsewhere = item.pattern.startswith(("described", "introduced"))  # the post stands in another sentence
    role_start = start if elsewhere else item.line.words[item.role.start].start
    own_start = start if elsewhere else item.line.words[item.role.core].start
    defined = abbreviations(reading.text)
    looks_back = item.role.anaphor not in {None, *_OF_PERSONS}
    if item.role.anaphor == "nya" and item.role.text.lower() != "menteri":  # an association has no minister
        looks_back = not of_unnamed_association(reading, role_start)
    organisation, short = organisation_of(
        item.role,
        national=item.name.national,
        defined=defined,
        known=known,
        malay=malay,
        before=organisations_before(reading, role_start) if looks_back else (),
    )
    if organisation is None and item.pattern == "role-name":
        subject = house_of_subject(reading, item.line, item.role, item.name, known)
        if subject is not None:
            organisation, short = names_of(subject.text, None, defined, known, malay)
    superior = next((post for post in reversed(posts) if post.end <= own_start), None)
    if item.role.anaphor in _OF_PERSONS and organisation is None and superior is not None:
        organisation, short = superior.organisation, superior.short
    public = is_public(item.role, organisation, short, known)
    if item.role.anaphor in _OF_PERSONS | {"nya"} and item.role.text.lower() in _DEPUTIES and superior is not None:
        public = public or superior.public  # "his deputy"
    return Post(
        name=item.name.text,
        full=item.name.text,
        role=item.role.text,
        organisation=organisation,
        short=short,
        status=item.role.status,
        public=public,
        expert=item.role.office == "private",
        start=start,
        end=end,
        sentence=item.line.sentence.number,
        found_by=f"marked-{item.pattern}" if item.role.marked else item.pattern,
    )


def _described(
    reading: Reading, lines: Sequence[Line], posts: Sequence[Post], roles: Sequence[Sequence[Role]], known: Lexicon
) -> list[Post]:
    """Posts told one sentence after the name (English)."""
    if reading.language != "en":
        return []
    persons = persons_of(reading, [(post.start, post.end) for post in posts])
    held = {fold(post.role) for post in posts}
    experts = [set(post.name.split()) for post in posts if post.expert]
    in_office = [set(post.name.split()) for post in posts if post.public]
    found: list[Post] = []
    for number, line in enumerate(lines):
        if number == 0 or not roles[number] or not opens(line, roles[number][0]):
            continue
        group = list(roles[number][:1])
        for role in roles[number][1:]:
            if not coordinated(group[-1], role, line):
                break
            group.append(role)
        pattern, person = "described", None
        if says(line, group[-1], known):
            person = speaker_before(reading, lines, number, persons, known)
        elif acts(line, group[-1]):
            pattern, person = "described-subject", only_person_before(lines, number, persons)
        name = _name_at(person, lines, known) if person is not None else None
        if person is None or name is None:
            continue
        # An expert without an office is not called by one in the next sentence: that is somebody else.
        home, parsed = name
        # Nor is a member of parliament the minister of whom the next sentence tells something but no word of his.
        named = set(parsed.words)
        apart = any(named <= words for words in experts)
        apart = apart or (pattern == "described-subject" and any(named <= words for words in in_office))
        for role in group:
            if says_more(role, held) and not (apart and role.office == "public"):
                found.append(_post(Found(home, parsed, role, pattern), reading, known, malay=False))
    return found


def _introduced(
    reading: Reading, lines: Sequence[Line], posts: Sequence[Post], roles: Sequence[Sequence[Role]], known: Lexicon
) -> list[Post]:
    """ "A teacher was charged ...", and soon "NAME, 45, pleaded": court news names one so (English)."""
    taken = {post.start for post in posts}
    found: list[Post] = []
    for number, here in enumerate(roles):
        if reading.language != "en" or not here or not introduces(lines[number], here[0]):
            continue
        for line in lines[number + 1 : number + 1 + AHEAD]:
            name = parse_name(line, 0, known) if line.words else None
            if name is None or not with_age(line, name):
                continue
            if line.words[name.outer].start not in taken and name.end - name.first > 1:
                found.append(_post(Found(line, name, here[0], "introduced"), reading, known, malay=False))
            break
    return found


def _name_at(person: tuple[int, int], lines: Sequence[Line], known: Lexicon) -> tuple[Line, Name] | None:
    """The line and the name that ends where ``person`` does."""
    place = bisect_right(lines, person[0], key=lambda line: line.sentence.start) - 1
    line = lines[place] if place >= 0 and person[0] < lines[place].sentence.end else None
    end = next((i + 1 for i, word in enumerate(line.words) if word.end == person[1]), None) if line else None
    name = name_ending(line, end, known) if line is not None and end is not None else None
    return (line, name) if line is not None and name is not None else None


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
                    expert=False,
                    start=line.words[name.outer].start,
                    end=line.words[name.end - 1].end,
                    sentence=line.sentence.number,
                    found_by="name-party-seat",
                )
            )
    return posts
