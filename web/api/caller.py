"""Authenticates a request of the API: its token, scope, rate limit and origin."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request

from db.models import ExternalPerson, Origin, Person
from desk import Desk, DeskSettings
from desk.i18n import catalog
from desk.integrations import token_bearers
from desk.integrations.scopes import Scope
from desk.integrations.token_bearers import Bearer
from desk.people.person_locks import take_turn
from desk.place import ApiPlace
from desk.policy.endings import Ending, decide_ending
from desk.webhooks import feed
from web.api.problems import ApiError, name_scope
from web.context import WebContext

WRITES = frozenset({"POST", "PATCH", "PUT", "DELETE"})


@dataclass(frozen=True, slots=True)
class Caller:
    """The integration or user that asks, within one unit of work."""

    session: AsyncSession
    bearer: Bearer
    rules: DeskSettings
    now: datetime

    def make_desk(self, person: Person | None) -> Desk:
        """Return a desk to call verbs on, acting for a user of the integration, or for the integration itself, which
        the history then names."""
        system = self.bearer.system
        place = ApiPlace(system_id=system.id)
        return Desk(self.session, place, person, now=self.now, rules=self.rules, actor_name=system.name)

    def choose_language(self, code: str) -> str:
        """Return the language of an answer: the one asked for, or LOCALE if that is not one of ours."""
        return catalog.find_language(code) or self.rules.locale

    async def act_as(self, external: ExternalPerson) -> Person:
        """Return that user after taking their turn: nothing else of theirs is handled meanwhile, and they cannot
        join Telegram. Raises ApiError 403 where the team has blocked them."""
        await take_turn(self.session, external.person_id)
        await self.session.refresh(external)
        await take_turn(self.session, external.person_id)
        await self.session.flush()
        person = await self.session.get_one(Person, external.person_id, populate_existing=True)
        if decide_ending(person, Origin.API) is Ending.LEFT:
            raise ApiError(403, "blocked", "the team takes nothing from this person")
        return person


def get_caller(request: Request) -> Caller:
    """Return the caller of an operation, who was authenticated before it."""
    caller: Caller = request.state.caller
    return caller


def get_context(request: Request) -> WebContext:
    """Return the context of the web process that serves this request."""
    ctx: WebContext = request.app.state.ctx
    return ctx


async def admit_caller(
    request: Request, session: AsyncSession, needs: tuple[Scope, ...], *, counts: bool = True
) -> Caller:
    """Return the caller if their token permits one of `needs`, or whoever has a token where nothing is needed;
    `counts`: count it against the requests a minute. Raises ApiError."""
    ctx = get_context(request)
    token, now = _token(request, ctx), ctx.now()
    bearer = await token_bearers.find_bearer(session, token, now)
    if bearer is None:
        ctx.limits.count_bad(ctx.get_address(request))
        raise _refuse_token("not a token, or not good any more", error="invalid_token")
    _check_origin(request, bearer, ctx)
    if counts:
        request.state.limit_headers = ctx.limits.count(bearer, now)
    if needs and not any(bearer.has_scope(scope) for scope in needs):
        raise ApiError(403, "scope", _name_missing(bearer, needs))
    rules = await ctx.current.get_for_session(session)
    token_bearers.record_use(bearer.system, now)
    if request.method in WRITES:
        await feed.mark_own_doing(session, bearer.system.id)
    request.state.caller = Caller(session, bearer, rules, now)
    return get_caller(request)


def _name_missing(bearer: Bearer, needs: tuple[Scope, ...]) -> str:
    """Say what is missing, and where it is given."""
    said = f"needs the scope {' or '.join(map(name_scope, needs))}"
    if bearer.only is not None:
        return f"{said}; a person's own token has no other than {Scope.TICKETS}"
    return f"{said}; an admin adds it: /systems, {bearer.system.name}, Access"


def _token(request: Request, ctx: WebContext) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        ctx.limits.count_bad(ctx.get_address(request))
        raise _refuse_token("send Authorization: Bearer <token>")
    return token.strip()


def _refuse_token(detail: str, error: str = "") -> ApiError:
    said = f'Bearer error="{error}"' if error else "Bearer"
    return ApiError(401, "token", detail, headers={"WWW-Authenticate": said})


def _check_origin(request: Request, bearer: Bearer, ctx: WebContext) -> None:
    """Refuse a page of another origin than those its integration lists."""
    origin = request.headers.get("origin")
    if origin is None or origin == ctx.origin:
        return
    if not bearer.system.can_serve_page(origin):
        raise ApiError(403, "origin", "this page is not on the list of the token's system")
    request.state.origin = origin
