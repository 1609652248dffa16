"""`/ask/<secret>`: the page on which the sender of a form reads the answer, writes more, or goes on in Telegram. The
link opens this page and nothing else."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from db.models import DeskRow, Person, Status, Ticket
from desk import Desk, Refused
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.files.visible_files import find_among
from desk.i18n import TicketSubject
from desk.integrations import user_linking
from desk.policy import FINISHED
from desk.requests import drafts
from desk.text import RichText, clean_text
from desk.tickets import closing
from web.api import reading
from web.api.caller import Caller
from web.api.problems import ApiError
from web.api.schemas.tickets import TicketWhole
from web.ask.admission import find_own_ticket
from web.ask.form import KEY, LONGEST
from web.browser_words import choose_words
from web.context import WebContext
from web.files import places, receiving, serving, sources
from web.rendering import Words, render_page

Key = Annotated[str, Path(pattern=KEY.pattern)]
_OFTEN = "webform-often"
_TELEGRAM = "https://t.me/{bot}?start={payload}"
_ACTS: Mapping[str, Callable[[Desk, int], Awaitable[object]]] = {
    "confirm": closing.confirm,
    "reopen": drafts.reopen_request,
}


def add_routes(ctx: WebContext, made: APIRouter) -> None:
    """Add the routes of the page."""

    @made.get("/ask/{key}")
    async def show(request: Request, key: Key, seen: str = "") -> Response:
        """Show the page; `seen`: what it shows already, of which nothing is sent again."""
        async with ctx.database.reading() as session:
            caller, own = await find_own_ticket(ctx, session, key)
            ticket = await reading.show_ticket(caller, own)
        if seen and seen == _mark(ticket):
            return Response(status_code=204)
        return _show(choose_words(ctx, request), key, own.ticket, ticket)

    @made.post("/ask/{key}")
    async def add(request: Request, key: Key) -> Response:
        """Add what the sender writes, and files."""
        async with ctx.database.reading() as session:
            await find_own_ticket(ctx, session, key)
        async with receiving.receive_form(ctx, request, places.VISITORS) as given:
            text = clean_text(given.get_text("text").replace("\r\n", "\n")).strip()[: LONGEST["text"]]

            async def say(desk: Desk, number: int) -> None:
                if text or given.files:
                    said = NewEntry(RichText(text), await receiving.store_files(desk, given.files))
                    await drafts.improve_subject(desk, await thread.add_comment(desk, number, said))

            return await _do(ctx, request, key, say, typed=text)

    @made.post("/ask/{key}/telegram")
    async def link(request: Request, key: Key) -> Response:
        """Show a link into Telegram, which is asked for by a press as it works once and for an hour."""
        words = choose_words(ctx, request)
        async with ctx.database.unit_of_work() as session:
            caller, own = await find_own_ticket(ctx, session, key)
            ticket = await reading.show_ticket(caller, own)
            if not ctx.form_words.count_request(key):
                return _show(words, key, own.ticket, ticket, wrong=words.say(_OFTEN), status=429)
            desk = await session.get_one(DeskRow, 1)
            assert own.external is not None
            payload = await user_linking.create_link(session, own.external, {}, ctx.now())
        address = _TELEGRAM.format(bot=desk.bot_username, payload=payload) if desk.bot_username else ""
        return _show(words, key, own.ticket, ticket, telegram=address)

    @made.get("/ask/{key}/files/{file_id}")
    async def fetch(key: Key, file_id: Annotated[int, Path(ge=1, lt=2**63)]) -> Response:
        async with ctx.database.reading() as session:
            caller, own = await find_own_ticket(ctx, session, key)
            shown = await reading.load_thread_ticket(caller, own.ticket)
            file = await find_among(session, file_id, reading.select_visible_entries(caller, shown))
        body = await sources.open_file(ctx, file) if file is not None else None
        return serving.download_response(file, body) if file and body else Response(status_code=404)

    @made.post("/ask/{key}/{act}")
    async def act(request: Request, key: Key, act: str) -> Response:
        """Confirm that it is solved, or open it again."""
        if act not in _ACTS:
            raise HTTPException(404)
        return await _do(ctx, request, key, _ACTS[act])


async def _do(
    ctx: WebContext, request: Request, key: str, verb: Callable[[Desk, int], Awaitable[object]], typed: str = ""
) -> Response:
    """Act as the sender and lead back to the page, which otherwise says what is wrong and keeps what was `typed`."""
    words = choose_words(ctx, request)
    try:
        async with ctx.database.unit_of_work() as session:
            caller, own = await find_own_ticket(ctx, session, key)
            if not ctx.form_words.count_request(key):
                raise Refused(_OFTEN)
            await verb(caller.make_desk(await _become(caller)), own.ticket.number)
    except (Refused, ApiError) as error:
        status = 429 if isinstance(error, Refused) and error.key == _OFTEN else 422
        wrong = words.say(error.key, **error.args_) if isinstance(error, Refused) else words.say("widget-refused")
        async with ctx.database.reading() as session:
            caller, own = await find_own_ticket(ctx, session, key)
            ticket = await reading.show_ticket(caller, own)
        return _show(words, key, own.ticket, ticket, wrong=wrong, typed=typed, status=status)
    return RedirectResponse(f"/ask/{key}", 303)


async def _become(caller: Caller) -> Person:
    assert caller.bearer.only is not None
    return await caller.act_as(caller.bearer.only)


def _mark(ticket: TicketWhole) -> str:
    return reading.make_etag(ticket).strip('"')


def _show(
    words: Words,
    key: str,
    stored: Ticket,
    ticket: TicketWhole,
    *,
    wrong: str = "",
    typed: str = "",
    telegram: str | None = None,
    status: int = 200,
) -> Response:
    is_over = ticket.status in FINISHED or ticket.status is Status.RESOLVED
    shown = render_page(
        "ask/answer.html", words, status=status, ticket=ticket, here=f"/ask/{key}", is_over=is_over,
        is_resolved=ticket.status is Status.RESOLVED, mark=_mark(ticket), wrong=wrong, typed=typed, telegram=telegram,
        longest=LONGEST["text"], subject=TicketSubject(stored.subject, stored.subject_line).say_in(words.language),
    )  # fmt: skip
    shown.headers["X-Robots-Tag"] = "noindex"
    return shown
