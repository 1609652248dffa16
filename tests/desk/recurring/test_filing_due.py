"""Recurring requests are filed once at their moment, also after a stop, a kill, a clock set back; their client is told
nothing before somebody answers."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from db.models import Category, EntryKind, Organization, Origin, Person, RecurringRequest, Role, Status
from desk import NotAllowed, Refused
from desk.board import gone_tasks
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.inbound.routing_types import Destination
from desk.merging import merging
from desk.policy.permissions import Grant
from desk.recurring import filing_due, setup
from desk.requests import team_requests
from desk.schedule import clock_skew, due_work
from desk.schedule.due_items import Due, DueItem
from desk.text import RichText
from desk.tickets import assignment, lifecycle
from tests.desk.stage import Someone, Stage
from tests.sql import add, execute, scalars, sole

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _is_on(stage: Stage) -> None:
    stage.with_rules(team__recurring=True)


async def _set_up(stage: Stage, vera: Someone, **fields: Any) -> int:
    """Plan a request for Monday at 9, after Friday of the stage."""
    made: int = await stage.does(vera, setup.add_recurring, "every Monday at 9: Check the backups")
    for name, value in fields.items():
        await stage.does(vera, getattr(setup, f"set_{name}"), made, value)
    return made


async def _row(stage: Stage) -> RecurringRequest:
    return await sole(stage, select(RecurringRequest))


async def _remarks(stage: Stage, number: int) -> list[str]:
    return [str(one.content_line) for one in await stage.entries(number) if one.kind is EntryKind.REMARK]


async def _ring(stage: Stage, *, dies: bool = False) -> None:
    async with stage.database.unit_of_work() as session:
        await due_work.do_item(
            DueItem(Due.RECURRING, (await _row(stage)).id, stage.now), session, stage.now, stage.rules
        )
        if dies:
            raise ZeroDivisionError


async def test_it_is_filed_with_all_that_the_template_has(stage: Stage, vera: Someone, olga: Someone) -> None:
    await _set_up(stage, vera, words="In the cellar", steps="Look *here*\nWrite", labels="night, backup", priority=2)
    await stage.ticks()
    assert await stage.tickets() == []
    stage.now = MONDAY
    await stage.ticks()
    (ticket,) = await stage.tickets()
    assert (ticket.subject, ticket.priority, ticket.tags, ticket.status) == (
        "Check the backups",
        2,
        ["night", "backup"],
        Status.NEW,
    )
    assert [one["text"] for one in ticket.steps or ()] == ["Look \\*here\\*", "Write"]
    assert [(one.kind, one.body) for one in await stage.entries(ticket.number)] == [(EntryKind.NOTE, "In the cellar")]
    assert [one["view"] for one in await stage.letters(olga) if one["type"] == "show"] == ["card"]
    assert (ticket.origin, ticket.first_due_at, ticket.due_at) == (Origin.CLOCK, None, ticket.solve_due_at)
    assert (await _row(stage)).last_ticket_id == ticket.id
    await stage.does(olga, assignment.claim, ticket.number)
    await stage.does(olga, lifecycle.resolve, ticket.number)
    assert (await stage.ticket(ticket.number)).status is Status.CLOSED, "there is nobody to ask"
    stage.now += timedelta(days=7)
    await stage.ticks()
    later = (await stage.tickets())[-1]
    assert (later.number, later.requester_id) == (ticket.number + 1, ticket.requester_id)


async def test_what_was_missed_is_filed_once_and_said(stage: Stage, vera: Someone) -> None:
    await _set_up(stage, vera)
    stage.now = MONDAY + timedelta(days=21, hours=5)
    for _ in range(2):
        await stage.ticks()
    (ticket,) = await stage.tickets()
    (said,) = await _remarks(stage, ticket.number)
    assert "remark-recurring-missed" in said
    assert '"n":4' in said
    assert str(int((MONDAY + timedelta(days=21)).timestamp())) in said
    assert (await _row(stage)).next_at == MONDAY + timedelta(days=28)
    stage.now = MONDAY + timedelta(days=28, minutes=14)
    await stage.ticks()
    assert await _remarks(stage, ticket.number + 1) == [], "a moment late is not late"
    stage.now = MONDAY + timedelta(days=35, minutes=16)
    await stage.ticks()
    assert "remark-recurring-late" in (await _remarks(stage, ticket.number + 2))[0]


async def test_who_dies_before_the_commit_has_filed_nothing_and_it_is_filed_once(stage: Stage, vera: Someone) -> None:
    await _set_up(stage, vera)
    stage.now = MONDAY
    with pytest.raises(ZeroDivisionError):
        await _ring(stage, dies=True)
    assert (await stage.tickets(), (await _row(stage)).next_at) == ([], MONDAY)
    for _ in range(3):
        await _ring(stage)
    assert len(await stage.tickets()) == 1


async def test_a_clock_that_goes_back_files_nothing_twice(stage: Stage, vera: Someone) -> None:
    await _set_up(stage, vera)
    stage.now = MONDAY + timedelta(minutes=1)
    await stage.ticks()
    for back in (timedelta(minutes=2), timedelta(days=2)):
        stage.now = MONDAY + timedelta(minutes=1) - back
        async with stage.database.unit_of_work() as session:
            await clock_skew.repair_due_times(session, stage.now, stage.rules)
        await stage.ticks()
        await stage.does(vera, setup.set_rhythm, 1, "every Monday at 9:00")
        stage.now = MONDAY + timedelta(minutes=2)
        await stage.ticks()
        assert len(await stage.tickets()) == 1
    stage.now = MONDAY + timedelta(days=7)
    await stage.ticks()
    assert len(await stage.tickets()) == 2


async def test_off_and_paused_file_nothing_afterwards_either(stage: Stage, vera: Someone) -> None:
    made = await _set_up(stage, vera)
    stage.with_rules(team__recurring=False)
    stage.now = MONDAY + timedelta(hours=1)
    assert await stage.ticks() == 1
    assert await stage.ticks() == 0
    with pytest.raises(Refused, match="recurring-off"):
        await stage.does(vera, setup.set_subject, made, "Other")
    stage.with_rules(team__recurring=True)
    await stage.ticks()
    assert await stage.tickets() == []
    for stop, go in (
        (setup.stop_recurring, setup.continue_recurring),
        (setup.remove_recurring, setup.restore_recurring),
    ):
        await stage.does(vera, stop, made)
        stage.now += timedelta(days=8)
        await stage.ticks()
        await stage.does(vera, go, made)
        await stage.ticks()
        assert await stage.tickets() == []
    stage.now += timedelta(days=7)
    await stage.ticks()
    assert len(await stage.tickets()) == 1


async def test_a_change_of_hours_moves_what_is_planned(stage: Stage, vera: Someone) -> None:
    made = await _set_up(stage, vera, rhythm="every working day at 9")
    stage.with_rules(hours__week=(((540, 1080),),) * 3 + ((),) * 4)
    await stage.does(vera, lambda desk: setup.plan_anew(desk.session, desk.now, desk.rules))
    assert (await _row(stage)).next_at == MONDAY
    stage.with_rules(hours__week=(((540, 1080),),) * 1 + (((540, 1080),),) + ((),) * 5, timezone="Asia/Tokyo")
    await stage.does(vera, lambda desk: setup.plan_anew(desk.session, desk.now, desk.rules))
    assert (await _row(stage)).next_at == MONDAY - timedelta(hours=9)
    assert made


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_a_client_is_told_nothing_before_somebody_answers(
    stage: Stage, vera: Someone, olga: Someone, rita: Someone, language: str
) -> None:
    await execute(stage, update(Person).where(Person.id == rita.id).values(language=language))
    await _set_up(stage, vera, client="Rita", words="For the team alone")
    stage.now = MONDAY
    await stage.ticks()
    (ticket,) = await stage.tickets(rita)
    await stage.does(olga, assignment.claim, ticket.number)
    await stage.does(olga, lifecycle.put_on_hold, ticket.number)
    await stage.does(olga, lifecycle.start_progress, ticket.number)
    stage.later(days=2)
    await stage.ticks()
    assert await stage.letters(rita) == []
    stage.with_rules(requests__write_first=True, limits__max_open=1)
    await stage.does(vera, team_requests.check_person, rita.id)
    heard = await stage.says(rita, "The printer in room 12 is on fire")
    assert (heard.destination, heard.number) == (Destination.NEW_DRAFT, ticket.number + 1), "they know of no other"
    before = len(await stage.letters(rita))
    await stage.does(olga, thread.add_reply, ticket.number, NewEntry(RichText("We have looked")))
    assert [one["type"] for one in (await stage.letters(rita))[before:]] == ["relay"]


async def test_one_that_is_resolved_unanswered_asks_its_client_nothing(
    stage: Stage, vera: Someone, olga: Someone, rita: Someone
) -> None:
    await _set_up(stage, vera, client="rita")
    stage.now = MONDAY
    await stage.ticks()
    (ticket,) = await stage.tickets(rita)
    await stage.does(olga, lifecycle.resolve, ticket.number)
    stage.later(days=5)
    await stage.ticks()
    assert ((await stage.ticket(ticket.number)).status, await stage.letters(rita)) == (Status.CLOSED, [])


async def test_one_for_an_organization_tells_none_of_its_people(stage: Stage, vera: Someone, olga: Someone) -> None:
    stage.with_rules(organizations__enabled=True)
    firm = await add(stage, Organization(name="Acme", folded="acme", created_at=stage.now, updated_at=stage.now))
    await _set_up(stage, vera, client="ACME", assignee=olga.id)
    stage.now = MONDAY
    await stage.ticks()
    (ticket,) = await stage.tickets()
    assert (ticket.organization_id, ticket.assignee_id, ticket.status) == (firm.id, olga.id, Status.ASSIGNED)
    nobody = await sole(stage, select(Person).where(Person.id == ticket.requester_id))
    assert (nobody.telegram_id, nobody.system_id) == (None, None)
    await execute(stage, update(Organization).values(removed_at=stage.now))
    stage.now += timedelta(days=7)
    await stage.ticks()
    assert (len(await stage.tickets()), (await _row(stage)).next_at) == (1, None)
    assert "recurring-stopped" in [one.get("key") for one in await stage.letters(vera)]


@pytest.mark.parametrize("gone", ["blocked_at", "erased_at"])
async def test_a_client_who_is_gone_stops_it(stage: Stage, vera: Someone, rita: Someone, gone: str) -> None:
    await _set_up(stage, vera, client="Rita")
    await execute(stage, update(Person).where(Person.id == rita.id).values(**{gone: stage.now}))
    stage.now = MONDAY
    await stage.ticks()
    assert (await stage.tickets(), (await _row(stage)).next_at) == ([], None)


async def test_who_has_left_the_team_keeps_none_and_a_removed_topic_is_left_out(
    stage: Stage, vera: Someone, olga: Someone, ivan: Someone
) -> None:
    await _set_up(stage, vera, assignee=olga.id)
    gone = update(Person).where(Person.id.in_([olga.id, vera.id]))
    await execute(stage, gone.values(dismissed_at=stage.now, role=Role.REQUESTER))
    stage.now = MONDAY
    await stage.ticks()
    (ticket,) = await stage.tickets()
    assert (ticket.assignee_id, ticket.begun_by) == (None, vera.id)
    assert [one["view"] for one in await stage.letters(ivan) if one["type"] == "show"] == ["card"]


async def test_two_clients_of_one_name_are_told_by_a_request(stage: Stage, vera: Someone, rita: Someone) -> None:
    number = await stage.files(rita, "The printer is on fire")
    other = await stage.person("Rita")
    made = await _set_up(stage, vera)
    with pytest.raises(Refused, match="recurring-client-several"):
        await stage.does(vera, setup.set_client, made, "Rita")
    await stage.does(vera, setup.set_client, made, f"#{number}")
    assert (await _row(stage)).client_id == rita.id != other.id
    manager = await stage.person("Max", Role.AGENT, grants={Grant.RULES.value: True})
    with pytest.raises(NotAllowed):
        await stage.does(manager, setup.set_client, made, "Rita")


async def test_merging_two_of_them_keeps_one_list_of_steps(stage: Stage, vera: Someone, olga: Someone) -> None:
    await _set_up(stage, vera, steps="Look\nWrite")
    for week in range(2):
        stage.now = MONDAY + timedelta(days=7 * week)
        await stage.ticks()
    first, second = [one.number for one in await stage.tickets()]
    await stage.does(olga, merging.merge_ticket, first, second)
    assert len((await stage.ticket(second)).steps or ()) == 2


async def test_too_many_and_wrong_ones_are_refused(stage: Stage, vera: Someone, olga: Someone) -> None:
    for typed in ("", "Check the backups", "every Monday at 9", "now and then: Check", "25 December: Check"):
        with pytest.raises(Refused, match="recurring-usage"):
            await stage.does(vera, setup.add_recurring, typed)
    with pytest.raises(Refused, match="recurring-subject-wrong"):
        await stage.does(vera, setup.add_recurring, "every Monday at 9: " + "x" * 201)
    with pytest.raises(NotAllowed):
        await stage.does(olga, setup.add_recurring, "every Monday at 9: Check")
    assert await scalars(stage, select(RecurringRequest)) == []


@pytest.mark.parametrize("is_back", [False, True])
async def test_merging_tells_only_of_what_the_client_knows(
    stage: Stage, vera: Someone, olga: Someone, rita: Someone, *, is_back: bool
) -> None:
    await _set_up(stage, vera, client="Rita")
    for week in range(2):
        stage.now = MONDAY + timedelta(days=7 * week)
        await stage.ticks()
    first, second = [one.number for one in await stage.tickets(rita)]
    await stage.does(olga, merging.merge_ticket, first, second)
    await stage.does(olga, merging.unmerge_ticket, first)
    await stage.does(olga, gone_tasks.close_for_deletion, first, "deleted")
    assert [one for one in await stage.letters(rita) if not one["only_edit"]] == []
    known = await stage.files(rita, "The printer is on fire")
    await stage.does(olga, merging.merge_ticket, known, second)
    if is_back:
        await stage.does(olga, merging.unmerge_ticket, known)
    assert (await stage.ticket(second)).is_filed_silently is is_back
    heard = await stage.says(rita, "And it smells of plastic")
    assert heard.number == (known if is_back else second)


async def test_new_hours_make_no_day_of_the_past_due(stage: Stage, vera: Someone) -> None:
    stage.with_rules(hours__week=(((540, 1080),),) + ((),) * 6)
    await _set_up(stage, vera, rhythm="every working day at 9")
    stage.now = MONDAY + timedelta(hours=1)
    await stage.ticks()
    stage.now += timedelta(days=3)
    stage.with_rules(hours__week=(((540, 1080),),) * 7)
    await stage.does(vera, lambda desk: setup.plan_anew(desk.session, desk.now, desk.rules))
    assert (len(await stage.tickets()), (await _row(stage)).next_at) == (1, MONDAY + timedelta(days=4))


async def test_a_client_who_became_the_assignee_or_a_topic_that_became_a_group_is_left_out(
    stage: Stage, vera: Someone, rita: Someone
) -> None:
    await add(stage, Category(id=1, name="Net", folded="net", is_group=True))
    await _set_up(stage, vera, client="Rita", assignee=rita.id, topic=1)
    await execute(stage, update(Person).where(Person.id == rita.id).values(role=Role.AGENT))
    stage.now = MONDAY
    await stage.ticks()
    (ticket,) = await stage.tickets()
    assert (ticket.assignee_id, ticket.category_id) == (None, None)


async def test_who_leads_is_told_of_one_that_is_refused(stage: Stage, vera: Someone) -> None:
    made = await _set_up(stage, vera)
    await stage.does(vera, filing_due.drop_due, made)
    assert (await _row(stage)).next_at is None
    assert "recurring-refused" in [one.get("key") for one in await stage.letters(vera)]
