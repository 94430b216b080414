"""Signed links: what opens, what does not and why, and the file of the secret."""

from __future__ import annotations

import os
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records import BadInput, Subscriber
from store.links import LASTS, SECRET_NAME, Link, link_for, opened, secret_of, signed

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
SECRET, OTHER = b"\x01" * 32, b"\x02" * 32
PERSON = Subscriber(id=7, email="a@b.example", created=NOW, link_version=123456789012)


@pytest.mark.parametrize("purpose", ["preferences", "unsubscribe", "confirm"])
def test_a_link_opens_for_its_purpose_until_its_end(purpose: str) -> None:
    text = link_for(PERSON, purpose, SECRET, NOW)  # type: ignore[arg-type]
    found = opened(text, purpose, SECRET, NOW)  # type: ignore[arg-type]
    assert found.link is not None
    assert (found.link.number, found.link.version) == (7, 123456789012)
    lasts = LASTS[purpose]  # type: ignore[index]
    if lasts is None:
        assert opened(text, purpose, SECRET, NOW + timedelta(days=5000)).link is not None  # type: ignore[arg-type]
    else:
        assert opened(text, purpose, SECRET, NOW + lasts - timedelta(seconds=1)).link is not None  # type: ignore[arg-type]
        assert opened(text, purpose, SECRET, NOW + lasts).why == "expired"  # type: ignore[arg-type]


def test_what_does_not_open() -> None:
    text = link_for(PERSON, "unsubscribe", SECRET, NOW)
    assert opened(text, "preferences", SECRET, NOW).why == "other_purpose"
    assert opened(text, "unsubscribe", OTHER, NOW).why == "forged"
    for bad in ("", "x", text + "=", text[:-1], text + "\n", " " + text, "unsubscribe.1.1.0." + "é" * 43, "a." * 5000):
        assert opened(bad, "unsubscribe", SECRET, NOW).why == "no_link"
    # digits of other scripts are no digits here
    assert opened(text.replace(".7.", ".٧."), "unsubscribe", SECRET, NOW).why == "no_link"


@settings(max_examples=300, deadline=None)
@given(data=st.data(), number=st.integers(0, 10**14), version=st.integers(0, 10**14), days=st.integers(1, 500))
def test_no_change_of_a_link_opens(data: st.DataObject, number: int, version: int, days: int) -> None:
    link = Link(purpose="preferences", number=number, version=version, end=NOW + timedelta(days=days))
    text = signed(link, SECRET)
    assert opened(text, "preferences", SECRET, NOW).link == link
    place = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.sampled_from("0123456789abcdefXYZ_-.~"))
    changed = text[:place] + letter + text[place + 1 :]
    if changed != text:
        assert opened(changed, "preferences", SECRET, NOW).link is None


def test_a_link_has_one_spelling_only() -> None:
    text = link_for(PERSON, "unsubscribe", SECRET, NOW)
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_":
        changed = text[:-1] + letter
        assert (opened(changed, "unsubscribe", SECRET, NOW).link is not None) == (changed == text)


def test_the_secret_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    got: list[bytes] = []
    start = threading.Barrier(6)

    def read() -> None:
        start.wait(10)
        got.append(secret_of(tmp_path))

    threads = [threading.Thread(target=read) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(got) == 6
    assert len(set(got)) == 1
    assert len(got[0]) == 32
    assert (tmp_path / SECRET_NAME).stat().st_mode & 0o777 == 0o600
    assert os.listdir(tmp_path) == [SECRET_NAME]


def test_a_secret_that_is_none_or_that_others_read_is_refused(tmp_path: Path) -> None:
    secret_of(tmp_path)
    path = tmp_path / SECRET_NAME
    path.chmod(0o640)
    with pytest.raises(BadInput, match="chmod 600"):
        secret_of(tmp_path)
    path.chmod(0o600)
    for text in ("", "ab", "zz" * 32):
        path.write_text(text)
        with pytest.raises(BadInput, match="hex digits"):
            secret_of(tmp_path)
