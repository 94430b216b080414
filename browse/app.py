"""The desk as a datasette instance: what it is made of, and serving it.

Knows datasette's settings and uvicorn; it must not know what a page shows.
"""

from __future__ import annotations

import ipaddress
from pathlib import Path

import uvicorn
from datasette import handle_exception as usual
from datasette.app import Datasette, DatasetteClient
from datasette.plugins import pm

from browse.access import TIME_LIMIT_MS, Correcting, Subscribing, open_desk
from browse.meanings import meanings_of
from browse.metadata import metadata
from browse.plugins import desk as plugin
from browse.rights import Door
from browse.warming import keep_warm
from store import Store

_HERE = Path(__file__).parent


def build_app(
    database: Path,
    zone: str | None = None,
    *,
    desk_title: str = "Pantau",
    allow_sql: bool = True,
    subscribing: Subscribing | None = None,
    correcting: Correcting | None = None,
    door: Door | None = None,
    secret: str | None = None,
) -> Datasette:
    """The datasette instance of a database that is there; moments are shown in ``zone``, else in the database's own.

    ``allow_sql``: readers may type SQL. It reads only, for a second at most, and never a subscriber's address nor a
    text that its outlet keeps; but it shows every other column. ``subscribing``: what the pages of
    subscribers need; without it there are none. ``correcting``: what corrections need; without it there are none.
    ``door``: who may come in; without it this machine alone. ``secret`` signs sessions; without it they end with this
    process. Raises NotFound, BadInput, NewerSchema.
    """
    with Store.open(database, readonly=True) as store:
        kept_zone = str(store.zone)
    if not pm.is_registered(plugin):
        pm.unregister(usual)  # the plugin calls it for instances that are none of ours
        pm.register(plugin, name="pantau-desk")
    datasette = Datasette(
        [],
        metadata=metadata(desk_title),
        template_dir=str(_HERE / "templates"),
        static_mounts=[("desk", str(_HERE / "static"))],
        **({"secret": secret} if secret else {}),
        settings={
            "sql_time_limit_ms": TIME_LIMIT_MS,
            "allow_download": False,
            "default_allow_sql": allow_sql,
            "facet_time_limit_ms": 500,  # the slowest takes 130 ms of a million rows: see docs/performance.md
            "default_page_size": 50,
            "truncate_cells_html": 300,
            "suggest_facets": False,  # they cost a query a column, and good ones are set
            "force_https_urls": False,
        },
    )
    datasette.remove_database("_memory")
    open_desk(datasette, str(database), zone or kept_zone, desk_title, subscribing, correcting, door)
    datasette.client = DatasetteClient(datasette)  # the constructor's was made before the desk was open
    return datasette


def serve(
    database: Path,
    host: str = "127.0.0.1",
    port: int = 8001,
    *,
    desk_title: str = "Pantau",
    zone: str | None = None,
    subscribing: Subscribing | None = None,
    correcting: Correcting | None = None,
    door: Door | None = None,
    secret: str | None = None,
) -> None:
    """Serves the desk until it is interrupted. Without a login readers may type SQL only where nobody but this machine
    can reach the desk; who administers it always may."""
    alone = _is_loopback(host) and (door is None or door.open == "local")
    datasette = build_app(
        database,
        zone,
        desk_title=desk_title,
        allow_sql=alone,
        subscribing=subscribing,
        correcting=correcting,
        door=door,
        secret=secret,
    )
    meanings_of(datasette, str(database)).begin()  # so that it is read when somebody asks
    keep_warm(datasette)
    uvicorn.run(
        datasette.app(),
        host=host,
        port=port,
        log_level="warning",
        lifespan="on",
        server_header=False,
        proxy_headers=False,
    )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
