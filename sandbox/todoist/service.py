"""The parts of one simulated Todoist, and how a request passes through them: token, limit, fault, log."""

import asyncio
import json
import uuid
from collections import Counter, deque
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import PurePosixPath
from typing import Any, Final
from urllib.parse import quote

from aiohttp import BodyPartReader, web

from sandbox.stored_file import PIECE_BYTES, StoredFile, make_empty_file, stream_file
from sandbox.todoist import sync
from sandbox.todoist.command_batch import COMMANDS_LIMIT
from sandbox.todoist.errors import TodoistError, make_invalid_argument, make_not_found, make_wrong_token
from sandbox.todoist.faults import Fault, Faults
from sandbox.todoist.files import UploadStore, make_attachment
from sandbox.todoist.oauth import OAuthApp
from sandbox.todoist.plan_limits import PAID_UPLOAD_BYTES, UPLOAD_BYTES
from sandbox.todoist.request_limits import FULL, PARTIAL, REST, RequestBudget
from sandbox.todoist.rest_call import Call
from sandbox.todoist.tables import Row
from sandbox.todoist.webhooks import WebhookSender
from sandbox.todoist.world import TodoistWorld

BODY_LIMIT = 1024 * 1024
CALLS_KEPT = 500
SERVED: Final = ("/api/", "/oauth/", "/files/", "/cdn/")
INERT: Final = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'"}
GONE: Final = ("/rest/v2/", "/sync/v9/")

COMMANDS_EXECUTED: Final = web.RequestKey("FIRST", int)
LOGGED: Final = web.RequestKey("TOLD", dict[str, Any])

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Service:
    """All parts of one simulated Todoist."""

    def __init__(self, world: TodoistWorld) -> None:
        self.world = world
        self.tokens = sync.SyncTokens()
        self.budget = RequestBudget(world.now)
        self.faults = Faults()
        self.files = UploadStore(world.ids)
        self.sender = WebhookSender(world)
        self.oauth = OAuthApp(world, self.sender)
        self.base = ""
        self.calls: deque[Row] = deque(maxlen=CALLS_KEPT)
        self.counts: Counter[str] = Counter()

    def require_account(self, request: web.Request) -> str:
        """Return the account of the request's token. Raises 401."""
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        uid = self.world.find_token_owner(token) if kind == "Bearer" else None
        if uid is None:
            raise make_wrong_token()
        return uid

    def log_call(self, request: web.Request, status: int) -> None:
        """Log one call."""
        path = request.path.removeprefix("/api/v1/")
        self.counts[path.split("/", maxsplit=1)[0]] += 1
        told = {"method": request.method, "path": path, "status": status, "at": self.world.get_timestamp()}
        self.calls.append(told | request.get(LOGGED, {}))

    @web.middleware
    async def handle_request(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Answer a request with its fault, refusal, early webhooks and log entry."""
        if request.path.startswith(GONE):
            return make_refusal(TodoistError("This endpoint is gone", tag="GONE", code=410, http=410))
        self.base = f"{request.scheme}://{request.host}"
        if not request.path.startswith(SERVED):
            return await handler(request)
        fault = self.faults.find_fault(request.path.removeprefix("/api/v1/").lstrip("/"))
        response = await self._handle_with_faults(request, handler, fault)
        self.log_call(request, response.status)
        return response

    async def _handle_with_faults(
        self, request: web.Request, handler: Handler, fault: Fault | None
    ) -> web.StreamResponse:
        if fault and not fault.after:
            await asyncio.sleep(fault.draw_pause())
            if fault.has_answer():
                return await fault.send_answer(request)
        request[COMMANDS_EXECUTED] = COMMANDS_LIMIT if fault is None or fault.commands is None else fault.commands
        response = await self._call_handler(request, handler)
        if self.sender.settings.before_response and request.method != "GET":
            await self.sender.wait_until_sent(2)
        if fault and fault.after:
            await asyncio.sleep(fault.draw_pause())
            if fault.has_answer():
                return await fault.send_answer(request)
        return response

    async def _call_handler(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except TodoistError as error:
            return make_refusal(error)
        except web.HTTPNotFound:
            return make_refusal(make_not_found("Endpoint"))
        except web.HTTPMethodNotAllowed:
            return make_refusal(TodoistError("Method not allowed", tag="METHOD_NOT_ALLOWED", code=405, http=405))

    async def handle_sync(self, request: web.Request) -> web.Response:
        """Answer `POST /sync`, form or JSON."""
        uid = self.require_account(request)
        body = await _read_sync_body(request)
        token = body.get("sync_token", "*")
        only_writes = not body.get("resource_types")
        self.budget.spend_request(uid, FULL if token == "*" and not only_writes else PARTIAL)
        commands = body.get("commands")
        kinds = [one.get("type") for one in commands if isinstance(one, dict)] if isinstance(commands, list) else []
        request[LOGGED] = {"commands": kinds, "full": token == "*" and not only_writes}
        return web.json_response(sync.run_sync(self.world, self.tokens, uid, body, request[COMMANDS_EXECUTED]))

    async def handle_upload(self, request: web.Request) -> web.Response:
        """Answer `POST /uploads`, multipart with the field `file`."""
        uid = self.require_account(request)
        self.budget.spend_request(uid, REST)
        paid = self.world.accounts[uid].user["is_premium"]
        name, held, mime = await _read_upload(request, PAID_UPLOAD_BYTES if paid else UPLOAD_BYTES)
        key, file = self.files.add_file(name, held, mime)
        return web.json_response(make_attachment(file, f"{self.base}/files/{key}/{quote(name)}"))

    async def delete_upload(self, request: web.Request) -> web.Response:
        """Answer `DELETE /uploads?file_url=`."""
        self.require_account(request)
        parts = PurePosixPath(request.query.get("file_url", "")).parts
        self.files.drop_file(parts[-2] if len(parts) > 1 else "")
        return web.Response(status=204)

    async def redirect_to_file(self, request: web.Request) -> web.StreamResponse:
        """Redirect a file's address, which needs the token, to the address of its bytes."""
        self.require_account(request)
        if self.files.get_file(request.match_info["key"]) is None:
            raise make_not_found("File")
        raise web.HTTPFound(request.rel_url.with_path(request.path.replace("/files/", "/cdn/", 1)))

    async def send_file(self, request: web.Request) -> web.StreamResponse:
        """Answer with the bytes of a file, without a token."""
        file = self.files.get_file(request.match_info["key"])
        if file is None:
            raise make_not_found("File")
        return await stream_file(request, file.held, {"Content-Type": file.mime, **INERT})

    def make_rest_handler(self, work: Callable[[Call], Any]) -> Handler:
        """Make a handler of one REST route."""

        async def handler(request: web.Request) -> web.StreamResponse:
            uid = self.require_account(request)
            self.budget.spend_request(uid, REST)
            body = await _read_json_body(request) if request.method == "POST" else {}
            result = work(Call(self.world, uid, dict(request.match_info), dict(request.query), body))
            return web.Response(status=204) if result is None else web.json_response(result)

        return handler

    async def run_sender(self, _: web.Application) -> AsyncIterator[None]:
        """Deliver webhooks while the server runs."""
        await self.sender.start()
        yield
        await self.sender.stop()


def make_refusal(error: TodoistError) -> web.Response:
    """Make the HTTP answer to a refusal, with `Retry-After` if it says when."""
    seconds = error.extra.get("retry_after")
    headers = {"Retry-After": str(seconds)} if seconds is not None else {}
    return web.json_response(error.to_json(), status=error.http, headers=headers)


async def _read_body(request: web.Request) -> bytes:
    try:
        raw = await request.read()
    except web.HTTPRequestEntityTooLarge:
        raw = b" " * (BODY_LIMIT + 1)
    if len(raw) > BODY_LIMIT:
        raise TodoistError("Request body is too large", tag="REQUEST_TOO_LARGE", code=413, http=413)
    return raw


async def _read_json_body(request: web.Request) -> Row:
    raw = await _read_body(request)
    return _parse_object(raw) if raw else {}


async def _read_sync_body(request: web.Request) -> Row:
    raw = await _read_body(request)
    if request.content_type == "application/json":
        return _parse_object(raw)
    form = await request.post()
    body: Row = {name: value for name, value in form.items() if isinstance(value, str)}
    for name in ("resource_types", "commands"):
        if name in body:
            body[name] = _parse_json(body[name])
    return body


def _parse_object(raw: bytes) -> Row:
    body = _parse_json(raw)
    if not isinstance(body, dict):
        raise make_invalid_argument("body", "The body must be a JSON object")
    return body


def _parse_json(raw: str | bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        raise make_invalid_argument("body", "Invalid JSON") from None


async def _read_upload(request: web.Request, limit: int) -> tuple[str, StoredFile, str | None]:
    if request.content_type != "multipart/form-data":
        raise make_invalid_argument("file", "A multipart body with a file is needed")
    async for part in await request.multipart():
        if isinstance(part, BodyPartReader) and part.name == "file":
            file = make_empty_file()
            while chunk := await part.read_chunk(PIECE_BYTES):
                file.write(chunk)
                if file.tell() > limit:
                    raise TodoistError("The file is too large", tag="FILE_TOO_LARGE", code=413, http=413)
            name = PurePosixPath(part.filename or f"file-{uuid.uuid4().hex[:6]}").name
            return name, StoredFile(file.tell(), file), part.headers.get("Content-Type")
    raise make_invalid_argument("file", "A file is needed")
