"""One ticket: what is known of it, what was said, and the verbs that its viewer may use on it now."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from db.database import savepoint
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.desk import Desk
from desk.errors import NoSuchTicket, Refused
from desk.files.accepting import SUFFIXES
from desk.queries import entries, tickets
from desk.queries.dto import TicketCard
from desk.text.rich_text import RichText
from desk.tickets import assignment, fields, lifecycle
from web.door import Door, Visitor
from web.files.receiving import brought, kept
from web.pages.frame import shown, words_of
from web.pages.typed_answer import typed_answer

_VERBS = {
    "claim": assignment.claim,
    "release": assignment.release,
    "progress": lifecycle.progress,
    "pending": lifecycle.pending,
    "resolve": lifecycle.resolve,
    "reopen": lifecycle.reopen,
}
"""Of a ticket's number alone, by what the form says."""
_ACCEPTS = ",".join(f".{suffix}" for suffix in SUFFIXES)


def router(door: Door) -> APIRouter:
    """Its routes."""
    made = APIRouter(include_in_schema=False)

    @made.get("/tickets/{number}")
    async def ticket(request: Request, number: int, page: int = 0) -> Response:
        """The page."""
        async with door.visitor(request) as visitor:
            return await _shown(door, visitor, number, page=page)

    @made.post("/tickets/{number}/say")
    async def say(request: Request, number: int) -> Response:
        """An answer, or a note for the team, with files; nothing is read of who may not say anything here."""
        async with door.looking(request) as visitor:
            await _id(visitor, number)
        async with brought(door, request) as given, door.visitor(request, form=given.text("form")) as visitor:
            text, inside = given.text("text"), bool(given.text("inside"))
            meant = await typed_answer(visitor, number, text, is_note=inside, with_files=bool(given.files))
            if meant.wrong:
                return await _shown(door, visitor, number, wrong=meant.wrong, text=meant.field, status=422)
            speak = thread.note if meant.is_note else thread.reply
            return await _done(door, visitor, number, _speak, speak, meant.words, given.files, text=text)

    @made.post("/tickets/{number}/do")
    async def do(
        request: Request, number: int, form: Annotated[str, Form()] = "", verb: Annotated[str, Form()] = ""
    ) -> Response:
        """A verb that needs nothing but the ticket."""
        async with door.visitor(request, form=form) as visitor:
            if verb not in _VERBS:
                return Response(status_code=422)
            return await _done(door, visitor, number, _VERBS[verb])

    @made.post("/tickets/{number}/priority")
    async def priority(
        request: Request, number: int, form: Annotated[str, Form()] = "", value: Annotated[int, Form(ge=1, le=4)] = 4
    ) -> Response:
        """1 critical … 4 low."""
        async with door.visitor(request, form=form) as visitor:
            return await _done(door, visitor, number, fields.prioritise, value)

    return made


async def _speak(
    desk: Desk, number: int, verb: Callable[..., Awaitable[object]], words: RichText, files: Sequence[UploadFile]
) -> None:
    await verb(desk, number, NewEntry(words, await kept(desk, files)))


async def _done(
    door: Door, visitor: Visitor, number: int, verb: Callable[..., Awaitable[object]], *given: object, text: str = ""
) -> Response:
    """Do it and show the ticket; a refusal says why, above what was typed."""
    await _id(visitor, number)
    try:
        async with savepoint(visitor.session):
            await verb(visitor.desk, number, *given)
    except Refused as refused:
        wrong = words_of(visitor).say(refused.key, **refused.args_)
        return await _shown(door, visitor, number, wrong=wrong, text=text, status=409)
    return RedirectResponse(f"/tickets/{number}", 303)


async def _id(visitor: Visitor, number: int) -> int:
    """Of a ticket that they see as staff; raises NoSuchTicket."""
    found = await tickets.ticket_by_number(visitor.session, number, visitor.person)
    if found is None:
        raise NoSuchTicket(number)
    return found


async def _shown(
    door: Door, visitor: Visitor, number: int, *, page: int = 0, wrong: str = "", text: str = "", status: int = 200
) -> Response:
    ticket_id = await _id(visitor, number)
    card = await tickets.ticket_card(
        visitor.session, ticket_id, visitor.person, now=visitor.now, settings=visitor.rules
    )
    said = await entries.thread(visitor.session, ticket_id, visitor.person, page)
    if card is None or said is None or card.for_requester:
        raise NoSuchTicket(number)
    return shown(door, visitor, "ticket.html", status=status, card=card, said=said, wrong=wrong, text=text,
                 verbs=_possible(card), upload_mb=visitor.rules.upload_mb, accepts=_ACCEPTS)  # fmt: skip


def _possible(card: TicketCard) -> list[str]:
    """Which buttons make sense; whether they may is the verb's affair."""
    if not card.is_open:
        return ["reopen"] if card.can_reopen else []
    if card.assignee is None and not card.taken_on_board:
        return ["claim"]
    return ["resolve", "pending", "progress", "release"]
