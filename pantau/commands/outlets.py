"""Commands around outlets: the list of them."""

from __future__ import annotations

from typing import Annotated, Any

import typer

AsJson = Annotated[bool, typer.Option("--json", help="JSON for a machine.")]


def register(app: typer.Typer) -> None:
    group = typer.Typer(help="The outlets this instance knows, and how each is crawled.", invoke_without_command=True)
    group.callback()(listed)
    app.add_typer(group, name="outlets")


def listed(context: typer.Context, as_json: AsJson = False) -> None:
    """List the outlets this instance knows, and how each is crawled."""
    if context.invoked_subcommand is not None:
        return
    from pantau import console, instance

    settings = instance.settings(context)
    crawled = {file.outlet.id for file in instance.outlets(settings)}
    rows: list[dict[str, Any]] = [
        {
            "id": file.outlet.id,
            "name": file.outlet.name,
            "country": file.outlet.country,
            "languages": list(file.outlet.languages),
            "kind": file.outlet.kind,
            "show": file.outlet.show,
            "sources": [{"kind": s.kind, "url": s.url, "status": s.status, "seen": s.seen} for s in file.sources],
            "crawled": file.outlet.id in crawled,
            "paywall": file.paywall,
            "layout": file.layout,
        }
        for file in instance.known_outlets(settings).values()
    ]
    if as_json:
        console.emit(rows)
        return
    console.table(
        f"{len(rows)} outlets, of which {len(crawled)} are crawled",
        ("id", "name", "country", "languages", "kind", "sources", "shown", "paywall", "layout", "crawled"),
        [
            (
                row["id"],
                row["name"],
                row["country"],
                " ".join(row["languages"]),
                row["kind"],
                ", ".join(f"{s['kind']} ({s['status']})" for s in row["sources"]),
                row["show"],
                row["paywall"],
                row["layout"],
                "yes" if row["crawled"] else "no",
            )
            for row in rows
        ],
    )
