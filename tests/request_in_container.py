"""`python -m tests.request_in_container`, beside `python -m sandbox --servers-only`: a request is written, taken and
answered over the simulated Telegram. Reads its address and key from the environment, and needs nothing but Python."""

from __future__ import annotations

import json
import os
import sys
import time
import urllib.request
from collections.abc import Callable
from typing import Any

RITA, OLGA = 601, int(os.environ.get("ADMIN_IDS") or 0)
_SECONDS = 120.0


def main() -> int:
    """Return 0 once the requester has the answer; 1 with a line that says what did not come."""
    _call("message", {"person": OLGA, "text": "/start"})
    _until(lambda: _read(OLGA), "a greeting")
    _call("person", {"id": RITA, "first_name": "Rita", "language_code": "en"})
    _call("message", {"person": RITA, "text": "The projector in room 4 stays black."})
    card = _until(lambda: _find(OLGA, "claim:"), "a card with a button to take it")
    _call("press", {"person": OLGA, "message_id": card[0], "data": card[1]})
    _until(lambda: _find(OLGA, "resolve:"), "the taken ticket's buttons")
    _call("message", {"person": OLGA, "text": "Hold its source button.", "reply_to": card[0]})
    _until(lambda: any("Hold its source button." in one.get("text", "") for one in _read(RITA)), "the answer")
    sys.stdout.write("asked, taken and answered\n")
    return 0


def _find(person: int, beginning: str) -> tuple[int, str] | None:
    """Return the bot's newest message with a button whose data begins so, and that data."""
    for message in reversed(_read(person)):
        for data in (button["data"] or "" for row in message["buttons"] for button in row):
            if data.startswith(beginning):
                return message["message_id"], data
    return None


def _read(person: int) -> list[dict[str, Any]]:
    messages: list[dict[str, Any]] = _call(f"chat?person={person}")["messages"]
    return [one for one in messages if one["from"] == "bot" and not one["deleted"]]


def _until(found: Callable[[], Any], what: str) -> Any:
    """Look again after each change. Raises `SystemExit` if it does not come."""
    end, version = time.monotonic() + _SECONDS, 0
    while time.monotonic() < end:
        if value := found():
            return value
        version = _call(f"changes?since={version}&timeout=5")["version"]
    raise SystemExit(f"there never was {what}")


def _call(path: str, body: dict[str, Any] | None = None) -> Any:
    headers = {"X-Sandbox-Key": os.environ["SANDBOX_KEY"], "Content-Type": "application/json"}
    url = f"{os.environ['TELEGRAM_API_URL']}/control/{path}"
    request = urllib.request.Request(url, json.dumps(body).encode() if body is not None else None, headers)  # noqa: S310
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310  (the sandbox's own address)
        return json.load(answer)["result"]


if __name__ == "__main__":
    sys.exit(main())
