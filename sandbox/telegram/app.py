"""The simulated Telegram's HTTP server: Bot API, file downloads, controls; must not know what methods do."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
from typing import Any, Final

from aiohttp import web

from sandbox import access_guard
from sandbox.stored_file import StoredFile, stream_file
from sandbox.telegram import business, edit_methods, guests, profile_methods, send_methods, topics, update_methods
from sandbox.telegram.api_call import Call, Upload, make_call
from sandbox.telegram.control_api import make_control_routes
from sandbox.telegram.errors import ApiError, make_bad_request, make_not_found, make_wrong_token
from sandbox.telegram.faults import Fault
from sandbox.telegram.file_limits import UPLOAD_LIMIT_BYTES
from sandbox.telegram.send_methods import Handler
from sandbox.telegram.world import CALLED, TelegramWorld

HANDLERS: Final[dict[str, Handler]] = {
    **send_methods.HANDLERS,
    **edit_methods.HANDLERS,
    **profile_methods.HANDLERS,
    **update_methods.HANDLERS,
    **topics.HANDLERS,
    **business.HANDLERS,
    **guests.HANDLERS,
    "editMessageText": guests.edit_text,
}
GET_UPDATES: Final = "getUpdates"
DOWNLOAD: Final = "file"
_TOKEN: Final = re.compile(r"\d{5,15}:[\w-]{35}")
_PAGE: Final = "<html>\r\n<head><title>{0}</title></head>\r\n<body><center><h1>{0}</h1></center></body>\r\n</html>\r\n"


def make_app(world: TelegramWorld, key: str) -> web.Application:
    """Make the application for one world; `key` opens its controls."""
    app = web.Application(middlewares=access_guard.make_guard(key), client_max_size=UPLOAD_LIMIT_BYTES + (5 << 20))
    api = _BotApi(world)
    app.add_routes(make_control_routes(world))
    app.router.add_route("*", "/bot{token:[^/]+}/{method}", api.handle_method)
    app.router.add_get("/file/bot{token:[^/]+}/{path:.+}", api.handle_download)

    async def close(_: web.Application) -> None:
        world.close()

    app.on_shutdown.append(close)
    return app


class _BotApi:
    """Turns requests into calls, faults included, and results into answers."""

    def __init__(self, world: TelegramWorld) -> None:
        self._world = world

    async def handle_method(self, request: web.Request) -> web.StreamResponse:
        """Answer a call of `/bot<token>/<method>`."""
        try:
            self._check_token(request.match_info["token"])
            given, uploads = await _read_parameters(request)
            call = make_call(request.match_info["method"], given, uploads)
        except ApiError as error:
            return _make_refusal(error)
        except web.HTTPRequestEntityTooLarge:
            return _make_refusal(ApiError(413, "Request Entity Too Large"))
        return await self._execute_with_faults(request, call)

    def _check_token(self, token: str) -> None:
        if not _TOKEN.fullmatch(token):
            raise make_not_found()
        if token not in self._world.tokens:
            raise make_wrong_token()

    async def _execute_with_faults(self, request: web.Request, call: Call) -> web.StreamResponse:
        pause, fault = self._world.faults.use_faults(call.method, _read_chat_id(call))
        await self._delay(pause)
        if fault is None:
            return await self._execute(call)
        if fault.after:
            await self._execute(call)
        else:
            self._log_call(call, False, f"ordered: {fault.status or 'reset'}")
        return await self._answer_with_fault(request, fault)

    async def _answer_with_fault(self, request: web.Request, fault: Fault) -> web.Response:
        await self._delay(fault.draw_pause())
        return _break_connection(request) if fault.loses else _make_fault_response(fault)

    async def _delay(self, seconds: float) -> None:
        if seconds > 0:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._world.closing.wait(), seconds)

    async def _execute(self, call: Call) -> web.Response:
        try:
            result = await self._get_result(call)
        except UnicodeEncodeError:
            error = make_bad_request("strings must be encoded in UTF-8")
        except ApiError as refusal:
            error = refusal
        else:
            self._log_call(call, True, "")
            return web.Response(text=f'{{"ok":true,"result":{result}}}', content_type="application/json")
        self._log_call(call, False, error.description)
        return _make_refusal(error)

    async def _get_result(self, call: Call) -> str:
        if call.method == GET_UPDATES:
            return await update_methods.get_updates(self._world, call)
        handler = HANDLERS.get(call.method)
        if handler is None:
            raise make_bad_request(f"method {call.method} is not simulated")
        return json.dumps(handler(self._world, call))

    def _log_call(self, call: Call, ok: bool, description: str) -> None:
        if call.method == GET_UPDATES:
            self._world.calls.by_method[GET_UPDATES] += 1
            return
        self._world.calls.log_call(call.method, call.given, ok, description)
        self._world.feed.publish(CALLED, method=call.method, ok=ok)

    async def handle_download(self, request: web.Request) -> web.StreamResponse:
        """Answer a download of `/file/bot<token>/<path>`."""
        try:
            self._check_token(request.match_info["token"])
            file = self._world.files.find_at_path(request.match_info["path"])
            if file is None:
                raise make_not_found()
        except ApiError as error:
            return _make_refusal(error)
        pause, fault = self._world.faults.use_faults(DOWNLOAD, None)
        await self._delay(pause)
        if fault is not None:
            return await self._answer_with_fault(request, fault)
        return await stream_file(request, file.held, {"Content-Type": "application/octet-stream"})


async def _read_parameters(request: web.Request) -> tuple[dict[str, Any], dict[str, Upload]]:
    given: dict[str, Any] = dict(request.query)
    uploads: dict[str, Upload] = {}
    if request.method != "POST":
        return given, uploads
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.read() or b"{}")
        except ValueError:
            raise make_bad_request("can't parse request body as JSON") from None
        if not isinstance(body, dict):
            raise make_bad_request("object expected as request body")
        return given | body, uploads
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            uploads[name] = Upload(value.filename, value.content_type, StoredFile.copy_from(value.file))
        else:
            given[name] = value
    return given, uploads


def _read_chat_id(call: Call) -> int | None:
    try:
        return int(call.given["chat_id"])
    except (KeyError, TypeError, ValueError, OverflowError):
        return None


def _make_refusal(error: ApiError) -> web.Response:
    headers = {}
    if error.parameters and "retry_after" in error.parameters:
        headers["Retry-After"] = str(error.parameters["retry_after"])
    return web.json_response(error.to_json(), status=error.code, headers=headers)


def _make_fault_response(fault: Fault) -> web.Response:
    body, status = fault.to_json(), fault.status or 500
    if fault.html:
        page = _PAGE.format(f"{status} {body['description']}")
        return web.Response(text=page, status=status, content_type="text/html")
    headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
    return web.json_response(body, status=status, headers=headers)


def _break_connection(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
