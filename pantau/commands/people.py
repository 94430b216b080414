"""Commands about who may enter the desk: people list | add | remove. They stand in a file of the instance's own."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from browse import Door
    from pantau.config import Config

Name = Annotated[str, typer.Argument(help="Letters, digits and . _ @ + -", show_default=False)]


def register(app: typer.Typer) -> None:
    people = typer.Typer(no_args_is_help=True, help="Who may read, correct and administer at the desk.")
    people.command("list")(list_people)
    for command in (add, remove):
        people.command()(command)
    app.add_typer(people, name="people")


def door(settings: Config) -> Door:
    """How the desk of an instance is entered."""
    from browse.rights import OPEN, PEOPLE_NAME, Door

    return Door(
        open=next(each for each in OPEN if each == settings.desk.open),
        header=settings.desk.user_header.lower() if settings.desk.user_header else None,
        proxies=settings.desk.proxies,
        people=settings.home / PEOPLE_NAME,
        secure=settings.desk_url.startswith("https://"),
    )


def list_people(context: typer.Context) -> None:
    """List who may do what at the desk."""
    from browse.rights import read_people
    from pantau import console, instance

    found = read_people(door(instance.settings(context)).people)
    console.table(
        f"{len(found)} people",
        ("name", "right", "enters by"),
        [(each.name, each.right, "password" if each.password else "a proxy") for each in found.values()],
    )


def add(
    context: typer.Context,
    name: Name,
    right: Annotated[str, typer.Option(help="read, correct (and read) or administer (and both).")] = "read",
    password: Annotated[bool, typer.Option(help="Ask for a password; without one a proxy names who asks.")] = True,
) -> None:
    """Let NAME enter the desk, or change right and password of who may already. The password is asked for, or read from
    standard input."""
    from browse.rights import named, read_people, write_people
    from pantau import console, instance

    given = None
    if password and sys.stdin.isatty():
        given = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    elif password:
        given = sys.stdin.readline().rstrip("\n")
    settings = instance.settings(context)
    path = door(settings).people
    assert path is not None
    settings.home.mkdir(parents=True, exist_ok=True)
    person = named(name, right, given)
    write_people(path, read_people(path) | {name: person})
    console.say(f"{name} may {person.right} at the desk")


def remove(context: typer.Context, name: Name) -> None:
    """Let NAME no longer enter; a session that is open ends at once."""
    from browse.rights import read_people, write_people
    from pantau import console, instance
    from records import NotFound

    path = door(instance.settings(context)).people
    assert path is not None
    found = read_people(path)
    if name not in found:
        raise NotFound(f"nobody is called '{name}': 'pantau people list' names all")
    del found[name]
    write_people(path, found)
    console.say(f"{name} may no longer enter the desk")
