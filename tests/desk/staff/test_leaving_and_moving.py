"""Which of somebody's tickets are moved, and which of the messages that asked them say that they ask no more."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from db.models import Category, Message, MessageKind, Origin, Question, QuestionKind, Role, Shift, Status, Ticket
from desk.staff import members, moving_tickets, shift_editing
from desk.tickets import assignment
from tests.desk.cast import PRINTER
from tests.desk.stage import BOT, Someone, Stage
from tests.sql import add
from tests.statements import noted


async def test_what_has_no_topic_is_moved_by_itself(stage: Stage, rita: Someone, olga: Someone, vera: Someone) -> None:
    ivan = await stage.person("Ivan", Role.AGENT)
    numbers = [await stage.files(rita, text) for text in (PRINTER, "Somebody stole my chair again")]
    for number in numbers:
        await stage.does(olga, assignment.claim, number)
    topic = await add(stage, Category(name="Lamps", folded="lamps", names={}, keywords=[]))
    topic_id = topic.id
    await stage.change(numbers[1], category_id=topic_id)
    moved = await stage.does(vera, moving_tickets.move_tickets, olga.chat, to=ivan.chat, category=0)
    assert (moved.went, moved.stayed) == (1, 0)
    assert [(await stage.ticket(number)).assignee_id for number in numbers] == [ivan.id, olga.id]


async def test_who_has_left_is_asked_no_more_where_they_were_asked(
    stage: Stage, rita: Someone, olga: Someone, vera: Someone
) -> None:
    number = await stage.files(rita, PRINTER)
    about = {"person_id": olga.id, "ticket_id": (await stage.ticket(number)).id, "data": {}, "asked_at": stage.now}
    async with stage.database.unit_of_work() as session:
        asked = [Question(kind=kind, **about) for kind in (QuestionKind.LOW_MARK, QuestionKind.HOLD_REASON)]
        session.add_all(asked)
        await session.flush()
        slots = {f"low:{number}", f"question:{asked[1].id}"}
    await stage.does(vera, members.dismiss_member, olga.chat)
    assert {x["slot"] for x in await stage.letters(olga) if x.get("key") == "asked-no-more"} == slots


async def test_a_week_is_copied_and_single_days_stay_whose_they_are(stage: Stage, olga: Someone, vera: Someone) -> None:
    ivan = await stage.person("Ivan", Role.AGENT)
    day, theirs = stage.now.date() + timedelta(days=3), stage.now.date() + timedelta(days=4)
    nine_to_six = ((540, 1080),)
    await stage.does(vera, shift_editing.set_weekdays, olga.chat, [0], nine_to_six)
    await stage.does(vera, shift_editing.set_date, olga.chat, day, ())
    await stage.does(vera, shift_editing.set_date, ivan.chat, theirs, nine_to_six)
    await stage.does(vera, shift_editing.copy_week, olga.chat, ivan.chat)
    async with stage.database.reading() as session:
        rows = await session.scalars(select(Shift).where(Shift.person_id == ivan.id).order_by(Shift.id))
        assert [(one.weekday, one.day) for one in rows] == [(None, theirs), (0, None)]


async def _closed(stage: Stage, rita: Someone, olga: Someone, count: int) -> None:
    """Tickets of Olga's that were closed long ago; their card and their receipt stand in the chats."""
    first = 1 + max((one.number for one in await stage.tickets()), default=0)
    moments = ("created_at", "filed_at", "updated_at", "subject_at", "status_at", "priority_at", "assignee_at")
    given: dict[str, Any] = dict.fromkeys((*moments, "labels_at", "claimed_at", "resolved_at"), stage.now)
    async with stage.database.unit_of_work() as session:
        tickets = [
            Ticket(
                number=number, requester_id=rita.id, assignee_id=olga.id, resolved_by=olga.id, status=Status.CLOSED,
                origin=Origin.TELEGRAM, subject="The printer", priority=3, **given,
            )
            for number in range(first, first + count)
        ]  # fmt: skip
        session.add_all(tickets)
        await session.flush()
        for ticket in tickets:
            seen = {"bot_id": BOT, "ticket_id": ticket.id, "kind": MessageKind.SLOT, "message_id": ticket.number}
            for who, face in ((olga, "card"), (rita, "receipt")):
                session.add(Message(chat_id=who.chat, slot=f"{face}:{ticket.number}", sent_at=stage.now, **seen))


async def _statements_of_dismissal(stage: Stage, vera: Someone, olga: Someone) -> int:
    with noted() as seen:
        await stage.does(vera, members.dismiss_member, olga.chat)
    return len(seen)


async def test_a_dismissal_does_nothing_with_what_was_closed(
    stage: Stage, rita: Someone, olga: Someone, vera: Someone, ivan: Someone
) -> None:
    few = await _statements_of_dismissal(stage, vera, ivan)
    await _closed(stage, rita, olga, 1000)
    before = await stage.letters(rita)
    assert await _statements_of_dismissal(stage, vera, olga) <= few + 1
    assert await stage.letters(rita) == before
    assert not [letter for letter in await stage.letters(olga) if "card" in str(letter.get("slot"))]
    assert {one.assignee_id for one in await stage.tickets()} == {olga.id}
