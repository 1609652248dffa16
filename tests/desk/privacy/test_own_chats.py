"""What a person wrote to colleagues' own accounts goes with what they wrote to the bot, whenever it came."""

import pytest
from sqlalchemy import select

from db.models import Entry, EntryKind, Erasure, Person, Role
from desk import Refused
from desk.own_accounts.other_chat import join_other_chat
from desk.people.chat_ids import make_chat_id
from desk.privacy import erasures
from desk.privacy.person_file import collect_data
from tests.desk.stage import Someone, Stage
from tests.sql import add, scalars


async def _write_to(stage: Stage, account: int, who: Someone) -> Someone:
    """Let somebody come to the own account of a colleague."""
    chat = make_chat_id(account, who.chat)
    return Someone(
        (
            await add(
                stage,
                Person(telegram_id=chat, name="Rita", role=Role.REQUESTER, created_at=stage.now, started_at=stage.now),
            )
        ).id,
        chat,
    )


async def test_an_erasure_reaches_what_came_after_it_was_asked_for(stage: Stage, rita: Someone) -> None:
    early = await _write_to(stage, 1, rita)
    await stage.does(rita, erasures.ask_for_own)
    late = await _write_to(stage, 2, rita)
    stage.later(days=7, minutes=1)
    await stage.ticks()
    asked = set(await scalars(stage, select(Erasure.person_id).where(Erasure.due_at.is_not(None))))
    assert asked == {rita.id, early.id, late.id}


async def test_chats_are_joined_unless_one_is_to_be_erased(stage: Stage, rita: Someone, olga: Someone) -> None:
    there = await _write_to(stage, 1, rita)
    number = await stage.files(there, "The printer prints every page twice")
    await stage.does(rita, erasures.ask_for_own)
    with pytest.raises(Refused):
        await stage.does(olga, join_other_chat, number)
    await stage.does(rita, erasures.withdraw_own)
    await stage.does(olga, join_other_chat, number)
    assert (await stage.ticket(number)).requester_id == rita.id


async def test_a_file_of_ones_data_has_words_on_requests_of_others(stage: Stage, rita: Someone, olga: Someone) -> None:
    ticket = await stage.ticket(await stage.files(olga, "The lamp in hall B is dark"))
    said = {"kind": EntryKind.COMMENT, "author_id": rita.id, "author_name": "Rita", "created_at": stage.now}
    await add(stage, Entry(ticket_id=ticket.id, body="In hall C, too", origin="group", **said))
    async with stage.database.reading() as session:
        assert "In hall C, too" in str(await collect_data(session, rita.id, stage.now))
