"""`GET /widget.js`: the script of the chat, with its style and its texts, for pages of any origin."""

import json
from pathlib import Path

from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, request_response

from db.models import Status
from desk.i18n import LANGUAGES, catalog
from web.api.schemas.values import LONGEST_TEXT

_HERE = Path(__file__).parent
_PARTS = ("client.js", "dom.js", "view.js", "start.js")
_HEADERS = {"Cross-Origin-Resource-Policy": "cross-origin", "Cache-Control": "public, max-age=3600"}
_TEXTS = {
    "open": "widget-open", "close": "widget-close", "new": "widget-new", "all": "widget-all", "hint": "widget-hint",
    "label": "widget-label", "send": "widget-send", "attach": "widget-attach", "files": "widget-files",
    "messages": "widget-messages", "you": "widget-you", "edited": "widget-edited", "sent": "widget-sent",
    "news": "widget-news", "solved": "widget-solved", "yes": "widget-yes", "no": "widget-no",
    "rate": "widget-rate", "waits": "widget-waits", "urgent": "btn-urgent", "reopen": "widget-reopen",
    "offered": "webform-articles",
}  # fmt: skip
_PROBLEMS = {
    "401": "widget-signed-out", "403": "widget-refused", "409": "widget-changed", "413": "widget-file",
    "415": "widget-file", "422": "widget-file", "429": "widget-often", "other": "widget-offline",
}  # fmt: skip


def make_route() -> BaseRoute:
    """Return the route. The script is the same for everybody and holds nothing of the desk but its texts."""
    return Route("/widget.js", GZipMiddleware(request_response(_send_script)))


async def _send_script(_request: Request) -> Response:
    return Response(build_script(), media_type="text/javascript", headers=_HEADERS)


def build_script() -> str:
    """Return the whole script, in the texts of now."""
    values = {
        "TEXTS": {language: _say_texts(language) for language in LANGUAGES},
        "STYLE": (_HERE / "widget.css").read_text("utf-8"),
        "LONGEST_TEXT": LONGEST_TEXT,
    }
    given = "\n".join(f"const {name} = {json.dumps(value, ensure_ascii=False)};" for name, value in values.items())
    parts = "\n".join((_HERE / name).read_text("utf-8") for name in _PARTS)
    return f'(() => {{\n"use strict";\n{given}\n{parts}}})();\n'


def _say_texts(language: str) -> dict[str, object]:
    said: dict[str, object] = {name: catalog.say(language, key) for name, key in _TEXTS.items()}
    return said | {
        "remove": catalog.say(language, "widget-remove", name="…"),
        "months": [catalog.say(language, "moment-day", day=1, month=f"m{n}").split()[1] for n in range(1, 13)],
        "status": {one.value: catalog.say(language, "status-requester", status=one.value) for one in Status},
        "problems": {status: catalog.say(language, key) for status, key in _PROBLEMS.items()},
    }
