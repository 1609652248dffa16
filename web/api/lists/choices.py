"""Lists to choose from: topics, statuses and priorities by their names, labels in use, canned replies of the desk."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from sqlalchemy import text
from starlette.requests import Request

from db.models import CannedReply, Status
from desk.canned import replies
from desk.i18n import catalog
from desk.integrations.scopes import Scope
from desk.settings.own_fields import FieldKind
from desk.text import RichText, make_plain
from desk.text.markdown.writer import write_common_markdown
from desk.topics import editing
from web.api.caller import get_caller
from web.api.operations import declare_operation
from web.api.route import ApiRoute
from web.api.schemas.values import AnswerIn, Items

_SCOPES = (Scope.TICKETS, Scope.ALL_READ, Scope.ALL_WRITE)
_OF_TEAM = (Scope.ALL_READ, Scope.ALL_WRITE)
_PRIORITIES = (1, 2, 3, 4)
LATEST = 10_000
LABELS = text("""
  with latest as (select tags from tickets where filed_at is not null order by filed_at desc limit :latest)
  select label, count(*) as tickets from latest, unnest(tags) as label
  group by label order by tickets desc, label limit 1000
""")
NamesIn = Annotated[AnswerIn, Query()]


class TopicSeen(BaseModel):
    """A topic of requests."""

    id: int = Field(description="of the topic, as requests and filters name it")
    name: str = Field(description="in the language that was asked for")
    group: str | None = Field(description="the name of the group of topics that it is in; null: none")


class TopicList(BaseModel):
    """All topics, in the order of the team's menus."""

    items: Items[TopicSeen]


class StatusSeen(BaseModel):
    """A status of requests."""

    status: Status = Field(description="the value in requests, filters, changes and API events")
    name: str = Field(description="as the team reads it")
    name_for_requester: str = Field(description="as requesters read it")
    open: bool = Field(description="false: a ticket has ended with it")


class StatusList(BaseModel):
    """All statuses, in the order in which a ticket has them."""

    items: Items[StatusSeen]


class PrioritySeen(BaseModel):
    """A priority of requests."""

    priority: int = Field(description="1 critical … 4 low")
    name: str = Field(description="as the team reads it")


class PriorityList(BaseModel):
    """All priorities, the most urgent first."""

    items: Items[PrioritySeen]


class LabelSeen(BaseModel):
    """A label of requests."""

    label: str = Field(description="as filters and changes name it, under tags")
    tickets: int = Field(description=f"how many of the latest {LATEST:,} requests have it")


class LabelList(BaseModel):
    """Labels of the latest 10,000 requests, most used first, at most a thousand."""

    items: Items[LabelSeen]


class FieldSeen(BaseModel):
    """A field that admins have declared."""

    id: int = Field(description="of the field, as the filter of requests names it")
    name: str = Field(description="as requests have it, and the act that sets it")
    kind: FieldKind = Field(description="of its values; a switch has on or off, a day is as 2026-12-01")
    options: list[str] = Field(description="what it is chosen from; empty for other kinds")


class FieldList(BaseModel):
    """All declared fields, in the order in which they were added."""

    items: Items[FieldSeen]


class CannedReplySeen(BaseModel):
    """A canned reply of the help desk."""

    id: int = Field(description="of the canned reply")
    key: str = Field(description="the word by which agents call it")
    text: str = Field(description="plain text, with the addresses of links; placeholders in braces are not filled")
    markdown: str = Field(description="the same with its bold, links, lists and code as Markdown")
    acts: list[str] = Field(description="what is done as an agent sends it, each by the words of a command")


class CannedReplyList(BaseModel):
    """The canned replies of the help desk, by their keys; those of single agents are left out."""

    items: Items[CannedReplySeen]


def make_router() -> APIRouter:
    """Return the routes of these lists."""
    made = APIRouter(prefix="/v1", tags=["Lists"], route_class=ApiRoute)
    for path, operation in (("/topics", list_topics), ("/statuses", list_statuses), ("/priorities", list_priorities)):
        made.add_api_route(path, operation, methods=["GET"], **declare_operation(*_SCOPES))
    made.add_api_route("/fields", list_fields, methods=["GET"], **declare_operation(*_OF_TEAM))
    made.add_api_route("/labels", list_labels, methods=["GET"], **declare_operation(*_OF_TEAM))
    made.add_api_route("/canned-replies", list_canned_replies, methods=["GET"], **declare_operation(*_OF_TEAM))
    return made


async def list_topics(request: Request, language: NamesIn = "en") -> TopicList:
    """List the topics that a ticket can have."""
    caller = get_caller(request)
    rows, spoken = await editing.load_tree(caller.session), caller.choose_language(language)
    groups = {one.id: one.get_name(spoken) for one in rows if one.is_group}
    topics = [one for one in rows if not one.is_group]
    return TopicList(
        items=[TopicSeen(id=one.id, name=one.get_name(spoken), group=groups.get(one.parent_id or 0)) for one in topics]
    )


async def list_statuses(request: Request, language: NamesIn = "en") -> StatusList:
    """List the statuses. The same values are in tickets, filters, changes and API events."""
    spoken = get_caller(request).choose_language(language)
    return StatusList(
        items=[
            StatusSeen(
                status=one, name=catalog.say(spoken, "status-staff", status=one.value),
                name_for_requester=catalog.say(spoken, "status-requester", status=one.value),
                open=one.is_open,
            )
            for one in Status
        ]
    )  # fmt: skip


async def list_priorities(request: Request, language: NamesIn = "en") -> PriorityList:
    """List the priorities."""
    spoken = get_caller(request).choose_language(language)
    return PriorityList(
        items=[
            PrioritySeen(priority=one, name=catalog.say(spoken, "priority-name", priority=one)) for one in _PRIORITIES
        ]
    )


async def list_fields(request: Request) -> FieldList:
    """List the fields that admins have declared."""
    known = get_caller(request).rules.own_fields
    return FieldList(
        items=[FieldSeen(id=one.id, name=one.name, kind=one.holds, options=list(one.options)) for one in known]
    )


async def list_labels(request: Request) -> LabelList:
    """List the labels that the latest requests have."""
    found = await get_caller(request).session.execute(LABELS, {"latest": LATEST})
    return LabelList(items=[LabelSeen(label=row.label, tickets=row.tickets) for row in found])


async def list_canned_replies(request: Request) -> CannedReplyList:
    """List the canned replies that the whole team uses."""
    rows = await replies.list_of_desk(get_caller(request).session)
    return CannedReplyList(items=[_show_reply(row, replies.get_words(row)) for row in rows])


def _show_reply(row: CannedReply, words: RichText) -> CannedReplySeen:
    acts = (row.acts or "").splitlines()
    text, markdown = make_plain(words), write_common_markdown(words)
    return CannedReplySeen(id=row.id, key=row.key, text=text, markdown=markdown, acts=acts)
