"""Serves the sample web over real HTTP on loopback, as an HTTP proxy for its invented hosts.

A crawler that is told to use this proxy asks for http://www.straitsledger.example/... as it would ask the real
thing, so addresses, hosts and robots.txt are those of a real crawl and do not depend on a free port.
"""

from __future__ import annotations

import hashlib
import threading
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from pantau.sample.content import load_pieces
from pantau.sample.site import Answer, Site


class SampleWeb:
    """A server in a thread; ``now`` is the moment at which its readers live and may be moved on."""

    def __init__(self, now: datetime, site: Site | None = None) -> None:
        self.now = now
        self.site = site or Site(load_pieces())
        self.requests = 0
        web = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                web.requests += 1
                asked = urlsplit(self.path)
                host = (asked.hostname or self.headers.get("Host", "").split(":")[0]).lower()
                path = asked.path + (f"?{asked.query}" if asked.query else "")
                if host in web.site.hosts:
                    answer = web.site.answer(host, path or "/", web.now)
                else:
                    answer = Answer(b"no such host in the sample web", "text/plain", 502)
                tag = '"' + hashlib.sha256(answer.body).hexdigest()[:20] + '"'
                known = answer.status == 200 and self.headers.get("If-None-Match") == tag
                self.send_response(304 if known else answer.status)
                self.send_header("ETag", tag)
                self.send_header("Content-Type", answer.content_type)
                self.send_header("Content-Length", "0" if known else str(len(answer.body)))
                self.end_headers()
                if not known:
                    self.wfile.write(answer.body)

            def log_message(self, format: str, *args: Any) -> None:
                """Requests are counted, not printed."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, name="sample-web", daemon=True)

    @property
    def proxy(self) -> str:
        """The address to give to the crawler as its proxy."""
        host, port = self._server.server_address[:2]
        return f"http://{host!s}:{port}"

    def __enter__(self) -> SampleWeb:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)
