"""`GET /events`: the API events that webhooks deliver, for integrations that cannot receive requests."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request

from db.models import Status
from desk import api_event_kinds
from desk.integrations.scopes import Scope
from desk.webhooks import feed
from desk.webhooks.bodies import make_bodies
from web.api.caller import get_caller
from web.api.operations import declare_operation
from web.api.problems import ApiError
from web.api.route import ApiRoute
from web.api.schemas.tickets import Assignee, Author, Edited, MessageFiles, MessageId
from web.api.schemas.values import ApiPage, Cursor, FromIntegration, HereId, OwnId, TicketNumber, TicketRef

_MOST = 200


class OrganizationOfEvent(BaseModel):
    """The organization that the request is for."""

    id: HereId
    external_id: OwnId
    name: str = Field(description="as it was entered")
    removed: bool = Field(description="it was removed later")


class OutletOfEvent(BaseModel):
    """The outlet that the request is about."""

    id: HereId
    external_id: OwnId
    name: str = Field(description="as it was entered")
    address: str = Field(description="one line; empty: not known")


class TicketOfEvent(BaseModel):
    """The request as it is when the event is read."""

    number: TicketNumber
    external_id: str | None = Field(description="whose, by your own id; null for people of others")
    external_ref: TicketRef
    requester: str = Field(description="how agents call them")
    subject: str = Field(description="one line; empty: it began without words")
    status: Status = Field(description="as GET /v1/statuses lists them")
    assignee: Assignee
    priority: int | None = Field(description="1 critical … 4 low; only with all:read")
    category: str | None = Field(description="only with all:read")
    organization: OrganizationOfEvent | None = Field(description="for which it was filed; null: personal")
    outlet: OutletOfEvent | None = Field(description="the outlet that it is about; null: none")


class MessageOfEvent(BaseModel):
    """The message as it is when the event is read."""

    id: MessageId
    by: str = Field(description="requester, team, or note, which only the team reads")
    author: Author
    text: str | None = Field(description="plain text; null: it was deleted, or moved to another request")
    markdown: str | None = Field(description="the same with its formatting as Markdown; null: as text")
    at: str = Field(description="when it was written, in UTC", examples=["2026-11-22T09:30:00Z"])
    edited: Edited
    withdrawn: bool = Field(description="it was deleted, or moved to another request")
    files: MessageFiles


class FieldChanged(BaseModel):
    """A field that changed, with its old and new value."""

    field: str = Field(description="such as status, assignee, subject, due or rating")
    old: str | None = Field(description="what it was; null: nothing, or not for you")
    new: str | None = Field(description="what it is now; null: nothing, or not for you")


class LateSince(BaseModel):
    """The target that is overdue."""

    of: str = Field(description="response, solution or promise")
    since: str = Field(description="when the target was missed")


class Notice(BaseModel):
    """A message for a requester who does not use Telegram."""

    key: str = Field(examples=["waiting-for-you"], description="the name of the text, for words of your own")
    text: str = Field(description="in the requester's language")
    asks: str | None = Field(
        description="what they are asked for: answer is a message, solved is close, reopen or rate; null: nothing"
    )


class FeedEventSeen(BaseModel):
    """One API event."""

    model_config = ConfigDict(json_schema_extra={"required": ["id", "type", "at", "origin", "actor", "ticket"]})
    id: str = Field(description="the same however often you are told", examples=["evt_1042"])
    type: str = Field(description=", ".join(api_event_kinds.ALL))
    at: str = Field(description="when it happened, in UTC", examples=["2026-11-22T09:30:00Z"])
    origin: str = Field(description="where it was done: telegram, group, forward, todoist, panel, api or clock")
    actor: str | None = Field(description="who did it; null: nobody, or nobody knows")
    ticket: TicketOfEvent = Field(description="the request as it is when the event is read")
    message: MessageOfEvent | None = Field(None, description="of message.… and note.…: the message")
    messages: list[MessageOfEvent] | None = Field(None, description="of ticket.created: what it was filed with")
    change: FieldChanged | None = Field(None, description="of a change: the field, its old and new value")
    late: LateSince | None = Field(None, description="of ticket.late: which target")
    notice: Notice | None = Field(None, description="of ticket.notice: the words for the requester")
    rule: str | None = Field(None, description="of ticket.rule: the name of the rule that calls you")


class FeedEventPage(ApiPage[FeedEventSeen]):
    """Events in the order in which they happened. `next_cursor` is there on the last page too: later events follow
    it."""


class EventsWanted(FromIntegration):
    """Which events are read."""

    cursor: Cursor | None = Field(None, description="next_cursor of the page before; none: from the first that is kept")
    limit: int = Field(100, ge=1, le=_MOST, description="how many at most, up to 200")


def make_router() -> APIRouter:
    """Return the routes of events."""
    made = APIRouter(prefix="/v1/events", tags=["Events"], route_class=ApiRoute)
    told: dict[str, Any] = declare_operation(Scope.EVENTS)
    made.add_api_route("", list_events, methods=["GET"], response_model_exclude_unset=True, **told)
    return made


async def list_events(request: Request, wanted: Annotated[EventsWanted, Query()]) -> FeedEventPage:
    """Read the API events after a cursor; without a cursor, all that are still kept. Changes made with your own token
    are left out."""
    caller = get_caller(request)
    if caller.bearer.only is not None:
        raise ApiError(403, "scope", "not with a person's own token")
    system = caller.bearer.system
    page = await feed.read_page(caller.session, system, int(wanted.cursor or 0), wanted.limit, now=caller.now)
    told = await make_bodies(caller.session, system, page.events, caller.rules)
    items = [FeedEventSeen.model_validate(one) for one in told]
    return FeedEventPage(items=items, next_cursor=str(page.next), has_more=page.more)
