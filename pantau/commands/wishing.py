"""The options by which one says what a reader watches and wants: shared by the commands about subscribers and digests.

Knows the command line; it must not know what follows from a wish.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from pantau.config import Config
    from records import Known, Subscriber
    from store import Store

Command = Callable[..., None]


def _one(kind: Any, text: str) -> Any:
    return Annotated[kind | None, typer.Option(help=text, show_default=False)]


def _many(name: str, text: str) -> Any:
    return Annotated[list[str] | None, typer.Option(f"--{name}", help=text)]


_LISTS = {
    "theme": _many("theme", "Theme watched, by id or name; 'all': every one."),
    "place": _many("place", "Province or country, by ISO 3166 code or name."),
    "official": _many("official", "Official watched, by id or name."),
    "outlet": _many("outlet", "Outlet watched, by id or name."),
    "watch_language": _many("watch-language", "Language of articles: en, ms, zh."),
}
_LANGUAGE = {"language": _one(str, "Of the digest: en or ms (en).")}

#: What a subscriber may wish for.
WISHES: Mapping[str, Any] = {
    "name": _one(str, "As the mail addresses them."),
    **_LANGUAGE,
    **_LISTS,
    "zone": _one(str, "Time zone of day and hour; 'instance': the instance's."),
    "day": _one(str, "Day of the weekly digest: mon to sun (mon)."),
    "hour": _one(int, "From this hour on: 0 to 23 (7)."),
    "frequency": _one(str, "daily, weekly or alerts (weekly)."),
    "alert": _many("alert", "first_mention, revised or spike; 'none': no alerts."),
}
#: As which reader a digest is made.
READER: Mapping[str, Any] = {
    "subscriber": _one(str, "Address: as this subscriber gets it; the other options of a reader then say 'what if'."),
    **_LANGUAGE,
    **_LISTS,
}


def taking(options: Mapping[str, Any], into: str) -> Callable[[Command], Command]:
    """A command whose parameter ``into`` holds, by name, those of the options that were given on the command line."""

    def decorated(command: Command) -> Command:
        own = inspect.signature(command, eval_str=True)
        taken: list[inspect.Parameter] = []
        for each in own.parameters.values():
            if each.name == into:
                kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
                taken += [
                    inspect.Parameter(name, kind, default=None, annotation=option) for name, option in options.items()
                ]
            else:
                taken.append(each)

        @functools.wraps(command)
        def run(**values: Any) -> None:
            given = {name: value for name in options if (value := values.pop(name)) not in (None, [])}
            command(**values, **{into: given})

        run.__signature__ = own.replace(parameters=taken)  # type: ignore[attr-defined]
        run.__annotations__ = {each.name: each.annotation for each in taken}
        return run

    return decorated


def wished(given: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of ``records.Wishes`` that were named. Raises BadInput for a day that is none."""
    from records.wishes import day_number

    found: dict[str, Any] = {key: given[key] for key in ("name", "language", "hour", "frequency") if key in given}
    if "zone" in given:
        found["zone"] = None if given["zone"] == "instance" else given["zone"]
    if "day" in given:
        found["day"] = day_number(given["day"])
    for key, option, empty in (
        ("themes", "theme", "all"),
        ("places", "place", "all"),
        ("officials", "official", "all"),
        ("outlets", "outlet", "all"),
        ("languages", "watch_language", "all"),
        ("alerts", "alert", "none"),
    ):
        if option in given:
            values = given[option]
            found[key] = () if [value.casefold() for value in values] == [empty] else tuple(values)
    return found


def knows(settings: Config, store: Store, person: Subscriber | None = None) -> Known:
    """What can be watched: what the store has, what the first crawl and analysis bring (outlets and places), and what
    ``person`` watches already, though it left a file since."""
    from nlp.places import all_places
    from pantau import instance
    from store.subscribers import known

    found = known(store)
    outlets = {file.outlet.id: file.outlet for file in instance.outlets(settings)}
    places = {
        place.code: tuple(name for name in (place.name_en, place.name_ms, place.name_zh) if name)
        for place in all_places()
    }
    found = replace(
        found,
        places=places | dict(found.places),
        outlets={key: (outlet.name,) for key, outlet in outlets.items()} | dict(found.outlets),
        languages={code: () for outlet in outlets.values() for code in outlet.languages} | dict(found.languages),
    )
    if person is None:
        return found
    return replace(
        found,
        **{
            what: dict.fromkeys(getattr(person, what), ()) | dict(getattr(found, what))
            for what in ("themes", "places", "officials", "outlets", "languages")
        },
    )
