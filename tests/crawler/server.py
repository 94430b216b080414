"""A small web on loopback: real sockets, real HTTP, pages of clearly fictional outlets."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PARAGRAPHS = (
    "The harbour board of Port Larkin said on Monday that it will spend RM12 million on a new quay next year.",
    "Chairwoman Dewi Lestari Hamzah told reporters that the quay will let two more ships unload at the same time.",
    "The old quay was built forty years ago and has been closed for repairs three times since the spring.",
    "Fishermen asked the board to keep the northern steps open while the work goes on, and it agreed to do so.",
)


def page(title: str, paragraphs: tuple[str, ...] = PARAGRAPHS, head: str = "", extra: str = "") -> bytes:
    """An article page with a site navigation around it."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{title} | Larkin Post</title>"
        f"<meta property='og:type' content='article'>{head}</head><body><nav><a href='/'>Home</a></nav>"
        f"<article><h1>{title}</h1>{body}{extra}</article><footer>Larkin Post</footer></body></html>"
    ).encode()


@dataclass
class Answer:
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class Web:
    """``routes``: path with query -> Answer, or a function of the request's headers. ``asked`` lists
    (host, path, headers) of every request."""

    def __init__(self) -> None:
        self.routes: dict[str, Any] = {}
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.port = 0

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def paths(self) -> list[str]:
        return [path for _, path, _ in self.asked]

    def headers_of(self, path: str) -> list[dict[str, str]]:
        return [headers for _, asked, headers in self.asked if asked == path]


@contextmanager
def serving(web: Web, host: str = "127.0.0.1", port: int = 0) -> Iterator[Web]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = self.path
            headers = {name.lower(): value for name, value in self.headers.items()}
            if path.startswith("http://"):  # asked as a proxy
                path = "/" + path.split("/", 3)[3]
            web.asked.append((headers.get("host", ""), self.path, headers))
            answer = web.routes.get(path, Answer(b"nothing here", 404, {"Content-Type": "text/plain"}))
            if callable(answer):
                answer = answer(headers)
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if "Content-Length" not in answer.headers:
                self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer((host, port), Handler)
    server.daemon_threads = True
    web.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
