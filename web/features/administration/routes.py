"""The pages of administered nouns: a list with search, a form for new rows, a row with its fields and what is done to
it. A form that is refused keeps what was typed; the verbs check again who acts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as fact
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from desk import EditConflict, Refused
from desk.administration import editing
from desk.administration.editing import FieldsRefused
from desk.administration.kinds import (
    Asker,
    FieldValue,
    can_lose_formatting,
    list_options,
    read_field,
    write_field,
)
from desk.administration.registry import RESOURCES
from desk.administration.resource import INSIDE, NounField, Resource, Wanted
from desk.search.prefix_query import MOST_TYPED
from desk.settings.kinds import FieldOption, OneOf
from desk.text import clean_text, edited_field
from desk.text.edited_field import EditedField
from desk.text.html_marks import render_html
from desk.text.typed_digits import parse_digits
from web.context import Visitor, WebContext
from web.features.answers.section import answer_not_found, list_sections, say_refusal, try_verb
from web.panel import repeated_forms
from web.panel.page_route import PageRoute
from web.panel.pages import make_words, show_page, tell

_WAS = "was-"
Given = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ShownField:
    """A field in a form: what it contains and what is stored; `wrong`: why it was refused; `is_clashing`: another
    person changed it too; `loses`: saving it here loses formatting."""

    one: NounField
    typed: str
    was: str
    wrong: str = ""
    is_clashing: bool = False
    loses: bool = False
    options: Sequence[FieldOption] = fact(default=(), hash=False)

    @property
    def theirs(self) -> str:
        """Return what is stored, for people: of what is chosen its name."""
        names = {one.value: one.name for one in self.options}
        return ", ".join(names.get(one, one) for one in self.was.split(",")) if names else self.was


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of all nouns."""
    made = APIRouter(include_in_schema=False, route_class=PageRoute)
    for noun in RESOURCES:
        if noun.section is not None:
            _add_routes(ctx, made, noun)
    return made


def _add_routes(ctx: WebContext, made: APIRouter, noun: Resource) -> None:
    @made.get(noun.address)
    async def show_rows(request: Request, q: str = "", inside: str = "") -> Response:
        """Show the rows that have all of the words, or those in a row or group."""
        words = " ".join(q.replace("\0", "").split())[:MOST_TYPED]
        async with ctx.admit_visitor(request) as visitor:
            return await _show_list(ctx, visitor, noun, Wanted(words, clean_text(inside)))

    @made.post(noun.address)
    async def add_row(request: Request) -> Response:
        """Add a row."""
        given = await _read_form(request)
        async with ctx.admit_visitor(request, form=given.get("form", "")) as visitor:
            return await _add_row(ctx, visitor, noun, given)

    @made.get(f"{noun.address}/{{key}}")
    async def show_row(request: Request, key: str) -> Response:
        """Show a row with its fields."""
        async with ctx.admit_visitor(request) as visitor:
            return await _show_row(ctx, visitor, noun, clean_text(key))

    @made.post(f"{noun.address}/{{key}}")
    async def change_row(request: Request, key: str) -> Response:
        """Save the fields of a row, do something to it, or undo its last change."""
        given = await _read_form(request)
        async with ctx.admit_visitor(request, form=given.get("form", "")) as visitor:
            return await _change_row(ctx, visitor, noun, clean_text(key), given)


async def _read_form(request: Request) -> Given:
    """Return the text fields by name; values of a field with several are joined by commas."""
    given: dict[str, str] = {}
    for name, value in (await request.form()).multi_items():
        if isinstance(value, str):
            given[name] = f"{given[name]},{clean_text(value)}" if name in given else clean_text(value)
    return given


def _make_asker(visitor: Visitor) -> Asker:
    return Asker(visitor.session, visitor.person, visitor.language, visitor.rules, visitor.now)


async def _add_row(ctx: WebContext, visitor: Visitor, noun: Resource, given: Given) -> Response:
    editing.require_seeing(noun, _make_asker(visitor))
    form = repeated_forms.extend_key(given.get(repeated_forms.FIELD, ""), sorted(given.items()))
    if (again := await repeated_forms.find_earlier_answer(visitor, form)) is not None:
        return again
    inside = given.get("inside", "")
    key, refused = await try_verb(visitor, _create(visitor, noun, given))
    if key is None:
        return await _show_list(ctx, visitor, noun, Wanted(inside=inside), refused=refused, typed=given)
    return await tell(visitor, f"{noun.address}/{key}", "page-admin-done", form, what="added")


async def _create(visitor: Visitor, noun: Resource, given: Given) -> str:
    new = editing.find_new(noun, _make_asker(visitor), given.get("kind", ""))
    values: dict[str, FieldValue] = {one.id: read_field(one.kind, given.get(one.id, "")) for one in new.fields}
    return await editing.create_row(visitor.desk, noun, given.get("kind", ""), given.get("inside", ""), values)


async def _change_row(ctx: WebContext, visitor: Visitor, noun: Resource, key: str, given: Given) -> Response:
    asker = _make_asker(visitor)
    editing.require_seeing(noun, asker)
    row = await noun.find(asker, key)
    if row is None:
        return answer_not_found()
    several = {one.id for one in noun.list_fields(row) if isinstance(one.kind, OneOf) and one.kind.is_many}
    edited = {} if given.get("act") or given.get("undo") else _read_edited(given, several)
    done, refused = await try_verb(visitor, _do(visitor, noun, key, given, edited))
    if refused is not None or done is None:
        return await _show_row(ctx, visitor, noun, key, refused=refused, edited=edited, typed=given)
    return await tell(visitor, f"{noun.address}/{key}", "page-admin-done", what=done)


async def _do(visitor: Visitor, noun: Resource, key: str, given: Given, edited: Mapping[str, EditedField]) -> str:
    """Do what the form says and return what was done."""
    if name := given.get("act"):
        act = noun.find_act(name)
        asks = act.asks if act is not None else None
        words = read_field(asks.kind, given.get(asks.id, "")) if asks is not None else None
        await editing.do_act(visitor.desk, noun, key, name, words)
        return "done"
    if version := given.get("undo"):
        number = parse_digits(version)
        if number is None or not await editing.undo_change(visitor.desk, noun, key, number):
            raise Refused("setting-changed-since")
        return "undone"
    return "saved" if await editing.change_form(visitor.desk, noun, key, edited) else "same"


def _read_edited(given: Given, several: Collection[str]) -> dict[str, EditedField]:
    """Return the fields with what they contained before. Of `several` values none may be given: all were taken off."""
    were = {name.removeprefix(_WAS): was for name, was in given.items() if name.startswith(_WAS)}
    there = {name: was for name, was in were.items() if name in given or name in several}
    return {name: EditedField(given.get(name, ""), was) for name, was in there.items()}


async def _show_list(
    ctx: WebContext, visitor: Visitor, noun: Resource, wanted: Wanted, *, refused: Refused | None = None,
    typed: Given | None = None,
) -> Response:  # fmt: skip
    asker = _make_asker(visitor)
    editing.require_seeing(noun, asker)
    row = await noun.find(asker, wanted.inside) if wanted.inside and not wanted.words else None
    name = "" if not wanted.inside else noun.say_title(asker, row) if row else noun.name_inside(asker, wanted.inside)
    news, words = [one for one in noun.news if one.may(asker)], make_words(visitor)
    fields = [
        ShownField(one, (typed or {}).get(one.id, ""), "", options=await list_options(one.kind, asker, None))
        for one in (news[0].fields if news else ())
    ]
    return _show(
        ctx, visitor, noun, "administration/list.html", status=422 if refused else 200,
        lines=await noun.list_lines(asker, wanted), wanted=wanted, inside=INSIDE, name=name, news=news, fields=fields,
        heads=[
            words.say(f"column-{noun.name}"),
            *((words.say(f"column-{noun.name}-{one}"), "wide-only") for one in (*noun.columns, *noun.figures)),
        ],
        kinds={one.name: words.say(f"kind-{noun.name}-{one.name}") for one in news} if len(news) > 1 else {},
        row_key=wanted.inside if row else "", above=noun.make_line(asker, row).inside if row else "",
        wrong=say_refusal(visitor, refused), kind=(typed or {}).get("kind", ""),
        ways=() if wanted.inside else noun.list_ways(asker, None),
    )  # fmt: skip


async def _show_row(
    ctx: WebContext, visitor: Visitor, noun: Resource, key: str, *, refused: Refused | None = None,
    edited: Mapping[str, EditedField] | None = None, typed: Given | None = None,
) -> Response:  # fmt: skip
    asker = _make_asker(visitor)
    editing.require_seeing(noun, asker)
    row = await noun.find(asker, key)
    if row is None:
        return answer_not_found()
    acts = noun.list_acts(asker, row)
    asked = {one.asks.id: one.asks for one in acts if one.asks is not None}
    typed_in = edited_field.find_touched(edited or {})
    shown = [one for one in noun.fields if noun.has_field(row, one) or one.id in typed_in]
    fields = [await _show_field(visitor, one, row, edited or {}, refused) for one in shown]
    clash = isinstance(refused, EditConflict)
    at_fields = isinstance(refused, FieldsRefused)
    return _show(
        ctx, visitor, noun, "administration/row.html", status=409 if clash else 422 if refused else 200,
        line=noun.make_line(asker, row), title=noun.say_title(asker, row), fields=fields, inside=INSIDE,
        may_change=noun.may_change(asker, row), acts=acts, facts=await noun.list_facts(asker, row),
        asked=[ShownField(one, (typed or {}).get(name, ""), "") for name, one in asked.items()],
        ways=noun.list_ways(asker, row),
        beside=noun.list_beside(asker, row), wrong="" if at_fields else say_refusal(visitor, refused),
        at_fields=at_fields, change=await editing.find_last_change(visitor.session, noun, key, visitor.desk.now),
    )  # fmt: skip


async def _show_field(
    visitor: Visitor, one: NounField, row: Any, edited: Mapping[str, EditedField], refused: Refused | None
) -> ShownField:
    value = one.read(row)
    was = write_field(one.kind, value)
    clash = refused if isinstance(refused, EditConflict) else None
    given = edited.get(one.id)
    is_kept = given is not None and (given.is_touched or clash is None)
    why = refused.wrong.get(one.id) if isinstance(refused, FieldsRefused) else None
    return ShownField(
        one, given.typed if given is not None and is_kept else was, was, say_refusal(visitor, why),
        clash is not None and one.id in clash.clashing, can_lose_formatting(one.kind, value),
        await list_options(one.kind, _make_asker(visitor), row),
    )  # fmt: skip


def _show(ctx: WebContext, visitor: Visitor, noun: Resource, template: str, *, status: int, **given: Any) -> Response:
    assert noun.section is not None, "its pages are made by hand"
    page, tab = noun.section
    return show_page(
        ctx, visitor, template, status=status, noun=noun, frame=f"{page}/section.html", section=tab,
        sections=list_sections(visitor), html=render_html, **given,
    )  # fmt: skip
