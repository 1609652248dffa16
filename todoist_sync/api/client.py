"""The only HTTP client for Todoist: projects, sections and collaborators by todoist-api-python on our own HTTP client,
the other calls by our own requests (decision 0025). Every failure is a `TodoistError`; no message holds the token.

Knows no ticket. Limits per user (facts of Todoist, read 2026-11): 100 commands and 1 MiB a request.

The budget of requests in a quarter of an hour: per user 1,000, of them 100 full readings (facts of Todoist, 9). It
counts what this process sent, and what is stored of the writers before it; requests of other programs of the same user
show only as 429.
"""

import asyncio
import ssl
from collections import Counter, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from http import HTTPStatus
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import httpx
from dataclass_wizard.errors import JSONWizardError
from todoist_api_python.api_async import TodoistAPIAsync
from todoist_api_python.models import Collaborator, Project, Section

from ops.reach import PROBE_SECONDS, ServiceReach
from todoist_sync.api.rows import Answer, CommentRow, Outcome, Row, TaskRow, TodoistError, make_storable, parse_answer

WINDOW = timedelta(minutes=15)
MAX_REQUESTS = 1000
_MAX_FULL_READINGS = 100
_COMFORT = 500  # requests left above which only the bucket slows readings down
_BURST = 60  # readings that may follow one another after a rest; then one a second
_REFILL = timedelta(seconds=1)
_KEPT = 60  # the last requests of a window are for comments


class RequestBudget:
    """A sliding count of requests, and a bucket of readings."""

    def __init__(
        self, now: Callable[[], datetime], *, requests: int = MAX_REQUESTS, full: int = _MAX_FULL_READINGS
    ) -> None:
        self._steady = now
        self._most = requests
        self._most_full = full
        self._sent: deque[datetime] = deque()
        self._full: deque[datetime] = deque()
        self._bucket_full_at = self._read_at = now() - WINDOW

    def count_request(self, *, full: bool = False) -> None:
        """Count one request."""
        self._sent.append(self._steady())
        if full:
            self._full.append(self._steady())

    def list_spent(self) -> dict[str, list[int]]:
        """Return how many requests of this window, and how many full readings, were sent in each minute of the
        epoch."""
        self._forget(self._sent)
        self._forget(self._full)
        sent, full = (Counter(int(at.timestamp()) // 60 for at in times) for times in (self._sent, self._full))
        return {str(minute): [count, full[minute]] for minute, count in sent.items()}

    def learn(self, spent: Mapping[str, Sequence[int]]) -> None:
        """Take over what `list_spent` said to the writer before, each request as late in its minute as can be; what
        this process counted until then is among it."""
        now = self._steady()
        for place, times in enumerate((self._sent, self._full)):
            ends = ((datetime.fromtimestamp(int(minute) * 60 + 59, UTC), counts) for minute, counts in spent.items())
            earlier = [min(end, now) for end, counts in ends for _ in range(counts[place])]
            newer = [at for at in times if not earlier or at > max(earlier)]
            times.clear()
            times.extend(sorted(earlier) + newer)

    @property
    def left(self) -> int:
        """Requests left in this window."""
        self._forget(self._sent)
        return self._most - len(self._sent)

    @property
    def full_left(self) -> int:
        """Full readings left in this window."""
        self._forget(self._full)
        return self._most_full - len(self._full)

    @property
    def comments_only(self) -> bool:
        """So few requests are left that only comments may use them."""
        return self.left < _KEPT

    def count_reading(self) -> None:
        """Count one reading of the board (about two requests) out of the bucket."""
        self._read_at = self._steady()
        self._bucket_full_at = max(self._bucket_full_at, self._read_at) + _REFILL

    def get_pause(self) -> timedelta:
        """Return how long the next reading has to wait, so that requests last: nothing while the bucket holds a reading
        and most of the window is left, longer as the window runs out. At zero or less it may begin."""
        now = self._steady()
        empty_for = self._bucket_full_at - now - _REFILL * (_BURST - 1)
        left = self.left
        if left > _COMFORT:
            return empty_for
        return max(empty_for, self._read_at + WINDOW * 2 / max(left, 1) - now)

    def _forget(self, times: deque[datetime]) -> None:
        while times and times[0] <= self._steady() - WINDOW:
            times.popleft()


_RESOURCES = ("items", "notes", "sections", "projects", "collaborators")
MAX_COMMANDS = 100
MAX_BODY_BYTES = 900_000
_TIMEOUT = httpx.Timeout(connect=10, read=30, write=30, pool=10)
_CALL_SECONDS = 60.0  # seconds for one call, also if the answer arrives in small pieces
_UPLOAD_SECONDS = 300.0  # seconds for a file (facts of Todoist, section 5)

_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


@cache
def load_certificates() -> ssl.SSLContext:
    """Load the trusted certificates once: loading takes longer than a request."""
    return httpx.create_ssl_context(trust_env=False)


async def _accept_answer() -> None:
    """Accept every answer: the default of `on_answer`."""


def _is_silence(error: Exception) -> bool:
    """Return True for no answer, for trouble of the server, and for a page of something in between."""
    if not isinstance(error, TodoistError) or error.token_refused or error.throttled:
        return False
    return error.http >= HTTPStatus.INTERNAL_SERVER_ERROR or not (error.http or error.tag)


class Todoist:
    """A connection to one account; `auth` puts in another token at each request. Tests replace the network by
    `transport`. `on_answer` is awaited before an answer of `/sync` is returned and may reject it by raising; `synced`
    counts these answers."""

    def __init__(
        self,
        token: str,
        api_url: str,
        budget: RequestBudget,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        auth: httpx.Auth | None = None,
    ) -> None:
        self.budget = budget
        self.on_answer: Callable[[], Awaitable[None]] = _accept_answer
        self.synced = 0
        self.reach = ServiceReach(_is_silence)
        base = httpx.URL(api_url.rstrip("/") + "/api/v1/")
        self._http = httpx.AsyncClient(
            base_url=base,
            headers={"Authorization": f"Bearer {token}"},
            auth=auth,
            timeout=_TIMEOUT,
            transport=_RedirectedTransport(base, transport or httpx.AsyncHTTPTransport(verify=load_certificates())),
            trust_env=False,
            follow_redirects=False,
        )
        self._sdk = TodoistAPIAsync(token, client=self._http)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def probe(self) -> None:
        """Make a small call, for `reach`, unless few are left."""
        if self.budget.comments_only:
            return
        self.budget.count_request()
        with suppress(TodoistError):
            await self._call("probe", "GET", "user", whole=PROBE_SECONDS)

    async def get_user(self) -> Row:
        """Return the account of the token: `id`, `full_name`, …"""
        return self._object(await self._call("user", "GET", "user"))

    async def sync(self, since: str, *, commands: list[Row] | None = None, read: bool = True) -> Answer:
        """Make one Sync request: execute `commands` in order, then return what changed since a token ("*":
        everything)."""
        full = since == "*" and read
        if full and self.budget.full_left <= 0:
            raise TodoistError("sync: no full reading left", tag="LIMITS_REACHED_RETRY_LATER", http=429, retry_after=60)
        self.budget.count_request(full=full)
        body: Row = {"sync_token": since, "resource_types": list(_RESOURCES) if read else []}
        if commands:
            body["commands"] = commands
        try:
            answer = parse_answer(self._object(await self._call("sync", "POST", "sync", json=body)))
        except (ValueError, TypeError, KeyError, AttributeError):
            raise TodoistError("sync: an answer of another shape", http=502, outcome=Outcome.UNKNOWN) from None
        self.synced += 1
        await self.on_answer()
        return answer

    async def get_task(self, task_id: str) -> TaskRow | None:
        """Return a task, or None if it was deleted, is not visible to us or (perhaps) was completed."""
        self.budget.count_request()
        try:
            found = self._object(await self._call("task", "GET", f"tasks/{task_id}"))
            return TaskRow.from_json({**found, "id": task_id})
        except TodoistError as error:
            if error.not_found:
                return None
            raise

    async def get_comments(self, task_id: str) -> list[CommentRow]:
        """Return all comments of a task, from every page."""
        found = await self._pages("comments", "results", task_id=task_id)
        return [CommentRow.from_json(row) for row in found.values()]

    async def get_active_ids(self, project_id: str) -> set[str]:
        """Return the ids of a project's active tasks (at most 300: two requests)."""
        return set(await self._pages("tasks", "results", project_id=project_id))

    async def upload_file(self, name: str, mime: str | None, file: BinaryIO) -> Row:
        """Upload a file, streamed from disk; return the attachment to pass on with a comment."""
        self.budget.count_request()
        form = {"file": (name, file, mime or "application/octet-stream")}
        call = self._call("upload", "POST", "uploads", files=form, data={"file_name": name}, whole=_UPLOAD_SECONDS)
        row = self._object(await call)
        if not row.get("file_url") or not row.get("resource_type"):
            raise TodoistError("upload: an answer of another shape", http=502, outcome=Outcome.UNKNOWN)
        return row

    async def delete_upload(self, url: str) -> None:
        """Delete an uploaded file; one that is not there counts as deleted."""
        self.budget.count_request()
        try:
            await self._call("delete_upload", "DELETE", "uploads", params={"file_url": url})
        except TodoistError as error:
            if not error.not_found:
                raise

    async def get_completed(self, project_id: str, since: datetime, until: datetime) -> dict[str, TaskRow]:
        """Return the project's tasks that were completed within a window of at most three months, by id."""
        span = {"since": f"{since:%Y-%m-%dT%H:%M:%SZ}", "until": f"{until:%Y-%m-%dT%H:%M:%SZ}"}
        found = await self._pages("tasks/completed/by_completion_date", "items", **span, project_id=project_id)
        return {task_id: TaskRow.from_json(row) for task_id, row in found.items()}

    async def _pages(self, path: str, name: str, **params: str) -> dict[str, Row]:
        """Return the rows of every page, by id: a row that moves between two requests comes twice."""
        found: dict[str, Row] = {}
        cursor: str | None = None
        while True:
            self.budget.count_request()
            given = {**params, "limit": "200"} | ({"cursor": cursor} if cursor else {})
            page = self._object(await self._call(path, "GET", path, params=given))
            rows = page.get(name) or []
            found |= {row["id"]: row for row in rows if isinstance(row, dict) and isinstance(row.get("id"), str)}
            cursor = page.get("next_cursor")
            if not cursor:
                return found

    async def get_projects(self) -> list[Project]:
        """Return the account's active projects."""
        async with self._guard("projects"):
            return [one async for page in await self._sdk.get_projects(limit=200) for one in page]

    async def get_project(self, project_id: str) -> Project:
        """Return one project."""
        async with self._guard("project"):
            return await self._sdk.get_project(project_id)

    async def add_project(self, name: str) -> Project:
        """Add a project that opens as a board."""
        async with self._guard("add_project"):
            return await self._sdk.add_project(name, view_style="board")

    async def get_sections(self, project_id: str) -> list[Section]:
        """Return the project's sections in their order."""
        async with self._guard("sections"):
            pages = await self._sdk.get_sections(project_id=project_id, limit=200)
            return sorted([one async for page in pages for one in page], key=lambda s: s.order)

    async def add_section(self, name: str, project_id: str, order: int) -> Section:
        """Add a section at position `order`."""
        async with self._guard("add_section"):
            return await self._sdk.add_section(name, project_id, order=order)

    async def get_collaborators(self, project_id: str) -> list[Collaborator]:
        """Return who can write in the project; a project that is not shared has no collaborators."""
        async with self._guard("collaborators"):
            pages = await self._sdk.get_collaborators(project_id, limit=200)
            return [one async for page in pages for one in page]

    async def _call(
        self, what: str, method: str, path: str, *, whole: float = _CALL_SECONDS, **more: Any
    ) -> httpx.Response:
        async with self._guard(what, spend=False, whole=whole):
            response = await self._http.request(method, path, **more)
            response.raise_for_status()
            return response

    @asynccontextmanager
    async def _guard(self, what: str, *, spend: bool = True, whole: float = _CALL_SECONDS) -> AsyncIterator[None]:
        """Turn every failure into a `TodoistError` that names the call and nothing else."""
        if spend:
            self.budget.count_request()
        with self.reach.watch_call(max(whole - _CALL_SECONDS, 0.0)):
            try:
                async with asyncio.timeout(whole):
                    yield
            except httpx.HTTPStatusError as error:
                raise _make_error(what, error.response) from None
            except _NOT_SENT:
                raise TodoistError(f"{what}: not reached") from None
            except (ValueError, TypeError, KeyError, JSONWizardError):  # the SDK could not read the answer
                raise TodoistError(f"{what}: an answer of another shape", http=502, outcome=Outcome.UNKNOWN) from None
            except (httpx.HTTPError, TimeoutError, httpx.InvalidURL):
                raise TodoistError(f"{what}: no answer", outcome=Outcome.UNKNOWN) from None

    @staticmethod
    def _object(response: httpx.Response) -> Row:
        try:
            value = make_storable(response.json())
        except (ValueError, RecursionError):
            value = None
        if not isinstance(value, dict):
            raise TodoistError("the answer is no JSON object", http=502, outcome=Outcome.UNKNOWN)
        return value


class _RedirectedTransport(httpx.AsyncBaseTransport):
    """Sends to the configured host what the SDK addresses to the real one; the token goes nowhere else."""

    def __init__(self, base: httpx.URL, inner: httpx.AsyncBaseTransport) -> None:
        self._base = base
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request to the configured host."""
        if request.url.host != self._base.host or request.url.port != self._base.port:
            url = urlsplit(str(request.url))
            path = url.path.partition("/api/v1/")[2]
            target = self._base.join(path + (f"?{url.query}" if url.query else ""))
            request.url = target
            request.headers["Host"] = target.netloc.decode("ascii")
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        """Close the wrapped transport."""
        await self._inner.aclose()


def _make_error(what: str, response: httpx.Response) -> TodoistError:
    """Return the error that a response with an error status means."""
    try:
        body = response.json()
    except ValueError:
        body = None
    after = response.headers.get("Retry-After", "")
    seconds = float(after) if after.isdigit() else None
    return TodoistError.of_body(what, body, response.status_code, seconds)
