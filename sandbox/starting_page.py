"""The page that the demo's address shows while Python still loads the demo: it becomes the demo's page by itself.

Needs nothing but Python's own library, and must not import the rest of the sandbox: that takes seconds.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

MARK = "X-Starting"
"""The header by which the page knows its own answers from those of the demo."""
_PAGE = Path(__file__).with_name("starting.html")
_HOST = "127.0.0.1"


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = _PAGE.read_bytes()
        self.send_response(200)
        for name, value in (("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))):
            self.send_header(name, value)
        for name, value in ((MARK, "1"), ("Cache-Control", "no-store"), ("Connection", "close")):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Write nothing to the terminal."""


@contextlib.contextmanager
def show_starting_page(port: int) -> Iterator[bool]:
    """Serve the page on `port` while the block lasts, and give the port back; yields False where another program has
    it, which the demo then says itself."""
    try:
        server = ThreadingHTTPServer((_HOST, port), _Handler)
    except OSError:
        yield False
        return
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    serving.start()
    try:
        yield True
    finally:
        server.shutdown()
        server.server_close()
        serving.join()
