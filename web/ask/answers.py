"""`/ask/<secret>`: the page on which the sender of a form reads the answer, writes more, or goes on in Telegram. The
link opens this page and nothing else."""

import re
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, HTTPException, Path
from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from db.models import BY_SYSTEM, DeskRow, History, Origin, Person, Status, Ticket, any_of
from desk import Desk, DeskSettings, OpenProblem, Outdated, Refused, history
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.files.visible_files import VisibleFile, find_among
from desk.i18n import TicketSubject
from desk.integrations import own_systems, request_links, user_tickets
from desk.integrations.token_bearers import Bearer
from desk.privacy.person_file import PrivacyFact, list_facts
from desk.queries.expected_times import NOTHING_KNOWN, FirstAnswer, expect_first_answer
from desk.questions import sender_questions
from desk.requests import drafts
from desk.settings import VERSION, remember_version
from desk.settings.own_fields import DeclaredField, make_key
from desk.sla import night_alerts
from desk.text import RichText, clean_text, has_more_than_greeting
from desk.text.markdown.reader import parse_markdown
from desk.tickets import closing, filing
from desk.topics import editing
from desk.topics.editing import TopicInfo
from desk.topics.questions import get_text
from web.api import reading
from web.api.caller import Caller
from web.api.problems import ApiError
from web.api.reading import TicketOfCaller
from web.api.schemas.tickets import TicketWhole
from web.browser_words import choose_words
from web.context import WebContext
from web.files import places, sources
from web.files.sources import Brought
from web.rendering import Words, render_page
from web.security import is_form_token, make_form_token

LONGEST = {"name": 80, "contact": 200, "text": 2500}
LONGEST_ANSWER = 300
KEY = re.compile("^[A-Za-z0-9_-]{32}$")
_COOKIE = "ask"
_MOST_SPLIT = 5
_QUICKEST, _VALID = timedelta(seconds=3), timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class QuestionField:
    """A question of the chosen topic or (`key`) for a declared field, with what was answered."""

    field: str
    text: str
    answer: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class AskForm:
    """The form as it is shown: what was typed, the topics, the questions of the chosen one. `key`: the secret of the
    page on which the answer will be; `token`: shows that this browser, which keeps `secret`, got the form at the moment
    `at`; `terms`: what the sender agrees to, while consent is asked for, by a `tick`; `has_mail`: answers go by mail,
    too; `has_articles`: there are articles to offer; `answer`: when it comes."""

    secret: str
    key: str
    at: int
    token: str
    typed: Mapping[str, str]
    topics: Sequence[tuple[int, str]]
    topic: int | None = None
    questions: Sequence[QuestionField] = ()
    wrong: str = ""
    example: str = ""
    terms: Sequence[PrivacyFact] = ()
    tick: str = ""
    agreed: bool = False
    has_mail: bool = False
    has_articles: bool = False
    answer: FirstAnswer = NOTHING_KNOWN

    def make_text(self) -> str:
        """Return the words of the request, with the answers to the questions below them."""
        answers = [f"{one.text} {one.answer}" for one in self.questions if one.answer]
        return "\n\n".join([self.typed["text"], *(["\n".join(answers)] if answers else [])])


async def read_form(
    ctx: WebContext,
    request: Request,
    session: AsyncSession,
    language: str,
    given: Brought | None,
    *,
    rules: DeskSettings,
) -> AskForm:
    """Return the form with what was typed, anew for this browser. `wrong`: why it cannot be taken, "" if it can."""
    typed = {name: _clean(given, name, LONGEST[name]) for name in LONGEST}
    known = [one for one in await editing.load_tree(session) if not one.is_group]
    topic = given.get_text("topic") if given is not None else request.query_params.get("topic", "")
    chosen = next((one for one in known if str(one.id) == topic), None)
    secret, at = _get_secret(ctx, request) or secrets.token_urlsafe(32), int(ctx.now().timestamp())
    terms = await list_facts(session, rules) if rules.privacy.consent else ()
    tick = await _name_terms(session, rules)
    agreed = given is not None and given.get_text("agree") == tick
    wrong = _find_wrong(ctx, request, given, typed) if given is not None else ""
    if given is not None and terms and not agreed:
        wrong = wrong or "webform-agree"
    key = given.get_text("key") if given is not None and not wrong else secrets.token_urlsafe(24)
    return AskForm(
        secret, key, at, _sign(secret, key, at), typed, [(one.id, one.get_name(language)) for one in known],
        chosen.id if chosen is not None else None, _read_questions(rules.own_fields, chosen, language, given), wrong,
        editing.find_example(rules, language, chosen.id if chosen is not None else None), terms, tick, agreed,
        bool(rules.mailbox) and await own_systems.find_own_system(session, own_systems.MAIL) is not None,
        rules.knowledge.articles, await expect_first_answer(session, now=ctx.now(), settings=rules),
    )  # fmt: skip


async def _name_terms(session: AsyncSession, rules: DeskSettings) -> str:
    """Return what a tick for today's terms says: a restored desk may give the same number to others."""
    restored = await session.scalar(select(DeskRow.backup_at).where(DeskRow.id == 1))
    return make_form_token(f"terms {rules.privacy.consent} {restored}")


def _read_questions(
    fields: Sequence[DeclaredField], topic: TopicInfo | None, language: str, given: Brought | None
) -> list[QuestionField]:
    asked: list[tuple[str, Any, str]] = [
        (f"f{one.id}", {"text": one.write_question()}, make_key(one)) for one in fields if one.question
    ]
    asked += [(f"q{at}", one, "") for at, one in enumerate(topic.questions if topic is not None else ())]
    return [
        QuestionField(name, get_text(one, language), _clean(given, name, LONGEST_ANSWER), key)
        for name, one, key in asked
    ]


def _clean(given: Brought | None, name: str, most: int) -> str:
    said = given.get_text(name) if given is not None else ""
    return clean_text(said.replace("\r\n", "\n")).strip()[:most]


def _find_wrong(ctx: WebContext, request: Request, given: Brought, typed: Mapping[str, str]) -> str:
    """Return the key of what is wrong, or "". A field that nobody sees is filled in by programs, which are also quick;
    a person whose browser did so sends it once more."""
    stated, shown = given.get_text("at"), _get_secret(ctx, request)
    at = int(stated) if stated.isdecimal() and len(stated) < 12 else 0
    age = ctx.now() - datetime.fromtimestamp(at, ctx.now().tzinfo)
    is_ours = shown and is_form_token(f"{shown} {given.get_text('key')} {at}", given.get_text("form"))
    if not is_ours or age > _VALID or KEY.fullmatch(given.get_text("key")) is None:
        return "webform-stale"
    if given.get_text("website") or age < _QUICKEST:
        return "webform-again"
    return "" if typed["name"] and typed["text"] else "webform-missing"


def keep_secret(ctx: WebContext, shown: Response, form: AskForm) -> None:
    """Let the browser keep what shows that it was shown the form."""
    shown.set_cookie(
        ctx.name_cookie(_COOKIE), form.secret, max_age=int(_VALID.total_seconds()), path="/", httponly=True,
        samesite="lax", secure=ctx.settings.is_encrypted,
    )  # fmt: skip


def _sign(secret: str, key: str, at: int) -> str:
    return make_form_token(f"{secret} {key} {at}")


def _get_secret(ctx: WebContext, request: Request) -> str:
    return request.cookies.get(ctx.name_cookie(_COOKIE), "")


async def load_rules(ctx: WebContext, session: AsyncSession) -> DeskSettings:
    """Return the current settings. Raises HTTPException 404 while the form is off."""
    remember_version(session, await session.scalar(select(VERSION)))
    rules = await ctx.current.get_for_session(session)
    if not rules.web.form:
        raise HTTPException(404)
    return rules


async def find_own_ticket(ctx: WebContext, session: AsyncSession, key: str) -> tuple[Caller, TicketOfCaller]:
    """Return the sender with that secret and the request that came by their form, the only one that they see, or the
    request of a page that its requester was sent. Raises HTTPException 404, also long after the request has ended."""
    page = await request_links.find_page(session, key)
    asked: tuple[ColumnElement[bool], ...]
    if page is not None:
        bearer, asked = page[0], (Ticket.id == page[1],)
        remember_version(session, await session.scalar(select(VERSION)))
        rules = await ctx.current.get_for_session(session)
    else:
        rules = await load_rules(ctx, session)
        bearer, asked = await _find_by_form(session, key)
    caller = Caller(session, bearer, rules, ctx.now())
    found = await reading.list_tickets(caller, *asked, limit=1)
    if not found or own_systems.has_bearer_ended(found[0].ticket, ctx.now()):
        raise HTTPException(404)
    return caller, found[0]


async def _list_shown(caller: Caller, own: TicketOfCaller) -> list[TicketOfCaller]:
    """Return the request of a page, and what the team has split off it if it came by the form: no other page of its
    sender shows the answers to that."""
    numbers: list[int] = []
    if caller.bearer.system.door == own_systems.FORM:
        split = select(History.new).where(History.ticket_id == own.ticket.id, History.field == history.SPLIT)
        numbers = [int(one.removeprefix("#")) for one in await caller.session.scalars(split) if one]
    others = await reading.list_tickets(caller, any_of(Ticket.number, numbers), limit=_MOST_SPLIT) if numbers else []
    apart = [one for one in others if one.ticket.merged_into_id is None]
    return [own, *sorted(apart, key=lambda one: one.ticket.number)]


async def _load_shown(caller: Caller, own: TicketOfCaller) -> list[TicketWhole]:
    return [await reading.show_ticket(caller, one) for one in await _list_shown(caller, own)]


async def _find_file(caller: Caller, own: TicketOfCaller, file_id: int) -> VisibleFile | None:
    for one in await _list_shown(caller, own):
        shown = await reading.load_thread_ticket(caller, one.ticket)
        if (
            file := await find_among(caller.session, file_id, reading.select_visible_entries(caller, shown))
        ) is not None:
            return file
    return None


async def _find_by_form(session: AsyncSession, key: str) -> tuple[Bearer, tuple[ColumnElement[bool], ...]]:
    bearer = await own_systems.find_sender(session, key)
    if bearer is None or bearer.only is None:
        raise HTTPException(404)
    by_form = Ticket.external_person_id == bearer.only.id, Ticket.origin.in_(BY_SYSTEM)  # not what follows in Telegram
    return bearer, by_form


def count_form(ctx: WebContext, request: Request) -> bool:
    """Count one more form of this address, and of all; return True if both are within their limits."""
    return ctx.forms.count_request(ctx.get_address(request))


def make_page_counter(ctx: WebContext) -> Callable[[Request], Awaitable[None]]:
    """Return what counts one more look at the form or its answers, and raises HTTPException 429 above the limit."""

    async def count(request: Request) -> None:
        if not ctx.form_pages.count_request(ctx.get_address(request)):
            raise HTTPException(429, headers={"Retry-After": "1"})

    return count


Key = Annotated[str, Path(pattern=KEY.pattern)]
_OFTEN = "webform-often"
_TELEGRAM = "https://t.me/{bot}?start={payload}"
_ACTS: Mapping[str, Callable[[Desk, int], Awaitable[object]]] = {
    "confirm": closing.confirm,
    "reopen": drafts.reopen_request,
    "urgent": filing.call_staff,
}


def add_routes(ctx: WebContext, made: APIRouter) -> None:
    """Add the routes of the page."""

    @made.get("/ask/{key}")
    async def show(request: Request, key: Key, seen: str = "") -> Response:
        """Show the page; `seen`: what it shows already, of which nothing is sent again."""
        async with ctx.database.reading() as session:
            caller, own = await find_own_ticket(ctx, session, key)
            shown = await _load_shown(caller, own)
        if seen and seen == _mark(caller, own.ticket, shown):
            return Response(status_code=204)
        return _show(choose_words(ctx, request), key, caller, own.ticket, shown)

    @made.post("/ask/{key}")
    async def add(request: Request, key: Key) -> Response:
        """Add what the sender writes, and files."""
        return await _add(ctx, request, key)

    @made.post("/ask/{key}/telegram")
    async def link(request: Request, key: Key) -> Response:
        """Show a link into Telegram, or have it mailed."""
        return await _link(ctx, request, key)

    @made.get("/ask/{key}/files/{file_id}")
    async def fetch(key: Key, file_id: Annotated[int, Path(ge=1, lt=2**63)]) -> Response:
        async with ctx.database.reading() as session:
            caller, own = await find_own_ticket(ctx, session, key)
            file = await _find_file(caller, own, file_id)
        body = await sources.open_file(ctx, file) if file is not None else None
        return sources.download_response(file, body) if file and body else Response(status_code=404)

    @made.post("/ask/{key}/{act}")
    async def act(request: Request, key: Key, act: str) -> Response:
        """Confirm that it is solved, open it again, or say that it is urgent."""
        if act not in _ACTS:
            raise HTTPException(404)
        return await _do(ctx, request, key, _ACTS[act])


async def _add(ctx: WebContext, request: Request, key: str) -> Response:
    async with ctx.database.reading() as session:
        await find_own_ticket(ctx, session, key)
    async with sources.receive_form(ctx, request, places.VISITORS) as given:
        text = clean_text(given.get_text("text").replace("\r\n", "\n")).strip()[: LONGEST["text"]]

        async def say(desk: Desk, number: int) -> None:
            if text or given.files:
                said = NewEntry(parse_markdown(RichText(text)), await sources.store_files(desk, given.files))
                await drafts.improve_subject(desk, await thread.add_comment(desk, number, said))

        return await _do(ctx, request, key, say, typed=text)


async def _link(ctx: WebContext, request: Request, key: str) -> Response:
    """Make a link into Telegram, which works once and for an hour. Having the page of a mail does not prove that the
    address is one's own: there the link is mailed, as it opens all requests of the address."""
    words, address, mailed = choose_words(ctx, request), None, ""
    async with ctx.database.unit_of_work() as session:
        caller, own = await find_own_ticket(ctx, session, key)
        shown = await _load_shown(caller, own)
        if not ctx.form_words.count_request(key):
            return _show(words, key, caller, own.ticket, shown, wrong=words.say(_OFTEN), status=429)
        desk = await session.get_one(DeskRow, 1)
        assert own.external is not None
        if caller.bearer.system.door == own_systems.MAIL and desk.bot_username:
            mailed = await user_tickets.request_join(session, own.external, ctx.now())
        else:
            payload = await user_tickets.create_link(session, own.external, {}, ctx.now())
            address = _TELEGRAM.format(bot=desk.bot_username, payload=payload) if desk.bot_username else ""
    return _show(words, key, caller, own.ticket, shown, telegram=address, mailed=mailed)


Mark = Annotated[str, Path(pattern="^[A-Za-z0-9_-]{40}$")]


def add_undo_routes(ctx: WebContext, made: APIRouter) -> None:
    """Add the page by which the owner of an address ends that its requests are read in Telegram."""

    @made.get("/ask/undo/{mark}")
    async def show_undo(request: Request, mark: Mark) -> Response:
        async with ctx.database.reading() as session:
            theirs = await user_tickets.find_undoable(session, mark, ctx.now())
            reader = await session.get_one(Person, theirs.person_id) if theirs is not None else None
        return _show_undo(choose_words(ctx, request), mark, reader.name if reader is not None else None)

    @made.post("/ask/undo/{mark}")
    async def undo(request: Request, mark: Mark) -> Response:
        try:
            async with ctx.database.unit_of_work() as session:
                remember_version(session, await session.scalar(select(VERSION)))
                rules = await ctx.current.get_for_session(session)
                await user_tickets.undo_join(Desk(session, Origin.API, None, now=ctx.now(), rules=rules), mark)
        except Outdated:
            return _show_undo(choose_words(ctx, request), mark, None)
        return _show_undo(choose_words(ctx, request), mark, None, is_done=True)


def add_question_routes(ctx: WebContext, made: APIRouter) -> None:
    """Add the page on which the owner of an address says if a mail is from there. Only a press answers."""

    @made.get("/ask/wrote/{mark}")
    async def show_question(request: Request, mark: Mark) -> Response:
        async with ctx.database.reading() as session:
            question = await sender_questions.find_mailed_question(session, mark, ctx.now())
            ticket = await session.get_one(Ticket, question.ticket_id) if question is not None else None
            mails = question.data.get("mails", 1) if question is not None else 0
        return _show_question(choose_words(ctx, request), mark, ticket, mails)

    @made.post("/ask/wrote/{mark}/{answer}")
    async def answer(request: Request, mark: Mark, answer: Literal["yes", "no"]) -> Response:
        said = "none"
        async with ctx.database.unit_of_work() as session:
            remember_version(session, await session.scalar(select(VERSION)))
            rules = await ctx.current.get_for_session(session)
            question = await sender_questions.find_mailed_question(session, mark, ctx.now())
            if question is not None:
                owner = await session.get_one(Person, question.person_id)
                desk = Desk(session, Origin.MAIL, owner, now=ctx.now(), rules=rules)
                with suppress(Outdated):
                    await sender_questions.answer_mailed(desk, mark, is_theirs=answer == "yes")
                    said = answer
        return _show_question(choose_words(ctx, request), mark, None, 0, said=said)


def _show_question(words: Words, mark: str, ticket: Ticket | None, mails: int, *, said: str = "none") -> Response:
    subject = TicketSubject(ticket.subject, ticket.subject_line).say_in(words.language) if ticket is not None else ""
    status = 404 if ticket is None and said == "none" else 200
    shown = render_page(
        "ask/wrote.html", words, status=status, here=f"/ask/wrote/{mark}", subject=subject, mails=mails, said=said
    )
    shown.headers["X-Robots-Tag"] = "noindex"
    return shown


def _show_undo(words: Words, mark: str, name: str | None, *, is_done: bool = False) -> Response:
    status = 200 if is_done or name is not None else 404
    shown = render_page("ask/undo.html", words, status=status, here=f"/ask/undo/{mark}", name=name, is_done=is_done)
    shown.headers["X-Robots-Tag"] = "noindex"
    return shown


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
            shown = await _load_shown(caller, own)
        return _show(words, key, caller, own.ticket, shown, wrong=wrong, typed=typed, status=status)
    return RedirectResponse(f"/ask/{key}", 303)


async def _become(caller: Caller) -> Person:
    assert caller.bearer.only is not None
    return await caller.act_as(caller.bearer.only)


def _find_problem(caller: Caller, stored: Ticket) -> OpenProblem | None:
    problems = caller.rules.knowledge.problems if stored.is_working else ()
    return next((one for one in problems or () if one.id == stored.known_problem_id), None)


def _mark(caller: Caller, stored: Ticket, shown: Sequence[TicketWhole]) -> str:
    problem = _find_problem(caller, stored)
    etags = [reading.make_etag(one).strip('"') for one in shown]
    return ".".join(etags if problem is None else [*etags, str(problem.id)])


def _show(
    words: Words,
    key: str,
    caller: Caller,
    stored: Ticket,
    shown: Sequence[TicketWhole],
    *,
    wrong: str = "",
    typed: str = "",
    telegram: str | None = None,
    mailed: str = "",
    status: int = 200,
) -> Response:
    ticket, *split = shown
    is_over = ticket.status.is_finished or ticket.status is Status.RESOLVED
    is_about_something = has_more_than_greeting([stored.subject or "", *(one.text for one in ticket.messages)])
    problem = _find_problem(caller, stored)
    known = (problem.text or words.say("problem-known")) if problem is not None else ""
    page = render_page(
        "ask/answer.html", words, status=status, ticket=ticket, split=split, here=f"/ask/{key}", is_over=is_over,
        is_resolved=ticket.status is Status.RESOLVED, mark=_mark(caller, stored, shown), known=known, wrong=wrong,
        typed=typed, telegram=telegram, mailed=mailed, longest=LONGEST["text"],
        waits=night_alerts.can_ring(caller.rules, caller.now, stored),
        asks=not is_about_something, subject=TicketSubject(stored.subject, stored.subject_line).say_in(words.language),
    )  # fmt: skip
    page.headers["X-Robots-Tag"] = "noindex"
    return page
