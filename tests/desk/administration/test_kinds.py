"""Fields of nouns of any kind: what is typed or chosen is read by the kind, or refused with the words of the kind."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from db.models import Person
from desk import Desk, Refused
from desk.administration import editing
from desk.administration.events import EVENTS
from desk.administration.kinds import Asker, FieldValue, check_value, list_options
from desk.administration.resource import New, make_new_field
from desk.settings.kinds import (
    BaseKind,
    Choice,
    DayTime,
    FieldOption,
    Length,
    Number,
    OneOf,
    Switch,
    TypedLine,
    TypedText,
    Unit,
    WordList,
)
from tests.desk.stage import Someone, Stage

LEVEL = Choice("priority-name", (1, 2, 3, 4), "priority")
READ: list[tuple[BaseKind, str, str]] = [
    (LEVEL, "2", "2"), (LEVEL, "критический", "1"), (Switch(), "да", "on"), (Number(), "25", "25"),
    (DayTime(), "9.30", "09:30"), (Length(Unit.MINUTES), "полчаса", "30"), (WordList(), "a; b\na", "a, b"),
    (TypedLine(3), "its verb says what fits", "its verb says what fits"), (TypedText(2), "a\nb", "a\nb"),
]  # fmt: skip
REFUSED: list[tuple[BaseKind, str, str]] = [
    (LEVEL, "9", "choice"), (Switch(), "maybe", "switch"), (Number(), "many", "number"),
    (Number(most=3), "4", "number"), (DayTime(), "25:00", "day-time"),
]  # fmt: skip


def test_a_value_of_a_field_is_read_by_its_kind() -> None:
    assert [check_value(kind, FieldValue.of(typed)).text for kind, typed, _ in READ] == [read for *_, read in READ]
    for kind, typed, key in REFUSED:
        with pytest.raises(Refused) as refused:
            check_value(kind, FieldValue.of(typed))
        assert refused.value.key == f"setting-wrong-{key}", typed


async def test_what_can_be_chosen_of_a_field_is_offered_by_its_kind() -> None:
    async def load(_asker: Any, row: Any) -> list[FieldOption]:
        return [FieldOption(row, row.title())]

    asker: Any = Asker(None, Person(id=1, name="Vera"), "ru", None, None)  # type: ignore[arg-type]
    kinds = (LEVEL, Switch(), OneOf(load), Number())
    offered = [[(one.value, one.name) for one in await list_options(kind, asker, "door")] for kind in kinds]
    assert offered[0][:2] == [("1", "критический"), ("2", "высокий")]
    assert offered[1:] == [[("on", "включено"), ("off", "выключено")], [("door", "Door")], []]


async def test_fields_of_a_new_row_are_read_by_their_kinds(stage: Stage, vera: Someone) -> None:
    async def load(_asker: Any, _row: Any) -> list[FieldOption]:
        return [FieldOption("7", "Hall")]

    async def create(_desk: Desk, _inside: str, given: Mapping[str, FieldValue]) -> str:
        return "/".join(value.text for value in given.values())

    kinds = {"floor": Number(), "level": LEVEL, "hall": OneOf(load), "name": TypedLine(60)}
    new = New("room", tuple(make_new_field(name, kind) for name, kind in kinds.items()), create)
    noun = replace(EVENTS, news=(new,))

    async def add(typed: str) -> str:
        given = new.split(FieldValue.of(typed))
        return str(await stage.does(vera, editing.create_row, noun, "room", "", given))

    assert await add("٢ критический 7 Big archive") == "2/1/7/Big archive"
    refused = {"many 1 7 a": "setting-wrong-number", "2 9 7 a": "setting-wrong-choice", "2 1 8 a": "admin-no-option"}
    for typed, key in {**refused, "": "setting-wrong-number"}.items():
        with pytest.raises(Refused) as wrong:
            await add(typed)
        assert wrong.value.key == key, typed
