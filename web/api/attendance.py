"""Events (meetings) through the API: read, created, changed and removed by the platform's id, with the number of
participants. `GET /events` without an id lists API events instead."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field
from starlette.requests import Request

from desk.events import event_editing
from desk.events.attendance import MOST_ATTENDANCE
from desk.events.event_editing import LONGEST, LONGEST_ID, EventChanges
from desk.integrations.integrations import take_change
from desk.integrations.scopes import Scope
from desk.queries.events import load_event_line
from web.api.caller import Caller, get_caller
from web.api.operations import declare_operation
from web.api.problems import ApiError
from web.api.route import ApiRoute
from web.api.schemas.values import RECORD_ID, FromIntegration, Moment

_KIND, _MISSING = "event", "no-such-event"
_OF_ID = "the event's id on your platform, or its short name on the help desk"
EventId = Annotated[
    str, Path(pattern=RECORD_ID, max_length=LONGEST_ID, description=_OF_ID, examples=["hackathon-7"])
]  # fmt: skip
_CHANGED = "when your platform changed it; a change that is older than another one of the event is left out"


class PutEvent(FromIntegration):
    """An event; fields that are left out stay as they are."""

    name: str | None = Field(None, min_length=1, max_length=LONGEST, description="needed for a new one")
    first: date | None = Field(None, description="its first day, in the help desk's time zone; needed for a new one")
    last: date | None = Field(None, description="its last day; of a new one, the first if left out")
    attendance: int | None = Field(None, ge=0, le=MOST_ATTENDANCE, description="how many take part")
    changed_at: Moment | None = Field(None, description=_CHANGED, examples=["2026-11-22T09:30:00Z"])


class EventSeen(BaseModel):
    """An event with its participants."""

    slug: str = Field(description="its short name on the help desk")
    external_id: str | None = Field(description="its id on your platform; null: it has none there")
    name: str = Field(description="as it was entered")
    first: date = Field(description="its first day, in the desk's time zone")
    last: date = Field(description="its last day")
    attendance: int | None = Field(description="how many take part; null: nobody has said it")
    tickets: int = Field(description="requests that belong to it so far")
    link: str = Field(description="for the event's page: requests of people who open it belong to the event")


def make_router() -> APIRouter:
    """Return the routes of events."""
    made = APIRouter(prefix="/v1/events", tags=["Calendar"], route_class=ApiRoute)
    write = declare_operation(Scope.ATTENDANCE, may=(404, 409, 415))
    made.add_api_route("/{event}", get_event, methods=["GET"], **declare_operation(Scope.ATTENDANCE, may=(404,)))
    made.add_api_route("/{event}", put_event, methods=["PUT"], **write)
    made.add_api_route("/{event}", delete_event, methods=["DELETE"], status_code=204, **write)
    return made


async def get_event(request: Request, event: EventId) -> EventSeen:
    """Read an event. What it will bring is in `GET /figures`."""
    return await _show(get_caller(request), event)


async def put_event(request: Request, event: EventId, given: PutEvent) -> EventSeen:
    """Create or change an event: its name, days and number of participants. The number replaces a list of
    participants. An event that was removed is refused (409 `event-removed-before`) until an admin restores it."""
    caller = get_caller(request)
    desk = caller.make_desk(None)
    if await take_change(desk, _KIND, event.casefold(), given.changed_at):
        await event_editing.put_event(desk, event, EventChanges(given.name, given.first, given.last, given.attendance))
    return await _show(caller, event)


async def delete_event(
    request: Request, event: EventId,
    changed_at: Annotated[Moment | None, Query(description=_CHANGED)] = None,
) -> None:  # fmt: skip
    """Remove an event, so that it is neither offered nor counted. Its requests still belong to it."""
    caller = get_caller(request)
    desk = caller.make_desk(None)
    if not await take_change(desk, _KIND, event.casefold(), changed_at):
        return
    found = await event_editing.load_named_event(caller.session, event)
    if found is not None and found.removed_at is None:
        await event_editing.remove_event(desk, found.slug)
    elif changed_at is None:
        raise ApiError(404, _MISSING)


async def _show(caller: Caller, name: str) -> EventSeen:
    """Return an event. Raises ApiError 404."""
    found = await event_editing.load_named_event(caller.session, name)
    if found is None or found.removed_at is not None:
        raise ApiError(404, _MISSING)
    line = await load_event_line(caller.session, found.id)
    assert line is not None
    return EventSeen.model_validate(line, from_attributes=True)
