"""Sessions and ways in of several people: each ends, is asked and is known by what is their own."""

from dataclasses import replace
from datetime import timedelta
from secrets import token_hex
from typing import Any

import pytest
from sqlalchemy import select

from db.models import AuditRecord, Person, Role, WebSession, WebSignIn
from desk import Outdated
from desk.references import hash_secret
from desk.sessions import sent_forms, sessions, sign_in, sign_in_answers
from desk.sessions.sign_in import Browser
from desk.staff import admins_by_setting
from tests.desk.stage import Someone, Stage
from tests.sql import scalars, sole

HERE, THERE = "10.0.0.1", "10.0.0.2"


async def _signed_in(stage: Stage, who: Someone, address: str = HERE) -> int:
    async with stage.database.unit_of_work() as session:
        row = WebSession(
            token_hash=hash_secret(token_hex(4)), person_id=who.id, browser="Firefox", address=address,
            began_at=stage.now, seen_at=stage.now,
        )  # fmt: skip
        session.add(row)
        await session.flush()
        return row.id


async def _asks(stage: Stage, who: Someone, address: str = THERE) -> tuple[bytes, int | None]:
    """A browser asks to be let in as them: its hash, and the id of what they are asked; None: they are not."""
    browser = Browser(hash_secret(token_hex(8)), "Firefox", address)
    async with stage.database.unit_of_work() as session:
        await sign_in.start_sign_in(session, str(who.chat), browser, now=stage.now, rules=stage.rules)
        mine = select(WebSignIn).where(WebSignIn.browser_hash == browser.hash)
        row = (await session.scalars(mine)).one()
        return browser.hash, row.id if row.person_id is not None else None


async def _chooses(stage: Stage, who: Someone, browser: bytes) -> bool:
    """They press the code that the browser shows."""
    row = await sole(stage, select(WebSignIn).where(WebSignIn.browser_hash == browser))
    return bool(await stage.does(who, sign_in_answers.choose_code, row.id, row.code))


async def _finishes(stage: Stage, browser: bytes) -> bool:
    async with stage.database.unit_of_work() as session:
        return await sign_in.take_session(session, browser, now=stage.now, rules=stage.rules) is not None


async def _ended(stage: Stage) -> list[bool]:
    return [at is not None for at in await scalars(stage, select(WebSession.ended_at).order_by(WebSession.id))]


async def test_who_ends_sessions_ends_their_own(stage: Stage, vera: Someone) -> None:
    otto = await stage.person("Otto", Role.AGENT)
    mine, _, _ = await _signed_in(stage, vera), await _signed_in(stage, vera, THERE), await _signed_in(stage, otto)
    with pytest.raises(Outdated):
        await stage.does(otto, sessions.end_session, mine)
    await stage.does(vera, sessions.end_session, mine)
    with pytest.raises(Outdated):
        await stage.does(vera, sessions.end_session, mine)
    assert await _ended(stage) == [True, False, False]
    await stage.does(vera, sessions.end_own_sessions)
    assert await _ended(stage) == [True, True, False]
    async with stage.database.sessions() as session:
        rows = await session.execute(
            select(AuditRecord.action, AuditRecord.new, AuditRecord.address).order_by(AuditRecord.id)
        )
        assert [tuple(row) for row in rows] == [("web-signed-out", None, HERE), ("web-signed-out", None, None)]


async def test_sessions_end_with_a_role_by_setting_and_nobody_elses_do(stage: Stage, vera: Someone) -> None:
    """Olga, an agent by an invite, is named in ADMIN_IDS, and later no more."""
    olga = await stage.person("Olga", Role.AGENT, role_given=Role.AGENT)
    for n, ids in enumerate([{olga.chat}, {olga.chat}, set()]):
        await _signed_in(stage, olga)
        if n == 0:
            await _signed_in(stage, vera)
        rules = replace(stage.rules, admin_ids=frozenset(ids))
        async with stage.database.unit_of_work() as session:
            await admins_by_setting.apply_admins(session, now=stage.now, rules=rules)
    assert await _ended(stage) == [True, False, True, True]


async def test_one_who_is_asked_without_end_keeps_nobody_else_out(stage: Stage, vera: Someone) -> None:
    otto = await stage.person("Otto", Role.ADMIN)
    assert [(await _asks(stage, vera))[1] is not None for _ in range(3)] == [True, True, False]
    assert (await _asks(stage, otto))[1] is not None
    assert (await _asks(stage, vera, HERE))[1] is None  # the same network
    newest = (await _asks(stage, otto))[1] or 0
    await stage.does(otto, sign_in_answers.refuse_browsers, newest)
    await stage.does(otto, sign_in.reset_questions)  # which is nothing of hers
    assert (await _asks(stage, vera))[1] is None
    assert (await _asks(stage, vera, "198.51.100.1"))[1] is not None


async def test_let_in_it_is_said_once_and_taken_once_by_who_may_still_come(stage: Stage, vera: Someone) -> None:
    browser, asked = await _asks(stage, vera)
    assert not await _finishes(stage, browser)
    assert await _chooses(stage, vera, browser)
    for again in (
        _chooses(stage, vera, browser),
        stage.does(vera, sign_in_answers.refuse_browsers, asked or 0),
    ):
        with pytest.raises(Outdated):
            await again
    assert [await _finishes(stage, browser) for _ in range(2)] == [True, False]
    other, _ = await _asks(stage, vera)
    assert await _chooses(stage, vera, other)
    async with stage.database.unit_of_work() as session:
        (await session.get_one(Person, vera.id)).dismissed_at = stage.now
    assert not await _finishes(stage, other)
    assert len(await _ended(stage)) == 1


@pytest.mark.parametrize(
    ("seen", "began", "good"),
    [
        ({"hours": 12}, {"days": 7}, True),
        ({"hours": 12, "microseconds": 1}, {"days": 7}, False),
        ({"hours": 12}, {"days": 7, "microseconds": 1}, False),
    ],
)
async def test_how_long_it_is_good(
    stage: Stage, vera: Someone, seen: dict[str, Any], began: dict[str, Any], good: bool
) -> None:
    key = await _signed_in(stage, vera)
    async with stage.database.unit_of_work() as session:
        row = await session.get_one(WebSession, key)
        row.seen_at, row.began_at = stage.now - timedelta(**seen), stage.now - timedelta(**began)
        person = await session.get_one(Person, vera.id)
        assert sessions.is_good(row, person, now=stage.now, rules=stage.rules) is good
        assert len(await sessions.list_sessions(session, person, now=stage.now, rules=stage.rules)) == good


async def test_a_form_of_one_session_is_none_of_another(stage: Stage, vera: Someone) -> None:
    mine, other = await _signed_in(stage, vera), await _signed_in(stage, vera)
    async with stage.database.unit_of_work() as session:
        await sent_forms.record_form(session, mine, "k", "/here", stage.now)
    async with stage.database.unit_of_work() as session:
        assert [await sent_forms.find_address(session, one, "k") for one in (mine, other)] == ["/here", None]
