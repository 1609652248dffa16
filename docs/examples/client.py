"""A site that opens a request for one of its people, brings a file to it, and hears the answer by webhook. Written from
the guides alone (docs/reference/api.md, docs/how-to/integrators), with nothing but the standard library.

    DESK=https://desk.example TOKEN=pds_… HERE=https://shop.example/pulldesk python client.py
"""

import base64
import hashlib
import hmac
import json
import os
import queue
import secrets
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer


class Desk:
    """The desk, as this site's token reaches it."""

    def __init__(self, address, token):
        self.address, self.token = address.rstrip("/"), token

    def ask(self, method, path, body=None, **headers):
        said = json.dumps(body).encode() if body is not None else None
        return self._sent(method, path, said, "application/json", headers)

    def attach(self, number, name, media, content, text, **headers):
        """A file for a request, with words: a form, as browsers send it."""
        border = secrets.token_hex(16)
        parts = [
            ('name="text"', "text/plain; charset=utf-8", text.encode()),
            (f'name="files"; filename="{name}"', media, content),
        ]
        form = b"".join(
            f"--{border}\r\ncontent-disposition: form-data; {what}\r\ncontent-type: {kind}\r\n\r\n".encode()
            + part + b"\r\n"
            for what, kind, part in parts
        ) + f"--{border}--\r\n".encode()  # fmt: skip
        return self._sent("POST", f"/tickets/{number}/files", form, f"multipart/form-data; boundary={border}", headers)

    def _sent(self, method, path, said, media, headers):
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        if said is not None:
            more["content-type"] = media
        request = urllib.request.Request(  # noqa: S310
            f"{self.address}/api/v1{path}", said, {"authorization": f"Bearer {self.token}", **more}, method=method
        )
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            return json.loads(answer.read() or b"null")


def is_ours(secret, headers, body):
    """Whether the desk has signed this, within the last five minutes."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    said = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    good = "v1," + base64.b64encode(hmac.new(key, said, hashlib.sha256).digest()).decode()
    try:
        fresh = abs(time.time() - int(headers["webhook-timestamp"])) < 300
        return fresh and any(hmac.compare_digest(good, one) for one in headers["webhook-signature"].split())
    except (TypeError, ValueError, AttributeError):  # of somebody who does not even say these
        return False


class Ear:
    """Takes webhooks in: each once, and only the desk's."""

    def __init__(self, port=0):
        self.secret, self.seen, self.heard = None, set(), queue.Queue()
        ear = self

        class Taking(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                known = ear.secret is not None and is_ours(ear.secret, self.headers, body)
                self.send_response(204 if known else 401)
                self.end_headers()
                if known and self.headers["webhook-id"] not in ear.seen:
                    ear.seen.add(self.headers["webhook-id"])
                    ear.heard.put(json.loads(body))

            def log_message(self, *_):
                """Silent."""

        self.server = HTTPServer(("127.0.0.1", port), Taking)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer_to(self, number, patience=600):
        """The team's next words on a request."""
        while True:
            told = self.heard.get(timeout=patience)
            if told["type"] == "message.added" and told["ticket"]["number"] == number:
                return told["message"]["text"]

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def conversation(desk, ear, here, text):
    """Hear of everything, open a request, bring a file to it, wait for the answer."""
    for old in desk.ask("GET", "/webhooks")["items"]:  # of a run that was cut off: its secret is not known any more
        if old["url"] == here:
            desk.ask("DELETE", f"/webhooks/{old['id']}")
    webhook = desk.ask("POST", "/webhooks", {"url": here, "types": ["message.added", "ticket.closed"]})
    ear.secret = webhook["secret"]
    try:
        asked_and_answered(desk, ear, text)
    finally:
        desk.ask("DELETE", f"/webhooks/{webhook['id']}")


def asked_and_answered(desk, ear, text):
    once = f"order-7-{int(time.time())}"  # what comes twice under the same name is done once
    ticket = desk.ask(
        "POST", "/tickets", {"external_id": "customer-4711", "name": "Rita K.", "text": text}, idempotency_key=once,
    )  # fmt: skip
    print("opened", ticket["number"], flush=True)  # noqa: T201
    ticket = desk.attach(
        ticket["number"], "order-7.txt", "text/plain", b"Order 7: one lamp\n", "This is the order",
        idempotency_key=f"{once}-file",
    )  # fmt: skip
    print("attached", *(one["name"] for one in ticket["messages"][-1]["files"]), flush=True)  # noqa: T201
    print("answered:", ear.answer_to(ticket["number"]), flush=True)  # noqa: T201


if __name__ == "__main__":
    listening = Ear(int(os.environ.get("PORT", "0")))
    place = os.environ.get("HERE") or f"http://127.0.0.1:{listening.port}/"
    conversation(Desk(os.environ["DESK"], os.environ["TOKEN"]), listening, place, "The parcel of order 7 is late")
    listening.close()
