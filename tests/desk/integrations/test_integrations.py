"""Two admins make systems at the same moment; and how often one may ask, as the audit tells it."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db.models import AuditRecord, Integration, Origin, Person
from desk import Desk, NotAllowed, Outdated, Refused
from desk.integrations import integrations, token_bearers
from desk.integrations.scopes import Scope
from desk.references import hash_secret
from tests.db.waiting import until_somebody_waits
from tests.desk.cast import cast
from tests.desk.stage import Someone, Stage
from tests.sql import get


async def test_of_two_at_once_the_second_hears_that_the_name_is_taken(stage: Stage) -> None:
    _, _, _, vera, *_ = await cast(stage)
    async with stage.database.unit_of_work() as session:
        admin = await session.get_one(Person, vera.id)
        await integrations.create_integration(
            Desk(session, Origin.TELEGRAM, admin, now=stage.now, rules=stage.rules), "Shop"
        )
        second = asyncio.ensure_future(stage.does(vera, integrations.create_integration, "shop"))
        await until_somebody_waits(stage.database)
    with pytest.raises(Refused, match="system-name-taken"):
        await second


async def test_how_often_it_may_ask_is_in_the_audit(stage: Stage) -> None:
    _, _, _, vera, *_ = await cast(stage)
    key, _token = await stage.does(vera, integrations.create_integration, "Shop")
    before = (await get(stage, Integration, key)).per_minute
    await stage.does(vera, integrations.set_next_rate, key)
    async with stage.database.sessions() as session:
        after = (await session.get_one(Integration, key)).per_minute
        row = (await session.scalars(select(AuditRecord).order_by(AuditRecord.id.desc()))).first()
    assert after != before
    assert row is not None
    assert (row.action, row.actor_id, row.old, row.new) == ("system-limit", vera.id, str(before), str(after))


async def test_pages_that_others_put_in_or_took_out_meanwhile_stay_so(stage: Stage) -> None:
    _, _, _, vera, *_ = await cast(stage)
    shop, _token = await stage.does(vera, integrations.create_integration, "Shop")
    mine, theirs, gone, new = (f"https://{name}.example" for name in ("mine", "theirs", "gone", "new"))
    for typed in (f"{mine} {gone}", f"{mine} {theirs}"):  # since the page was opened, somebody took one out for another
        await stage.does(vera, integrations.allow_pages, shop, typed)
    await stage.does(vera, integrations.allow_pages, shop, f"{mine} {gone} {new}", f"{mine} {gone}")
    assert (await get(stage, Integration, shop)).cors == [mine, theirs, new]


async def test_a_new_token_is_made_once_for_the_one_that_was_shown(stage: Stage) -> None:
    _, _, _, vera, *_ = await cast(stage)
    shop, token = await stage.does(vera, integrations.create_integration, "Shop")
    newer = await stage.does(vera, integrations.rotate_token, shop, was=token[-4:])
    with pytest.raises(Outdated):
        await stage.does(vera, integrations.rotate_token, shop, was=token[-4:])
    assert (await get(stage, Integration, shop)).token_hash == hash_secret(newer)


async def test_what_is_set_as_it_is_already_is_no_change(stage: Stage) -> None:
    _, _, _, vera, *_ = await cast(stage)
    shop, _token = await stage.does(vera, integrations.create_integration, "Shop")
    for _ in range(2):
        await stage.does(vera, integrations.set_expiry, shop, 30)
        await stage.does(vera, integrations.allow_pages, shop, "https://Shop.example https://shop.example/")
    async with stage.database.sessions() as session:
        assert (await session.get_one(Integration, shop)).cors == ["https://shop.example"]
        told = await session.scalars(select(AuditRecord.action).order_by(AuditRecord.id))
    assert list(told) == ["system-made", "system-expires", "system-pages"]


async def test_admins_alone_make_see_and_change_them(stage: Stage) -> None:
    _, olga, _, vera, *_ = await cast(stage)
    key, token = await stage.does(vera, integrations.create_integration, "  Shop\n one ")
    verbs: list[Any] = [
        integrations.list_integrations,
        lambda desk: integrations.load_integration(desk, key),
        lambda desk: integrations.create_integration(desk, "Till"),
        lambda desk: integrations.rotate_token(desk, key),
        lambda desk: integrations.revoke_integration(desk, key),
        lambda desk: integrations.switch_scope(desk, key, Scope.NOTES, on=True),
        lambda desk: integrations.set_expiry(desk, key, 0),
        lambda desk: integrations.set_next_rate(desk, key),
        lambda desk: integrations.allow_pages(desk, key, "-"),
    ]
    for verb in verbs:
        with pytest.raises(NotAllowed):
            await stage.does(olga, verb)
    with pytest.raises(Outdated):
        await stage.does(vera, integrations.load_integration, key + 1)
    (found,) = await stage.does(vera, integrations.list_integrations)
    assert (found.name, found.hint, found.scopes, found.per_minute) == ("Shop one", token[-4:], {Scope.TICKETS}, 60)
    assert (found.cors, found.revoked_at, found.last_used_at) == ((), None, None)


@pytest.mark.parametrize("name", ["", " \u200b ", "x" * 41])
async def test_a_name_is_a_name_and_not_too_long(stage: Stage, vera: Someone, name: str) -> None:
    assert await stage.does(vera, integrations.create_integration, "x" * 40)
    with pytest.raises(Refused, match="system-bad-name"):
        await stage.does(vera, integrations.create_integration, name)


async def test_there_are_forty_at_most(stage: Stage, vera: Someone) -> None:
    for n in range(integrations.MOST):
        await stage.does(vera, integrations.create_integration, f"Shop {n}")
    with pytest.raises(Refused, match="system-too-many"):
        await stage.does(vera, integrations.create_integration, "Shop")


async def test_it_may_what_it_was_given_until_it_is_taken(stage: Stage, vera: Someone) -> None:
    key, _ = await stage.does(vera, integrations.create_integration, "Shop")
    other, _ = await stage.does(vera, integrations.create_integration, "Till")

    async def scopes() -> list[str]:
        assert (await get(stage, Integration, other)).scopes == ["tickets"]
        return list((await get(stage, Integration, key)).scopes)

    for scope, on, wanted in (
        (Scope.NOTES, True, ["tickets", "notes"]), (Scope.NOTES, True, ["tickets", "notes"]),
        (Scope.TICKETS, False, ["notes"]), (Scope.EVENTS, False, ["notes"]),
    ):  # fmt: skip
        await stage.does(vera, integrations.switch_scope, key, scope, on=on)
        assert await scopes() == wanted
    async with stage.database.sessions() as session:
        told = select(AuditRecord.old, AuditRecord.new).where(AuditRecord.action == "system-scopes")
        assert [tuple(row) for row in await session.execute(told.order_by(AuditRecord.id))] == [
            ("tickets", "tickets notes"), ("tickets notes", "notes")
        ]  # fmt: skip


async def test_a_token_is_good_for_days_and_a_new_one_for_a_year_where_the_old_had_an_end(
    stage: Stage, vera: Someone
) -> None:
    key, _ = await stage.does(vera, integrations.create_integration, "Shop")

    async def until() -> datetime | None:
        return (await stage.does(vera, integrations.load_integration, key)).expires_at

    assert await until() == stage.now + timedelta(days=365)
    await stage.does(vera, integrations.set_expiry, key, 7)
    end = stage.now + timedelta(days=7)
    assert await until() == end
    stage.now = end
    await stage.does(vera, integrations.rotate_token, key)
    assert await until() == end + timedelta(days=365)
    await stage.does(vera, integrations.set_expiry, key, 0)
    await stage.does(vera, integrations.rotate_token, key)
    assert await until() is None


async def test_how_often_goes_round_and_not_from_what_others_have_changed(stage: Stage, vera: Someone) -> None:
    key, _ = await stage.does(vera, integrations.create_integration, "Shop")
    found = []
    for was in (None, 60, 300, 300, 1000, None):
        await stage.does(vera, integrations.set_next_rate, key, was)
        found.append((await stage.does(vera, integrations.load_integration, key)).per_minute)
    assert found == [300, 300, 1000, 1000, 60, 300]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://Shop.example/ https://b.example:8443", ["https://shop.example", "https://b.example:8443"]),
        ("http://127.0.0.1:8000", ["http://127.0.0.1:8000"]),
        (" - ", []),
        ("", None),
        ("http://shop.example", None),
        ("https://shop.example/path", None),
        ("https://*.example", None),
        ("https://a.example, https://b.example", None),
        (" ".join(f"https://a{n}.example" for n in range(10)), [f"https://a{n}.example" for n in range(10)]),
        (" ".join(f"https://a{n}.example" for n in range(11)), None),
    ],
)
async def test_pages_are_origins_ten_at_most(stage: Stage, vera: Someone, typed: str, kept: list[str] | None) -> None:
    key, _ = await stage.does(vera, integrations.create_integration, "Shop")
    await stage.does(vera, integrations.allow_pages, key, "https://before.example")
    if kept is None:
        with pytest.raises(Refused, match="system-bad-pages"):
            await stage.does(vera, integrations.allow_pages, key, typed)
    else:
        await stage.does(vera, integrations.allow_pages, key, typed)
    found = (await stage.does(vera, integrations.load_integration, key)).cors
    assert list(found) == (["https://before.example"] if kept is None else kept)


async def test_a_page_that_may_know_of_bad_tokens_is_one_of_a_system_that_is_not_revoked(
    stage: Stage, vera: Someone
) -> None:
    page = "https://shop.example"
    keys = [(await stage.does(vera, integrations.create_integration, n))[0] for n in ("Shop", "Till")]
    await stage.does(vera, integrations.allow_pages, keys[0], f"{page} https://b.example")

    async def listed(origin: str) -> bool:
        async with stage.database.reading() as session:
            is_listed = any(one.can_serve_page(origin) for one in await session.scalars(select(Integration)))
            assert await token_bearers.is_page_allowed(session, origin) is is_listed
            return is_listed

    assert [await listed(one) for one in (page, "https://b.example", "https://c.example")] == [True, True, False]
    for verb, is_listed in ((integrations.revoke_integration, False), (integrations.restore_integration, True)):
        await stage.does(vera, verb, keys[0])
        assert await listed(page) is is_listed
