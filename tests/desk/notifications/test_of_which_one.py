"""Which ticket, which minute and which messages news are about, where there are several."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from db.models import DigestLine, GroupDigestLine, Job, JobState, MessageKind, Person, Role, Status
from desk import Desk
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.notifications import message_refresh, staff_group, to_admins, to_requester
from desk.outbox import Say
from desk.requests import drafts
from desk.settings.kinds import NoticeReceivers
from desk.text import RichText
from desk.tickets import assignment, lifecycle
from tests.desk.cast import PRINTER, relays, shows
from tests.desk.stage import Someone, Stage
from tests.sql import add, execute, scalars

CHAIR = "Somebody stole my chair again"
GROUP = -100_500
HELD = (Status.IN_PROGRESS, Status.PENDING, Status.ON_HOLD)


async def test_gathered_news_of_one_request_say_nothing_of_another(stage: Stage, rita: Someone, olga: Someone) -> None:
    numbers = [await stage.files(rita, text) for text in (PRINTER, CHAIR)]
    stage.with_rules(news__daily=True)
    for number in numbers:
        await stage.does(olga, assignment.claim, number)
    await stage.does(olga, assignment.release, numbers[0])
    kept = [one.key for one in await scalars(stage, select(DigestLine).order_by(DigestLine.id))]
    assert kept == ["taken-released", "taken"]


async def test_the_question_whether_it_is_solved_comes_back_where_they_know_it_was(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    """What they last knew was that it is solved; since then it was worked on, and solved again."""
    number = await stage.files(rita, PRINTER)
    await stage.shown(rita, f"resolved:{number}", number)

    async def brought_up_to_date(knew: str) -> int:
        await stage.change(number, status=Status.RESOLVED, tell={"status": knew}, tell_at=stage.now)

        async def refreshes(desk: Desk) -> None:
            await message_refresh.refresh_messages(desk, await desk.lock_ticket(number))

        before = len(await shows(stage, rita, f"resolved:{number}"))
        await stage.does(olga, refreshes)
        return len(await shows(stage, rita, f"resolved:{number}")) - before

    assert await brought_up_to_date("in_progress") == 0, "they are asked by a new message"
    assert await brought_up_to_date("resolved") == 1


@pytest.mark.parametrize("sent", [True, False])
async def test_buttons_under_relayed_words_follow_the_end_of_the_ticket(
    stage: Stage, rita: Someone, olga: Someone, sent: bool
) -> None:
    """Also where they are on their way: how they look was decided before."""
    number = await stage.files(rita, PRINTER)
    await stage.does(olga, assignment.claim, number)
    stage.now += timedelta(minutes=1)
    said = await stage.does(rita, thread.add_comment, number, NewEntry(RichText("It smokes")))
    if sent:
        await stage.shown(olga, None, number, kind=MessageKind.RELAY, entry_id=said.id)
        await execute(stage, update(Job).values(state=JobState.DONE, settled_at=stage.now))
    stage.now += timedelta(seconds=1)
    edited = []
    for verb in (lifecycle.set_pending, lifecycle.resolve, lifecycle.reopen):
        await stage.does(olga, verb, number)
        edited.append(len([one for one in await relays(stage, olga) if one["edit"]]))
    assert edited == [0, 1, 2]


async def _group(stage: Stage) -> Someone:
    group = await stage.person("The team", Role.GROUP)
    stage.with_rules(staff_chat_id=GROUP)
    await execute(stage, update(Person).where(Person.id == group.id).values(telegram_id=GROUP))
    return group


async def test_what_was_sent_to_the_group_long_ago_keeps_nothing_back(stage: Stage, rita: Someone) -> None:
    group = await _group(stage)
    async with stage.database.unit_of_work() as session:
        for _ in range(staff_group.MOST):
            staff_group.post_line(
                session, await session.get_one(Person, group.id), Say("invite-accepted"), now=stage.now
            )
    done = update(Job).where(Job.person_id == group.id).values(state=JobState.DONE, settled_at=stage.now)
    await execute(stage, done)
    await execute(stage, "delete from job_keys")
    number = await stage.files(rita, PRINTER)
    assert [x.get("slot") for x in await stage.letters(group)][-1] == f"group:{number}"


async def test_each_minute_of_the_group_holds_its_own(stage: Stage, rita: Someone) -> None:
    numbers = [await stage.files(rita, text) for text in (PRINTER, CHAIR)]
    begins = stage.now.replace(second=0, microsecond=0)
    for number, at in zip(numbers, (begins, begins + staff_group.MINUTE), strict=True):
        await add(stage, GroupDigestLine(ticket_id=(await stage.ticket(number)).id, ended=False, at=at))
    minute = int(begins.timestamp() // 60)
    async with stage.database.reading() as session:
        held = [await staff_group.list_announced(session, minute + n) for n in (-1, 0, 1)]
    assert held == [[], [(numbers[0], False)], [(numbers[1], False)]]


async def test_what_still_gathers_is_no_second_request_to_tell_apart(stage: Stage, rita: Someone) -> None:
    number = await stage.files(rita, PRINTER)
    await stage.does(rita, drafts.start_request, [])

    async def asks(desk: Desk) -> None:
        await to_requester.ask_for_words(desk, await desk.lock_ticket(number), in_chat=True)

    await stage.does(rita, asks)
    assert (await _waiting_line(stage, rita))["args"]["several"] == 0
    await stage.files(rita, CHAIR)
    await stage.does(rita, asks)
    assert (await _waiting_line(stage, rita))["args"]["several"] == 1


async def _waiting_line(stage: Stage, who: Someone) -> dict[str, Any]:
    return [x for x in await stage.letters(who) if x.get("key") == "waiting-for-you-team"][-1]


@pytest.mark.parametrize(("status", "silent"), [(s, s is Status.IN_PROGRESS) for s in HELD])
async def test_a_new_request_is_silent_for_who_owes_an_answer_now(
    stage: Stage, rita: Someone, olga: Someone, status: Status, silent: bool
) -> None:
    """What waits for its requester, or for somebody else, keeps nobody busy, whoever spoke last."""
    held = await stage.files(rita, PRINTER)
    await stage.change(held, status=status, assignee_id=olga.id, needs_answer=True)
    number = await stage.files(await stage.person("Ben"), CHAIR)
    assert [x["silent"] for x in await shows(stage, olga, f"card:{number}")] == [silent]


async def test_whoever_was_asked_instead_of_the_admins_reads_what_became_of_it(
    stage: Stage, olga: Someone, vera: Someone
) -> None:
    stage.with_rules(notices__desk=NoticeReceivers((olga.id,)))

    async def says(desk: Desk, only_edit: bool) -> None:
        await to_admins.notify_admins(desk, "brake-close", {"n": 3}, slot="brake:1", only_edit=only_edit)

    for only_edit in (False, True):
        await stage.does(vera, says, only_edit)
    said = {
        who: [x["only_edit"] for x in await stage.letters(who) if x.get("slot") == "brake:1"] for who in (olga, vera)
    }
    assert said == {olga: [False, True], vera: [True]}
