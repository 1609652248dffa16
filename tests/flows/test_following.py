"""Following: the list, the card with its history, the whole thread, and what one can do from there."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from db.database import Database
from tests.flows.acts import answers, filed_and_closed, filed_and_taken, files
from tests.flows.phone import Phone
from tests.flows.scenes import entries_of
from tests.flows.stage import Stage, staged
from tests.sql import execute
from tests.texts import text_of

pytestmark = pytest.mark.sentence("2.5 Following")

BOARD = False
ANSWERED = text("""
insert into tickets (number, requester_id, status, origin, subject, created_at, filed_at, first_response_at, updated_at,
  subject_at, status_at, priority_at, assignee_at, labels_at)
select nextval('ticket_numbers'), (select max(id) from people), 'closed', 'telegram', 'Something is broken again', now,
  now, now + minutes * interval '1 min', now, now, now, now, now, now
from unnest(cast(:minutes as int[])) as minutes, (select cast(:now as timestamptz) as now) at
""")  # who files and who answers is told elsewhere


async def test_the_list_has_open_ones_first_with_status_agent_and_age(stage: Stage, rita: Phone, olga: Phone) -> None:
    closed = await filed_and_closed(rita, olga, "There is no soap")
    waiting = await filed_and_taken(rita, olga, "The heating does not work")
    await answers(olga, waiting, "Which room?")
    await olga.presses(f"pending:{waiting}")
    fresh = await files(rita, "The window is stuck")
    await stage.pass_time(minutes=5)
    await rita.writes("/tickets")
    assert (await rita.reads()).splitlines() == [
        "Your requests · open: 2",
        f"🆕 #{fresh} The window is stuck · {text_of('status-requester', status='new')} · 5 min",
        f"⏳ #{waiting} The heating does not work · waiting for you · 5 min",
        f"☑️ #{closed} There is no soap · 5 min ago",
    ]
    opens = [f"open:{n}" for n in (fresh, waiting, closed)]
    assert await rita.buttons() == [*opens, "list:all:changed:1", "to:new"]


async def test_what_was_opened_again_and_nobody_has_waits_for_someone_free(
    stage: Stage, rita: Phone, olga: Phone, cold: int
) -> None:
    await rita.writes(f"/cancel {cold}")
    await rita.presses(f"reopen:{cold}")
    await rita.writes("/tickets")
    assert f"↩️ #{cold} The heating does not work · {text_of('status-requester', status='new')} · " in await rita.reads()
    await rita.presses(f"open:{cold}")
    assert (await rita.reads()).splitlines()[1] == f"↩️ {text_of('status-requester', status='new')} · just now"
    await olga.presses(f"claim:{cold}")
    await rita.writes(f"/ticket {cold}")
    assert text_of("status-requester", status="new") not in await rita.reads()


async def test_the_history_never_tells_reasons_tags_or_priorities(database: Database) -> None:
    async with staged(database) as stage:
        olga, rita = await stage.agent("Olga"), await stage.phone("Rita")
        user = await stage.board.user("Pavel")
        number = await filed_and_taken(rita, olga, "The heating does not work")
        await stage.board.update(number, by=user, labels=["difficult-person"], priority=4)
        await stage.board.move(number, "On hold", by=user)
        await olga.writes(f"/priority {number} 4")
        await rita.writes(f"/ticket {number}")
        card = await rita.reads()
        assert "on hold" in card
        for inside in ("difficult", "critical", "low", "Pavel"):
            assert inside not in card


async def test_the_whole_thread_page_by_page(stage: Stage, rita: Phone, olga: Phone, heating: int) -> None:
    for n in range(1, 12):
        await rita.writes(f"Line number {n:02}")
    await olga.writes(f"/note {heating} quiet, please")
    await rita.writes(f"/ticket {heating}")
    await rita.presses(f"thread:{heating}:2")
    page = await rita.reads()
    assert page.splitlines()[0] == f"#{heating} The heating does not work · page 2 of 2"
    assert "Line number 11" in page
    assert "quiet" not in page
    turned = await rita.last_id()
    await rita.presses(f"thread:{heating}:1")
    assert await rita.last_id() == turned
    assert "The heating does not work" in await rita.reads()
    assert "Line number 09" in await rita.reads()


@pytest.mark.parametrize("verb", ["add", "cancel", "reopen", "solved:yes", "solved:no"])
async def test_the_card_has_buttons_to_add_cancel_confirm_and_reopen(
    stage: Stage, rita: Phone, olga: Phone, verb: str, heating: int
) -> None:
    if verb == "reopen":
        await rita.writes(f"/cancel {heating}")
    if verb.startswith("solved"):
        await olga.presses(f"resolve:{heating}")
    await rita.writes(f"/ticket {heating}")
    verb, _, answer = verb.partition(":")
    card = await rita.last()
    await rita.presses(f"{verb}:{heating}" + (f":{answer}" if answer else ""), on=card["message_id"])
    await rita.writes("It is room 7")
    await rita.writes(f"/ticket {heating}")
    said = {"add": "taken", "cancel": "cancelled", "reopen": text_of("status-requester", status="reopened")}
    if verb == "solved":
        assert ("closed" if answer == "yes" else text_of("status-requester", status="reopened")) in await rita.reads()
    else:
        assert said[verb] in (await rita.reads()).splitlines()[1]
    if verb == "add":
        assert "It is room 7" in await entries_of(stage, heating)


async def test_the_expected_time_is_the_median_of_the_last_answers_and_not_shown_below_twenty(
    database: Database,
) -> None:
    async with staged(database, board=False, team__remind=timedelta()) as stage:
        olga, rita = await stage.agent("Olga"), await stage.phone("Rita")
        twentieth = await stage.phone("Twentieth")
        await rita.writes("/start")
        await execute(stage, ANSWERED, minutes=[4] * 10 + [9] * 9, now=stage.clock())
        await twentieth.writes("My badge does not open the door")
        await twentieth.presses("send:20")
        assert "usually" not in await twentieth.reads()
        await olga.presses("claim:20")
        await stage.pass_time(minutes=9)
        await answers(olga, 20, "Mended")
        late = await stage.phone("Late")
        await late.writes("My badge does not open the door either")
        await late.presses("send:21")
        assert (await late.reads()).startswith("#21 has gone to the team. We usually answer within 7 min.")
        await late.writes("/ticket 21")
        assert "We usually answer within 7 min." in await late.reads()
