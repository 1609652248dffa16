"""Parts that all sections of Answers share: their tabs, reading forms, trying verbs and showing refusals."""

from collections.abc import Awaitable, Mapping
from typing import Any, TypeVar

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from db.database import savepoint
from db.models import ArticleAudience
from desk import EditConflict, NotAllowed, Refused
from desk.i18n import LANGUAGES
from desk.knowledge import article_form, markdown_files
from desk.knowledge.article_form import ArticleEdit, Description, NextStep, TextField
from desk.policy.permissions import Grant
from desk.queries.panel.articles import MOST_VERSIONS, WholeArticle
from desk.text import clean_text
from desk.text.edited_field import EditedField
from desk.text.html_marks import render_html
from desk.text.typed_digits import parse_digits
from desk.topics import editing
from desk.topics.editing import TopicInfo
from web.context import Visitor, WebContext
from web.panel.pages import ask_first, format_refusal, make_words, show_page

_SECTIONS: dict[str, tuple[str, Grant | None]] = {
    "articles": ("/answers", None),
    "presets": ("/answers/presets", Grant.PUBLISH),
    "replies": ("/answers/replies", None),
    "menu": ("/answers/menu", Grant.PUBLISH),
    "many": ("/answers/many", Grant.MAILINGS),
    "helped": ("/answers/helped", Grant.PUBLISH),
    "gaps": ("/answers/gaps", None),
}
"""Sections in their order: where they are, and which grant they need."""
_T = TypeVar("_T")
_WAS = "was-"
_NO_BUSINESS = ("not-allowed", "not-granted")
_SAID_HERE = {
    "outdated": "page-answers-outdated",
    "mailing-empty": "page-say-something",
    "problem-empty": "page-say-something",
}
"""Refusals that name a button of Telegram."""


def show_section(
    ctx: WebContext, visitor: Visitor, section: str, template: str, *, status: int = 200, **given: Any
) -> HTMLResponse:
    """Return a page of a section."""
    return show_page(
        ctx, visitor, template, status=status, section=section, sections=list_sections(visitor),
        languages=sorted(LANGUAGES, key=lambda language: language != visitor.language), html=render_html, **given,
    )  # fmt: skip


def list_sections(visitor: Visitor) -> Mapping[str, str]:
    """Return the addresses of the sections that the visitor may open, by their names."""
    sections = {name: address for name, (address, grant) in _SECTIONS.items() if grant is None or visitor.may(grant)}
    return {**sections, "ideas": "/answers/ideas"} if visitor.rules.requests.ideas else sections


async def read_form(request: Request) -> Mapping[str, str]:
    """Return the text fields by name, as the database can store them; files are ignored."""
    form: FormData = await request.form()
    return {name: clean_text(value) for name, value in form.items() if isinstance(value, str)}


async def try_verb(visitor: Visitor, doing: Awaitable[_T]) -> tuple[_T | None, Refused | None]:
    """Run a verb in a savepoint; return its result, or why it was refused. Raises NotAllowed."""
    try:
        async with savepoint(visitor.session):
            return await doing, None
    except Refused as refused:
        if isinstance(refused, NotAllowed) and refused.key in _NO_BUSINESS:
            raise
        await ask_first(visitor, refused)
        return None, refused


def read_edited_fields(given: Mapping[str, str]) -> dict[str, EditedField]:
    """Return the fields of a form together with what they held before."""
    were = {name.removeprefix(_WAS): was for name, was in given.items() if name.startswith(_WAS)}
    return {name: EditedField(given[name], was) for name, was in were.items() if name in given}


def merge_fields(typed: Mapping[str, EditedField], now: Mapping[str, str], refused: Refused | None) -> dict[str, str]:
    """Return the fields after a refusal: what was typed; where nothing was typed and another person wrote, their
    text."""
    clash = isinstance(refused, EditConflict)
    kept = {name: one.typed for name, one in typed.items() if one.is_touched or not clash}
    return {**now, **kept}


def say_refusal(visitor: Visitor, refused: Refused | None) -> str:
    """Return why it was refused, in the visitor's language, or an empty text."""
    if refused is None:
        return ""
    if refused.key in _SAID_HERE:
        return make_words(visitor).say(_SAID_HERE[refused.key], **refused.args_)
    return format_refusal(visitor, refused)


async def list_topics(visitor: Visitor) -> list[TopicInfo]:
    """Return the topics that something can be assigned to."""
    return [one for one in await editing.load_tree(visitor.session) if not one.is_group]


def answer_not_found() -> Response:
    """Return the answer for what does not exist or may not be seen."""
    return Response(status_code=404)


def parse_article_edit(given: Mapping[str, str]) -> ArticleEdit:
    """Return the edit that was typed."""
    description = None
    if "keywords" in given:
        description = Description(
            parse_digits(given.get("topic", "")), given["keywords"],
            parse_digits(given.get("topic-was", "")), given.get("keywords-was", ""),
            _audience(given.get("audience", "")), _audience(given.get("audience-was", "")),
        )  # fmt: skip
    return ArticleEdit(
        parse_digits(given.get("revision", "")) or 0, {one: _text(given, one) for one in LANGUAGES}, description
    )


def _audience(typed: str) -> ArticleAudience:
    return ArticleAudience.TEAM if typed == ArticleAudience.TEAM else ArticleAudience.EVERYBODY


def _text(given: Mapping[str, str], language: str) -> TextField:
    seen = parse_digits(given.get(f"seen-{language}", "")) or 0
    title, body = given.get(f"title-{language}", ""), given.get(f"body-{language}", "")
    return TextField(title, body, seen if seen < MOST_VERSIONS else 0)


def parse_next_step(given: Mapping[str, str]) -> NextStep:
    """Return what to do after saving."""
    then = given.get("then", "")
    return NextStep(then) if then in set(NextStep) else NextStep.KEEP


def make_fields(one: WholeArticle) -> ArticleEdit:
    """Return an article's fields as they are stored."""
    texts = {
        language: article_form.make_field(text.title, text.body, text.version) for language, text in one.texts.items()
    }
    words = article_form.join_keywords(one.keywords)
    said = Description(one.category_id, words, one.category_id, words, one.audience, one.audience)
    return ArticleEdit(one.revision, texts, said)


def merge_after_clash(stored: ArticleEdit, typed: ArticleEdit, clash: EditConflict) -> ArticleEdit:
    """Return the fields after a conflict: what was typed, and what others wrote where nothing was typed."""
    texts = {one: typed.get_text(one) if one in clash.touched else stored.get_text(one) for one in LANGUAGES}
    return ArticleEdit(stored.revision, texts, typed.description)


def can_lose_formatting(one: WholeArticle) -> bool:
    """Return True if a text has formatting that the field cannot show and that would be lost by an edit."""
    return not all(markdown_files.can_express(text.body) for text in one.texts.values())
