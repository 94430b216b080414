"""Keeps the crawler on the public internet: checks addresses when a connection is made, after DNS, on every redirect.

Knows addresses and Twisted's resolver; it must not know outlets.
"""

from __future__ import annotations

import ipaddress
import socket
from typing import Any
from urllib.parse import urlsplit

from scrapy.resolver import CachingHostnameResolver
from twisted.internet.interfaces import IResolutionReceiver
from zope.interface import provider

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def private_reason(address: str, *, allow_loopback: bool = False) -> str | None:
    """Why an IP address is not on the public internet, or None where it is. An IPv4 address inside an IPv6 one
    (mapped, 6to4, Teredo, NAT64) counts as that IPv4 address."""
    try:
        found: ipaddress.IPv4Address | ipaddress.IPv6Address = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return f"{address} is no IP address"
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inner is None and found in _NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            found = inner
    if found.is_loopback and allow_loopback:
        return None
    if not found.is_global or found.is_multicast or found.is_reserved:
        return f"{address} is not a public address"
    return None


def url_reason(url: str, *, allow_loopback: bool = False) -> str | None:
    """Why a URL must not be asked for, before any name is resolved: scheme, port, a literal or local host.

    Old ways of writing IPv4 (``127.1``, ``0x7f000001``, ``2130706433``) count as the address they mean.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return "is no web address"
    if parts.scheme not in ("http", "https") or not host:
        return "is no web address"
    host = host.rstrip(".").lower()
    if "\0" in host:
        return "is no web address"
    if port is not None and port < 1024 and port not in (80, 443):
        return f"port {port} is no web port"
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal", ".localdomain")):
        return None if allow_loopback and host.endswith("localhost") else f"{host} is a local name"
    if ":" in host:
        return private_reason(host, allow_loopback=allow_loopback)
    try:
        literal = socket.inet_ntoa(socket.inet_aton(host))
    except OSError:
        return None  # a name: judged when it is resolved
    return private_reason(literal, allow_loopback=allow_loopback)


class GuardedResolver(CachingHostnameResolver):  # type: ignore[misc]
    """Scrapy's resolver that hands on public addresses only, so that nothing else can be connected to.

    Settings: PANTAU_ALLOW_LOOPBACK, PANTAU_PROXY_HOST (the one host that may be private: the operator chose it).
    A host of which nothing was left is remembered in ``refused`` with the reason.
    """

    refused: dict[str, str] = {}  # noqa: RUF012 - of the process: a process runs one crawl

    def __init__(self, reactor: Any, cache_size: int, allow_loopback: bool, proxy_host: str | None) -> None:
        super().__init__(reactor, cache_size)
        self._allow_loopback = allow_loopback
        self._proxy_host = proxy_host

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> GuardedResolver:
        settings = crawler.settings
        return cls(
            reactor,
            settings.getint("DNSCACHE_SIZE"),
            settings.getbool("PANTAU_ALLOW_LOOPBACK"),
            settings.get("PANTAU_PROXY_HOST"),
        )

    def resolveHostName(
        self,
        resolutionReceiver: Any,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Any = None,
        transportSemantics: str = "TCP",
    ) -> Any:
        guarded = _Guarded(resolutionReceiver, hostName, self._reason)
        return super().resolveHostName(guarded, hostName, portNumber, addressTypes, transportSemantics)

    def _reason(self, host: str, address: str) -> str | None:
        if self._proxy_host is not None and host == self._proxy_host:
            return None
        return private_reason(address, allow_loopback=self._allow_loopback)


@provider(IResolutionReceiver)
class _Guarded:
    """Hands on the public addresses and drops the others."""

    def __init__(self, receiver: Any, host: str, reason: Any) -> None:
        self._receiver = receiver
        self._host = host
        self._reason = reason
        self._passed = False
        self._why: str | None = None

    def resolutionBegan(self, resolution: Any) -> None:
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:
        why = self._reason(self._host, str(address.host))
        if why is None:
            self._passed = True
            self._receiver.addressResolved(address)
        else:
            self._why = why

    def resolutionComplete(self) -> None:
        if self._why is not None and not self._passed:
            GuardedResolver.refused[self._host] = self._why
        self._receiver.resolutionComplete()
