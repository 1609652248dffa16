"""What the admins, the staff group and those on duty are told: by whom it is meant for, and how each hears it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from db.models import Entry, EntryKind, Lane, Origin, Person, Role, Status, StoredSetting, TicketGroup
from desk import Desk, installation
from desk.notifications import staff_group, to_assignee, to_group, to_requester, to_staff
from desk.outbox import Button, Say, Show, View, letters
from desk.policy import Hearing, StaffNews
from desk.tickets import assignment
from tests.desk.cast import PRINTER, lines, shows
from tests.desk.schedule.guarding import with_values
from tests.desk.stage import Someone, Stage

pytestmark = pytest.mark.broad

GROUP = -100_500
WEEK = (((540, 1080),),) * 7
BUTTONS = ((Button("btn-open", "open:1"),),)


async def _group(stage: Stage, **values: Any) -> Someone:
    """The staff group, of which nothing waits any more."""
    group = await stage.person("The team", Role.GROUP)
    await with_values(stage, group, telegram_id=GROUP, **values)
    stage.with_rules(staff_chat_id=GROUP)
    return group


async def _admins(stage: Stage) -> dict[str, Someone]:
    """One who hears, one who hears no sound, one who has switched it off, one who is left out, one who never came."""
    made = {name: await stage.person(name, Role.ADMIN) for name in ("loud", "silent", "off", "left", "new")}
    for name, how in (("silent", Hearing.SILENT), ("off", Hearing.OFF)):
        await with_values(stage, made[name], switches=dict.fromkeys([news.value for news in StaffNews], how.value))
    await with_values(stage, made["new"], started_at=None)
    return made


async def _heard(stage: Stage, people: dict[str, Someone]) -> dict[str, list[bool]]:
    """Who was sent what, and whether it was silent."""
    heard = {name: [bool(x["silent"]) for x in await stage.letters(who)] for name, who in people.items()}
    return {name: said for name, said in heard.items() if said}


@pytest.mark.parametrize(("buttons", "off"), [((), {}), (BUTTONS, {"off": [True]})])
async def test_each_admin_hears_as_they_have_switched_it(stage: Stage, buttons: Any, off: dict[str, Any]) -> None:
    """What asks for a press is never off."""
    people = await _admins(stage)
    left = people["left"]

    async def say(desk: Desk) -> None:
        await to_staff.to_admins(desk, "agent-blocked", {"name": "x"}, but=(left.id,), buttons=buttons)

    await stage.does(left, say)
    assert await _heard(stage, people) == {"loud": [False], "silent": [True], **off}


async def test_a_view_for_the_admins_is_off_where_it_is_switched_off(stage: Stage, rita: Someone) -> None:
    number = await stage.files(rita, PRINTER)
    people = await _admins(stage)
    left = people["left"]

    async def show(desk: Desk, silent: bool) -> None:
        letter = Show(View.CARD, slot="card:1", silent=silent)
        await to_staff.show_admins(desk, letter, await desk.locked(number), but=(left.id,))

    await stage.does(left, lambda desk: show(desk, False))
    assert await _heard(stage, people) == {"loud": [False], "silent": [True]}
    await stage.does(left, lambda desk: show(desk, True))
    assert await _heard(stage, people) == {"loud": [False, True], "silent": [True, True]}


async def test_a_line_about_the_desk_is_for_admins_who_have_come(stage: Stage) -> None:
    people = await _admins(stage)
    async with stage.database.unit_of_work() as session:
        assert await to_staff.tell_admins(session, "late-failed", now=stage.now, n=3)
    assert await _heard(stage, people) == {"loud": [False], "silent": [True], "left": [False]}
    for who in people.values():
        await with_values(stage, who, started_at=None)
    async with stage.database.unit_of_work() as session:
        assert not await to_staff.tell_admins(session, "late-failed", now=stage.now, n=3)


async def test_a_line_about_the_desk_goes_to_whom_it_is_set_to_go_to(
    stage: Stage, olga: Someone, vera: Someone
) -> None:
    async with stage.database.unit_of_work() as session:
        session.add(StoredSetting(key="desk_notices_to", value=[olga.id], version=1, changed_at=stage.now))
    async with stage.database.unit_of_work() as session:
        assert await to_staff.tell_admins(session, "late-failed", now=stage.now, n=3)
    assert (await lines(stage, olga), await lines(stage, vera)) == (["late-failed"], [])


@pytest.mark.parametrize(
    ("shut", "only_edit", "told"), [(False, False, (1, 0)), (False, True, (1, 1)), (True, False, (0, 1))]
)
async def test_what_goes_to_the_group_goes_to_nobody_else_but_an_edit(
    stage: Stage, vera: Someone, shut: bool, only_edit: bool, told: tuple[int, int]
) -> None:
    """What it edits may stand in a chat of before; a group that is shut hears nothing."""
    group = await _group(stage, bot_blocked_at=stage.now if shut else None)
    stage.with_rules(board_notices_in_group=True)

    async def say(desk: Desk) -> None:
        await to_staff.to_admins(desk, "brake-close", {"n": 3}, slot="brake:1", only_edit=only_edit)

    await stage.does(vera, say)
    assert (len(await stage.letters(group)), len(await stage.letters(vera))) == told


@pytest.mark.parametrize(("hour", "silent"), [(12, False), (20, True)])
@pytest.mark.parametrize("ended", [False, True])
async def test_the_group_rings_for_what_is_new_in_the_hours(
    stage: Stage, rita: Someone, hour: int, silent: bool, ended: bool
) -> None:
    number = await stage.files(rita, PRINTER)
    group = await _group(stage)
    stage.with_rules(hours=WEEK, group_closed=True)
    stage.now = datetime(2026, 11, 20, hour, tzinfo=UTC)

    async def announce(desk: Desk) -> None:
        await to_staff.announce(desk, await desk.locked(number), ended=ended)

    await stage.does(await stage.person("Vera", Role.ADMIN), announce)
    assert [x["silent"] for x in await stage.letters(group)] == [silent or ended]


@pytest.mark.parametrize(("by_requester", "by_others"), [(True, False), (False, True)])
async def test_whose_end_of_a_request_the_group_hears_is_switched_apart(
    stage: Stage, rita: Someone, vera: Someone, by_requester: bool, by_others: bool
) -> None:
    number = await stage.files(rita, PRINTER)
    group = await _group(stage)
    stage.with_rules(group_closed_by_requester=by_requester, group_closed=by_others)

    async def ends(desk: Desk) -> None:
        await to_staff.announce(desk, await desk.locked(number), ended=True)

    for who, told in ((rita, by_requester), (vera, by_others)):
        before = len(await stage.letters(group))
        await stage.does(who, ends)
        assert len(await stage.letters(group)) - before == told


async def test_what_is_put_at_one_moment_counts_as_sent_to_the_group(stage: Stage, rita: Someone) -> None:
    number = await stage.files(rita, PRINTER)
    group = await _group(stage)

    async def many(desk: Desk) -> None:
        for _ in range(staff_group.MOST + 1):
            await to_staff.announce(desk, await desk.locked(number))

    await stage.does(rita, many)
    slots = [x["slot"] for x in await stage.letters(group)]
    assert slots == [f"group:{number}"] * staff_group.MOST + [slots[-1]]
    assert slots[-1].startswith("announced:")


async def test_what_is_sent_to_other_chats_counts_for_nothing_in_the_group(stage: Stage, rita: Someone) -> None:
    number = await stage.files(rita, PRINTER)
    group = await _group(stage)
    for _ in range(staff_group.MOST):
        await stage.shown(rita, None)

    async def announce(desk: Desk) -> None:
        await to_staff.announce(desk, await desk.locked(number))

    await stage.does(rita, announce)
    assert [x["slot"] for x in await stage.letters(group)] == [f"group:{number}"]


async def _goes(stage: Stage, chat: int = GROUP, **how: bool) -> None:
    async with stage.database.unit_of_work() as session:
        given = {"there": True, "may_write": True, **how}
        await staff_group.came_or_went(session, chat, now=stage.now, rules=stage.rules, **given)


@pytest.mark.parametrize(
    ("chat", "how", "blocked"),
    [(GROUP, {"may_write": False}, True), (GROUP, {"there": False}, True), (GROUP - 1, {"there": False}, False)],
)
async def test_only_what_becomes_of_the_bot_in_the_teams_own_chat_counts(
    stage: Stage, chat: int, how: dict[str, bool], blocked: bool
) -> None:
    group = await _group(stage)
    await _goes(stage, chat, **how)
    async with stage.database.reading() as session:
        assert ((await session.get_one(Person, group.id)).bot_blocked_at is not None) is blocked
        keys = [row.key for row in await session.execute(text("select key from jobs"))]
    assert keys == ([f"{group.id}:{staff_group.AGAIN}"] if "may_write" in how else [])


async def test_where_the_bot_was_all_along_nothing_is_told_again(stage: Stage, rita: Someone) -> None:
    number = await stage.files(rita, PRINTER)
    group = await _group(stage)
    await stage.change(number, broadcast_at=stage.now)
    await _goes(stage)
    assert await stage.letters(group) == []


async def test_what_changed_meanwhile_is_shown_in_the_order_it_came(stage: Stage, rita: Someone) -> None:
    """Of this bot and this chat, where nobody has taken it: the oldest first."""
    group = await _group(stage)
    numbers = [await stage.files(await stage.person(f"R{n}"), PRINTER) for n in range(5)]
    for number in numbers[:2]:
        await stage.shown(Someone(group.id, GROUP), f"group:{number}", number)
    await stage.shown(Someone(group.id, GROUP - 1), f"group:{numbers[2]}", numbers[2])
    await stage.change(numbers[3], taken_on_board=True)
    since = stage.now
    for number in numbers:
        await stage.change(number, updated_at=since, broadcast_at=since)
    await with_values(stage, group, bot_blocked_at=since)
    await stage.sent()
    before = len(await stage.letters(group))
    await _goes(stage)
    shown = [(x["slot"], x["only_edit"]) for x in (await stage.letters(group))[before:]]
    assert shown == [
        (f"group:{numbers[0]}", True), (f"group:{numbers[1]}", True),
        (f"group:{numbers[2]}", False), (f"group:{numbers[4]}", False),
    ]  # fmt: skip


@pytest.mark.parametrize("taken", [False, True])
async def test_a_group_that_became_another_chat_takes_its_place_where_nobody_has_it(stage: Stage, taken: bool) -> None:
    group = await _group(stage)
    if taken:
        await with_values(stage, await stage.person("Another"), telegram_id=GROUP - 1)
    async with stage.database.unit_of_work() as session:
        await staff_group.moved(session, GROUP, GROUP - 1, now=stage.now, rules=stage.rules)
    async with stage.database.reading() as session:
        assert (await session.get_one(Person, group.id)).telegram_id == (GROUP if taken else GROUP - 1)


async def test_a_group_that_moved_is_the_same_though_the_setting_names_its_old_chat(stage: Stage) -> None:
    group = await _group(stage)
    for chat, stands in ((GROUP, GROUP - 1), (GROUP - 7, GROUP - 7)):
        async with stage.database.unit_of_work() as session:
            if chat == GROUP:
                (await installation.row(session)).staff_chat_id = GROUP
                (await session.get_one(Person, group.id)).telegram_id = GROUP - 1
            stage.with_rules(staff_chat_id=chat)
            await staff_group.apply(session, now=stage.now, rules=stage.rules)
        async with stage.database.reading() as session:
            assert (await session.get_one(Person, group.id)).telegram_id == stands


@pytest.mark.parametrize("hour", [12, 20])
async def test_the_group_hears_of_a_new_one_at_any_hour_and_once(stage: Stage, rita: Someone, hour: int) -> None:
    group = await _group(stage)
    stage.with_rules(hours=WEEK)
    stage.now = stage.now.replace(hour=hour)
    number = await stage.files(rita, PRINTER)

    async def again(desk: Desk) -> None:
        await to_staff.broadcast(desk, await desk.locked(number))

    await stage.does(rita, again)
    assert [x["slot"] for x in await stage.letters(group) if x["fresh"]] == [f"group:{number}"]


@pytest.mark.parametrize(("since", "chat"), [(None, None), ("before", None), ("before", GROUP), (None, GROUP)])
async def test_a_group_that_is_the_teams_no_more_stays_so_until_it_is_again(
    stage: Stage, since: str | None, chat: int | None
) -> None:
    before = stage.now - timedelta(days=1)
    group = await _group(stage, dismissed_at=before if since else None)
    stage.with_rules(staff_chat_id=chat)
    async with stage.database.unit_of_work() as session:
        await staff_group.apply(session, now=stage.now, rules=stage.rules)
    async with stage.database.reading() as session:
        found = (await session.get_one(Person, group.id)).dismissed_at
    assert found == (None if chat is not None else before if since else stage.now)


# ------------------------------------------------------------- those on duty


async def test_what_comes_in_the_evening_counts_as_come_in_the_morning(stage: Stage, rita: Someone) -> None:
    stage.with_rules(hours=WEEK)
    stage.now = stage.now.replace(hour=20)
    opens = stage.now.replace(hour=9) + timedelta(days=1)
    ticket = await stage.ticket(await stage.files(rita, PRINTER))
    remind = stage.rules.remind
    assert (ticket.broadcast_at, ticket.remind_at, ticket.escalate_at) == (opens, opens + remind, opens + 2 * remind)


@pytest.mark.parametrize(("held", "silent"), [({}, True), ({"status": Status.ON_HOLD}, False)])
async def test_many_at_once_are_told_without_a_sound_to_who_owes_an_answer(
    stage: Stage, rita: Someone, olga: Someone, held: dict[str, Any], silent: bool
) -> None:
    number = await stage.files(rita, PRINTER)
    given = {"status": Status.IN_PROGRESS, "assignee_id": olga.id, "needs_answer": True, **held}
    await stage.change(number, **given)
    stage.with_rules(merge_above=0)
    await stage.files(await stage.person("Ben"), "There is no soap")
    assert [x["silent"] for x in await stage.letters(olga) if x.get("view") == "surge"] == [silent]


async def test_who_puts_one_back_hears_of_it_without_a_sound(stage: Stage, rita: Someone, olga: Someone) -> None:
    ivan = await stage.person("Ivan", Role.AGENT)
    number = await stage.files(rita, PRINTER)
    await stage.does(olga, lambda desk: assignment.claim(desk, number))
    await stage.does(olga, lambda desk: assignment.release(desk, number))
    for who, silent in ((olga, True), (ivan, False)):
        assert (await shows(stage, who, f"card:{number}"))[-1]["silent"] is silent


@pytest.mark.parametrize(("merge_above", "many"), [(1, False), (0, True)])
async def test_where_all_there_have_switched_cards_off_the_admins_are_not_called(
    stage: Stage, rita: Someone, vera: Someone, merge_above: int, many: bool
) -> None:
    """Somebody is there: the queue shows it. Nobody is: then they are, by a card or by one message for many."""
    await with_values(stage, vera, away=True)
    olga = await stage.person("Olga", Role.AGENT, switches={StaffNews.CARDS.value: Hearing.OFF.value})
    stage.with_rules(merge_above=merge_above)
    number = await stage.files(rita, PRINTER)
    assert [x["view"] for x in await stage.letters(vera)] == []
    await with_values(stage, olga, away=True)
    stage.later(minutes=11)
    await stage.files(await stage.person("Ben"), "There is no soap")
    [put] = [x for x in await stage.letters(vera) if x["type"] == "show"]
    assert (put["view"], put["note"]) == (("surge", None) if many else ("card", "nobody-on-duty"))
    assert number == 1


@pytest.mark.parametrize(
    ("origin", "note"), [(Origin.TODOIST, "assigned-on-board"), (Origin.TELEGRAM, "assigned-to-you")]
)
async def test_a_card_that_is_given_says_where_that_was_done(
    stage: Stage, rita: Someone, olga: Someone, vera: Someone, origin: Origin, note: str
) -> None:
    number = await stage.files(rita, PRINTER)
    await stage.change(number, assignee_id=olga.id, status=Status.ASSIGNED)

    async def given(desk: Desk) -> None:
        await to_assignee.given(desk, await desk.locked(number))

    await stage.does(vera, given, origin=origin)
    assert (await lines(stage, olga))[-1] == note


@pytest.mark.parametrize(("hour", "due", "silent"), [(12, 23, True), (23, 9, False), (12, 13, False)])
async def test_what_is_told_later_makes_a_sound_by_the_hour_it_is_told_at(
    stage: Stage, rita: Someone, vera: Someone, hour: int, due: int, silent: bool
) -> None:
    number = await stage.files(rita, PRINTER)
    stage.with_rules(hours=WEEK)
    stage.now = stage.now.replace(hour=hour)
    due_at = stage.now.replace(hour=due) + timedelta(days=due < hour)

    async def told(desk: Desk) -> None:
        await to_requester.post(desk, await desk.locked(number), Say("on-hold", {"number": number}), due_at=due_at)

    await stage.does(vera, told)
    assert [x["silent"] for x in await stage.letters(rita) if x.get("key") == "on-hold"] == [silent]


@pytest.mark.parametrize(
    ("status", "other_group", "also", "offers"),
    [
        (Status.IN_PROGRESS, False, False, True),
        (Status.CLOSED, False, False, False),
        (Status.IN_PROGRESS, True, False, False),
        (Status.IN_PROGRESS, False, True, False),
    ],
)
async def test_the_same_answer_is_offered_for_others_that_still_wait_for_one(
    stage: Stage, rita: Someone, olga: Someone, status: Status, other_group: bool, also: bool, offers: bool
) -> None:
    """Not for one that went to all of them already."""
    first, second = await stage.files(rita, PRINTER), await stage.files(await stage.person("Ben"), PRINTER)
    async with stage.database.unit_of_work() as session:
        groups = [TicketGroup(made_at=stage.now, made_by=olga.id) for _ in range(2)]
        session.add_all(groups)
        await session.flush()
        ids = [group.id for group in groups]
    await stage.change(first, group_id=ids[0], assignee_id=olga.id, status=Status.IN_PROGRESS)
    await stage.change(second, group_id=ids[other_group], status=status)

    async def answers(desk: Desk) -> None:
        ticket = await desk.locked(first)
        given = {"kind": EntryKind.REPLY, "author_name": "Olga", "origin": "telegram", "body": "x"}
        entry = Entry(ticket_id=ticket.id, author_id=olga.id, created_at=desk.now, **given)
        desk.session.add(entry)
        await desk.session.flush()
        entry.also_of_id = entry.id if also else None
        await to_group.offer(desk, ticket, entry)

    await stage.does(olga, answers)
    assert ("also-to" in await lines(stage, olga)) is offers


@pytest.mark.parametrize(
    ("letter", "lane"),
    [
        (Say("x"), Lane.PEOPLE),
        (Say("x", slot="s", only_edit=True), Lane.EDITS),
        (Say("x", slot="s", replace=True), Lane.PEOPLE),
        (Show(View.CARD, "s"), Lane.PEOPLE),
        (Show(View.CARD, "s", only_edit=True), Lane.EDITS),
    ],
)
def test_what_only_brings_up_to_date_goes_after_what_is_said(letter: Say | Show, lane: Lane) -> None:
    assert letters.lane_of(letter) is lane
