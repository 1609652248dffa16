"""Any two people, with any rows that the models allow, can be made one: no constraint fails, and nothing that is not
listed names the old row."""

import random
from itertools import count
from typing import Any

import pytest
from sqlalchemy import ARRAY, Boolean, Column, Date, DateTime, Table, func, insert, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Base, Origin, Person
from db.models.base import EnumText
from desk import Desk
from desk.staff.board_accounts import move_requests
from tests.desk.privacy.filling import holds_words, make_words
from tests.desk.stage import Someone, Stage

ROWS, MOST = 2, 16
STAYS = sorted(
    """
    admin_changes.by_id agent_topics.person_id article_texts.author_id articles.author_id asks.asked_id
    board_connect_codes.person_id board_connection.connected_by brakes.answered_by canned_replies.created_by
    canned_replies.owner_id chats.allowed_by chats.person_id confirmations.person_id erasures.asked_by
    erasures.person_id group_mentions.ended_by group_mentions.group_id guest_calls.person_id
    guest_calls.place_id imported_rows.person_id known_problems.made_by known_problems.opened_by
    mailing_receivers.person_id mailings.author_id member_invites.made_by member_invites.used_by
    memberships.made_by menus.by_id offers.person_id own_accounts.owner_id prepared_answers.person_id
    preset_answers.created_by preset_texts.author_id recovery_codes.person_id rings.person_id rules.made_by
    saved_views.owner_id second_factors.person_id sent_cards.person_id settings.changed_by shifts.person_id
    subscriptions.made_by systems.made_by ticket_groups.made_by tickets.intake_group_id web_sessions.person_id
    web_sign_ins.person_id wordings.changed_by
""".split()  # noqa: SIM905
)
"""What stays with the other row: its own chat, account and erasure, and what only members of the team do."""
_NUMBERS = count(1)


def _list_naming() -> list[tuple[Table, Column[Any]]]:
    """Return every column that names a person."""
    tables = Base.metadata.sorted_tables
    return [(t, c) for t in tables for c in t.columns for key in c.foreign_keys if key.column.table.name == "people"]


class Rows:
    """Makes rows of any table at random. All that they name besides people is shared, so that two people meet there."""

    def __init__(self, session: AsyncSession, dice: random.Random, stage: Stage, shared: dict[str, int]) -> None:
        self._session, self._dice, self._now, self._shared = session, dice, stage.now, shared

    async def put(self, table: Table, **named: Any) -> bool:
        """Add a row; return False if the models do not allow it."""
        values = {c.name: await self._choose(c) for c in table.columns if c.name not in named and self._fills(c)}
        try:
            async with self._session.begin_nested():
                await self._session.execute(insert(table).values({**values, **named}))
        except DBAPIError:
            return False
        return True

    def _fills(self, column: Column[Any]) -> bool:
        if column.computed is not None or column.identity is not None:
            return False
        is_needed = not column.nullable and column.server_default is None
        return is_needed or self._dice.random() < 0.4

    async def _choose(self, column: Column[Any]) -> Any:
        if (target := next((key.column for key in column.foreign_keys), None)) is not None:
            return await self._refer(target)
        if str(column) == "tickets.tell":
            return {"status": "new"}
        if isinstance(column.type, EnumText):
            return self._dice.choice(list(column.type.words))
        if isinstance(column.type, ARRAY) and not holds_words(column):
            return []
        if isinstance(column.type, Boolean):
            return self._dice.random() < 0.5
        if isinstance(column.type, DateTime):
            return self._now
        if isinstance(column.type, Date):
            return self._now.date()
        return make_words(column, "words") if holds_words(column) else next(_NUMBERS)

    async def _refer(self, target: Column[Any]) -> Any:
        name = target.table.name
        if name == "tickets" and self._dice.random() < 0.3:  # a row of its own is needed where there is one a ticket
            ids = (await self._session.scalars(select(target).order_by(target))).all()
            return self._dice.choice(ids) if ids else None
        if name in self._shared:
            return self._shared[name]
        found = await self._session.scalar(select(func.max(target)))
        for _ in range(MOST):
            if found is None and await self.put(target.table):
                found = await self._session.scalar(select(func.max(target)))
        return found


async def _fill(rows: Rows, person: int) -> set[str]:
    """Let every column that names a person name this one, several times; return which could not."""
    missing = set()
    for table, column in _list_naming():
        if table.name == "people":
            continue
        done = 0
        for _ in range(MOST):
            done += done < ROWS and await rows.put(table, **{column.name: person})
        if not done:
            missing.add(f"{table.name}.{column.name}")
    return missing


@pytest.mark.parametrize("seed", range(2))
async def test_any_two_people_can_be_made_one(stage: Stage, rita: Someone, olga: Someone, seed: int) -> None:
    number = await stage.files(rita, "The heating does not work")
    shared = {
        "people": olga.id,
        "tickets": (await stage.ticket(number)).id,
        "entries": (await stage.entries(number))[0].id,
    }
    old, to = await stage.person("Mira"), await stage.person("Mira")
    async with stage.database.unit_of_work() as session:
        rows = Rows(session, random.Random(seed), stage, shared)
        assert await _fill(rows, old.id) & await _fill(rows, to.id) == set()
        desk = Desk(session, Origin.CLOCK, None, now=stage.now, rules=stage.rules)
        there, here = [await session.get_one(Person, one.id) for one in (old, to)]
        await move_requests(desk, there, here)
        await session.flush()
        left = set()
        for table, column in _list_naming():
            if await session.scalar(select(func.count()).select_from(table).where(column == old.id)):
                left.add(f"{table.name}.{column.name}")
    assert sorted(left) == STAYS
