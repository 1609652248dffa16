"""What a message replies to, looked up: by whose chat, by what stands there, and as whom."""

from datetime import timedelta
from typing import Any

import pytest

from db.models import EntryKind, QuestionKind, Role, Ticket
from desk import ReplyTargetNotStored
from desk.inbound.reply_target import find_reply
from desk.inbound.routing_types import Reply, WordTraits
from tests.desk.inbound.looking import CHAIR, MOMENT, PRINTER, id_of, is_asked, replied
from tests.desk.stage import Someone, Stage


async def test_a_reply_is_to_the_message_of_ones_own_chat(stage: Stage, rita: Someone, olga: Someone) -> None:
    ben = await stage.person("Ben")
    mine, theirs = await stage.files(rita, PRINTER), await stage.files(ben, CHAIR)
    to_mine, to_theirs = await stage.shown(rita, None, mine), await stage.shown(ben, None, theirs)
    found = await replied(stage, rita, to_mine)
    assert found is not None and found.option is not None and found.option.id == await id_of(stage, mine)
    assert (found.as_staff, found.asked_first, found.to_note, found.entry_id) == (False, False, False, None)
    assert await replied(stage, rita, to_theirs) is None


async def test_a_message_about_anothers_ticket_leads_a_requester_nowhere(stage: Stage, rita: Someone) -> None:
    theirs = await stage.files(await stage.person("Ben"), CHAIR)
    assert await replied(stage, rita, await stage.shown(rita, None, theirs)) is None


@pytest.mark.parametrize(("ago", "waits"), [(timedelta(seconds=10) - MOMENT, True), (timedelta(seconds=10), False)])
async def test_a_reply_to_what_the_bot_just_sent_waits_until_it_is_recorded(
    stage: Stage, rita: Someone, ago: timedelta, waits: bool
) -> None:
    if waits:
        with pytest.raises(ReplyTargetNotStored):
            await replied(stage, rita, 9999, reply_to_sent_at=stage.now - ago)
    else:
        assert await replied(stage, rita, 9999, reply_to_sent_at=stage.now - ago) is None
    assert await replied(stage, rita, 9999) is None


@pytest.mark.parametrize(
    ("slot", "values", "as_staff", "asked_first"),
    [
        ("card:1", {}, True, False),
        ("card:1", {"assignee_id": "olga"}, True, False),
        ("card:1", {"assignee_id": "ivan"}, True, True),
        ("past:card:1", {"assignee_id": "ivan"}, True, True),
        ("open:1", {"assignee_id": "ivan"}, True, False),
        (None, {"assignee_id": "ivan"}, True, False),
    ],
)
async def test_staff_reply_to_a_card_as_staff_and_to_anothers_are_asked_first(
    stage: Stage,
    rita: Someone,
    olga: Someone,
    slot: str | None,
    values: dict[str, Any],
    as_staff: bool,
    asked_first: bool,
    ivan: Someone,
) -> None:
    number = await stage.files(rita, PRINTER)
    assignee = {"olga": olga.id, "ivan": ivan.id}
    await stage.change(number, **{name: assignee[value] for name, value in values.items()})
    found = await replied(stage, olga, await stage.shown(olga, slot, number))
    assert found is not None
    assert (found.as_staff, found.asked_first) == (as_staff, asked_first)


@pytest.mark.parametrize(
    ("slot", "as_staff"), [("receipt:1", False), ("resolved:1", False), ("taken:1", False), ("card:1", True)]
)
async def test_the_only_member_of_staff_replies_as_requester_to_what_requesters_get(
    stage: Stage, olga: Someone, slot: str, as_staff: bool, rita: Someone
) -> None:
    number = await stage.files(rita, PRINTER)
    await stage.change(number, requester_id=olga.id)
    found = await replied(stage, olga, await stage.shown(olga, slot, number))
    assert found is not None and found.as_staff is as_staff


async def test_staff_reply_to_a_reminder_are_asked_which(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await stage.files(rita, PRINTER)
    one = await replied(stage, olga, await stage.shown(olga, "reminder", number))
    several = await replied(stage, olga, await stage.shown(olga, "reminder"))
    assert one is not None and one.option is not None and one.asked_first
    assert several is not None and several.option is None and several.asked_first


@pytest.mark.parametrize(
    ("kind", "is_own", "to_note"),
    [
        (EntryKind.NOTE, True, True), (EntryKind.REMARK, False, True), (EntryKind.COMMENT, False, False),
        (EntryKind.REPLY, True, False), (EntryKind.REPLY, False, True),
    ],
)  # fmt: skip
async def test_a_reply_to_what_stays_inside_stays_inside(
    stage: Stage, rita: Someone, olga: Someone, kind: EntryKind, is_own: bool, to_note: bool
) -> None:
    from db.models import Entry

    number = await stage.files(rita, PRINTER)
    entry = (await stage.entries(number))[0].id
    async with stage.database.unit_of_work() as session:
        row = await session.get_one(Entry, entry)
        row.kind, row.author_id = kind, olga.id if is_own else rita.id
    found = await replied(stage, olga, await stage.shown(olga, None, number, entry_id=entry))
    assert found is not None and (found.to_note, found.entry_id) == (to_note, entry)


async def test_a_reply_to_ones_own_message_is_found_in_ones_own_chat(stage: Stage, rita: Someone) -> None:
    ben = await stage.person("Ben")
    number = await stage.files(rita, PRINTER)
    entry = (await stage.entries(number))[0]
    found = await replied(stage, rita, entry.said_message_id or 0)
    assert found is not None and found.entry_id == entry.id
    assert await replied(stage, ben, entry.said_message_id or 0) is None


@pytest.mark.parametrize(
    ("kind", "more", "joins"),
    [
        (QuestionKind.WHICH_TICKET, {}, True),
        (QuestionKind.WHERE_TO, {}, True),
        (QuestionKind.CLOSED_REPLY, {}, True),
        (QuestionKind.RESOLVED_ADDED, {}, False),
        (QuestionKind.WHICH_TICKET, {"answered_at": True}, False),
        (QuestionKind.WHICH_TICKET, {"closed_at": True}, False),
    ],
)
async def test_a_reply_to_an_open_question_joins_it_and_else_goes_where_its_words_went(
    stage: Stage, rita: Someone, kind: QuestionKind, more: dict[str, Any], joins: bool
) -> None:
    first, second = await stage.files(rita, PRINTER), await stage.files(rita, CHAIR)
    given = dict.fromkeys(more, stage.now)
    ids = await id_of(stage, first), await id_of(stage, second)
    question = await is_asked(stage, rita, kind, ticket_id=ids[0], data={"chosen": ids[1]}, **given)
    found = await replied(stage, rita, await stage.shown(rita, f"question:{question}", question_id=question))
    assert found is not None
    assert (found.answers and found.answers.question_id) == (question if joins else None)
    assert (found.option.id if found.option else None) == (None if joins else ids[1])


async def test_anothers_question_is_no_ones_reply(stage: Stage, rita: Someone) -> None:
    ben = await stage.person("Ben")
    question = await is_asked(stage, ben, QuestionKind.WHICH_TICKET)
    assert await replied(stage, rita, await stage.shown(rita, f"question:{question}", question_id=question)) is None


async def test_a_row_that_was_read_before_is_read_again(stage: Stage, rita: Someone, olga: Someone) -> None:
    """Who takes it while the message waits for its turn is known: the row is as it is, not as it was."""
    number = await stage.files(rita, PRINTER)
    to = await stage.shown(olga, f"card:{number}", number)
    ivan = await stage.person("Ivan", Role.AGENT)
    incoming = stage.message(olga, "words", reply_to_message_id=to)

    async def replying(desk: Any) -> Reply | None:
        ticket = await desk.session.get(Ticket, await id_of(stage, number))
        await stage.change(number, assignee_id=ivan.id)
        assert ticket.assignee_id is None
        return await find_reply(desk, incoming, WordTraits(), {})

    found = await stage.does(olga, replying)
    assert found is not None and found.asked_first
