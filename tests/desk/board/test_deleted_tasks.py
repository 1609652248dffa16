"""Who is asked about a task that is gone, by whom and when it is decided."""

import pytest
from sqlalchemy import select

from db.models import BoardCard, Brake, BrakeKind, HeldAct, History, Origin, Role, Status, Ticket
from desk import Desk, NotAllowed, Outdated
from desk.board import brake, deleted_tasks
from desk.tickets import assignment, closing
from tests.desk.cast import PRINTER, cast
from tests.desk.stage import Someone, Stage


async def _lost(stage: Stage, number: int, why: str = "deleted") -> int:
    """The ticket's task is gone; its card's id."""
    ticket_id = (await stage.ticket(number)).id
    async with stage.database.unit_of_work() as session:
        desk = Desk(session, Origin.TODOIST, None, now=stage.now, rules=stage.rules)
        card = BoardCard(ticket_id=ticket_id, project_id="P", task_id=f"t{number}", created_at=stage.now)
        session.add(card)
        await session.flush()
        await deleted_tasks.ask(desk, await desk.locked(number), card, why)
        return card.id


async def _gone(stage: Stage, card_id: int) -> str | None:
    async with stage.database.sessions() as session:
        return (await session.get_one(BoardCard, card_id)).gone


async def _asked(stage: Stage, who: Someone) -> int:
    return [x.get("key") for x in await stage.letters(who)].count("task-gone")


async def _jobs(stage: Stage, number: int) -> int:
    ticket_id = (await stage.ticket(number)).id
    return sum(job.get("do") == "card" and job["ticket"] == ticket_id for job in await stage.board_jobs())


@pytest.mark.broad
async def test_who_is_asked(stage: Stage) -> None:
    """Its agent, whoever that is, and the admins, each once; not who filed it, nor who has gone."""
    anna, olga, ivan, vera = await cast(stage)
    away = await stage.person("Max", Role.ADMIN, away=True)
    blocking = await stage.person("Nora", Role.ADMIN, bot_blocked_at=stage.now)
    free = await stage.files(anna, PRINTER)
    await _lost(stage, free)
    assert [await _asked(stage, one) for one in (anna, olga, ivan, vera, away, blocking)] == [0, 0, 0, 1, 1, 0]
    taken = await stage.files(anna, PRINTER)
    await stage.does(vera, lambda desk: assignment.claim(desk, taken))
    await _lost(stage, taken)
    assert [await _asked(stage, one) for one in (olga, vera, away)] == [0, 2, 2]
    own = await stage.files(vera, PRINTER)
    await stage.does(olga, lambda desk: assignment.claim(desk, own))
    await _lost(stage, own, "moved")
    assert [await _asked(stage, one) for one in (olga, vera, away)] == [1, 2, 3]
    with pytest.raises(NotAllowed):
        await stage.does(vera, lambda desk: deleted_tasks.close(desk, own))


async def test_the_only_one_there_is_asked_about_their_own(stage: Stage) -> None:
    vera = await stage.person("Vera", Role.ADMIN)
    number = await stage.files(vera, PRINTER)
    await _lost(stage, number)
    assert await _asked(stage, vera) == 1
    assert (await stage.does(vera, lambda desk: deleted_tasks.close(desk, number))).status is Status.CLOSED


@pytest.mark.broad
@pytest.mark.parametrize("first", ["close", "put_back"])
@pytest.mark.parametrize("second", ["close", "put_back"])
async def test_the_first_word_counts(stage: Stage, first: str, second: str) -> None:
    anna, olga, ivan, _ = await cast(stage)
    number = await stage.files(anna, PRINTER)
    before = await _jobs(stage, number)
    card = await _lost(stage, number)
    said = await stage.does(olga, lambda desk: getattr(deleted_tasks, first)(desk, number))
    assert said.status is (Status.CLOSED if first == "close" else Status.NEW)
    assert await _gone(stage, card) == "deleted"
    assert await _jobs(stage, number) == before + 1  # where there is no task, the mirror looks whether one is due
    with pytest.raises(Outdated):
        await stage.does(ivan, lambda desk: getattr(deleted_tasks, second)(desk, number))
    assert (await stage.ticket(number)).status is said.status


async def test_a_day_is_a_whole_day(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    numbers = [await stage.files(anna, PRINTER) for _ in range(3)]
    cards = [await _lost(stage, number) for number in numbers]
    await stage.does(olga, lambda desk: deleted_tasks.close(desk, numbers[1]))
    await stage.does(olga, lambda desk: deleted_tasks.put_back(desk, numbers[2]))
    stage.later(hours=24, microseconds=-1)
    await stage.ticks()
    assert await _gone(stage, cards[0]) == "held:asked:deleted"
    stage.later(microseconds=1)
    jobs = await _jobs(stage, numbers[1])
    await stage.ticks()
    assert [await _gone(stage, card) for card in cards] == ["deleted"] * 3
    assert [x.get("key") for x in await stage.letters(olga)].count("task-gone-unanswered") == 0
    assert await _jobs(stage, numbers[1]) == jobs


@pytest.mark.broad
async def test_what_the_brake_holds_is_answered_by_nobody_and_what_is_found_is_in_its_history(stage: Stage) -> None:
    """A task that came back: said where somebody was asked, kept where the ticket goes on."""
    anna, olga, ivan, vera = await cast(stage)
    held = await stage.files(anna, PRINTER)
    card = await _lost(stage, held)
    async with stage.database.unit_of_work() as session:
        (await session.get_one(BoardCard, card)).gone = "held:deleted"
    for word in (deleted_tasks.close, deleted_tasks.put_back):
        with pytest.raises(Outdated):
            await stage.does(vera, lambda desk, word=word: word(desk, held))
    assert await _gone(stage, card) == "held:deleted"
    over = await stage.files(anna, PRINTER)
    await stage.does(anna, lambda desk: closing.cancel(desk, over))
    asked = await stage.files(anna, PRINTER)
    await stage.does(olga, lambda desk: assignment.claim(desk, asked))
    card = await _lost(stage, asked)
    await stage.shown(olga, f"gone:{asked}", asked)
    await stage.does(olga, lambda desk: assignment.hand_over(desk, asked, ivan.chat))
    for number in (held, over, asked):
        await stage.does(vera, lambda desk, of=number: _finds(desk, of))
    assert await _gone(stage, card) == "deleted"
    async with stage.database.reading() as session:
        found = select(Ticket.number).join(History, History.ticket_id == Ticket.id).where(History.new == "found")
        assert list(await session.scalars(found.order_by(Ticket.id))) == [held, asked]
    for who in (olga, ivan, vera):
        assert [x.get("key") for x in await stage.letters(who)].count("task-gone-found") == 1, "who still has it too"


async def _finds(desk: Desk, number: int) -> None:
    await deleted_tasks.found(desk, await desk.locked(number))


async def test_what_the_brake_asks_names_each_ticket_once_and_forty_of_them(stage: Stage) -> None:
    anna, *_, vera = await cast(stage)
    number = await stage.files(anna, PRINTER)
    of = (await stage.ticket(number)).id
    async with stage.database.unit_of_work() as session:
        asked = Brake(project_id="p", kind=BrakeKind.VANISH, told_at=stage.now)
        session.add(asked)
        await session.flush()
        act = {"project_id": "p", "kind": BrakeKind.VANISH, "brake_id": asked.id, "ticket_id": of}
        session.add_all([HeldAct(key=key, held_at=stage.now, **act) for key in "ab"])
        await session.flush()
        await brake.ask_brake(Desk(session, Origin.TODOIST, None, now=stage.now, rules=stage.rules), asked)
    told = next(x for x in await stage.letters(vera) if x.get("key") == "brake-vanish")
    assert (told["args"]["n"], told["args"]["tickets"]) == (2, f"#{number}")
    shown = [brake._listed(range(1, n + 1)) for n in (40, 41)]
    assert shown[0].endswith("#39 #40") and shown[1] == f"{shown[0]} +1"


async def test_what_has_ended_meanwhile_is_left_as_it_is(stage: Stage) -> None:
    anna, olga, _, vera = await cast(stage)
    for word in (deleted_tasks.close, deleted_tasks.put_back):
        number = await stage.files(anna, PRINTER)
        await _lost(stage, number)
        await stage.does(anna, lambda desk, number=number: closing.cancel(desk, number))
        said = await stage.does(olga, lambda desk, word=word, number=number: word(desk, number))
        assert (said.status, said.changed) == (Status.CANCELLED, False)
        assert [x.get("key") for x in await stage.letters(vera)][-1] == "task-gone-ended"
