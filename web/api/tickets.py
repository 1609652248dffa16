"""Requests of an integration's own users: filed, listed, read, continued, ended, rated. Every verb acts as the
requester."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from db.models import Entry, EntryKind, ExternalPerson, Origin, Person, Ticket
from desk import history, ratings
from desk.conversation import editing, thread
from desk.conversation.new_entry import NewEntry
from desk.integrations import user_rows
from desk.integrations.scopes import Scope
from desk.queries import ticket_changes
from desk.queries.expected_times import expect_first_answer
from desk.requests import drafts
from desk.requests.drafts import GivenFields, file_from_integration
from desk.suggestions import offering
from desk.text import RichText, make_plain
from desk.tickets import closing, filing
from web.api import past_tickets, reading
from web.api.caller import Caller, get_caller, get_context
from web.api.lists import ticket_list
from web.api.lists.following import make_page, require_following
from web.api.operations import IfMatch, IfNoneMatch, Number, OwnMessage, declare_operation
from web.api.organizations import of_tickets
from web.api.problems import ApiError
from web.api.route import ApiRoute
from web.api.schemas.tickets import (
    ChangedMessage,
    ChangePage,
    ChangeSeen,
    MessagePage,
    NewMessage,
    NewTicket,
    Stars,
    TicketMade,
    TicketPage,
    TicketsWanted,
    TicketWhole,
)
from web.api.schemas.values import LONGEST_TEXT, AnswerIn, Cursor, FromIntegration, Limit, PlaceCursor, tidy_text
from web.rendering import Words

_READ = (Scope.TICKETS, Scope.ALL_READ)
_OWN = (Scope.TICKETS,)


class TypedSoFar(FromIntegration):
    """Words that a person has not sent yet; nothing of them is stored."""

    text: str = Field("", max_length=LONGEST_TEXT, description="their words; empty: no articles are looked for")
    language: AnswerIn = "en"


class ArticleOffered(BaseModel):
    """An article that fits."""

    title: str = Field(description="of the article")
    text: str = Field(description="its words, without formatting")


class SuggestionsSeen(BaseModel):
    """Articles and a time to show before a request is sent."""

    articles: list[ArticleOffered] = Field(description="the best first, at most three; empty: none fits well enough")
    answer: str = Field(description="when an answer comes, in a sentence; empty: nothing is known")


def make_router() -> APIRouter:
    """Return the routes of requests."""
    changing = declare_operation(*_OWN, may=(404, 409, 412, 415), idempotent=True)
    made = APIRouter(prefix="/v1/tickets", tags=["Tickets"], route_class=ApiRoute)
    add = made.add_api_route
    add(
        "",
        create_ticket,
        methods=["POST"],
        status_code=201,
        **declare_operation(*_OWN, may=(409, 415), idempotent=True),
    )
    add("/suggestions", suggest_articles, methods=["POST"], **declare_operation(*_OWN, may=(415,)))
    add("", list_tickets, methods=["GET"], **declare_operation(*_READ, may=(404,)))
    as_it_was = {304: {"description": "Not modified"}}
    add("/{number}", get_ticket, methods=["GET"], **declare_operation(*_READ, may=(404,), responses=as_it_was))
    add("/{number}/messages", list_messages, methods=["GET"], **declare_operation(*_READ, may=(404,)))
    add("/{number}/messages", add_message, methods=["POST"], status_code=201, **changing)
    add("/{number}/messages/{message}", edit_message, methods=["PATCH"], **changing)
    add("/{number}/messages/{message}", withdraw_message, methods=["DELETE"], **changing)
    add("/{number}/history", list_changes, methods=["GET"], **declare_operation(Scope.ALL_READ, may=(404,)))
    add("/{number}/confirm", confirm_ticket, methods=["POST"], **changing)
    add("/{number}/cancel", cancel_ticket, methods=["POST"], **changing)
    add("/{number}/close", close_ticket, methods=["POST"], **changing)
    add("/{number}/reopen", reopen_ticket, methods=["POST"], **changing)
    add("/{number}/urgent", call_for_ticket, methods=["POST"], **changing)
    add("/{number}/rating", rate_ticket, methods=["POST"], **changing)
    return made


async def create_ticket(request: Request, response: Response, new: NewTicket) -> TicketMade:
    """File a request for one of your users, whom your `external_id` identifies from then on. If they have too many, it
    is filed all the same, nobody is notified, and `waits_until` says until when."""
    caller = get_caller(request)
    await reading.require_topic(caller, new.topic)
    if new.past is not None:
        past_tickets.require_scope(caller, new)
    external = await find_requester(caller, new.external_id, name=new.name, language=new.language)
    person = await caller.act_as(external)
    if new.past is not None:
        number = await past_tickets.write_past(caller, person, external, new, new.past)
        return await _answer_with_made(caller, response, new, number)
    _count(request, caller, person)
    made = await file_from_integration(
        caller.make_desk(person), external, [NewEntry(new.make_words())],
        context=new.context, external_ref=new.external_ref, given=_read_given(caller, new),
    )  # fmt: skip
    if named := {"organization", "outlet"} & new.model_fields_set:
        given = {one: getattr(new, one) for one in named}
        await of_tickets.set_given(caller.make_desk(person), made.number, given)
    return await _answer_with_made(caller, response, new, made.number)


async def _answer_with_made(caller: Caller, response: Response, new: NewTicket, number: int) -> TicketMade:
    shown = await answer_with_ticket(caller, response, number)
    response.headers["Location"] = f"/api/v1/tickets/{shown.number}"
    return TicketMade(**{**dict(shown), **await _list_set(caller, new, number)}, joined=False)


async def _list_set(caller: Caller, new: NewTicket, number: int) -> dict[str, object]:
    """Return the fields that the caller has just set, as they are stored; later only the team reads them."""
    ticket = (await reading.find_ticket(caller, number)).ticket
    stored = {"priority": ticket.priority, "topic": ticket.category_id, "tags": list(ticket.tags)}
    return {name: value for name, value in stored.items() if getattr(new, name)}


def _read_given(caller: Caller, new: NewTicket) -> GivenFields:
    """Return the fields that come with a request; a user does not choose for themselves how urgent it is. Raises
    ApiError 403."""
    if caller.bearer.only is not None and (new.priority is not None or new.tags):
        raise ApiError(403, "scope", "priority and tags: not with a person's own token")
    return GivenFields(new.subject, new.priority, new.topic, new.tags)


async def list_tickets(request: Request, wanted: Annotated[TicketsWanted, Query()]) -> TicketPage:
    """Find requests that this token sees: by filters and words, newest first or in another order."""
    return await ticket_list.load_page(get_caller(request), wanted)


async def get_ticket(
    request: Request, response: Response, number: Number, if_none_match: IfNoneMatch = None
) -> TicketWhole:
    """Read a request with its messages. Its ETag changes whenever anything in the answer but `updated_at` changes."""
    shown = await answer_with_ticket(get_caller(request), response, number)
    if if_none_match is not None and reading.is_named_by(if_none_match, response.headers["ETag"]):
        raise ApiError(304, "as-it-was", headers={"ETag": response.headers["ETag"]})
    return shown


async def list_messages(
    request: Request,
    number: Number,
    cursor: Annotated[Cursor | None, Query()] = None,
    limit: Annotated[Limit, Query()] = 100,
) -> MessagePage:
    """Read the messages of a request, from the first one on; with the cursor of a page, those that follow, also
    later."""
    caller = get_caller(request)
    seen = await reading.find_ticket(caller, number)
    found = await reading.list_messages(caller, seen.ticket, after=int(cursor or 0), limit=limit + 1)
    items, has_more = found[:limit], len(found) > limit
    return MessagePage(items=items, next_cursor=str(items[-1].id) if items else cursor, has_more=has_more)


async def add_message(
    request: Request, response: Response, number: Number, new: NewMessage,
    if_match: IfMatch = None
) -> TicketWhole:  # fmt: skip
    """Add a message of the requester; a request that waits for them is worked on again."""
    caller, person = await add_to_ticket(request, number, if_match)
    entry = await thread.add_comment(caller.make_desk(person), number, NewEntry(new.make_words()))
    await drafts.improve_subject(caller.make_desk(person), entry)
    return await answer_with_ticket(caller, response, number)


async def edit_message(
    request: Request, response: Response, number: Number, message: OwnMessage, new: ChangedMessage,
    *, if_match: IfMatch = None
) -> TicketWhole:  # fmt: skip
    """Change the words of a message of the requester; the team sees that it was edited, and the earlier words."""
    caller, person, entry = await _take_message(request, number, message, if_match)
    await editing.edit_entry(caller.make_desk(person), entry, RichText(new.text))
    return await answer_with_ticket(caller, response, number)


async def withdraw_message(
    request: Request, response: Response, number: Number, message: OwnMessage,
    if_match: IfMatch = None
) -> TicketWhole:  # fmt: skip
    """Delete a message of the requester, for the team too."""
    caller, person, entry = await _take_message(request, number, message, if_match)
    await editing.withdraw_entry(caller.make_desk(person), entry)
    return await answer_with_ticket(caller, response, number)


async def _take_message(
    request: Request, number: int, message: int, if_match: str | None
) -> tuple[Caller, Person, Entry]:
    """Return the requester and a message that they wrote through the API: what they wrote in Telegram is changed there.
    Raises ApiError 404."""
    caller, person = await act_on_ticket(request, number, if_match)
    ticket = (await reading.find_own_ticket(caller, number)).ticket
    entry = await caller.session.get(Entry, message)
    is_theirs = entry is not None and entry.author_id == person.id and entry.kind is EntryKind.COMMENT
    is_of_api = entry is not None and entry.origin is Origin.API
    if entry is None or not (is_theirs and is_of_api) or entry.ticket_id != ticket.id or entry.withdrawn_at is not None:
        raise ApiError(404, "no-such-message")
    return caller, person, entry


async def list_changes(
    request: Request, number: Number, cursor: Annotated[PlaceCursor | None, Query()] = None
) -> ChangePage:
    """Read the history of a request: who changed what and when, whom the desk reminded, which target was missed."""
    caller = get_caller(request)
    seen = await reading.find_ticket(caller, number)
    found = await ticket_changes.load_following(caller.session, seen.ticket, reading.list_kinds(caller), cursor)
    changes = require_following(found)
    return ChangePage(**make_page([_show_change(one) for one in changes.lines], changes.cursor))


def _show_change(change: ticket_changes.Change) -> ChangeSeen:
    """Return a change; words that were withdrawn are in none."""
    old, new = (None if value == history.WITHDRAWN else value for value in (change.old, change.new))
    return ChangeSeen(at=change.at, field=change.field, old=old, new=new, by=change.by, origin=change.origin)


async def confirm_ticket(
    request: Request, response: Response, number: Number,
    if_match: IfMatch = None
) -> TicketWhole:  # fmt: skip
    """Confirm that it is solved, for the requester: `closed`. Possible once the team has resolved, taken or answered
    it, otherwise 409."""
    caller, person = await act_on_ticket(request, number, if_match)
    seen = await reading.find_own_ticket(caller, number)
    desk = caller.make_desk(person)
    if seen.ticket.is_open and await closing.is_begun(desk.session, seen.ticket):
        await closing.end_as_wished(desk, number, works=True)
    else:
        await closing.confirm(desk, number)
    return await answer_with_ticket(caller, response, number)


async def cancel_ticket(
    request: Request, response: Response, number: Number,
    if_match: IfMatch = None
) -> TicketWhole:  # fmt: skip
    """Cancel a request for the requester, who no longer needs it though it is not solved: `cancelled`."""
    caller, person = await act_on_ticket(request, number, if_match)
    await closing.cancel(caller.make_desk(person), number)
    return await answer_with_ticket(caller, response, number)


async def close_ticket(
    request: Request, response: Response, number: Number,
    if_match: IfMatch = None
) -> TicketWhole:  # fmt: skip
    """Confirm or cancel a request, depending on its status: a `resolved` request is confirmed, any other is cancelled.
    The answer's `status` says which: `closed` or `cancelled`."""
    caller, person = await act_on_ticket(request, number, if_match)
    await closing.end_as_wished(caller.make_desk(person), number, works=False)
    return await answer_with_ticket(caller, response, number)


async def reopen_ticket(
    request: Request, response: Response, number: Number,
    if_match: IfMatch = None
) -> TicketWhole:  # fmt: skip
    """Reopen a request: it is not solved, or the problem is back."""
    caller, person = await act_on_ticket(request, number, if_match)
    await drafts.reopen_request(caller.make_desk(person), number)
    return await answer_with_ticket(caller, response, number)


async def call_for_ticket(
    request: Request, response: Response, number: Number,
    if_match: IfMatch = None
) -> TicketWhole:  # fmt: skip
    """Say that a request that waits is urgent, for its requester: the team is notified now. Otherwise 409, also
    for the fourth within an hour."""
    caller, person = await act_on_ticket(request, number, if_match)
    await filing.call_staff(caller.make_desk(person), number)
    return await answer_with_ticket(caller, response, number)


async def rate_ticket(
    request: Request, response: Response, number: Number, stars: Stars,
    if_match: IfMatch = None
) -> TicketWhole:  # fmt: skip
    """Rate the solution: one to five stars and a comment, once a rating is asked for (`can_rate`). The first rating is
    final."""
    caller, person = await act_on_ticket(request, number, if_match)
    done = await ratings.rate_solution(caller.make_desk(person), number, stars.stars)
    if done.changed and stars.words is not None:
        await ratings.add_rating_words(caller.make_desk(person), number, stars.words)
    return await answer_with_ticket(caller, response, number)


async def find_requester(
    caller: Caller, external_id: str | None, *, name: str | None, language: str | None
) -> ExternalPerson:
    """Return the person meant, creating them where they are new; with a user's own token, that user. Raises
    ApiError."""
    only = caller.bearer.only
    if only is not None:
        if external_id not in (None, only.external_id):
            raise ApiError(404, "no-such-person")
        return only
    if external_id is None:
        raise ApiError(422, "external-id", "say whose it is: external_id")
    return await user_rows.get_or_create(
        caller.session, caller.bearer.system, external_id, name=name, language=language, now=caller.now
    )


async def act_on_ticket(request: Request, number: int, if_match: str | None) -> tuple[Caller, Person]:
    """Return the caller and the ticket's requester after taking the requester's turn. Raises ApiError 404, 412."""
    caller = get_caller(request)
    seen = await reading.find_own_ticket(caller, number)
    assert seen.external is not None
    person = await caller.act_as(seen.external)
    await reading.require_match(caller, seen, if_match)
    return caller, person


async def add_to_ticket(request: Request, number: int, if_match: str | None) -> tuple[Caller, Person]:
    """Return the same to add a message, if the ticket it would be shown in is visible to this token. Raises ApiError
    409."""
    caller, person = await act_on_ticket(request, number, if_match)
    into = (await reading.find_own_ticket(caller, number)).ticket.merged_into_id
    if into is not None and not await reading.list_tickets(caller, Ticket.id == into, limit=1):
        raise ApiError(409, "is-merged", "it is part of a request now that is not for this token")
    _count(request, caller, person)
    return caller, person


def _count(request: Request, caller: Caller, person: Person) -> None:
    """Count one more message of this person. Raises ApiError 429."""
    if person.id not in caller.rules.limits.exempt_people:
        get_context(request).limits.count_said(person.id)


async def answer_with_ticket(caller: Caller, response: Response, number: int) -> TicketWhole:
    """Return the ticket as it is now, with its ETag."""
    await caller.session.flush()
    seen = await reading.find_ticket(caller, number)
    shown = await reading.show_ticket(caller, seen)
    response.headers["ETag"] = reading.make_etag(shown)
    return shown


async def suggest_articles(request: Request, typed: TypedSoFar) -> SuggestionsSeen:
    """Look for articles that fit what a person types, and say when an answer comes."""
    caller = get_caller(request)
    language, said = caller.choose_language(typed.language), tidy_text(typed.text)
    is_kept = caller.rules.knowledge.articles
    found = await offering.find_fitting(caller.session, said, language) if is_kept and said else []
    expected = await expect_first_answer(caller.session, now=caller.now, settings=caller.rules)
    words = Words(language, caller.now, caller.rules.timezone)
    return SuggestionsSeen(
        articles=[ArticleOffered(title=one.title, text=make_plain(one.body)) for one in found],
        answer=words.say_first_answer(expected),
    )
