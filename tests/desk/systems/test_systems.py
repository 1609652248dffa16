"""Two admins make systems at the same moment; and how often one may ask, as the audit tells it."""

import asyncio

import pytest
from sqlalchemy import select

from db.models import AuditRecord, Origin, Person, System
from desk import Desk, Outdated, Refused
from desk.systems import systems
from tests.db.waiting import until_somebody_waits
from tests.desk.cast import cast
from tests.desk.stage import Stage


async def test_of_two_at_once_the_second_hears_that_the_name_is_taken(stage: Stage) -> None:
    _, _, _, vera, *_ = await cast(stage)
    async with stage.database.unit_of_work() as session:
        admin = await session.get_one(Person, vera.id)
        await systems.make(Desk(session, Origin.PANEL, admin, now=stage.now, rules=stage.rules), "Shop")
        second = asyncio.ensure_future(stage.does(vera, lambda desk: systems.make(desk, "shop")))
        await until_somebody_waits(stage.database)
    with pytest.raises(Refused, match="system-name-taken"):
        await second


async def test_how_often_it_may_ask_is_in_the_audit(stage: Stage) -> None:
    _, _, _, vera, *_ = await cast(stage)
    key, _token = await stage.does(vera, lambda desk: systems.make(desk, "Shop"))
    async with stage.database.sessions() as session:
        before = (await session.get_one(System, key)).per_minute
    await stage.does(vera, lambda desk: systems.limit(desk, key))
    async with stage.database.sessions() as session:
        after = (await session.get_one(System, key)).per_minute
        row = (await session.scalars(select(AuditRecord).order_by(AuditRecord.id.desc()))).first()
    assert after != before
    assert row is not None
    assert (row.action, row.actor_id, row.old, row.new) == ("system-limit", vera.id, str(before), str(after))


@pytest.mark.broad
async def test_pages_that_others_put_in_or_took_out_meanwhile_stay_so(stage: Stage) -> None:
    _, _, _, vera, *_ = await cast(stage)
    shop, _token = await stage.does(vera, lambda desk: systems.make(desk, "Shop"))
    mine, theirs, gone, new = (f"https://{name}.example" for name in ("mine", "theirs", "gone", "new"))
    for typed in (f"{mine} {gone}", f"{mine} {theirs}"):  # since the page was opened, somebody took one out for another
        await stage.does(vera, lambda desk, t=typed: systems.allow_pages(desk, shop, t))
    await stage.does(vera, lambda desk: systems.allow_pages(desk, shop, f"{mine} {gone} {new}", f"{mine} {gone}"))
    async with stage.database.sessions() as session:
        assert (await session.get_one(System, shop)).cors == [mine, theirs, new]


async def test_a_new_token_is_made_once_for_the_one_that_was_shown(stage: Stage) -> None:
    _, _, _, vera, *_ = await cast(stage)
    shop, token = await stage.does(vera, lambda desk: systems.make(desk, "Shop"))
    newer = await stage.does(vera, lambda desk: systems.rotate(desk, shop, was=token[-4:]))
    with pytest.raises(Outdated):
        await stage.does(vera, lambda desk: systems.rotate(desk, shop, was=token[-4:]))
    async with stage.database.sessions() as session:
        assert (await session.get_one(System, shop)).token_hash == systems.hashed(newer)


async def test_what_is_set_as_it_is_already_is_no_change(stage: Stage) -> None:
    _, _, _, vera, *_ = await cast(stage)
    shop, _token = await stage.does(vera, lambda desk: systems.make(desk, "Shop"))
    for _ in range(2):
        await stage.does(vera, lambda desk: systems.expire(desk, shop, 30))
        await stage.does(
            vera, lambda desk: systems.allow_pages(desk, shop, "https://Shop.example https://shop.example/")
        )
    async with stage.database.sessions() as session:
        assert (await session.get_one(System, shop)).cors == ["https://shop.example"]
        told = await session.scalars(select(AuditRecord.action).order_by(AuditRecord.id))
    assert list(told) == ["system-made", "system-expires", "system-pages"]
