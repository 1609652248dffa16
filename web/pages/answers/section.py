"""What all sections of Answers share: their row, what a form holds, doing a verb and saying why it was refused."""

from collections.abc import Awaitable, Mapping
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from db.database import savepoint
from desk.errors import NotAllowed, Refused
from desk.i18n.catalog import LANGUAGES
from desk.topics import tree
from desk.topics.tree import TopicInfo
from web.door import Door, Visitor
from web.pages.frame import shown, words_of
from web.rich_text import as_html

FOR_STAFF = {"articles": "/answers", "gaps": "/answers/gaps"}
FOR_ADMINS = {"articles": "/answers", "gaps": "/answers/gaps"}
"""Sections and where they are, in their order."""
_SAID_HERE = {"preset-language-missing": "page-preset-language-missing"}
"""Refusals that name a button of Telegram."""


def answers(
    door: Door, visitor: Visitor, section: str, template: str, *, status: int = 200, **given: Any
) -> HTMLResponse:
    """A page of a section."""
    sections = FOR_ADMINS if visitor.is_admin else FOR_STAFF
    return shown(
        door, visitor, f"answers/{template}.html", status=status, section=section, sections=sections,
        languages=_own_first(visitor), html=as_html, **given,
    )  # fmt: skip


def _own_first(visitor: Visitor) -> list[str]:
    return sorted(LANGUAGES, key=lambda language: language != visitor.language)


async def form_of(request: Request) -> Mapping[str, str]:
    """What was typed, by the names of the fields; a file says nothing here."""
    form: FormData = await request.form()
    return {name: value for name, value in form.items() if isinstance(value, str)}


async def refusal(visitor: Visitor, doing: Awaitable[object]) -> Refused | None:
    """Do it; why it was not done, and nothing of it is, in that case. Raises NotAllowed for who has no business
    here."""
    try:
        async with savepoint(visitor.session):
            await doing
    except Refused as refused:
        if isinstance(refused, NotAllowed) and refused.key in ("not-allowed", "only-admins"):
            raise
        return refused
    return None


def said(visitor: Visitor, refused: Refused | None) -> str:
    """In their language; nothing where nothing was refused."""
    if refused is None:
        return ""
    return words_of(visitor).say(_SAID_HERE.get(refused.key, refused.key), **refused.args_)


async def topics(visitor: Visitor) -> list[TopicInfo]:
    """Those that something can be about."""
    return [one for one in await tree.tree(visitor.session) if not one.is_group]


def number(typed: str) -> int | None:
    """An id that was chosen; None: none was."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 19 else None


def not_there() -> Response:
    """Nothing is there, or nothing that they may see."""
    return Response(status_code=404)
