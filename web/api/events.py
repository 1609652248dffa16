"""`GET /events`: the API events that webhooks deliver, for integrations that cannot receive requests."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request

from db.models import Status
from desk import api_event_kinds
from desk.integrations.scopes import Scope
from desk.webhooks import feed
from desk.webhooks.sending import make_bodies
from web.api.caller import get_caller
from web.api.operations import declare_operation
from web.api.problems import ApiError
from web.api.route import ApiRoute
from web.api.schemas.tickets import Assigned, FileMeta
from web.api.schemas.values import ApiPage, Cursor, FromIntegration

_MOST = 200


class OrganizationOfEvent(BaseModel):
    """The organization that the request is for."""

    id: int
    external_id: str | None = Field(description="its id in your own system")
    name: str
    removed: bool = Field(description="it was removed later")


class OutletOfEvent(BaseModel):
    """The outlet that the request is about."""

    id: int
    external_id: str | None = Field(description="its id in your own system")
    name: str
    address: str


class TicketOfEvent(BaseModel):
    """The request as it is when the event is read."""

    number: int
    external_id: str | None = Field(description="whose, by your own id; null for people of others")
    external_ref: str | None
    requester: str
    subject: str
    status: Status
    assignee: Assigned | None
    priority: int | None = Field(description="1 critical … 4 low; only with all:read")
    category: str | None = Field(description="only with all:read")
    organization: OrganizationOfEvent | None = Field(description="for which it was filed; null: personal")
    outlet: OutletOfEvent | None


class MessageOfEvent(BaseModel):
    """The message as it is when the event is read. `text` is null where it was deleted or moved to another request."""

    id: int
    by: str = Field(description="requester, team or note")
    author: str
    text: str | None
    at: str
    edited: bool
    withdrawn: bool
    files: list[FileMeta]


class FieldChanged(BaseModel):
    """A field that changed, with its old and new value."""

    field: str
    old: str | None
    new: str | None


class LateSince(BaseModel):
    """Which target is overdue and since when; `of` is response, solution or promise."""

    of: str
    since: str


class Notice(BaseModel):
    """A message for a requester who does not use Telegram. `asks`: what they are asked for, `answer` (a message) or
    `solved` (close, reopen or rate); null: nothing."""

    key: str = Field(examples=["waiting-for-you"])
    text: str = Field(description="in the requester's language")
    asks: str | None


class FeedEventSeen(BaseModel):
    """One API event. `origin` is telegram, group, forward, todoist, panel, api or clock."""

    model_config = ConfigDict(json_schema_extra={"required": ["id", "type", "at", "origin", "actor", "ticket"]})
    id: str = Field(description="the same however often you are told", examples=["evt_1042"])
    type: str = Field(description=", ".join(api_event_kinds.ALL))
    at: str
    origin: str
    actor: str | None = Field(description="who did it; null: nobody, or nobody knows")
    ticket: TicketOfEvent
    message: MessageOfEvent | None = None
    messages: list[MessageOfEvent] | None = Field(None, description="of ticket.created: what it was filed with")
    change: FieldChanged | None = None
    late: LateSince | None = None
    notice: Notice | None = None
    rule: str | None = Field(None, description="of ticket.rule: the name of the rule that calls you")


class FeedEventPage(ApiPage):
    """Events in the order in which they happened. `next_cursor` is there on the last page too: later events follow
    it."""

    items: list[FeedEventSeen]


class EventsWanted(FromIntegration):
    """Which events are read."""

    cursor: Cursor | None = Field(None, description="next_cursor of the page before; none: from the first that is kept")
    limit: int = Field(100, ge=1, le=_MOST)


def make_router() -> APIRouter:
    """Return the routes of events."""
    made = APIRouter(prefix="/v1/events", tags=["Events"], route_class=ApiRoute)
    told: dict[str, Any] = declare_operation(Scope.EVENTS)
    made.add_api_route("", list_events, methods=["GET"], response_model_exclude_unset=True, **told)
    return made


async def list_events(request: Request, wanted: Annotated[EventsWanted, Query()]) -> FeedEventPage:
    """List what happened after a cursor; without a cursor, all events that are still kept. Changes made with your
    own token are left out."""
    caller = get_caller(request)
    if caller.bearer.only is not None:
        raise ApiError(403, "scope", "not with a person's own token")
    system = caller.bearer.system
    page = await feed.read_page(caller.session, system, int(wanted.cursor or 0), wanted.limit)
    told = await make_bodies(caller.session, system, page.events, caller.rules)
    items = [FeedEventSeen.model_validate(one) for one in told]
    return FeedEventPage(items=items, next_cursor=str(page.next), has_more=page.more)
