"""What a system asks for one of its people: a token for a chat in its page, a link into Telegram."""

from fastapi import APIRouter
from starlette.requests import Request

from db.models import DeskRow
from desk.integrations import bearers, joining, people
from desk.integrations.scopes import Scope
from web.api.caller import Caller, caller_of
from web.api.operations import declare_operation
from web.api.problems import ApiError
from web.api.route import ApiRoute
from web.api.schemas import ExternalId, LinkMade, NewLink, TokenMade

_LINK = "https://t.me/{bot}?start={payload}"


def make_router() -> APIRouter:
    """Its operations."""
    made = APIRouter(prefix="/v1/persons", tags=["People"], route_class=ApiRoute)
    asked = declare_operation(Scope.TICKETS, may=(404, 415))
    made.add_api_route("/{external_id}/token", token, methods=["POST"], status_code=201, **asked)
    made.add_api_route("/{external_id}/link", link, methods=["POST"], status_code=201, **asked)
    return made


async def token(request: Request, external_id: ExternalId) -> TokenMade:
    """A token of one person, good for an hour, for a chat in a page that is on the system's list. It lets through what
    the scope `tickets` does, for this person alone."""
    caller = _system(request)
    external = await people.met(
        caller.session, caller.bearer.system, external_id, name=None, language=None, now=caller.now
    )
    made = await bearers.person_token(caller.session, external, caller.now)
    return TokenMade(token=made, expires_at=caller.now + bearers.PERSON_TOKEN)


async def link(request: Request, external_id: ExternalId, new: NewLink) -> LinkMade:
    """A link into Telegram, good for an hour. Whoever opens it is asked whether they are this person; once they have
    said so, what they filed here is theirs there, and answers go there, until they undo it. What they were at lies
    here, and stands on the card of the next request they write."""
    caller = _system(request)
    external = await people.met(
        caller.session, caller.bearer.system, external_id, name=new.name, language=new.language, now=caller.now
    )
    payload = await joining.link(caller.session, external, new.context or {}, caller.now)
    desk = await caller.session.get_one(DeskRow, 1)
    url = _LINK.format(bot=desk.bot_username, payload=payload) if desk.bot_username else None
    return LinkMade(url=url, payload=payload, expires_at=caller.now + joining.GOOD_FOR)


def _system(request: Request) -> Caller:
    """The system itself: a person's own token makes no further ones."""
    caller = caller_of(request)
    if caller.bearer.only is not None:
        raise ApiError(403, "scope", "not with a person's own token")
    return caller
