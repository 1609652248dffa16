"""OAuth of the simulated service: the page where an account allows the app, tokens that expire, refresh, revocation.

Where the real service's behaviour is unknown, the harder one is chosen: a repeated refresh within the grace period
gives other tokens, after it the whole family ends. Must not know who uses the tokens.
"""

import base64
import binascii
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import escape
from urllib.parse import quote, urlencode

from aiohttp import web

from sandbox.todoist.tables import Row
from sandbox.todoist.webhooks import WebhookSender
from sandbox.todoist.world import TodoistWorld

GRACE = timedelta(seconds=60)
CODE_LASTS = timedelta(minutes=10)
HEADERS = {"Content-Security-Policy": "default-src 'none'; form-action 'self'"}


@dataclass(slots=True)
class AppSettings:
    """The app as its maker has set it up. `expires_in`: seconds that a token lasts; None: an older app, whose tokens
    last and cannot be refreshed."""

    client_id: str = ""
    client_secret: str = ""
    redirect_url: str = ""
    expires_in: int | None = 3600


@dataclass(slots=True)
class Grant:
    """The access that one account allowed: its access tokens and the newest refresh token."""

    uid: str
    scope: str
    access: set[str] = field(default_factory=set)
    refresh: str = ""


class OAuthApp:
    """The OAuth endpoints of one app."""

    def __init__(self, world: TodoistWorld, sender: WebhookSender) -> None:
        self.settings = AppSettings()
        self._world, self._sender = world, sender
        self._codes: dict[str, tuple[str, str, datetime]] = {}
        self._grants: dict[str, Grant] = {}
        self._used: dict[str, tuple[Grant, datetime]] = {}

    async def show_page(self, request: web.Request) -> web.Response:
        """Answer the page that asks whether an account allows the app; a link for each answer."""
        asked = {name: request.query.get(name, "") for name in ("client_id", "scope", "state")}
        if not self.settings.client_id or asked["client_id"] != self.settings.client_id:
            return web.Response(status=400, text="unknown client_id")
        if "user" in request.query:
            raise web.HTTPFound(self._answer(request.query["user"], asked["scope"], asked["state"]))
        rows = [(account.user["full_name"], uid) for uid, account in self._world.accounts.items()]
        links = [
            f'<li><a href="?{escape(urlencode({**asked, "user": uid}, quote_via=quote))}">{escape(words)}</a></li>'
            for words, uid in [*((f"Agree as {name}", uid) for name, uid in rows), ("Cancel", "")]
        ]
        head = "<!doctype html><meta charset=utf-8><title>Todoist</title><h1>Allow access?</h1>"
        return web.Response(text=f"{head}<ul>{''.join(links)}</ul>", content_type="text/html", headers=HEADERS)

    def _answer(self, uid: str, scope: str, state: str) -> str:
        """Return the address that the browser is led to."""
        if uid not in self._world.accounts:
            return f"{self.settings.redirect_url}?{urlencode({'error': 'access_denied', 'state': state})}"
        code = secrets.token_hex(20)
        self._codes[code] = uid, scope, self._world.now() + CODE_LASTS
        return f"{self.settings.redirect_url}?{urlencode({'code': code, 'state': state})}"

    async def give_tokens(self, request: web.Request) -> web.Response:
        """Answer `POST /oauth/access_token`, JSON or form: a code, or a refresh token."""
        body: Row = await request.json() if request.content_type == "application/json" else dict(await request.post())
        if not self._is_app(str(body.get("client_id")), str(body.get("client_secret"))):
            return _refuse("invalid_client", 401)
        if body.get("grant_type") == "refresh_token":
            grant = self._take_refresh(str(body.get("refresh_token")))
        else:
            grant = self._take_code(str(body.get("code")))
        return _refuse("invalid_grant", 400) if grant is None else web.json_response(self._issue(grant))

    def _take_code(self, code: str) -> Grant | None:
        uid, scope, until = self._codes.pop(code, ("", "", self._world.now()))
        if self._world.now() >= until:
            return None
        self._sender.authorised.add(uid)
        return Grant(uid, scope)

    def _take_refresh(self, token: str) -> Grant | None:
        if (grant := self._grants.pop(token, None)) is not None:
            self._used[token] = grant, self._world.now()
            return grant
        used = self._used.get(token)
        if used is None:
            return None
        grant, at = used
        if self._world.now() - at <= GRACE and grant.refresh:
            self._grants.pop(grant.refresh, None)
            return grant
        self._end(grant)
        return None

    def _issue(self, grant: Grant) -> Row:
        token, lasts = self._world.issue_token(grant.uid), self.settings.expires_in
        grant.access.add(token)
        answer: Row = {"access_token": token, "token_type": "Bearer"}
        if lasts is None:
            return answer
        self._world.expiry[token] = self._world.now() + timedelta(seconds=lasts)
        grant.refresh = secrets.token_hex(20)
        self._grants[grant.refresh] = grant
        return answer | {"refresh_token": grant.refresh, "expires_in": lasts, "scope": grant.scope.replace(",", " ")}

    async def revoke_token(self, request: web.Request) -> web.Response:
        """Answer `POST /api/v1/revoke` (RFC 7009): an unknown token is no mistake."""
        if not self._is_app(*_read_basic(request)):
            return _refuse("invalid_client", 401)
        token = str((await request.json()).get("token"))
        for grant in {id(one): one for one in [*self._grants.values(), *(g for g, _ in self._used.values())]}.values():
            if token in grant.access:
                self._end(grant)
        self._world.tokens.pop(token, None)
        return web.Response(status=200)

    def _end(self, grant: Grant) -> None:
        for token in grant.access:
            self._world.tokens.pop(token, None)
        self._grants.pop(grant.refresh, None)
        grant.refresh = ""

    def _is_app(self, client_id: str, client_secret: str) -> bool:
        own = self.settings
        right = hmac.compare_digest(client_secret.encode(), own.client_secret.encode())
        return bool(own.client_id) and client_id == own.client_id and right


def _read_basic(request: web.Request) -> tuple[str, str]:
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    try:
        name, _, secret = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return (name, secret) if kind == "Basic" else ("", "")


def _refuse(error: str, status: int) -> web.Response:
    return web.json_response({"error": error}, status=status)
