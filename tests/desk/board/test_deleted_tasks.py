"""Who is asked about a task that is gone, by whom and when it is decided."""

from db.models import BoardCard, Brake, BrakeKind, HeldChange, Origin, Status
from desk import Desk
from desk.board import brake, gone_tasks
from desk.tickets import closing
from tests.desk.cast import PRINTER, cast
from tests.desk.stage import Someone, Stage
from tests.sql import get


async def _lost(stage: Stage, number: int, why: str = "deleted") -> int:
    """The ticket's task is gone; its card's id."""
    ticket_id = (await stage.ticket(number)).id
    async with stage.database.unit_of_work() as session:
        desk = Desk(session, Origin.TODOIST, None, now=stage.now, rules=stage.rules)
        card = BoardCard(ticket_id=ticket_id, project_id="P", task_id=f"t{number}", created_at=stage.now)
        session.add(card)
        await session.flush()
        await gone_tasks.ask_about_task(desk, await desk.lock_ticket(number), card, why)
        return card.id


async def _gone(stage: Stage, card_id: int) -> str | None:
    return (await get(stage, BoardCard, card_id)).gone


async def _asked(stage: Stage, who: Someone) -> int:
    return [x.get("key") for x in await stage.letters(who)].count("task-gone")


async def _jobs(stage: Stage, number: int) -> int:
    ticket_id = (await stage.ticket(number)).id
    return sum(job.get("do") == "card" and job["ticket"] == ticket_id for job in await stage.board_jobs())


async def test_the_only_one_there_is_asked_about_their_own(stage: Stage, vera: Someone) -> None:
    number = await stage.files(vera, PRINTER)
    await _lost(stage, number)
    assert await _asked(stage, vera) == 1
    assert (await stage.does(vera, gone_tasks.close_as_answered, number)).status is Status.CLOSED


async def test_a_day_is_a_whole_day(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    numbers = [await stage.files(rita, PRINTER) for _ in range(3)]
    cards = [await _lost(stage, number) for number in numbers]
    await stage.does(olga, gone_tasks.close_as_answered, numbers[1])
    await stage.does(olga, gone_tasks.restore_task, numbers[2])
    stage.later(hours=24, microseconds=-1)
    await stage.ticks()
    assert await _gone(stage, cards[0]) == "held:asked:deleted"
    stage.later(microseconds=1)
    jobs = await _jobs(stage, numbers[1])
    await stage.ticks()
    assert [await _gone(stage, card) for card in cards] == ["deleted"] * 3
    assert [x.get("key") for x in await stage.letters(olga)].count("task-gone-unanswered") == 0
    assert await _jobs(stage, numbers[1]) == jobs


async def test_what_the_brake_asks_names_each_ticket_once_and_forty_of_them(stage: Stage) -> None:
    rita, *_, vera = await cast(stage)
    number = await stage.files(rita, PRINTER)
    of = (await stage.ticket(number)).id
    async with stage.database.unit_of_work() as session:
        asked = Brake(project_id="p", kind=BrakeKind.VANISH, told_at=stage.now)
        session.add(asked)
        await session.flush()
        act = {"project_id": "p", "kind": BrakeKind.VANISH, "brake_id": asked.id, "ticket_id": of}
        session.add_all([HeldChange(key=key, held_at=stage.now, **act) for key in "ab"])
        await session.flush()
        await brake.ask_brake(Desk(session, Origin.TODOIST, None, now=stage.now, rules=stage.rules), asked)
    told = next(x for x in await stage.letters(vera) if x.get("key") == "brake-vanish")
    assert (told["args"]["n"], told["args"]["tickets"]) == (2, f"#{number}")
    shown = [brake._list_numbers(range(1, n + 1)) for n in (40, 41)]
    assert shown[0].endswith("#39 #40") and shown[1] == f"{shown[0]} +1"


async def test_what_has_ended_meanwhile_is_left_as_it_is(stage: Stage) -> None:
    rita, olga, _, vera = await cast(stage)
    for word in (gone_tasks.close_as_answered, gone_tasks.restore_task):
        number = await stage.files(rita, PRINTER)
        await _lost(stage, number)
        await stage.does(rita, closing.cancel, number)
        said = await stage.does(olga, word, number)
        assert (said.status, said.changed) == (Status.CANCELLED, False)
        assert [x.get("key") for x in await stage.letters(vera)][-1] == "task-gone-ended"
