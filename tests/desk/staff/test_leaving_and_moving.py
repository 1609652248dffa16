"""Which of somebody's tickets are moved, and which of the messages that asked them say that they ask no more."""

from datetime import timedelta

from sqlalchemy import select

from db.models import Category, Question, QuestionKind, Role, Shift
from desk.staff import members, moving_tickets, shifts
from desk.tickets import assignment
from tests.desk.cast import PRINTER
from tests.desk.stage import Someone, Stage


async def test_what_has_no_topic_is_moved_by_itself(stage: Stage, rita: Someone, olga: Someone, vera: Someone) -> None:
    ivan = await stage.person("Ivan", Role.AGENT)
    numbers = [await stage.files(rita, text) for text in (PRINTER, "Somebody stole my chair again")]
    for number in numbers:
        await stage.does(olga, lambda desk, number=number: assignment.claim(desk, number))
    async with stage.database.unit_of_work() as session:
        topic = Category(name="Lamps", folded="lamps", names={}, keywords=[])
        session.add(topic)
        await session.flush()
        topic_id = topic.id
    await stage.change(numbers[1], category_id=topic_id)
    moved = await stage.does(vera, lambda desk: moving_tickets.move_tickets(desk, olga.chat, to=ivan.chat, category=0))
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
    await stage.does(vera, lambda desk: members.dismiss(desk, olga.chat))
    assert {x["slot"] for x in await stage.letters(olga) if x.get("key") == "asked-no-more"} == slots


async def test_a_week_is_copied_and_single_days_stay_whose_they_are(stage: Stage, olga: Someone, vera: Someone) -> None:
    ivan = await stage.person("Ivan", Role.AGENT)
    day, theirs = stage.now.date() + timedelta(days=3), stage.now.date() + timedelta(days=4)
    nine_to_six = ((540, 1080),)
    await stage.does(vera, lambda desk: shifts.set_weekdays(desk, olga.chat, [0], nine_to_six))
    await stage.does(vera, lambda desk: shifts.set_date(desk, olga.chat, day, ()))
    await stage.does(vera, lambda desk: shifts.set_date(desk, ivan.chat, theirs, nine_to_six))
    await stage.does(vera, lambda desk: shifts.copy_week(desk, olga.chat, ivan.chat))
    async with stage.database.reading() as session:
        rows = await session.scalars(select(Shift).where(Shift.person_id == ivan.id).order_by(Shift.id))
        assert [(one.weekday, one.day) for one in rows] == [(None, theirs), (0, None)]
