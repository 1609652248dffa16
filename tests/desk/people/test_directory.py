"""Who somebody is while what they sent is handled: nobody dismisses or links them meanwhile."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from db.models import Person, Role
from desk.people import directory
from tests.desk.stage import RULES, Stage

pytestmark = pytest.mark.broad

_DISMISSES = text("select 1 from people where telegram_id = :chat for update nowait")


async def test_their_role_stays_until_what_they_sent_is_handled(stage: Stage) -> None:
    olga, ivan = await stage.person("Olga", Role.AGENT), await stage.person("Ivan", Role.AGENT)
    who: dict[str, Any] = {"first": "Olga", "last": None, "username": None, "language": None}
    async with stage.database.unit_of_work() as session:
        await directory.known(session, olga.chat, now=stage.now, rules=RULES, **who)
        async with stage.database.sessions() as other:
            await other.execute(_DISMISSES, {"chat": ivan.chat})
        async with stage.database.sessions() as other:
            with pytest.raises(DBAPIError, match="could not obtain lock"):
                await other.execute(_DISMISSES, {"chat": olga.chat})


async def test_whoever_leaves_is_not_back(stage: Stage) -> None:
    who: dict[str, Any] = {"first": "Rita", "last": None, "username": None, "language": None, "rules": RULES}
    for leaving in (True, False):
        async with stage.database.unit_of_work() as session:
            person = await directory.known(session, 7, now=stage.now, leaving=leaving, **who)
            assert (person.started_at is None) is leaving
            await directory.bot_blocked(session, person, now=stage.now, gone=True)
        stage.later(minutes=1)
        async with stage.database.unit_of_work() as session:
            person = await directory.known(session, 7, now=stage.now, leaving=True, **who)
            assert (person.bot_blocked_at, person.gone_at) == (stage.now - timedelta(minutes=1),) * 2
            await directory.bot_blocked(session, person, now=stage.now, gone=True)
            assert person.bot_blocked_at == stage.now - timedelta(minutes=1)
        async with stage.database.unit_of_work() as session:
            person = await directory.known(session, 7, now=stage.now, **who)
            assert (person.bot_blocked_at, person.gone_at, person.back_at) == (None, None, stage.now)


async def test_the_whole_name_is_kept_where_the_board_shows_it_and_a_language_is_a_short_one(stage: Stage) -> None:
    who: dict[str, Any] = {"first": "Rita", "last": "Kotova", "username": None, "language": "x" * 40}
    for shown, kept in (("display", None), ("full", "Rita Kotova"), ("display", None)):
        async with stage.database.unit_of_work() as session:
            rules = replace(RULES, board_names=shown)
            person = await directory.known(session, 7, now=stage.now, rules=rules, **who)
            assert (person.full_name, person.language) == (kept, "x" * 16)


async def test_who_is_linked_keeps_their_name_and_others_are_called_as_on_the_board(stage: Stage) -> None:
    olga = await stage.person("Olga", Role.AGENT, todoist_id="t-1", todoist_name="Olga P.")
    for account, named, called in (("t-1", "Olga Petrova", "Olga"), ("t-2", "Pavel", "Pavel"), ("t-2", "Pal", "Pal")):
        async with stage.database.unit_of_work() as session:
            person = await directory.on_board(session, account, named, now=stage.now)
            assert (person.name, person.todoist_name, person.id == olga.id) == (called, named, account == "t-1")


async def test_whoever_is_kept_is_read_as_they_are_now(stage: Stage) -> None:
    olga = await stage.person("Olga", Role.AGENT)
    async with stage.database.sessions() as session:
        person = await session.get_one(Person, olga.id)
        async with stage.database.unit_of_work() as other:
            (await other.get_one(Person, olga.id)).dismissed_at = stage.now
        await directory.keep(session, olga.id, None)
        assert person.dismissed_at == stage.now


async def test_a_former_member_whom_the_operator_names_is_admin_again(stage: Stage) -> None:
    olga = await stage.person("Olga", Role.AGENT, dismissed_at=stage.now)
    who: dict[str, Any] = {"first": "Olga", "last": None, "username": None, "language": None}
    async with stage.database.unit_of_work() as session:
        rules = replace(RULES, admin_ids=frozenset({olga.chat}))
        person = await directory.known(session, olga.chat, now=stage.now, rules=rules, **who)
        assert (person.role, person.dismissed_at) == (Role.ADMIN, None)


async def test_a_number_that_is_nobodys_finds_nobody(stage: Stage) -> None:
    async with stage.database.reading() as session:
        for number in (0, 2**63 - 1, 2**63, -(2**63) - 1):
            assert await directory.by_telegram(session, number) is None


async def test_on_the_board_somebody_is_told_apart_from_who_has_their_name_in_telegram(stage: Stage) -> None:
    await stage.person("Olga", Role.AGENT)
    async with stage.database.unit_of_work() as session:
        people = [Person(name=name, telegram_id=None, created_at=stage.now) for name in ("Olga", "Ivan", "Ivan")]
        session.add_all(people)
        await session.flush()
        assert [await directory.signed(session, one) for one in people] == ["Olga (board)", "Ivan", "Ivan"]
