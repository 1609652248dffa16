"""What the clock works off: each item once, at its time, and reminders in bundles."""

from datetime import timedelta

from db.models import Person, Role, Status
from desk.schedule import due_work
from desk.schedule.due_items import Due, DueItem
from desk.tickets import lifecycle
from tests.desk.stage import Someone, Stage


async def _cards(stage: Stage, who: Someone, number: int) -> int:
    slot = f"card:{number}"
    return len([x for x in await stage.letters(who) if x.get("slot") == slot and x.get("fresh")])


async def test_nothing_is_due_on_an_empty_desk(stage: Stage) -> None:
    assert await stage.ticks() == 0


async def test_an_item_done_twice_has_one_effect(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = (await stage.says(rita, "The printer on floor 2 is on fire")).number or 0
    ticket = await stage.ticket(number)
    stage.later(seconds=10)
    for _ in range(2):
        async with stage.database.unit_of_work() as session:
            await due_work.do_item(DueItem(Due.FILE, ticket.id, stage.now), session, stage.now, stage.rules)
    assert await _cards(stage, olga, number) == 1


async def test_words_that_came_meanwhile_put_filing_off(stage: Stage, rita: Someone) -> None:
    number = (await stage.says(rita, "The printer on floor 2 is on fire")).number or 0
    ticket = await stage.ticket(number)
    stage.later(seconds=9)
    await stage.says(rita, "and the curtain next to it as well")
    stage.later(seconds=1)
    async with stage.database.unit_of_work() as session:
        await due_work.do_item(DueItem(Due.FILE, ticket.id, stage.now), session, stage.now, stage.rules)
    assert (await stage.ticket(number)).filed_at is None


async def test_what_is_nobodys_again_by_an_undo_makes_up_for_no_reminder(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    number = await stage.files(rita, "The printer on floor 2 is on fire")
    broadcast_at = stage.now
    stage.later(minutes=40)
    await stage.ticks()
    await stage.ticks()
    await stage.does(olga, lifecycle.resolve, number)
    stage.later(seconds=2)
    await stage.does(olga, lifecycle.reopen, number)
    ticket = await stage.ticket(number)
    assert (ticket.status, ticket.assignee_id) == (Status.NEW, None)
    assert (ticket.remind_at, ticket.escalate_at) == (broadcast_at + timedelta(hours=24), None)


async def test_nobody_on_duty_the_admins_are_reminded(stage: Stage, rita: Someone, olga: Someone) -> None:
    vera = await stage.person("Vera", Role.ADMIN, away=True)
    async with stage.database.unit_of_work() as session:
        (await session.get_one(Person, olga.id)).away = True
    number = await stage.files(rita, "The printer on floor 2 is on fire")
    stage.later(minutes=15)
    await stage.ticks()
    assert await _cards(stage, vera, number) == 2
    assert await _cards(stage, olga, number) == 0


async def test_reminding_can_be_turned_off(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await stage.files(rita, "The printer on floor 2 is on fire")
    stage.with_rules(team__remind=timedelta(0))
    stage.later(hours=5)
    await stage.ticks()
    assert await _cards(stage, olga, number) == 1
    assert (await stage.ticket(number)).remind_at is None
