"""Pairs of texts that look alike and tell of different things: what benchmarks/copies.py must find no copies in.

Daily columns with other figures, other days or other places, in English and Malay; the paragraph that a company puts
below each of its statements; notes that correct an earlier text. All names are invented. It must not know how copies
are found.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from benchmarks.syndication import Original

_STATES = ("Johor", "Kedah", "Kelantan", "Melaka", "Pahang", "Penang", "Perak", "Perlis", "Sabah", "Sarawak",
           "Selangor", "Terengganu")  # fmt: skip
_FIRMS = ("Vertex Kelana", "Batu Lumut Gloves", "Harbour Palm", "Teluk Steel", "Meranti Chips", "Kinta Cement",
          "Pulau Rubber", "Seri Tani", "Gelombang Telecoms", "Angsana Bank", "Layang Air", "Rimba Timber")  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
_HARI = ("Isnin", "Selasa", "Rabu", "Khamis", "Jumaat")
_MOODS = ("on bargain hunting", "on profit taking", "in line with regional peers", "as buyers stayed away",
          "ahead of the rate decision", "on stronger oil prices")  # fmt: skip


def _n(chance: Random, low: float, high: float) -> str:
    return f"{chance.uniform(low, high):,.2f}"


def market(chance: Random) -> tuple[str, str]:
    a, b, c, d, e = chance.sample(_FIRMS, 5)
    day = chance.choice(_DAYS)
    way = chance.choice(("higher", "lower"))
    body = f"""Shares on the Elder Exchange closed {way} on {day} {chance.choice(_MOODS)}.
At the close the Elder Composite Index stood at {_n(chance, 1500, 1700)}, {_n(chance, 1, 15)} points away from the previous close of {_n(chance, 1500, 1700)}. The index opened at {_n(chance, 1500, 1700)} and moved between {_n(chance, 1500, 1600)} and {_n(chance, 1600, 1700)} throughout the session.
On the broader market, losers and gainers stood at {chance.randint(300, 700)} to {chance.randint(300, 700)}, while {chance.randint(300, 500)} counters were unchanged, {chance.randint(500, 900)} untraded and {chance.randint(10, 60)} suspended. Turnover was {_n(chance, 2, 5)} billion units worth RM{_n(chance, 1, 4)} billion.
Among the heavyweights, {a} rose {chance.randint(1, 30)} sen to RM{_n(chance, 2, 20)}, {b} added {chance.randint(1, 30)} sen to RM{_n(chance, 2, 20)}, while {c} fell {chance.randint(1, 30)} sen to RM{_n(chance, 2, 20)}. Of the actives, {d} was flat at {chance.randint(10, 90)} sen and {e} lost half a sen to {chance.randint(10, 90)} sen."""  # noqa: E501
    return f"Elder shares end {way} on {day}", body


def currency(chance: Random) -> tuple[str, str]:
    day = chance.choice(_DAYS)
    body = f"""The ringgit opened {chance.choice(("firmer", "easier", "flat"))} against the US dollar on {day} {chance.choice(_MOODS)}, dealers said.
At 8 am the local note stood at {_n(chance, 3.9, 4.7)}/{_n(chance, 3.9, 4.7)} versus the greenback from the previous close of {_n(chance, 3.9, 4.7)}/{_n(chance, 3.9, 4.7)}.
Against a basket of major currencies the ringgit traded mixed. It stood at {_n(chance, 2.7, 3.1)} against the yen from {_n(chance, 2.7, 3.1)}, at {_n(chance, 4.8, 5.2)} versus the euro from {_n(chance, 4.8, 5.2)} and at {_n(chance, 5.5, 5.9)} against the British pound from {_n(chance, 5.5, 5.9)}.
Against other Asean currencies it was at {_n(chance, 3.2, 3.5)} versus the Singapore dollar from {_n(chance, 3.2, 3.5)} and at {_n(chance, 12, 13)} against the baht from {_n(chance, 12, 13)}."""  # noqa: E501
    return f"Ringgit opens on {day} against US dollar", body


def ringgit(chance: Random) -> tuple[str, str]:
    hari = chance.choice(_HARI)
    body = f"""Ringgit dibuka {chance.choice(("lebih tinggi", "lebih rendah", "tidak berubah"))} berbanding dolar AS pada hari {hari}, kata peniaga.
Pada 8 pagi mata wang tempatan itu berada pada {_n(chance, 3.9, 4.7)}/{_n(chance, 3.9, 4.7)} berbanding {_n(chance, 3.9, 4.7)}/{_n(chance, 3.9, 4.7)} semasa ditutup sebelum ini.
Ringgit didagangkan bercampur-campur berbanding sekumpulan mata wang utama. Ia berada pada {_n(chance, 2.7, 3.1)} berbanding yen daripada {_n(chance, 2.7, 3.1)}, {_n(chance, 4.8, 5.2)} berbanding euro daripada {_n(chance, 4.8, 5.2)} dan {_n(chance, 5.5, 5.9)} berbanding pound daripada {_n(chance, 5.5, 5.9)}."""  # noqa: E501
    return f"Ringgit dibuka pada hari {hari}", body


def weather(chance: Random) -> tuple[str, str]:
    """Hardly a figure: the places and the days tell one warning from the next."""
    a, b, c, d, e, f, g = chance.sample(_STATES, 7)
    one, two = chance.sample(_DAYS, 2)
    body = f"""The Weather Office has issued a continuous rain warning for {a}, {b} and {c} until {one}.
In a statement it said that thunderstorms with strong winds are also expected in {d} and {e}, while {f} and {g} will be cloudy with isolated showers in the evening.
The public is advised to stay away from rivers and hillsides, to follow the announcements of the authorities and to call the hotline of the Weather Office for the latest information. Small boats should not leave port, and those who live in low-lying areas should prepare to move to relief centres.
The next statement will be issued on {two}, or earlier if the situation changes."""  # noqa: E501
    return f"Continuous rain warning for {a}, {b} and {c}", body


def fuel(chance: Random) -> tuple[str, str]:
    body = f"""The retail price of RON97 petrol will be RM{_n(chance, 3, 4)} a litre from {chance.randint(1, 14)} {chance.choice(("May", "June", "July", "August"))} to {chance.randint(15, 28)} {chance.choice(("May", "June", "July", "August"))}, a change of {chance.randint(1, 9)} sen from the week before.
The Treasury said in a statement that diesel in the peninsula would be sold at RM{_n(chance, 2.7, 3.4)} a litre and that RON95 without subsidy would cost RM{_n(chance, 2.4, 2.9)} a litre under the automatic pricing mechanism.
The government will continue to monitor the movement of world crude oil prices and take suitable measures to ensure the welfare and wellbeing of the people, it added."""  # noqa: E501
    return "Fuel prices for the coming week", body


_COLUMNS: tuple[tuple[str, Callable[[Random], tuple[str, str]]], ...] = (
    ("market report", market),
    ("exchange rates", currency),
    ("exchange rates, Malay", ringgit),
    ("rain warning", weather),
    ("fuel prices", fuel),
)

Pair = tuple[str, tuple[str, str], tuple[str, str]]  # class, earlier title and body, later title and body


def columns(chance: Random, each: int) -> list[Pair]:
    """``each`` pairs of two days of one column, for each column."""
    return [(name, make(chance), make(chance)) for name, make in _COLUMNS for _ in range(each)]


def _about(chance: Random) -> str:
    firm = chance.choice(_FIRMS)
    return (
        f"About {firm}\n{firm} is a diversified group with interests in property, logistics, plantations and digital"
        f" services. Founded in {chance.randint(1950, 2010)} in Port Elder, it employs {chance.randint(1, 30)},000"
        " people in eleven countries and is listed on the main market of the Elder Exchange. The group is committed to"
        " the highest standards of governance and to sustainable growth for its shareholders, its customers and the"
        " communities in which it works, and has won many awards for its reports. For media enquiries, please contact"
        " the corporate communications department at the head office during working hours."
    )


def statements(chance: Random, originals: Sequence[Original], count: int) -> list[Pair]:
    """Two reports of different events that end with the same paragraph on the same company."""
    found: list[Pair] = []
    while len(found) < count:
        one, other = chance.sample(list(originals), 2)
        if one.event == other.event:
            continue
        about = _about(chance)
        found.append(
            ("a company's paragraph below both", *((o.title, f"{o.body}\n{about}") for o in (one, other)))  # type: ignore[arg-type]
        )
    return found


def corrections(chance: Random, originals: Sequence[Original], count: int) -> list[Pair]:
    """A note that corrects a text, quoting the sentence that was wrong."""
    found: list[Pair] = []
    for original in chance.choices(list(originals), k=count):
        sentence = chance.choice([line for line in original.body.splitlines() if line.strip()])
        quoted = " ".join(sentence.split()[:24])
        note = (
            f"In our report “{original.title}” we wrote: “{quoted}”. This was wrong: the official who was named there"
            " did not say so at the meeting, and the amount that was printed had been taken from a draft which was"
            " never approved. The text on our pages has been changed. We apologise to our readers and to all who were"
            " affected, and thank those who wrote to us about it within hours of its publication."
        )
        found.append(
            ("a note that corrects it", (original.title, original.body), (f"Correction: {original.title}", note))
        )
    return found


def other_events(chance: Random, originals: Sequence[Original], count: int, *, near: bool) -> list[Pair]:
    """Texts of different events; ``near``: of one topic. Fewer than ``count`` where there are no more."""
    by_topic: dict[str, list[Original]] = {}
    for original in originals:
        by_topic.setdefault(original.topic if near else "", []).append(original)
    listed = [
        (one, other)
        for group in by_topic.values()
        for at, one in enumerate(group)
        for other in group[at + 1 :]
        if one.event != other.event
    ]
    name = "other event of one topic" if near else "other event"
    return [
        (name, (one.title, one.body), (other.title, other.body))
        for one, other in chance.sample(listed, min(count, len(listed)))
    ]
