"""`/ask`: the form, if an admin has switched it on. Its sender goes on to the page of the answer."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import DeskSettings, Refused
from desk.conversation.new_entry import NewEntry
from desk.i18n import catalog
from desk.integrations import own_systems
from desk.own_fields import values
from desk.requests.drafts import GivenFields, file_from_integration
from desk.suggestions import offering
from desk.text import RichText, clean_text, mail_address
from desk.text.html_marks import render_html
from desk.text.markdown.reader import parse_markdown
from web.api.caller import Caller
from web.ask.answers import (
    LONGEST,
    LONGEST_ANSWER,
    AskForm,
    add_question_routes,
    add_routes,
    add_undo_routes,
    count_form,
    find_own_ticket,
    keep_secret,
    load_rules,
    make_page_counter,
    read_form,
)
from web.browser_words import choose_words
from web.context import WebContext
from web.files import places, sources
from web.files.sources import Brought
from web.rendering import Words, render_page

_MOST_FIELDS = 12


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of the form and of its answers."""
    made = APIRouter(include_in_schema=False, dependencies=[Depends(make_page_counter(ctx))])

    @made.get("/ask")
    async def show(request: Request) -> Response:
        words = choose_words(ctx, request)
        async with ctx.database.reading() as session:
            rules = await load_rules(ctx, session)
            form = await read_form(ctx, request, session, words.language, None, rules=rules)
        return _show_form(ctx, words, form)

    @made.post("/ask")
    async def send(request: Request) -> Response:
        """File the request. The same form sent twice leads to the same page."""
        words = choose_words(ctx, request)
        async with ctx.database.reading() as session:
            rules = await load_rules(ctx, session)
        async with sources.receive_form(ctx, request, places.VISITORS, most_fields=_MOST_FIELDS) as given:
            async with ctx.database.reading() as session:
                form = await read_form(ctx, request, session, words.language, given, rules=rules)
            if form.wrong:
                return _show_form(ctx, words, form, words.say(form.wrong), status=422)
            try:
                return await _file(ctx, request, words, form, given)
            except Refused as refused:
                return _show_form(ctx, words, form, words.say(refused.key, **refused.args_), status=422)

    @made.post("/ask/articles")
    async def offer(request: Request, text: Annotated[str, Form()] = "") -> Response:
        """Show the articles that fit what is typed so far, as far as the desk has some."""
        words = choose_words(ctx, request)
        async with ctx.database.reading() as session:
            rules = await load_rules(ctx, session)
            said = clean_text(text)[: LONGEST["text"]]
            is_kept = rules.knowledge.articles
            articles = await offering.find_fitting(session, said, words.language) if is_kept else []
        return render_page("ask/articles.html", words, articles=articles, render=render_html)

    add_undo_routes(ctx, made)
    add_question_routes(ctx, made)
    add_routes(ctx, made)
    return made


async def _file(ctx: WebContext, request: Request, words: Words, form: AskForm, given: Brought) -> Response:
    """File it, unless this form did so before. Raises Refused."""
    there = RedirectResponse(f"/ask/{form.key}", 303)
    async with ctx.database.unit_of_work() as session:
        rules = await load_rules(ctx, session)
        if await _is_filed(ctx, session, form.key):
            return there
        if not count_form(ctx, request):
            return _show_form(ctx, words, form, words.say("webform-often"), status=429)
        bearer = await own_systems.create_sender(
            session, form.key, name=form.typed["name"], language=words.language, now=ctx.now()
        )
        if bearer is None:
            raise HTTPException(404)
        await _file_as(Caller(session, bearer, rules, ctx.now()), form, given, rules)
    return there


async def _is_filed(ctx: WebContext, session: AsyncSession, key: str) -> bool:
    try:
        await find_own_ticket(ctx, session, key)
    except HTTPException:
        return False
    return True


async def _file_as(caller: Caller, form: AskForm, given: Brought, rules: DeskSettings) -> None:
    external = caller.bearer.only
    assert external is not None
    desk = caller.make_desk(await caller.act_as(external))
    files = await sources.store_files(desk, given.files)
    label = (
        "webform-mail-label"
        if form.has_mail and mail_address.find_address(form.typed["contact"])
        else "webform-contact-label"
    )
    contact = {catalog.say(rules.locale, label): form.typed["contact"]}
    made = await file_from_integration(
        desk, external, [NewEntry(parse_markdown(RichText(form.make_text())), files)],
        context=contact if form.typed["contact"] else None, external_ref=None, given=GivenFields(topic_id=form.topic),
    )  # fmt: skip
    answers = {one.key: one.answer for one in form.questions if one.key and one.answer}
    await values.take_answers(desk, made.number, answers)


def _show_form(ctx: WebContext, words: Words, form: AskForm, wrong: str = "", *, status: int = 200) -> Response:
    shown = render_page(
        "ask/form.html", words, status=status, form=form, wrong=wrong, longest=LONGEST, longest_answer=LONGEST_ANSWER
    )
    keep_secret(ctx, shown, form)
    shown.headers["X-Robots-Tag"] = "noindex"
    return shown
