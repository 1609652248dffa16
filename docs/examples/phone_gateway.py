"""A gateway to start from: it checks what pulldesk sends and passes it on to Twilio, as an SMS or a call. Python alone.

Set GATEWAY_SECRET as pulldesk has it, TWILIO_SID, TWILIO_TOKEN and TWILIO_FROM, and run
`python docs/examples/phone_gateway.py`. Then set GATEWAY_URL=http://127.0.0.1:8078 and WEBHOOK_ALLOW=127.0.0.1.
"""

import base64
import hashlib
import hmac
import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import urlencode
from urllib.request import Request, urlopen
from xml.sax.saxutils import escape

API = os.environ.get("TWILIO_API", "https://api.twilio.com")
taken: dict[str, float] = {}


def is_signed(headers, body: bytes) -> bool:
    """Return True if pulldesk sent it within the last five minutes."""
    key = base64.b64decode(os.environ["GATEWAY_SECRET"].removeprefix("whsec_"))
    named, moment = headers["webhook-id"], headers["webhook-timestamp"]
    good = base64.b64encode(hmac.new(key, f"{named}.{moment}.".encode() + body, hashlib.sha256).digest()).decode()
    is_new = abs(time.time() - int(moment)) < 300
    return is_new and hmac.compare_digest("v1," + good, headers["webhook-signature"])


def pass_on(asked: dict) -> None:
    """Send the SMS, or let Twilio call and read the text aloud."""
    form = {"To": asked["to"], "From": os.environ["TWILIO_FROM"]}
    if asked["way"] == "call":
        language = "ru-RU" if asked["language"] == "ru" else "en-GB"
        said = f'<Say language="{language}" loop="2">{escape(asked["text"])}</Say>'
        form["Twiml"], what = f"<Response>{said}</Response>", "Calls"
    else:
        form["Body"], what = asked["text"], "Messages"
    sid = os.environ["TWILIO_SID"]
    user = base64.b64encode(f"{sid}:{os.environ['TWILIO_TOKEN']}".encode()).decode()
    url = f"{API}/2010-04-01/Accounts/{sid}/{what}.json"
    with urlopen(Request(url, urlencode(form).encode(), {"authorization": f"Basic {user}"}), timeout=8):  # noqa: S310
        pass


class Gateway(BaseHTTPRequestHandler):
    """Answers 200 for what was passed on, now or before, and 502 if the provider did not take it."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        if not is_signed(self.headers, body):
            return self.answer(401)
        asked = json.loads(body)
        if asked["id"] not in taken:
            try:
                pass_on(asked)
            except OSError as error:
                print("not sent:", error)  # noqa: T201
                return self.answer(502)
            taken[asked["id"]] = time.time()
        return self.answer(200)

    def answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Log nothing."""


if __name__ == "__main__":
    HTTPServer(("127.0.0.1", int(sys.argv[1]) if sys.argv[1:] else 8078), Gateway).serve_forever()
