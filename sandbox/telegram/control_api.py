"""The controls over HTTP: people act, faults are added, the world is read; must not know the Bot API.

POST /control/<verb> takes and gives JSON, GET reads. The routes work under any prefix.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any, Final

from aiohttp import web

from sandbox.access_guard import make_refusal
from sandbox.telegram import business, groups, guests, invoices, people_actions, topics, views
from sandbox.telegram.errors import Mistake
from sandbox.telegram.world import TelegramWorld

Arguments = dict[str, Any]
Action = Callable[[TelegramWorld, Arguments], Any]

LONGEST_WAIT_SECONDS: Final = 60.0


def inject_update(world: TelegramWorld, given: Arguments) -> dict[str, int]:
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
    return {"update_id": world.updates.add_raw_update(kind, inner, bool(given.get("apart")))}


def add_fault(world: TelegramWorld, given: Arguments) -> dict[str, int]:
    """Carry out `fault`, see `Faults.add_fault`."""
    number = world.faults.add_fault(given)
    world.updates.release_poll()  # a waiting poll answers now and meets the fault with its next call
    return {"id": number}


def clear_fault(world: TelegramWorld, given: Arguments) -> dict[str, Any]:
    """Carry out `fault/clear`: {id?}; without an id all faults."""
    world.faults.clear_faults(given.get("id"))
    return {}


def switch_limits(world: TelegramWorld, given: Arguments) -> dict[str, bool]:
    """Carry out `limits`: {on}."""
    world.limits.switch_limits(bool(given.get("on")))
    return {"on": world.limits.on}


def set_foreign_webhook(world: TelegramWorld, given: Arguments) -> dict[str, str]:
    """Carry out `foreign_webhook`: another program sets a webhook on the bot's token; {url: null} removes it."""
    world.webhook_url = str(given.get("url", "https://elsewhere.example/hook") or "")
    if world.webhook_url:
        world.updates.end_poll()
    return {"url": world.webhook_url}


def add_token(world: TelegramWorld, _: Arguments) -> dict[str, str]:
    """Carry out `token`: one more token of the same bot; the old ones stay valid until revoked."""
    world.token = world.make_token()
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


def perform_batch(world: TelegramWorld, given: Arguments) -> list[dict[str, Any]]:
    """Carry out `batch`: {calls: [{verb, …}]}: all in one moment, each with its own outcome."""
    outcomes: list[dict[str, Any]] = []
    for item in given.get("calls") or []:
        arguments = dict(item)
        try:
            outcomes.append({"ok": True, "result": perform_action(world, str(arguments.pop("verb", "")), arguments)})
        except Mistake as mistake:
            outcomes.append({"ok": False, "error": str(mistake)})
    return outcomes


ACTIONS: Final[dict[str, Action]] = {
    "person": people_actions.add_person,
    "group": groups.create_group,
    "group/kick": groups.kick_bot,
    "group/migrate": groups.migrate_group,
    "group/admin": groups.set_admin,
    "group/mute": groups.mute_members,
    "group/topic": topics.change_topic,
    "group/forum": topics.set_forum,
    "privacy": groups.set_privacy_mode,
    "topics": topics.switch_private_topics,
    "message": business.make_way(people_actions.send_message, business.write_message),
    "pay": invoices.perform_payment,
    "press": business.make_way(people_actions.press_button, business.press_button),
    "edit": business.make_way(people_actions.edit_message, business.edit_message),
    "delete": people_actions.delete_message,
    "clear": people_actions.clear_history,
    "react": people_actions.set_reaction,
    "block": people_actions.block_bot,
    "unblock": people_actions.unblock_bot,
    "deactivate": people_actions.deactivate_account,
    "update": inject_update,
    "fault": add_fault,
    "fault/clear": clear_fault,
    "limits": switch_limits,
    "foreign_webhook": set_foreign_webhook,
    "token": add_token,
    "token/revoke": revoke_token,
    "batch": perform_batch,
    **business.ACTIONS,
    **guests.ACTIONS,
}


def perform_action(world: TelegramWorld, verb: str, arguments: Arguments) -> Any:
    """Carry out one control verb. Raises `Mistake` for an unknown verb or wrong arguments."""
    function = ACTIONS.get(verb)
    if function is None:
        raise Mistake(f"there is no verb {verb!r}")
    try:
        return function(world, arguments)
    except (TypeError, ValueError, AttributeError, KeyError) as error:
        raise Mistake(f"an argument of {verb} is of the wrong kind: {error}") from error


def read_view(world: TelegramWorld, name: str, query: dict[str, str]) -> Any:
    """Return one of the readings that answer at once: chat, answers, calls, state. Raises `Mistake`."""
    if name == "state":
        return views.get_state_view(world)
    if name == "calls":
        return views.get_calls_view(world, query.get("method"))
    if name == "account":
        return business.get_chat_view(world, int(query["owner"]), int(query["with"]))
    if name == "guest":
        return guests.get_chat_view(world, query["chat"])
    if name not in ("chat", "answers", "checkouts"):
        raise Mistake(f"there is nothing to read called {name!r}")
    try:
        person = int(query.get("person", ""))
        last = int(query["last"]) if "last" in query else None
    except ValueError:
        raise Mistake("person and last must be whole numbers") from None
    if name == "checkouts":
        return invoices.list_checkouts(world, person)
    return views.get_chat_view(world, person, last) if name == "chat" else views.get_answers_view(world, person)


def make_control_routes(world: TelegramWorld, prefix: str = "/control") -> list[web.RouteDef]:
    """Return the routes of the controls under `prefix`; the guard before them asks for the key."""
    return [
        web.get(f"{prefix}/changes", _answer_mistakes(lambda request: _wait_for_changes(world, request))),
        web.get(f"{prefix}/file/{{file_id}}", _answer_mistakes(lambda request: _serve_file(world, request))),
        web.get(f"{prefix}/{{name}}", _answer_mistakes(lambda request: _handle_view(world, request))),
        web.post(f"{prefix}/{{verb:.+}}", _answer_mistakes(lambda request: _handle_action(world, request))),
    ]


def _answer_mistakes(
    work: Callable[[web.Request], Awaitable[web.Response]],
) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handler(request: web.Request) -> web.Response:
        try:
            return await work(request)
        except Mistake as mistake:
            return make_refusal(400, str(mistake))

    return handler


def _make_result(value: Any) -> web.Response:
    return web.json_response({"ok": True, "result": value})


async def _handle_action(world: TelegramWorld, request: web.Request) -> web.Response:
    try:
        arguments = json.loads(await request.read() or b"{}")
    except ValueError:
        raise Mistake("the body is not JSON") from None
    if not isinstance(arguments, dict):
        raise Mistake("the body must be a JSON object")
    return _make_result(perform_action(world, request.match_info["verb"], arguments))


async def _handle_view(world: TelegramWorld, request: web.Request) -> web.Response:
    return _make_result(read_view(world, request.match_info["name"], dict(request.query)))


async def _wait_for_changes(world: TelegramWorld, request: web.Request) -> web.Response:
    try:
        since = int(request.query.get("since", "0"))
        seconds = float(request.query.get("timeout", "10"))
    except ValueError:
        raise Mistake("since and timeout must be numbers") from None
    return _make_result({"version": await world.feed.wait_for_change(since, min(seconds, LONGEST_WAIT_SECONDS))})


async def _serve_file(world: TelegramWorld, request: web.Request) -> web.Response:
    data, mime, _ = views.get_file(world, request.match_info["file_id"])
    shown = (
        mime if mime.startswith(("image/", "video/", "audio/")) and "svg" not in mime else "application/octet-stream"
    )
    headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'"}
    return web.Response(body=data, content_type=shown, headers=headers)
