"""Who is newly in post. Pure; says so only where the text does, or where somebody else held the post before.

Being seen in a post for the first time is no appointment: in the first weeks of an instance everybody is. So a
new post needs the text's own words ("sworn in as"), a designate or acting status, or one predecessor who was seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from digest.content import PostItem, Reason
from digest.facts import PostFact
from records.official import SEAT_NOWHERE, SEAT_OF, SOMEBODYS_DEPUTY

_NOWHERE = f"{SEAT_OF}{SEAT_NOWHERE}"
_STATUSES = ("current", "acting", "designate")
_BETWEEN = r"\W+(?:[\w’'.-]+\W+){0,8}?"  # "appointed Senator <three names> as <role>": at most eight words
_BEFORE_ROLE = (
    r"(?:appoint(?:ed|s|ment)?|sworn in|named|promoted|elected|succeed(?:s|ed)?|replac(?:es|ed)|takes? over|took over"
    r"|assum(?:es?|ed)|oath(?: of office)?|dilantik|melantik|pelantikan|angkat sumpah|menggantikan|mengambil alih)"
)
_AFTER_NAME = (
    r"(?:(?:was|is|has been|had been|to be) (?:appointed|sworn in|promoted)|takes? office|took office"
    r"|(?:takes?|took) (?:the|an|his|her|their) oath|mengangkat sumpah|angkat sumpah|telah dilantik|dilantik)"
)


#: Where these stand between a name and "sworn in", somebody else is: "X acts until a successor is sworn in".
_OTHER_CLAUSE = r"(?!until|after|before|when|while|whose|sehingga|selepas|sebelum|apabila)"

#: What every way of saying so has: most sentences have none of it, and the patterns below are made for each person.
_TAKING_UP = re.compile(rf"\b(?:{_BEFORE_ROLE}|{_AFTER_NAME}|new|baharu)\b", re.IGNORECASE)


def newcomers(posts: Iterable[PostFact], language: str = "en") -> tuple[PostItem, ...]:
    """Holders of public office who are newly in post, in the order they were seen; one entry a person and kind of post:
    "deputy minister", "Timbalan Menteri Perdagangan" and "Deputy Minister of Trade" are one. Its wording is one
    that names where, in the reader's ``language`` if it can be, the one of most sentences first."""
    found: dict[tuple[str, str], PostItem] = {}
    for post in posts:
        if not post.public_office or post.status not in _STATUSES or _known_in_it(post):
            continue
        if post.seat == SOMEBODYS_DEPUTY:  # nobody is new in a post that is not named
            continue
        key = (post.official.casefold(), (post.seat or post.role.casefold()).partition(SEAT_OF)[0])
        item = _item(post)
        if item is not None and (key not in found or _telling(item, language) > _telling(found[key], language)):
            found[key] = item
    return tuple(found.values())


def _telling(item: PostItem, language: str) -> tuple[bool, bool, int, int]:
    post = item.post
    named = post.seat is not None and not post.seat.endswith(_NOWHERE)
    return named, post.source.language == language, len(post.said), bool(post.organisation)


def _known_in_it(post: PostFact) -> bool:
    """Whether the person was seen in this very post before, in other words or another language."""
    return post.seat is not None and not post.seat.endswith(_NOWHERE) and post.seat in post.seats_before


def _known_in_such(post: PostFact) -> bool:
    """Whether the person was seen before in a post of this kind, wherever: "deputy minister" one week, "deputy minister
    of trade" the next is one post until a text says otherwise."""
    kinds = {seat.partition(SEAT_OF)[0] for seat in post.seats_before}
    return post.seat is not None and post.seat.partition(SEAT_OF)[0] in kinds


def says_taken_up(sentence: str, official: str, role: str) -> bool:
    """Whether the sentence says that this person takes up this post, in English or Malay.

    The words must stand with the role after them or the name before them: "the minister appointed a consultant"
    says nothing of the minister's own post.
    """
    if not _TAKING_UP.search(sentence):
        return False
    head = [re.escape(word) for word in re.findall(r"\w+", role) if len(word) > 3][:2]
    names = [re.escape(word) for word in re.findall(r"\w+", official) if len(word) > 1]
    patterns = []
    # "the appointment of Senator <name> as Deputy Minister": who is appointed is a senator already
    already = rf"(?!\W+(?:\w+\W+)?(?:{'|'.join(names)})\b.*\b(?:as|sebagai)\b)" if names else ""
    if head:
        role_word = rf"(?:{'|'.join(head)})\b"
        patterns += [
            rf"\b{_BEFORE_ROLE}{_BETWEEN}{role_word}{already}",
            rf"\bnew {role_word}",
            rf"\b{role_word}.{{0,40}} baharu\b",
        ]
    if names:
        patterns.append(rf"\b(?:{'|'.join(names)})\b(?:\W+{_OTHER_CLAUSE}[\w’'.-]+){{0,6}}?\W+{_AFTER_NAME}\b")
    return any(re.search(pattern, sentence, re.IGNORECASE) for pattern in patterns)


def _item(post: PostFact) -> PostItem | None:
    shown = post
    for said in post.said:
        if says_taken_up(said.text, post.official, post.role):
            shown = replace(post, sentence=said.text, source=said.source)
            break
    reason = tuple(_reasons(shown))
    return PostItem(post=shown, reason=reason) if reason else None


def _reasons(post: PostFact) -> Iterator[Reason]:
    if says_taken_up(post.sentence, post.official, post.role):
        yield Reason("post.said")
    if post.status in ("acting", "designate"):
        yield Reason(f"post.{post.status}")
    # "governor" of nobody knows what is not one post, and of a post that several hold nobody takes it from anybody
    if post.organisation is not None and len(post.held_before) == 1 and not _known_in_such(post):
        yield Reason("post.after", 1, post.held_before)
