"""The guide's gateway, as an operator starts it: what the help desk sends reaches the provider once, signed only."""

import runpy
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from desk.webhooks import signing
from ops.webhook_http import Poster
from tests.flows.accounts import SECRET

pytestmark = pytest.mark.sentence("3.5 Nothing forgotten")

ASKED = b'{"id": "alert_1", "way": "%s", "to": "+79161234567", "text": "Request #1 <b>", "language": "en"}'


class _Provider(BaseHTTPRequestHandler):
    taken: list[tuple[str, dict[str, list[str]]]]

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
        self.taken.append((self.path.rpartition("/")[2], form))
        self.send_response(201)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Log nothing."""


@contextmanager
def _served(handler: Any) -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(("way", "sent"), [("sms", "Messages.json"), ("call", "Calls.json")])
async def test_the_gateway_of_the_guide_passes_on_once(
    project: Path, monkeypatch: pytest.MonkeyPatch, way: str, sent: str
) -> None:
    _Provider.taken = []
    with _served(_Provider) as provider:
        given = {"GATEWAY_SECRET": SECRET, "TWILIO_API": provider, "TWILIO_SID": "AC1", "TWILIO_TOKEN": "t"}
        for name, value in {**given, "TWILIO_FROM": "+15550100"}.items():
            monkeypatch.setenv(name, value)
        made = runpy.run_path(str(project / "docs" / "examples" / "phone_gateway.py"))
        body = ASKED % way.encode()
        now = int(made["time"].time())
        async with Poster(["127.0.0.1"], []) as poster:
            with _served(made["Gateway"]) as url:
                forged = signing.sign("whsec_" + "A" * 32, "alert_1", now, body)
                assert await poster.post(url, body, forged) == 401
                signed = signing.sign(SECRET, "alert_1", now, body)
                assert [await poster.post(url, body, signed) for _ in range(2)] == [200, 200]
    ((what, form),) = _Provider.taken
    assert (what, form["To"]) == (sent, ["+79161234567"])
    assert "Request #1 &lt;b&gt;" in form["Twiml"][0] if way == "call" else form["Body"] == ["Request #1 <b>"]
