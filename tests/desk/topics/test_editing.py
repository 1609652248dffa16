"""Topics as admins change them: names that are taken, what stays where it was, what the audit says."""

import pytest
from sqlalchemy import select

from db.models import AuditRecord, Category, Status
from desk import Refused
from desk.tickets import fields
from desk.topics import editing, offered, tree
from tests.desk.stage import Someone, Stage

pytestmark = pytest.mark.broad


async def _made(stage: Stage, vera: Someone, name: str, *, is_group: bool = False, group: int | None = None) -> int:
    made = await stage.does(vera, lambda desk: editing.add_category(desk, name, is_group=is_group, group=group))
    return int(made)


async def test_a_name_is_taken_though_it_was_given_in_no_language(stage: Stage, vera: Someone) -> None:
    async with stage.database.unit_of_work() as session:
        session.add(Category(name="Doors", folded="doors"))
    with pytest.raises(Refused, match="category-taken"):
        await _made(stage, vera, "DOORS")


async def test_what_is_over_keeps_the_topic_that_is_removed(stage: Stage, rita: Someone, vera: Someone) -> None:
    doors = await _made(stage, vera, "Doors")
    numbers = [await stage.files(rita, "it is on fire") for _ in range(2)]
    for number in numbers:
        await stage.does(vera, lambda desk, number=number: fields.categorise(desk, number, doors))
    await stage.change(numbers[0], status=Status.CLOSED, ended_at=stage.now)
    await stage.does(vera, lambda desk: editing.remove_category(desk, doors))
    found = [await stage.ticket(number) for number in numbers]
    assert [(one.category_id, one.tags) for one in found] == [(doors, []), (None, ["Doors"])]


async def test_the_audit_says_from_which_group_to_which(stage: Stage, vera: Someone) -> None:
    house, yard = [await _made(stage, vera, name, is_group=True) for name in ("House", "Yard")]
    doors = await _made(stage, vera, "Doors", group=house)
    for group in (yard, yard, None, house):
        await stage.does(vera, lambda desk, group=group: editing.put_into(desk, doors, group))
    async with stage.database.reading() as session:
        moved = select(AuditRecord.old, AuditRecord.new).where(AuditRecord.action == "topic-group")
        rows = [tuple(row) for row in await session.execute(moved.order_by(AuditRecord.id))]
    assert rows == [("House", "Yard"), ("Yard", None), (None, "House")]


async def test_an_offered_group_that_holds_another_topic_stays_when_the_others_go(stage: Stage, vera: Someone) -> None:
    await stage.does(vera, offered.use)
    async with stage.database.reading() as session:
        group = next(one for one in await tree.tree(session) if one.is_group)
    own = await _made(stage, vera, "Doors", group=group.id)
    await stage.does(vera, offered.take_back)
    async with stage.database.reading() as session:
        assert [one.id for one in await tree.tree(session)] == [group.id, own]
