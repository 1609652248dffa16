"""Recorded time through the API: the list, with the whole desk's scope. It is recorded and corrected as an act."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.requests import Request

from desk import Refused
from desk.integrations.scopes import Scope
from desk.locked import MOST
from desk.tickets.time_spent import TIME, TimeFilters
from web.api.caller import get_caller
from web.api.lists.following import load_following, make_lines
from web.api.operations import declare_operation
from web.api.route import ApiRoute
from web.api.schemas.values import ApiPage, FromIntegration, Limit, Moment, OwnRecord, PlaceCursor, TicketNumber

_Id = Annotated[int, Field(ge=1, lt=MOST)]


class TimeSeen(BaseModel):
    """Time that was recorded on a request."""

    id: int = Field(description="of the entry")
    ticket: TicketNumber
    agent_id: int | None = Field(description="who worked; null: the request had no agent")
    agent: str | None = Field(description="their name")
    organization: str | None = Field(description="the client; null: the request is personal")
    at: datetime = Field(description="when it was recorded")
    minutes: int = Field(description="as it was recorded")
    billed: int = Field(description="of it billed, in minutes, rounded up as the settings say; 0: free")


class TimesSeen(ApiPage[TimeSeen]):
    """Recorded time, the newest first. `next_cursor` is null on the last page."""


class TimeWanted(FromIntegration):
    """Which time is read."""

    number: _Id | None = Field(None, description="only of this request")
    agent: _Id | None = Field(None, description="only of this agent, by agent_id")
    organization: OwnRecord | None = Field(None, description="only of this client, by its id on your side")
    since: Moment | None = Field(None, description="only what was recorded from then on")
    until: Moment | None = Field(None, description="only what was recorded before then")
    cursor: PlaceCursor | None = None
    limit: Limit = 50


def make_router() -> APIRouter:
    """Return the route."""
    made = APIRouter(prefix="/v1/time", tags=["Team"], route_class=ApiRoute)
    made.add_api_route("", list_time, methods=["GET"], **declare_operation(Scope.ALL_READ, may=(409,)))
    return made


async def list_time(request: Request, wanted: Annotated[TimeWanted, Query()]) -> TimesSeen:
    """List the time that the team recorded. Needs the setting `time_spent`."""
    caller = get_caller(request)
    if not caller.rules.team.time:
        raise Refused("time-off")
    asked = wanted.model_dump(exclude={"cursor", "limit"})
    found = await load_following(
        caller, TIME.choose(None, TimeFilters(**asked)), wanted.cursor, wanted.limit, TIME.show(TimeSeen)
    )
    return TimesSeen(**make_lines(TimeSeen, found))
