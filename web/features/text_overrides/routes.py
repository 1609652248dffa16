"""The bot's texts in an admin's own words: listed by themes, found by search, changed, undone, reset."""

import asyncio
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Form
from pydantic import Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk import Refused
from desk.i18n import LANGUAGES, Sentence, find_sentence, overrides
from desk.policy import permissions
from desk.policy.permissions import Grant
from desk.search.prefix_query import MOST_TYPED
from desk.text import RichText
from desk.text_overrides import rewording
from desk.text_overrides import search as text_search
from desk.text_overrides import themes as text_themes
from desk.text_overrides.checks import get_original
from desk.text_overrides.places import find_by_code, find_place, is_caption, is_formatted, make_code
from desk.text_overrides.themes import TextTheme
from web.context import Visitor, WebContext
from web.panel.page_forms import PageForm
from web.panel.page_route import PageRoute
from web.panel.pages import show_page, try_verb

_LONGEST = 6000
_UNDO, _ORIGINAL = "undo", "original"
_Line = tuple[Sentence, str, str, str, bool]


class _GivenText(PageForm):
    """The form of a text: its words or another action; the version that was seen."""

    form: str = ""
    text: Annotated[str, Field(max_length=_LONGEST)] = ""
    do: str = ""
    seen: Annotated[int, Field(ge=0, lt=2**63)] = 0


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)

    @made.get("/texts")
    async def texts(request: Request, q: str = "", theme: str = "") -> Response:
        """Show the themes, the texts of one, or the texts that match."""
        async with ctx.admit_visitor(request) as visitor:
            permissions.require_grant(visitor.person, Grant.PUBLISH)
            words = " ".join(q.replace("\0", "").split())[:MOST_TYPED]
            shown = TextTheme(theme) if not words and theme in set(TextTheme) else None
            found = await asyncio.to_thread(text_search.find_by_words, words) if words else []
            if shown is not None:
                found = text_themes.list_theme(visitor.language, shown)
            return show_page(
                ctx, visitor, "text_overrides/texts.html", lines=_make_lines(found), words_typed=words, shown=shown,
                themes=text_themes.count_themes(visitor.language),
                changed_lines=_make_lines([one for of in LANGUAGES for one in text_themes.list_changed(of)]),
            )  # fmt: skip

    @made.get("/texts/{language}/{code}")
    async def text(request: Request, language: str, code: str) -> Response:
        """Show one text."""
        async with ctx.admit_visitor(request) as visitor:
            return await _show_text(ctx, visitor, language, code)

    @made.post("/texts/{language}/{code}")
    async def change(
        request: Request, language: str, code: str, given: Annotated[_GivenText, Form()]
    ) -> Response:  # fmt: skip
        """Save the text, undo the last change, or restore the original. An error is shown with its line."""
        async with ctx.admit_visitor(request, form=given.form) as visitor:
            permissions.require_grant(visitor.person, Grant.PUBLISH)
            sentence = await asyncio.to_thread(find_by_code, language, code)
            if sentence is None:
                return Response(status_code=404)
            wrong = await try_verb(visitor, _change_text(visitor, sentence, given))
            if wrong:
                return await _show_text(
                    ctx, visitor, language, code, wrong=wrong, typed=given.text if not given.do else None
                )
        return RedirectResponse(f"/texts/{language}/{code}", 303)

    return made


def _make_lines(found: Sequence[Sentence]) -> list[_Line]:
    """Return each sentence with its code, place and words, and whether it was changed."""
    return [
        (one, make_code(one.id), find_place(one).value, _current_text(one).text, text_themes.is_changed(one))
        for one in found
    ]


async def _change_text(visitor: Visitor, sentence: Sentence, given: _GivenText) -> None:
    if given.do == _ORIGINAL:
        await rewording.restore_original(visitor.desk, sentence)
    elif given.do == _UNDO:
        if not await rewording.undo_change(visitor.desk, sentence, given.seen):
            raise Refused("setting-changed-since")
    else:
        await rewording.reword_sentence(visitor.desk, sentence, rewording.read_field(given.text), seen=given.seen)


async def _show_text(
    ctx: WebContext, visitor: Visitor, language: str, code: str, *, wrong: str = "", typed: str | None = None
) -> Response:
    permissions.require_grant(visitor.person, Grant.PUBLISH)
    sentence = await asyncio.to_thread(find_by_code, language, code)
    if sentence is None:
        return Response(status_code=404)
    now, others = _current_text(sentence), [find_sentence(one, sentence.id) for one in LANGUAGES if one != language]
    return show_page(
        ctx, visitor, "text_overrides/text.html", status=422 if wrong else 200, wrong=wrong, one=sentence, code=code,
        place=find_place(sentence).value, now_said=now, before=get_original(sentence).text,
        typed=rewording.write_field(now) if typed is None else typed,
        is_changed=overrides.get_override(sentence.language, sentence.id) is not None,
        loses=rewording.has_untaggable_formatting(now),
        is_plain=not is_formatted(sentence) and not is_caption(sentence), is_button=is_caption(sentence),
        must=", ".join(f"{{{name}}}" for name in sentence.must), others=[one for one in others if one is not None],
        change=await rewording.find_last_change(visitor.session, sentence),
    )  # fmt: skip


def _current_text(sentence: Sentence) -> RichText:
    return overrides.get_override(sentence.language, sentence.id) or get_original(sentence)
