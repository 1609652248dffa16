"""Ideas through the API: suggested for an integration's own users; with the whole desk's scopes read and decided."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field
from starlette.requests import Request

from db.models import Person
from desk.ideas import idea_list, ideas
from desk.ideas.idea_list import IDEAS, IdeaFilters
from desk.ideas.ideas import IdeaStatus
from desk.integrations.scopes import Scope
from web.api.caller import Caller, get_caller
from web.api.lists.following import load_following, make_page
from web.api.operations import declare_operation
from web.api.problems import ApiError
from web.api.route import ApiRoute
from web.api.schemas.values import ApiPage, ExternalId, FromIntegration, Language, Limit, Name, PlaceCursor, Text
from web.api.tickets import find_requester

_NOBODY = Person(id=0, name="")
_IdeaId = Annotated[int, Path(description="the id of the idea", examples=[42])]


class NewIdea(FromIntegration):
    """A suggestion of one of your users."""

    external_id: ExternalId | None = Field(None, description="whose; not needed with a person's own token")
    name: Name | None = Field(None, description="how agents call them; left out: as before")
    language: Language | None = None
    text: Text


class IdeaMade(BaseModel):
    """The stored suggestion, with the vote of who made it."""

    id: int = Field(description="of the idea")


class IdeaDecision(FromIntegration):
    """A status, told to everyone who wants the idea, with a word of the team."""

    status: IdeaStatus = Field(description="what became of it")
    answer: str = Field("", max_length=500, description="the team's words to those who want it; left out: none")


class IdeaSeen(BaseModel):
    """An idea of the list."""

    id: int = Field(description="of the idea")
    title: str = Field(description="the team's title, or the words it came in")
    text: str = Field(description="the words it came in")
    author: str = Field(description="the name of the person who had it")
    by_team: bool = Field(description="it came from the team, not from a requester")
    status: IdeaStatus = Field(description="what became of it")
    answer: str = Field(description="the team's words to those who want it; empty: none")
    shown: bool = Field(description="requesters see its title and can vote")
    votes: int = Field(description="how many people want it")
    team_votes: int = Field(description="how many of them are on the team")
    created_at: datetime = Field(description="when it was suggested")


class IdeasSeen(ApiPage[IdeaSeen]):
    """Ideas, open ones first, by votes. `next_cursor` is null on the last page."""


class IdeasWanted(FromIntegration):
    """Which ideas are read."""

    status: IdeaStatus | None = Field(None, description="only ideas of this status")
    cursor: PlaceCursor | None = None
    limit: Limit = 50


def make_router() -> APIRouter:
    """Return the routes of ideas."""
    made = APIRouter(prefix="/v1/ideas", tags=["Ideas"], route_class=ApiRoute)
    add = made.add_api_route
    add("", list_ideas, methods=["GET"], **declare_operation(Scope.ALL_READ))
    suggesting = declare_operation(Scope.TICKETS, may=(404, 409, 415), idempotent=True)
    add("", create_idea, methods=["POST"], status_code=201, **suggesting)
    deciding = declare_operation(Scope.ALL_WRITE, may=(404, 409, 415), idempotent=True)
    add("/{number}", update_idea, methods=["PATCH"], **deciding)
    return made


async def list_ideas(request: Request, wanted: Annotated[IdeasWanted, Query()]) -> IdeasSeen:
    """List the ideas of requesters and of the team."""
    chosen = IDEAS.choose(None, IdeaFilters(None if wanted.status is None else (wanted.status,)))
    shown = idea_list.select_ideas(_NOBODY)
    found = await load_following(get_caller(request), chosen, wanted.cursor, wanted.limit, shown)
    return IdeasSeen(**make_page([_show(idea_list.make_line(one)) for one in found.lines], found.cursor))


async def create_idea(request: Request, new: NewIdea) -> IdeaMade:
    """Suggest an idea for one of your users. Needs the setting `ideas`."""
    caller = get_caller(request)
    external = await find_requester(caller, new.external_id, name=new.name, language=new.language)
    made = await ideas.suggest_idea(caller.make_desk(await caller.act_as(external)), new.text)
    return IdeaMade(id=made.id)


async def update_idea(request: Request, number: _IdeaId, decision: IdeaDecision) -> IdeaSeen:
    """Decide about an idea of the list, and tell everyone who wants it."""
    caller = get_caller(request)
    await _find(caller, number)
    await ideas.set_status(caller.make_desk(None), number, decision.status, decision.answer)
    await caller.session.flush()
    return _show(await _find(caller, number))


async def _find(caller: Caller, number: int) -> idea_list.IdeaLine:
    found = await idea_list.load_idea(caller.session, _NOBODY, number) if 0 < number < 2**63 else None
    if found is None:
        raise ApiError(404, "no-such-idea")
    return found


def _show(one: idea_list.IdeaLine) -> IdeaSeen:
    return IdeaSeen(
        id=one.id, title=one.title, text=one.words, author=one.author, by_team=one.by_team, status=one.status,
        answer=one.answer, shown=one.is_shown, votes=one.votes, team_votes=one.team_votes,
        created_at=one.created_at,
    )  # fmt: skip
