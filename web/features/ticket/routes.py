"""The addresses of one ticket: its page and the actions of its forms.

Fills the field of an answer with a canned reply, with what resolved a similar ticket, or with an article. The text is
made for this requester, as in the bot, and is sent only when somebody presses Send.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Form, Query
from pydantic import Field
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from db.database import savepoint
from db.models import Ticket
from desk import Desk, EditConflict, Refused
from desk.accounts import account_lookups
from desk.act_catalogue import list_acts
from desk.acts import of_replies
from desk.acts.declaring import MADE, ActStep, Door
from desk.canned import placeholders, prepared_answers, replies, reply_keys, solved_alike
from desk.conversation import answer_and_status, mask_before_storing, thread
from desk.conversation.new_entry import NewEntry
from desk.i18n import choose_language
from desk.later import planning
from desk.requests import side_conversations
from desk.text import RichText
from desk.text.html_marks import render_html
from desk.text.markdown.reader import parse_markdown
from web.context import Visitor, WebContext
from web.features.ticket import stale_form
from web.features.ticket.actions import ActGiven, run_act
from web.features.ticket.page import TicketView, Typed, find_other_answers, find_ticket_id, is_said, show_ticket_page
from web.features.ticket.typed_answer import TypedAnswer, format_field_text, read_answer, strip_typed
from web.files import places
from web.files.sources import Brought, receive_form, store_files
from web.outcomes import FormOutcome
from web.panel import repeated_forms
from web.panel.page_forms import PageForm
from web.panel.page_route import PageRoute
from web.panel.pages import make_words, redirect_with, show_page

_UNMASKED = FormOutcome(page={"unmasked": True})
_Id = Annotated[int, Field(ge=0, lt=2**63)]


class TextWanted(PageForm):
    """A form: what was typed so far, and one of: the id of a canned reply, the number of a ticket, the id of an
    article."""

    form: str = ""
    text: str = ""
    inside: str = ""
    acts: str = ""
    canned: _Id = 0
    like: _Id = 0
    article: _Id = 0


def append_text(typed: str, ready: str) -> str:
    """Append the text to what was typed, replacing a key that was begun."""
    before = "" if ready and reply_keys.parse_lone_key(typed) is not None else typed.rstrip()
    return "\n".join(part for part in (before, ready) if part)


async def prepare_text(visitor: Visitor, ticket_id: int, wanted: TextWanted) -> TypedAnswer:
    """Return the content of the field and what is done with it, or why there is none."""
    ticket = await visitor.session.get_one(Ticket, ticket_id)
    if ticket.merged_into_id is not None:
        ticket = await visitor.session.get_one(Ticket, ticket.merged_into_id)
    if wanted.canned:
        return await _fill_canned_text(visitor, ticket, wanted.canned)
    requester = await visitor.desk.get_requester(ticket)
    for one in await solved_alike.list_similar(visitor.session, ticket) if wanted.like else ():
        if one.number == wanted.like:
            said = placeholders.replace_name(one.answer, one.requester, requester.name)
            return TypedAnswer(field=format_field_text(said))
    language = choose_language(requester, visitor.rules.locale)
    for article in await solved_alike.list_articles(visitor.session, ticket, language) if wanted.article else ():
        if article.id == wanted.article:
            return TypedAnswer(field=format_field_text(article.body))
    return TypedAnswer(wrong=make_words(visitor).say("page-no-such-text"))


async def _fill_canned_text(visitor: Visitor, ticket: Ticket, canned_id: int) -> TypedAnswer:
    row = await replies.find_by_id(visitor.session, canned_id, visitor.person)
    if row is None:
        return TypedAnswer(wrong=make_words(visitor).say("page-no-such-text"))
    said, missing = await prepared_answers.fill_in(visitor.desk, ticket, replies.get_words(row))
    if missing is not None:
        return TypedAnswer(wrong=make_words(visitor).say("remark-canned-missing", word=row.key))
    return TypedAnswer(field=format_field_text(said), acts=row.acts or "")


@asynccontextmanager
async def receive_words(ctx: WebContext, request: Request, number: int) -> AsyncIterator[tuple[Visitor, Brought]]:
    """Receive words and files for a request; nothing is read from a visitor who may not write here."""
    async with ctx.identify_visitor(request) as visitor:
        await find_ticket_id(visitor, number)
        owner = places.make_session_owner(visitor.session_id)
    async with (
        receive_form(ctx, request, owner) as given,
        ctx.admit_visitor(request, form=given.get_text("form")) as visitor,
    ):
        yield visitor, given


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)
    _add_page_route(made, ctx)
    _add_action_routes(made, ctx)

    @made.post("/tickets/{number}/say")
    async def say(request: Request, number: int) -> Response:
        """Send an answer or an internal note with files. If another agent answered meanwhile, the page warns before
        sending."""
        async with receive_words(ctx, request, number) as (visitor, given):
            when = given.get_text("when") if given.get_text("then") == "later" else None
            typed = Typed(
                text=given.get_text("text"), inside=bool(given.get_text("inside")), brought=bool(given.files),
                of=({} if when is None else {"when": when}) | _hold_acts(given.get_text("acts")),
            )  # fmt: skip
            meant = await read_answer(visitor, number, typed.text, is_note=typed.inside, with_files=typed.brought)
            if meant.wrong:
                of = {**typed.of} | (_hold_acts(meant.acts) if meant.acts else {})
                typed = replace(typed, wrong=meant.wrong, text=meant.field, of=of)
                return await show_ticket_page(ctx, visitor, number, TicketView(), typed, status=422)
            sent = _key(given, meant, when)
            if (again := await repeated_forms.find_earlier_answer(visitor, sent)) is not None:
                return again
            words, seen = meant.words.text, given.get_text("seen")
            if not sent and await is_said(visitor, number, words, seen, is_note=meant.is_note):
                return RedirectResponse(f"/tickets/{number}", 303)
            others = [] if meant.is_note else await find_other_answers(visitor, number, seen)
            if others:
                typed = replace(typed, wrong=make_words(visitor).say("page-meanwhile", names=", ".join(others)))
                return await show_ticket_page(ctx, visitor, number, TicketView(), typed, status=409)
            verb = _pick_verb(meant, given.get_text("then"), when, given.get_text("acts"))
            spoken = partial(_say, visitor, number, verb, meant.words, given.files, sent=sent)
            return await _do_and_show(ctx, visitor, number, spoken, typed)

    @made.post("/tickets/{number}/forward")
    async def forward(request: Request, number: int) -> Response:
        """Forward words and files by mail; `value`: to whom; `more`: the words, as Markdown."""
        async with receive_words(ctx, request, number) as (visitor, given):
            to, text = given.get_text("value"), given.get_text("more")
            said = parse_markdown(strip_typed(text)[0])
            files = [(one.filename, one.size) for one in given.files]
            sent = repeated_forms.extend_key(given.get_text(repeated_forms.FIELD), to, text, files)
            if (again := await repeated_forms.find_earlier_answer(visitor, sent)) is not None:
                return again
            typed = Typed(of={"aside": to, "aside-more": text}, brought=bool(given.files))
            spoken = partial(_forward, visitor, number, to, said, given.files, sent=sent)
            return await _do_and_show(ctx, visitor, number, spoken, typed)

    @made.post("/tickets/{number}/fill")
    async def fill(request: Request, number: int, wanted: Annotated[TextWanted, Form()]) -> Response:
        """Return the field of an answer with a prepared text appended; nothing is sent."""
        async with ctx.admit_visitor(request, form=wanted.form) as visitor:
            key = await find_ticket_id(visitor, number)
            ready = await prepare_text(visitor, key, wanted)
            acts = append_text(wanted.acts, ready.acts)
            typed = Typed(
                ready.wrong, append_text(wanted.text, ready.field), inside=bool(wanted.inside), of=_hold_acts(acts)
            )
            return await show_ticket_page(ctx, visitor, number, TicketView(), typed)

    @made.post("/tickets/{number}/preview")
    async def preview(request: Request, number: int, wanted: Annotated[TextWanted, Form()]) -> Response:
        """Return what is typed as it will be read: alone for a script, otherwise on the page."""
        async with ctx.admit_visitor(request, form=wanted.form) as visitor:
            shown = render_html(parse_markdown(strip_typed(wanted.text)[0]))
            if "hx-request" in request.headers:
                key = await find_ticket_id(visitor, number)
                requester = await visitor.desk.get_requester(await visitor.session.get_one(Ticket, key))
                return show_page(ctx, visitor, "ticket/preview.html", preview=shown, reader=requester.name)
            typed = Typed(text=wanted.text, inside=bool(wanted.inside), of=_hold_acts(wanted.acts))
            return await show_ticket_page(ctx, visitor, number, TicketView(), typed, preview=shown)

    return made


def _add_page_route(made: APIRouter, ctx: WebContext) -> None:
    @made.get("/tickets/{number}")
    async def ticket(request: Request, number: int, view: Annotated[TicketView, Query()]) -> Response:
        """Show the page."""
        async with ctx.admit_visitor(request) as visitor:
            is_opened = "hx-request" not in request.headers
            typed = Typed(text=visitor.told.page.get("text", ""))
            return await show_ticket_page(ctx, visitor, number, view, typed, is_opened=is_opened)


def _add_action_routes(made: APIRouter, ctx: WebContext) -> None:
    @made.post("/tickets/{number}/undo")
    async def undo(request: Request, number: int, form: Annotated[str, Form()] = "") -> Response:
        """Take the visitor's last answer or change of status back; the answer is in the field again."""
        async with ctx.admit_visitor(request, form=form) as visitor:
            taken: list[RichText] = []

            async def take_back() -> None:
                taken.extend(await answer_and_status.take_back(visitor.desk, number))

            answer = await _do_and_show(ctx, visitor, number, take_back)
            text = "\n\n".join(format_field_text(one) for one in taken)
            return (
                await redirect_with(visitor, f"/tickets/{number}", FormOutcome(page={"text": text})) if text else answer
            )

    @made.post("/tickets/{number}/masked")
    async def masked(
        request: Request, number: int, form: Annotated[str, Form()] = "", page: Annotated[int, Form(ge=0)] = 0
    ) -> Response:
        """Lead to the page, which shows what was masked once; the audit log says who looked."""
        async with ctx.admit_visitor(request, form=form) as visitor:
            await find_ticket_id(visitor, number)
            await mask_before_storing.show_pieces(visitor.desk, number)
            return await redirect_with(visitor, f"/tickets/{number}{f'?page={page}' if page else ''}", _UNMASKED)

    @made.post("/tickets/{number}/account")
    async def account(request: Request, number: int, form: Annotated[str, Form()] = "") -> Response:
        """Ask for the requester's account data again."""
        async with ctx.admit_visitor(request, form=form) as visitor:
            return await _do_and_show(
                ctx, visitor, number, partial(account_lookups.refresh_account, visitor.desk, number)
            )

    async def act(request: Request, number: int, given: Annotated[ActGiven, Form()]) -> Response:
        """Do an act, with the values of its form."""
        async with ctx.admit_visitor(request, form=given.form) as visitor:
            name = given.name
            if name not in list_acts(Door.PANEL) and (Door.PANEL, name) not in MADE:
                return Response(status_code=422)
            typed = Typed(of={name: given.value, f"{name}-more": given.more} | _get_seen_values(given))
            return await _do_and_show(ctx, visitor, number, partial(_run_action, visitor, number, given), typed)

    for address in ("act", "do", "priority"):
        made.post(f"/tickets/{{number}}/{address}")(act)


async def _run_action(visitor: Visitor, number: int, given: ActGiven) -> None:
    await stale_form.require_unchanged(visitor, number, given.name, given.value, given.seen)
    await run_act(visitor, number, given)


def _key(given: Brought, meant: TypedAnswer, when: str | None) -> str:
    """Return what a form with files or for later is recognized by when it is sent again; empty: its text is
    compared."""
    files = [(one.filename, one.size) for one in given.files]
    said = (meant.words.text, meant.is_note, files, *([] if when is None else [when]))
    is_keyed = bool(files) or when is not None
    return repeated_forms.extend_key(given.get_text(repeated_forms.FIELD), *said) if is_keyed else ""


def _hold_acts(acts: str) -> dict[str, str]:
    """Return the acts of canned replies that the form holds, each once."""
    return {"acts": "\n".join(dict.fromkeys(acts.split("\n")))} if (acts := acts.replace("\r", "").strip()) else {}


def _pick_verb(meant: TypedAnswer, then: str, when: str | None, acts: str) -> Callable[..., Awaitable[object]]:
    """Return the verb of the button that was pressed; a note leaves the status as it is. `when`: typed, for later;
    `acts`: of canned replies."""
    if acts and not meant.is_note:
        return partial(_send_and_act, acts=acts, then=then)
    if when is not None:
        return partial(planning.plan_typed, when=when, is_note=meant.is_note)
    if meant.is_note:
        return thread.add_note
    act = list_acts(Door.ANSWER).get(then)
    if act is None:
        return answer_and_status.send_undoable
    return partial(answer_and_status.send_and_act, steps=[ActStep(act)])


async def _send_and_act(desk: Desk, number: int, said: NewEntry, *, acts: str, then: str) -> None:
    """Send the answer with the acts of its canned reply, and with the one of the button. Raises Refused."""
    if then == "later":
        raise Refused("reply-acts-later")
    steps = prepared_answers.add_act(await of_replies.read_acts(desk, acts), list_acts(Door.ANSWER).get(then))
    await answer_and_status.send_and_act(desk, number, said, steps)


def _get_seen_values(given: ActGiven) -> dict[str, str]:
    """Return what a field held when its page was opened, so that the page shown after a refusal knows no more."""
    return {} if given.seen is None else {f"{given.name}-was": given.seen}


async def _say(
    visitor: Visitor, number: int, verb: Callable[..., Awaitable[object]], words: RichText,
    files: Sequence[UploadFile], *, sent: str,
) -> None:  # fmt: skip
    await verb(visitor.desk, number, NewEntry(words, await store_files(visitor.desk, files)))
    await repeated_forms.remember_answer(visitor, sent, f"/tickets/{number}")


async def _forward(
    visitor: Visitor, number: int, to: str, words: RichText, files: Sequence[UploadFile], *, sent: str
) -> None:
    said = NewEntry(words, await store_files(visitor.desk, files))
    await side_conversations.forward(visitor.desk, number, to, [said])
    await repeated_forms.remember_answer(visitor, sent, f"/tickets/{number}")


async def _do_and_show(
    ctx: WebContext, visitor: Visitor, number: int, verb: Callable[[], Awaitable[object]], typed: Typed | None = None
) -> Response:
    """Run the verb and show the ticket; a refusal is shown above what was typed."""
    await find_ticket_id(visitor, number)
    try:
        async with savepoint(visitor.session):
            await verb()
    except Refused as refused:
        wrong = make_words(visitor).say(refused.key, **refused.args_)
        clashing = refused.clashing if isinstance(refused, EditConflict) else frozenset[str]()
        shown = replace(typed or Typed(), wrong=wrong, clashing=clashing)
        return await show_ticket_page(ctx, visitor, number, TicketView(), shown, status=409)
    return RedirectResponse(f"/tickets/{number}", 303)
