"""Requests of an integration for one of its users: a token for a chat on its page, or a link to Telegram."""

from fastapi import APIRouter
from starlette.requests import Request

from db.models import DeskRow
from desk.integrations import bearers, user_linking, users
from desk.integrations.scopes import Scope
from web.api.caller import Caller, get_caller
from web.api.operations import declare_operation
from web.api.problems import ApiError
from web.api.route import ApiRoute
from web.api.schemas import ExternalId, LinkMade, NewLink, TokenMade

_LINK = "https://t.me/{bot}?start={payload}"


def make_router() -> APIRouter:
    """Return the routes of users."""
    made = APIRouter(prefix="/v1/persons", tags=["People"], route_class=ApiRoute)
    asked = declare_operation(Scope.TICKETS, may=(404, 415))
    made.add_api_route("/{external_id}/token", token, methods=["POST"], status_code=201, **asked)
    made.add_api_route("/{external_id}/link", link, methods=["POST"], status_code=201, **asked)
    return made


async def token(request: Request, external_id: ExternalId) -> TokenMade:
    """Create a token for one user, valid for an hour, for a chat on a page that is on your integration's list. It
    permits what the scope `tickets` permits, for this user alone."""
    caller = _system(request)
    external = await users.get_or_create(
        caller.session, caller.bearer.system, external_id, name=None, language=None, now=caller.now
    )
    made = await bearers.create_person_token(caller.session, external, caller.now)
    return TokenMade(token=made, expires_at=caller.now + bearers.PERSON_TOKEN)


async def link(request: Request, external_id: ExternalId, new: NewLink) -> LinkMade:
    """Create a link to Telegram, valid for an hour. Telegram asks whoever opens it whether they are this user. After
    they confirm, they see the requests filed here in Telegram and get answers there, until they undo it. The
    `context` you send is shown on the card of their next request."""
    caller = _system(request)
    external = await users.get_or_create(
        caller.session, caller.bearer.system, external_id, name=new.name, language=new.language, now=caller.now
    )
    payload = await user_linking.create_link(caller.session, external, new.context or {}, caller.now)
    desk = await caller.session.get_one(DeskRow, 1)
    url = _LINK.format(bot=desk.bot_username, payload=payload) if desk.bot_username else None
    return LinkMade(url=url, payload=payload, expires_at=caller.now + user_linking.GOOD_FOR)


def _system(request: Request) -> Caller:
    """Return the integration itself: a user's token cannot create further tokens."""
    caller = get_caller(request)
    if caller.bearer.only is not None:
        raise ApiError(403, "scope", "not with a person's own token")
    return caller
