"""Checks that ask the network: whether outlets have addresses, whether the mail server takes us. No mail is sent."""

from __future__ import annotations

import os
import socket
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from urllib.parse import urlsplit

from pantau import config
from pantau.doctor import Finding
from records import PantauError

DNS_SECONDS = 8.0  # for all names together; a resolver that answers takes well under one
SMTP_SECONDS = 15.0
#: RFC 2606 and 6761: no resolver knows them.
RESERVED = ("example", "invalid", "test", "localhost", "localdomain")


def dns(home: Path) -> Finding:
    """A fault where no outlet has an address: single ones are for 'pantau outlets check'."""
    from pantau.instance import outlets

    settings = config.load(home)
    if settings.proxy:
        return Finding(check="dns", ok=True, detail="the proxy looks names up")
    hosts = {
        host
        for file in outlets(settings)
        for source in file.crawled
        if (host := urlsplit(source.url).hostname) and host.rpartition(".")[2] not in RESERVED
    }
    if not hosts:
        return Finding(check="dns", ok=True, detail="no outlet has a name that could be looked up")
    missing = _without_address(sorted(hosts))
    said = f"{len(hosts) - len(missing)} of {len(hosts)} hosts have an address"
    if len(missing) == len(hosts) and not _ever_asked(settings):
        # an instance that only replays archives works without a network, and a new one may yet get it
        return Finding(check="dns", ok=True, detail=f"{said}; nothing was crawled yet")
    if len(missing) == len(hosts):
        return Finding(
            check="dns", ok=False, detail=said,
            cure="look at the network and /etc/resolv.conf; where only a proxy may ask, set 'proxy' in pantau.toml",
        )  # fmt: skip
    return Finding(check="dns", ok=True, detail=f"{said}; none: {', '.join(missing)}" if missing else said)


def _ever_asked(settings: config.Config) -> bool:
    from pantau.instance import open_store
    from store import frontier

    try:
        with open_store(settings, readonly=True) as store:
            return bool(frontier.sources(store))
    except PantauError:
        return False  # the check of the database says why


def _without_address(hosts: list[str]) -> list[str]:
    pool = ThreadPoolExecutor(max_workers=16)
    try:
        asked = {pool.submit(_has_address, host): host for host in hosts}
        done, _ = wait(asked, timeout=DNS_SECONDS)
        found = {asked[each] for each in done if each.result()}
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    return [host for host in hosts if host not in found]


def _has_address(host: str) -> bool:
    try:
        return bool(socket.getaddrinfo(host, None))
    except OSError:
        return False


def smtp(home: Path) -> Finding:
    """Whether the server lets us in, with TLS and login as set up. Not asked while nobody would get a mail."""
    import smtplib

    from digest.message import address
    from digest.transport import SmtpTransport, smtp_settings

    settings = config.load(home)
    mail = settings.mail
    if not mail.operator and not _readers(settings):
        return Finding(check="smtp", ok=True, detail="nobody gets mail yet: not asked")
    for wanted in (mail.sender, mail.operator):
        if wanted:
            address(wanted)
    where = f"{mail.host}:{mail.port} ({mail.tls})"
    transport = SmtpTransport(smtp_settings(mail.host, mail.port, mail.tls, os.environ, timeout=SMTP_SECONDS))
    try:
        transport.probe()
    except (OSError, smtplib.SMTPException) as error:
        return Finding(
            check="smtp", ok=False, detail=f"{where}: {' '.join(str(error).split())[:200]}",
            cure="correct host, port and tls of [mail] in pantau.toml, and the login in the environment",
        )  # fmt: skip
    operator = "" if mail.operator else "; nobody is told when a run fails: set mail.operator"
    return Finding(check="smtp", ok=True, detail=f"{where} takes us{operator}")


def _readers(settings: config.Config) -> int:
    from pantau.instance import open_store
    from store import people

    try:
        with open_store(settings, readonly=True) as store:
            return len(people.subscribers(store))
    except PantauError:
        return 0  # the check of the database says why
