"""What is theirs once somebody of the team and an account on the board are one: all of it, of each kind once."""

import pytest
from sqlalchemy import select

from db.models import BoardCard, Box, Collaborator, DeskRow, Job, Origin, Person, Reaction
from desk.people import directory
from desk.staff import board_accounts
from desk.tickets import assignment
from tests.desk.cast import PRINTER, lines
from tests.desk.stage import Someone, Stage

pytestmark = pytest.mark.broad


async def test_all_that_was_the_accounts_is_theirs(stage: Stage, rita: Someone, olga: Someone, vera: Someone) -> None:
    """Of two reactions through one door the newer stays, whichever row is; one through the other door is another. An
    admin who links is not told of it."""
    number = await stage.files(rita, PRINTER)
    first, second = [await _account(stage, name) for name in ("t-1", "t-2")]
    (said,) = [entry.id for entry in await stage.entries(number)]
    on_board, telegram = Origin.TODOIST, Origin.TELEGRAM
    newer, older = stage.now, stage.now.replace(hour=1)
    async with stage.database.unit_of_work() as session:
        signs = ((olga.id, on_board, "🔥", newer), (olga.id, telegram, "👎", older), (first, on_board, "👍", older))
        for person, origin, sign, at in signs:
            session.add(Reaction(entry_id=said, person_id=person, origin=origin, signs=sign, at=at))
            await session.flush()
        waiting = {"box": Box.TO_TODOIST.value, "key": "k", "payload": b"{}", "due_at": newer, "created_at": newer}
        session.add(Job(person_id=first, **waiting))
    await stage.change(number, resolved_by=first)
    await stage.does(olga, lambda desk: board_accounts.link(desk, "t-1"))
    await stage.does(vera, lambda desk: board_accounts.link(desk, "t-2"))
    async with stage.database.reading() as session:
        kept = (await session.execute(select(Reaction.person_id, Reaction.signs).order_by(Reaction.id))).all()
        of_olga = list(await session.scalars(select(Job.person_id).where(Job.key == "k")))
        assert (await session.get(Person, first), await session.get(Person, second)) == (None, None)
    assert kept == [(olga.id, "🔥"), (olga.id, "👎")]
    assert (of_olga, (await stage.ticket(number)).resolved_by) == ([olga.id], olga.id)
    assert [line for line in await lines(stage, vera) if line == "linked"] == ["linked"], "of Olga's, not of her own"


async def test_the_board_looks_again_at_what_they_hold(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await stage.files(rita, PRINTER)
    await stage.does(olga, lambda desk: assignment.claim(desk, number))
    await _account(stage, "t-1")
    of = (await stage.ticket(number)).id
    async with stage.database.unit_of_work() as session:
        await session.merge(DeskRow(id=1, project_id="P"))
        session.add(BoardCard(ticket_id=of, project_id="P", task_id="t", created_at=stage.now, dirty=False))
    for act in (lambda desk: board_accounts.link(desk, "t-1"), board_accounts.unlink):
        await stage.does(olga, act)
        async with stage.database.unit_of_work() as session:
            card = (await session.scalars(select(BoardCard))).one()
            assert card.dirty
            card.dirty = False


async def _account(stage: Stage, todoist_id: str) -> int:
    """Somebody in the project, whom the desk has met; their row."""
    async with stage.database.unit_of_work() as session:
        session.add(Collaborator(project_id="P", todoist_id=todoist_id, name=f"Board {todoist_id}", active=True))
        return (await directory.on_board(session, todoist_id, f"Board {todoist_id}", now=stage.now)).id
