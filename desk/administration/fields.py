"""Fields of requests that admins declare: what each holds, and what requesters are asked for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from db.models import OwnField
from desk import Desk
from desk.administration.kinds import Asker, FieldValue
from desk.administration.resource import (
    New,
    NounField,
    Resource,
    RowLine,
    StoredNames,
    Wanted,
    do_by_id,
    find_by_id,
    make_new_field,
    make_removal,
    set_in_language,
    set_text,
)
from desk.i18n import LANGUAGES
from desk.own_fields import editing
from desk.policy.permissions import Grant
from desk.settings.kinds import Choice, TypedLine, TypedText
from desk.settings.own_fields import LONGEST_NAME, LONGEST_TEXT, FieldKind
from desk.text import RichText

_LONGEST_OPTIONS = editing.MOST_OPTIONS * (LONGEST_NAME + 1)


@dataclass(frozen=True, slots=True)
class OwnFieldInfo:
    """A field as it is administered."""

    id: int
    name: str
    holds: FieldKind
    options: tuple[str, ...]
    question: Mapping[str, str]
    is_removed: bool = False


def _show(row: OwnField) -> OwnFieldInfo:
    options, question = tuple(row.options), dict(row.question)
    return OwnFieldInfo(row.id, row.name, FieldKind(row.kind), options, question, row.removed_at is not None)


async def _list_lines(asker: Asker, wanted: Wanted) -> Sequence[RowLine]:
    known = map(_show, await editing.load_rows(asker.session))
    return [_make_line(asker, one) for one in known if wanted.has_match(one.name, *one.options)]


def _make_line(asker: Asker, one: OwnFieldInfo) -> RowLine:
    holds = ", ".join(one.options) or asker.say(f"own-field-kind-{one.holds}")
    asked = asker.say("own-field-asked") if one.question else ""
    missing = one.holds is FieldKind.CHOICE and not one.options
    trouble = asker.say("own-field-no-options") if missing else ""
    return RowLine(str(one.id), one.name, (holds, asked), trouble)


async def _find(asker: Asker, field_id: int) -> OwnFieldInfo | None:
    row = await asker.session.get(OwnField, field_id, populate_existing=True)
    return None if row is None else _show(row)


async def _list_facts(asker: Asker, row: OwnFieldInfo) -> Sequence[RichText | str]:
    gone = [asker.say("own-field-removed", name=row.name)] if row.is_removed else []
    return [*gone, asker.say(f"own-field-kind-{row.holds}")]


async def _add(desk: Desk, _inside: str, given: Mapping[str, FieldValue]) -> str:
    holds = FieldKind(given["holds"].text)
    return str(await editing.declare_field(desk, holds, given["name"].text))


def _make_question(language: str) -> NounField:
    write = set_text(set_in_language(editing.set_question, language))
    return NounField("question", TypedLine(LONGEST_TEXT), lambda row: row.question.get(language), write, language)


_NEW = (
    make_new_field("holds", Choice("own-field-kind", tuple(one.value for one in FieldKind))),
    make_new_field("name", TypedLine(LONGEST_NAME)),
)
FIELDS = Resource(
    name="fields",
    stored=StoredNames("fields", "fieldask"),
    command="fields",
    address="/fields",
    section=("settings", "fields"),
    grant=Grant.TOPICS,
    columns=("kind", "asked"),
    list_lines=_list_lines,
    find=find_by_id(_find),
    make_line=_make_line,
    list_facts=_list_facts,
    fields=(
        NounField("name", TypedLine(LONGEST_NAME), lambda row: row.name, set_text(editing.rename_field)),
        NounField(
            "options",
            TypedText(_LONGEST_OPTIONS),
            lambda row: "\n".join(row.options),
            set_text(editing.set_options),
            has=lambda row: row.holds is FieldKind.CHOICE,
        ),
        *map(_make_question, LANGUAGES),
    ),
    acts=make_removal(do_by_id(editing.remove_field), do_by_id(editing.restore_field)),
    news=(New("field", _NEW, _add),),
)
