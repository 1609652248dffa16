"""Examines the board at Todoist: token, project, limits of the plan, and whether todoist_sync takes signed webhooks.

Todoist API v1, /user, /projects, /sections, /tasks, and webhooks' X-Todoist-Hmac-SHA256, read 2026-11. A signed webhook
is only a hint to read the board, so that the one sent here does no harm.
"""

import base64
import hashlib
import hmac
from typing import Any

import httpx

from desk.installation import SealError, decrypt_secret
from doctor.database import DatabaseFacts
from doctor.findings import Finding, Findings, make_ok, make_warning, make_wrong
from todoist_sync.settings import BoardSettings

_ABOUT, _HOOK = "Todoist", "webhook"
_OK, _UNAUTHORIZED, _FORBIDDEN, _NOT_FOUND, _NOT_STORED = 200, 401, 403, 404, 503
_MOST_TASKS, _NEARLY = 300, 270
_PAGE = 200


async def examine_board(settings: BoardSettings, client: httpx.AsyncClient, facts: DatabaseFacts | None) -> Findings:
    """Ask Todoist about the account and the project."""
    try:
        token = _find_token(settings, facts)
    except SealError:
        advice = "put the key back that the account was connected with, or send /connect to the bot"
        return [make_wrong(_ABOUT, "WEB_SECRET_KEY does not open the token of the connected account", advice)]
    if token is None and settings.has_board:
        return [
            make_warning(_ABOUT, "no account is connected yet", "send /connect to the bot, or set TODOIST_API_TOKEN")
        ]
    if token is None:
        return [make_ok(_ABOUT, "no board: TODOIST_API_TOKEN is empty")]
    todoist = _Todoist(settings, token, client)
    try:
        status, _ = await todoist.get("user")
        if status in (_UNAUTHORIZED, _FORBIDDEN):
            if token != settings.personal_token:
                return [make_wrong(_ABOUT, "the connected account is refused", "send /connect to the bot")]
            advice = "copy the token from Todoist: Settings → Integrations → Developer"
            return [make_wrong(_ABOUT, "TODOIST_API_TOKEN is refused", advice)]
        if status != _OK:
            return [make_wrong(_ABOUT, f"Todoist answers {status}", "try again in a minute")]
        found = [make_ok(_ABOUT, "the token is accepted")]
        found += await _examine_project(settings, todoist, facts)
    except (httpx.HTTPError, ValueError) as error:
        message = f"{settings.todoist_api_url} is out of reach ({type(error).__name__})"
        return [make_wrong(_ABOUT, message, "let this machine reach it, or correct TODOIST_API_URL")]
    if facts is not None and facts.limited:
        message = f"any account in the project answers without approval, also an unlinked one of {facts.limited[0]}"
        found.append(make_warning(_ABOUT, message, "send /settings board_members_only on to the bot"))
    if settings.webhook_secret:
        found.append(await _examine_webhook(settings, client))
    return found


def _find_token(settings: BoardSettings, facts: DatabaseFacts | None) -> str | None:
    """Return the token of the connected account, else the operator's. Raises SealError."""
    if facts is None or facts.account is None or not settings.connect_url:
        return settings.personal_token
    return decrypt_secret(settings.web_secret_key, facts.account)


class _Todoist:
    """Reads of Todoist's API."""

    def __init__(self, settings: BoardSettings, token: str, client: httpx.AsyncClient) -> None:
        self._url = f"{settings.todoist_api_url}/api/v1"
        self._headers = {"Authorization": f"Bearer {token}"}
        self._client = client

    async def get(self, path: str, **asked: Any) -> tuple[int, Any]:
        """Return the status and, if it is 200, the answer."""
        response = await self._client.get(f"{self._url}/{path}", params=asked, headers=self._headers)
        return response.status_code, response.json() if response.status_code == _OK else None

    async def list_all(self, path: str, **asked: Any) -> list[dict[str, Any]]:
        """Return the rows of all pages."""
        rows: list[dict[str, Any]] = []
        cursor: str | None = None
        while True:
            _, answer = await self.get(path, limit=_PAGE, **asked, **({"cursor": cursor} if cursor else {}))
            rows += (answer or {}).get("results", ())
            cursor = (answer or {}).get("next_cursor")
            if not cursor:
                return rows


async def _examine_project(settings: BoardSettings, todoist: _Todoist, facts: DatabaseFacts | None) -> Findings:
    wanted = settings.todoist_project_id or (facts.project_id if facts is not None else None)
    if wanted is None:
        return [await _find_by_name(settings.todoist_project_name, todoist)]
    status, project = await todoist.get(f"projects/{wanted}")
    if status != _OK or project.get("is_archived") or project.get("is_deleted"):
        advice = "correct TODOIST_PROJECT_ID, or leave it empty: a project is found by its name or created"
        return [make_wrong(_ABOUT, "the project is not there any more, or this account may not see it", advice)]
    tasks = await todoist.list_all("tasks", project_id=wanted)
    sections = await todoist.list_all("sections", project_id=wanted)
    found = [make_ok(_ABOUT, f"the project has {len(sections)} sections and {len(tasks)} open tasks")]
    if len(tasks) >= _NEARLY:
        message = f"the project has {len(tasks)} open tasks; Todoist allows {_MOST_TASKS}"
        found.append(make_warning(_ABOUT, message, "close tickets that are done, or delete tasks of others there"))
    return found


async def _find_by_name(name: str, todoist: _Todoist) -> Finding:
    projects = [one for one in await todoist.list_all("projects") if one.get("name", "").casefold() == name.casefold()]
    if len(projects) > 1:
        message = f"{len(projects)} projects are called {name}"
        return make_wrong(_ABOUT, message, "write the id of one into TODOIST_PROJECT_ID, or rename the others")
    return make_ok(
        _ABOUT, f"the project {name} is there" if projects else f"todoist_sync will create the project {name}"
    )


async def _examine_webhook(settings: BoardSettings, client: httpx.AsyncClient) -> Finding:
    """Send todoist_sync a signed webhook on its own port, as the proxy passes it on."""
    here = f"{settings.http_host}:{settings.http_port}"
    body = b"{}"
    digest = hmac.new(settings.webhook_secret.encode("utf-8"), body, hashlib.sha256).digest()
    headers = {"X-Todoist-Hmac-SHA256": base64.b64encode(digest).decode("ascii")}
    try:
        answer = await client.post(f"http://{here}/webhooks/todoist", content=body, headers=headers)
    except httpx.ConnectError:
        return make_warning(_HOOK, f"nobody listens on {here}", "start todoist_sync (make run), or correct HTTP_PORT")
    except httpx.HTTPError:
        message = f"todoist_sync does not answer on {here}, where somebody listens"
        return make_warning(_HOOK, message, "restart it: it hangs; or correct HTTP_PORT")
    if answer.status_code == _UNAUTHORIZED:
        message = "todoist_sync refuses a webhook signed with TODOIST_CLIENT_SECRET"
        return make_wrong(_HOOK, message, "restart todoist_sync: it runs with another secret")
    if answer.status_code == _NOT_STORED:
        message = "todoist_sync cannot store webhooks, and reads the board without them"
        return make_wrong(_HOOK, message, "see what is said of the database")
    if answer.status_code != _OK:
        message = f"HTTP_PORT answers {answer.status_code} to a webhook"
        return make_wrong(_HOOK, message, "correct HTTP_PORT: another program may have it")
    return make_ok(_HOOK, "todoist_sync takes signed webhooks")
