"""The controls over HTTP: people act, faults are added, the world is read; must not know the Bot API.

POST /control/<verb> takes and gives JSON, GET reads. The routes work under any prefix.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any, Final

from aiohttp import web

from sandbox.access_guard import make_refusal
from sandbox.telegram import groups, people, views
from sandbox.telegram.errors import Mistake
from sandbox.telegram.world import TelegramWorld

Arguments = dict[str, Any]
Verb = Callable[[TelegramWorld, Arguments], Any]

LONGEST_WAIT_SECONDS: Final = 60.0


def update(world: TelegramWorld, given: Arguments) -> dict[str, int]:
    """Carry out `update`: {raw: object} or {raw_text: JSON text, with or without its braces}: any update,
    unfiltered."""
    if given.get("raw_text") is not None:
        inner = str(given["raw_text"]).strip()
        inner = inner[1:-1] if inner.startswith("{") else inner
    else:
        raw = {name: value for name, value in dict(given.get("raw") or {}).items() if name != "update_id"}
        inner = json.dumps(raw)[1:-1]
    try:
        kind = next(iter(json.loads(f"{{{inner}}}")), "")
    except ValueError:
        raise Mistake("raw_text is not the inside of a JSON object") from None
    return {"update_id": world.updates.add_raw(kind, inner, bool(given.get("apart")))}


def fault(world: TelegramWorld, given: Arguments) -> dict[str, int]:
    """Carry out `fault`, see `Faults.add_fault`."""
    number = world.faults.add(given)
    world.updates.release()  # a waiting poll answers now and meets the fault with its next call
    return {"id": number}


def clear_fault(world: TelegramWorld, given: Arguments) -> dict[str, Any]:
    """Carry out `fault/clear`: {id?}; without an id all faults."""
    world.faults.clear(given.get("id"))
    return {}


def limits(world: TelegramWorld, given: Arguments) -> dict[str, bool]:
    """Carry out `limits`: {on}."""
    world.limits.switch(bool(given.get("on")))
    return {"on": world.limits.on}


def foreign_webhook(world: TelegramWorld, given: Arguments) -> dict[str, str]:
    """Carry out `foreign_webhook`: another program sets a webhook on the bot's token; {url: null} removes it."""
    world.webhook_url = str(given.get("url", "https://elsewhere.example/hook") or "")
    if world.webhook_url:
        world.updates.end_poll()
    return {"url": world.webhook_url}


def new_token(world: TelegramWorld, _: Arguments) -> dict[str, str]:
    """Carry out `token`: one more token of the same bot; the old ones stay valid until revoked."""
    world.token = world.new_token_text()
    world.tokens.add(world.token)
    return {"token": world.token}


def revoke_token(world: TelegramWorld, given: Arguments) -> dict[str, Any]:
    """Carry out `token/revoke`: {token?}; without one the newest; {undo: true} makes it valid again."""
    token = str(given.get("token") or world.token)
    if given.get("undo"):
        world.tokens.add(token)
    else:
        world.tokens.discard(token)
    return {}


def batch(world: TelegramWorld, given: Arguments) -> list[dict[str, Any]]:
    """Carry out `batch`: {calls: [{verb, …}]}: all in one moment, each with its own outcome."""
    outcomes: list[dict[str, Any]] = []
    for item in given.get("calls") or []:
        arguments = dict(item)
        try:
            outcomes.append({"ok": True, "result": perform(world, str(arguments.pop("verb", "")), arguments)})
        except Mistake as mistake:
            outcomes.append({"ok": False, "error": str(mistake)})
    return outcomes


VERBS: Final[dict[str, Verb]] = {
    "person": people.person,
    "group": groups.group,
    "group/kick": groups.kick,
    "group/migrate": groups.migrate,
    "message": people.message,
    "press": people.press,
    "edit": people.edit,
    "delete": people.delete,
    "react": people.react,
    "block": people.block,
    "unblock": people.unblock,
    "deactivate": people.deactivate,
    "offline": people.offline,
    "update": update,
    "fault": fault,
    "fault/clear": clear_fault,
    "limits": limits,
    "foreign_webhook": foreign_webhook,
    "token": new_token,
    "token/revoke": revoke_token,
    "batch": batch,
}


def perform(world: TelegramWorld, verb: str, arguments: Arguments) -> Any:
    """Carry out one control verb. Raises `Mistake` for an unknown verb or wrong arguments."""
    function = VERBS.get(verb)
    if function is None:
        raise Mistake(f"there is no verb {verb!r}")
    try:
        return function(world, arguments)
    except (TypeError, ValueError, AttributeError, KeyError) as error:
        raise Mistake(f"an argument of {verb} is of the wrong kind: {error}") from error


def read(world: TelegramWorld, name: str, query: dict[str, str]) -> Any:
    """Return one of the readings that answer at once: chat, answers, calls, state. Raises `Mistake`."""
    if name == "state":
        return views.state_view(world)
    if name == "calls":
        return views.calls_view(world, query.get("method"))
    if name not in ("chat", "answers"):
        raise Mistake(f"there is nothing to read called {name!r}")
    try:
        person = int(query.get("person", ""))
        last = int(query["last"]) if "last" in query else None
    except ValueError:
        raise Mistake("person and last must be whole numbers") from None
    return views.chat_view(world, person, last) if name == "chat" else views.answers_view(world, person)


def control_routes(world: TelegramWorld, prefix: str = "/control") -> list[web.RouteDef]:
    """Return the routes of the controls under `prefix`; the guard before them asks for the key."""
    return [
        web.get(f"{prefix}/changes", _answering(lambda request: _changes(world, request))),
        web.get(f"{prefix}/file/{{file_id}}", _answering(lambda request: _file(world, request))),
        web.get(f"{prefix}/{{name}}", _answering(lambda request: _read(world, request))),
        web.post(f"{prefix}/{{verb:.+}}", _answering(lambda request: _act(world, request))),
    ]


def _answering(
    work: Callable[[web.Request], Awaitable[web.Response]],
) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handler(request: web.Request) -> web.Response:
        try:
            return await work(request)
        except Mistake as mistake:
            return make_refusal(400, str(mistake))

    return handler


def _result(value: Any) -> web.Response:
    return web.json_response({"ok": True, "result": value})


async def _act(world: TelegramWorld, request: web.Request) -> web.Response:
    try:
        arguments = json.loads(await request.read() or b"{}")
    except ValueError:
        raise Mistake("the body is not JSON") from None
    if not isinstance(arguments, dict):
        raise Mistake("the body must be a JSON object")
    return _result(perform(world, request.match_info["verb"], arguments))


async def _read(world: TelegramWorld, request: web.Request) -> web.Response:
    return _result(read(world, request.match_info["name"], dict(request.query)))


async def _changes(world: TelegramWorld, request: web.Request) -> web.Response:
    try:
        since = int(request.query.get("since", "0"))
        seconds = float(request.query.get("timeout", "10"))
    except ValueError:
        raise Mistake("since and timeout must be numbers") from None
    return _result({"version": await world.feed.wait_for_change(since, min(seconds, LONGEST_WAIT_SECONDS))})


async def _file(world: TelegramWorld, request: web.Request) -> web.Response:
    data, mime, _ = views.file_view(world, request.match_info["file_id"])
    shown = (
        mime if mime.startswith(("image/", "video/", "audio/")) and "svg" not in mime else "application/octet-stream"
    )
    headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'"}
    return web.Response(body=data, content_type=shown, headers=headers)
