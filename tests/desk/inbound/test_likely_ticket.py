"""The ticket a message is most likely about: locked as the message is looked up, read once, and no other one."""

from typing import Any

import pytest
from sqlalchemy import select

from db.models import QuestionKind, Ticket
from desk import Desk
from desk.inbound import message_lookup
from tests.desk.inbound.looking import CHAIR, PRINTER, id_of, is_asked
from tests.desk.stage import Someone, Stage
from tests.statements import noted


async def _locked(stage: Stage, who: Someone, **more: Any) -> list[int]:
    """The numbers of the tickets that looking up a message of theirs locks."""
    incoming = stage.message(who, "words", **more)

    async def looking(desk: Desk) -> list[int]:
        await message_lookup.look_up_message(desk, incoming)
        async with stage.database.sessions() as other:
            free = set(await other.scalars(select(Ticket.number).with_for_update(skip_locked=True)))
            return sorted(set(await other.scalars(select(Ticket.number))) - free)

    locked: list[int] = await stage.does(who, looking)
    return locked


async def test_a_requesters_only_ticket_is_locked_and_none_of_several(stage: Stage, rita: Someone) -> None:
    printer = await stage.files(rita, PRINTER)
    assert await _locked(stage, rita) == [printer]
    assert await _locked(stage, await stage.person("Ben")) == []
    await is_asked(stage, rita, QuestionKind.WHICH_TICKET)
    assert await _locked(stage, rita) == []
    await stage.files(rita, CHAIR)
    assert await _locked(stage, rita) == []


@pytest.mark.parametrize(
    ("kind", "locks"), [("card", True), ("open", True), ("reminder", False), ("prepared", False), ("merge_ask", False)]
)
async def test_the_ticket_of_a_card_that_is_replied_to_is_locked(
    stage: Stage, rita: Someone, olga: Someone, kind: str, locks: bool
) -> None:
    printer = await stage.files(rita, PRINTER)
    await stage.files(rita, CHAIR)
    card = await stage.shown(olga, f"{kind}:{printer}", printer)
    assert await _locked(stage, olga, reply_to_message_id=card) == ([printer] if locks else [])
    assert await _locked(stage, olga) == []


async def test_a_merged_ticket_waits_for_the_one_it_is_part_of(stage: Stage, rita: Someone, olga: Someone) -> None:
    printer, chair = await stage.files(rita, PRINTER), await stage.files(rita, CHAIR)
    card = await stage.shown(olga, f"card:{chair}", chair)
    await stage.change(chair, merged_into_id=await id_of(stage, printer))
    assert await _locked(stage, olga, reply_to_message_id=card) == []


async def test_words_lock_their_ticket_in_no_statement_of_their_own(stage: Stage, rita: Someone) -> None:
    await stage.files(rita, PRINTER)
    with noted() as sent:
        await stage.says(rita, "and it smells")
    assert sum("FOR UPDATE" in one for one in sent) == 1
