"""A CRM to start from: it takes what pulldesk sends and answers with ids of its own. Python alone, nothing to install.

Run it with `python docs/examples/crm.py`, and set CRM_URL=http://127.0.0.1:8077 and CRM_TOKEN=a-long-secret.
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

TOKEN = "a-long-secret"  # noqa: S105
records: dict[str, dict] = {}


class Handler(BaseHTTPRequestHandler):
    """Answers `PUT /<records>/<id>`."""

    def do_PUT(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if self.headers["authorization"] != f"Bearer {TOKEN}":
            return self.answer(401, {"error": "the token is wrong"})
        if self.path not in records:
            print("new:", self.path)  # noqa: T201
        records[self.path] = body
        return self.answer(200, {"id": self.path.strip("/").replace("/", "-")})

    def answer(self, status: int, said: dict) -> None:
        content = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Log nothing."""


if __name__ == "__main__":
    HTTPServer(("127.0.0.1", int(sys.argv[1]) if sys.argv[1:] else 8077), Handler).serve_forever()
