"""Whom a system brings, by its own ids, and which tickets of theirs it sees."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from db.models import ExternalPerson, Integration, Person, Ticket
from desk.integrations import user_rows
from tests.desk.stage import Someone, Stage
from tests.desk.webhooks.test_feed import system
from tests.sql import scalar, scalars

MOMENT = timedelta(microseconds=1)


async def _met(
    stage: Stage, key: int, who: str = "u-1", name: str | None = None, language: str | None = None
) -> Person:
    async with stage.database.unit_of_work() as session:
        of = await session.get_one(Integration, key)
        found = await user_rows.get_or_create(session, of, who, name=name, language=language, now=stage.now)
        return await session.get_one(Person, found.person_id)


async def test_each_system_has_its_own_people_by_its_own_ids(stage: Stage) -> None:
    shop, bank = await system(stage, "shop", "tickets"), await system(stage, "bank", "tickets")
    first = await _met(stage, shop)
    assert (first.name, first.system_id, first.telegram_id) == ("shop u-1", shop, None)
    assert (await _met(stage, shop)).id == first.id
    assert len({(await _met(stage, *of)).id for of in ((shop, "u-1"), (bank, "u-1"), (shop, "u-2"))}) == 3
    assert await scalar(stage, select(func.count()).select_from(Person)) == 3


async def test_a_name_and_a_language_count_as_long_as_they_have_no_telegram(stage: Stage) -> None:
    shop = await system(stage, "shop", "tickets")
    await _met(stage, shop, name="Anna\n K. ", language="ru")
    for name, language, wanted in (
        (None, None, ("Anna K.", "ru")), ("", "en", ("Anna K.", "en")), ("Ann", None, ("Ann", "en"))
    ):  # fmt: skip
        found = await _met(stage, shop, name=name, language=language)
        assert (found.name, found.language) == wanted
    async with stage.database.unit_of_work() as session:
        (await session.get_one(Person, found.id)).telegram_id = 7
    found = await _met(stage, shop, name="Somebody", language="ru")
    assert (found.name, found.language) == ("Ann", "en")


@pytest.mark.parametrize(
    ("of", "values", "seen"),
    [
        ("shop", {}, True),
        ("shop", {"filed_at": None}, False),
        ("bank", {}, False),
        (None, {"created_at": timedelta()}, True),
        (None, {"created_at": -MOMENT}, False),
        (None, {"created_at": timedelta(), "filed_at": None}, False),
    ],
)
async def test_it_sees_its_own_and_what_was_begun_in_telegram_since_they_joined(
    stage: Stage, rita: Someone, of: str | None, values: dict[str, Any], seen: bool
) -> None:
    """Not what came through another system, nor a draft; and nothing of anybody else's."""
    keys = {name: await system(stage, name, "tickets", people=[rita]) for name in ("shop", "bank")}
    number = await stage.files(rita, "The printer is on fire")
    await stage.files(await stage.person("Boris"), "It rains into the hall")
    given = {name: stage.now + value if isinstance(value, timedelta) else value for name, value in values.items()}
    await stage.change(number, system_id=keys[of] if of is not None else None, **given)
    async with stage.database.unit_of_work() as session:
        for row in await session.scalars(select(ExternalPerson)):
            row.joined_at = stage.now
    found = select(Ticket.number).join(ExternalPerson, ExternalPerson.person_id == Ticket.requester_id)
    assert await scalars(stage, found.where(user_rows.is_ticket_visible(keys["shop"]))) == ([number] if seen else [])


async def test_of_who_has_not_joined_it_sees_its_own_alone(stage: Stage, rita: Someone) -> None:
    shop = await system(stage, "shop", "tickets", people=[rita])
    numbers = [await stage.files(rita, said) for said in ("The printer is on fire", "It rains into the hall")]
    await stage.change(numbers[0], system_id=shop)
    async with stage.database.unit_of_work() as session:
        (await session.scalars(select(ExternalPerson))).one().joined_at = None
    found = select(Ticket.number).join(ExternalPerson, ExternalPerson.person_id == Ticket.requester_id)
    assert await scalars(stage, found.where(user_rows.is_ticket_visible(shop))) == numbers[:1]
