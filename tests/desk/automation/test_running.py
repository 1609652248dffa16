"""Rules run on events of every channel, in their order, once each, and leave alone what people have just changed."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from db.models import CannedReply, Category, Entry, EntryKind, Integration, Origin, Person, Role, Rule, Status, Ticket
from desk import Refused, approvals, history
from desk.automation import rule_execution, rules
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry
from desk.inbound import undo_last_act
from desk.knowledge import article_from_ticket
from desk.metrics import facts
from desk.queries.panel import client_standing
from desk.rule_specs import Action, ActionKind, Condition, ConditionField, RuleTrigger
from desk.text import RichText
from desk.tickets import assignment, fields, lifecycle
from desk.webhooks import feed
from desk.webhooks.bodies import make_bodies
from tests.desk.automation.ruled import PRIORITY_1, changes, label, put, reread, rule, runs, set_priority, waiting
from tests.desk.cast import PRINTER, lines
from tests.desk.stage import Someone, Stage
from tests.sql import add, execute, get, scalars

LEADS = Action(ActionKind.NOTIFY, to=("leads",))


async def _prioritise(stage: Stage, who: Someone, number: int, priority: int, **more: Any) -> None:
    await stage.does(who, fields.prioritise, number, priority, **more)


async def test_a_filed_request_gets_what_the_rule_says(stage: Stage, rita: Someone, vera: Someone) -> None:
    words = Condition(ConditionField.WORDS, ("fire",))
    (rule_id,) = await put(stage, vera, rule("Fire", RuleTrigger.FILED, words, set_priority(2), label("hot")))
    number = await stage.files(rita, PRINTER)
    await stage.ticks()
    ticket = await stage.ticket(number)
    assert (ticket.priority, ticket.tags) == (2, ["hot"])
    assert await runs(stage) == [(rule_id, ticket.id)]
    assert await changes(stage, history.PRIORITY) == [("Rule “Fire”", "3", "2")]
    assert await changes(stage, history.RULE) == [("Rule “Fire”", None, "priority,add_label")]


@pytest.mark.parametrize(("minutes", "until"), [(120, timedelta(hours=2)), (None, None), (0, None)])
async def test_a_rule_holds_a_request_for_as_long_as_it_says(
    stage: Stage, rita: Someone, vera: Someone, minutes: int | None, until: timedelta | None
) -> None:
    await put(stage, vera, rule("Later", RuleTrigger.FILED, Action("hold", minutes)))
    number = await stage.files(rita, PRINTER)
    await stage.ticks()
    held = await stage.ticket(number)
    assert (held.status, held.hold_until and held.hold_until - stage.now) == (Status.ON_HOLD, until)


@pytest.mark.parametrize("value", [-1, 86_401, "2 hours", ""])
async def test_a_length_that_no_request_can_be_held_for_is_refused(
    stage: Stage, vera: Someone, value: int | str
) -> None:
    with pytest.raises(Refused, match="rule-action-wrong"):
        await put(stage, vera, rule("Later", RuleTrigger.FILED, Action("hold", value)))


async def test_another_request_is_left_as_it_is(stage: Stage, rita: Someone, vera: Someone) -> None:
    await put(stage, vera, rule("Fire", RuleTrigger.FILED, Condition(ConditionField.WORDS, ("flood",)), label("hot")))
    number = await stage.files(rita, PRINTER)
    await stage.ticks()
    assert ((await stage.ticket(number)).tags, await runs(stage), await waiting(stage)) == ([], [], [])


async def test_without_rules_that_wait_nothing_is_stored(stage: Stage, rita: Someone, vera: Someone) -> None:
    await put(stage, vera, rule("Off", RuleTrigger.FILED, label("x")), on=False)
    await put(stage, vera, rule("Other", RuleTrigger.RATED, label("x")))
    await stage.files(rita, PRINTER)
    assert await waiting(stage) == []


@pytest.mark.parametrize("origin", [Origin.TELEGRAM, Origin.TODOIST, Origin.PANEL, Origin.API])
async def test_leads_hear_at_once_what_becomes_critical_through_any_channel_though_somebody_has_it(
    stage: Stage, rita: Someone, olga: Someone, vera: Someone, origin: Origin
) -> None:
    number = await stage.files(rita, PRINTER)
    await stage.does(olga, assignment.claim, number)
    await _prioritise(stage, olga, number, 1)
    await _prioritise(stage, olga, number, 3)
    await put(stage, vera, rule("Critical", RuleTrigger.PRIORITY, PRIORITY_1, LEADS))
    await _prioritise(stage, olga, number, 1, origin=origin)
    await stage.ticks()
    told = [letter for letter in await stage.letters(vera) if letter.get("key") == "rule-notice"]
    assert [(one["args"]["number"], one["silent"]) for one in told] == [(number, False)]


async def test_rules_run_in_their_order_and_see_what_was_done_before(
    stage: Stage, rita: Someone, vera: Someone
) -> None:
    first = rule("First", RuleTrigger.FILED, set_priority(1))
    second = rule("Second", RuleTrigger.FILED, PRIORITY_1, label("seen"))
    _, up = await put(stage, vera, second, first)
    number = await stage.files(rita, PRINTER)
    await stage.ticks()
    assert (await stage.ticket(number)).tags == []
    await stage.does(vera, rules.move_rule_up, up)
    await reread(stage)
    number = await stage.files(rita, "Another thing does not work")
    await stage.ticks()
    assert (await stage.ticket(number)).tags == ["seen"]


async def test_what_rules_do_triggers_no_rules(stage: Stage, rita: Someone, vera: Someone) -> None:
    await put(
        stage, vera, rule("A", RuleTrigger.FILED, set_priority(1)), rule("B", RuleTrigger.PRIORITY, label("chained"))
    )
    number = await stage.files(rita, PRINTER)
    await stage.ticks()
    await stage.ticks()
    assert ((await stage.ticket(number)).priority, (await stage.ticket(number)).tags) == (1, [])
    await _prioritise(stage, vera, number, 2)
    await stage.ticks()
    assert (await stage.ticket(number)).tags == ["chained"], "what people do later does"


async def test_a_field_that_a_person_changed_within_the_hour_is_left_alone(
    stage: Stage, rita: Someone, olga: Someone, vera: Someone
) -> None:
    await put(stage, vera, rule("A", RuleTrigger.ASSIGNED, set_priority(1), label("taken")))
    number = await stage.files(rita, PRINTER)
    await _prioritise(stage, olga, number, 4)
    stage.later(minutes=59)
    await stage.does(olga, assignment.claim, number)
    await stage.ticks()
    assert ((await stage.ticket(number)).priority, (await stage.ticket(number)).tags) == (4, ["taken"])
    stage.later(minutes=1)
    await stage.does(olga, assignment.release, number)
    await stage.ticks()
    assert (await stage.ticket(number)).priority == 1


async def _is_on(stage: Stage, rule_id: int) -> bool:
    return (await get(stage, Rule, rule_id)).enabled


async def test_a_rule_in_a_loop_on_one_ticket_goes_on_slowly_and_says_so_once(
    stage: Stage, rita: Someone, vera: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rule_execution, "MOST", 2)
    much, other = rule("Much", RuleTrigger.PRIORITY, label("much")), rule("Calm", RuleTrigger.FILED, label("calm"))
    (rule_id, _) = await put(stage, vera, much, other)
    number, calm = await stage.files(rita, PRINTER), await stage.files(rita, "Another thing does not work")
    for priority in (1, 2, 3, 4):
        await _prioritise(stage, vera, number, priority)
        await stage.ticks()
        stage.later(seconds=1)
    await _prioritise(stage, vera, calm, 1)
    await stage.ticks()
    assert len([one for one in await runs(stage) if one[0] == rule_id]) == 3, "another ticket is free"
    assert [key for key in await lines(stage, vera) if key.startswith("rule-")] == ["rule-often"]
    assert await _is_on(stage, rule_id)
    for _ in range(11):
        stage.later(minutes=1)
        await stage.ticks()
    assert len([one for one in await runs(stage) if one[0] == rule_id]) == 5
    assert await waiting(stage) == []


async def test_in_a_surge_what_is_above_the_rate_follows_a_minute_later(
    stage: Stage, rita: Someone, vera: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rule_execution, "MOST_OF_ALL", 2)
    first, second = (rule(name, RuleTrigger.PRIORITY, label(name.lower())) for name in ("First", "Second"))
    ids = await put(stage, vera, first, second)
    numbers = [await stage.files(rita, f"Thing {n} does not work") for n in range(3)]
    for number in numbers:
        await _prioritise(stage, vera, number, 1)
    await stage.ticks()
    assert len(await runs(stage)) == 4
    stage.later(minutes=1)
    await stage.ticks()
    assert [(await stage.ticket(number)).tags for number in numbers] == [["first", "second"]] * 3
    assert await waiting(stage) == []
    assert [await _is_on(stage, one) for one in ids] == [True, True]


async def test_runs_of_a_clock_that_was_ahead_count_for_nothing(
    stage: Stage, rita: Someone, vera: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rule_execution, "MOST", 1)
    (rule_id,) = await put(stage, vera, rule("P", RuleTrigger.PRIORITY, label("p")))
    number = await stage.files(rita, PRINTER)
    stage.later(hours=5)
    await _prioritise(stage, vera, number, 1)
    await stage.ticks()
    stage.later(hours=-5)
    await _prioritise(stage, vera, number, 2)
    await stage.ticks()
    assert len([one for one in await runs(stage) if one[0] == rule_id]) == 2


async def test_a_schedule_does_all_its_tickets_at_its_time(
    stage: Stage, rita: Someone, vera: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rule_execution, "MOST", 1)
    monkeypatch.setattr(rule_execution, "MOST_OF_ALL", 1)
    (rule_id,) = await put(stage, vera, rule("Day", RuleTrigger.HOURLY, label("seen")))
    numbers = [await stage.files(rita, f"Thing {n} does not work") for n in range(3)]
    for _ in range(2):
        stage.later(hours=1)
        await stage.ticks()
        await stage.ticks()
    assert [(await stage.ticket(number)).tags for number in numbers] == [["seen"]] * 3
    assert len(await runs(stage)) == 6
    assert await _is_on(stage, rule_id)
    assert [key for key in await lines(stage, vera) if key.startswith("rule-")] == []


async def test_a_schedule_that_a_backup_had_before_it_waits_for_its_next_time(
    stage: Stage, rita: Someone, vera: Someone
) -> None:
    """It was perhaps done before the restore; after a mere pause it is done at once."""
    await stage.files(rita, PRINTER)
    (rule_id,) = await put(stage, vera, rule("Day", RuleTrigger.HOURLY, label("seen")))
    stage.later(hours=3)
    for recovery in ("'inbox'", "null"):
        async with stage.database.unit_of_work() as session:
            await session.execute(text(f"update desk set recovery = {recovery}"))  # noqa: S608
        await stage.ticks()
    assert await waiting(stage) == [] and await runs(stage) == []
    stage.later(hours=3)
    await stage.ticks()
    await stage.ticks()
    assert await runs(stage) == [(rule_id, 1)]


async def test_an_action_that_fails_switches_nothing_off_and_is_told_once(
    stage: Stage, rita: Someone, vera: Someone
) -> None:
    topic = await add(stage, Category(name="Wi-Fi", folded="wi-fi"))
    key = topic.id
    await put(
        stage,
        vera,
        rule("A", RuleTrigger.FILED, Action("topic", key), label("after")),
        rule("B", RuleTrigger.FILED, label("next")),
    )
    async with stage.database.unit_of_work() as session:
        (await session.get_one(Category, key)).removed_at = stage.now
    for words in (PRINTER, "Another thing does not work"):
        number = await stage.files(rita, words)
        await stage.ticks()
        ticket = await stage.ticket(number)
        assert (ticket.category_id, ticket.tags) == (None, ["after", "next"])
    assert [key for key in await lines(stage, vera) if key.startswith("rule-")] == ["rule-failed"]


async def test_an_event_is_run_once_even_if_it_comes_again(stage: Stage, rita: Someone, vera: Someone) -> None:
    (rule_id,) = await put(stage, vera, rule("A", RuleTrigger.FILED, Action(ActionKind.NOTE, "Look here")))
    number = await stage.files(rita, PRINTER)
    await execute(
        stage,
        "insert into rule_events (ticket_id, event, key, due_at, history_id, entry_id)"
        " select ticket_id, event, key, due_at, history_id, entry_id from rule_events",
    )
    await stage.ticks()
    notes = await scalars(stage, select(Entry).where(Entry.kind == EntryKind.NOTE))
    assert [(one.body, one.author_name) for one in notes] == [("Look here", "Rule “A”")]
    assert await runs(stage) == [(rule_id, (await stage.ticket(number)).id)]


async def test_messages_of_the_requester_and_of_the_team_are_told_apart(
    stage: Stage, rita: Someone, olga: Someone, vera: Someone
) -> None:
    await put(
        stage,
        vera,
        rule("R", RuleTrigger.REQUESTER_MESSAGE, label("asked")),
        rule("T", RuleTrigger.TEAM_MESSAGE, Condition(ConditionField.WORDS, ("restart",)), label("answered")),
    )
    number = await stage.files(rita, PRINTER)
    await stage.ticks()
    assert (await stage.ticket(number)).tags == [], "the first words are the request itself"
    await stage.does(olga, thread.add_reply, number, NewEntry(RichText("Please restart it")))
    await stage.ticks()
    assert (await stage.ticket(number)).tags == ["answered"]
    stage.later(minutes=61)
    await stage.does(rita, thread.add_comment, number, NewEntry(RichText("It still burns")))
    await stage.ticks()
    assert (await stage.ticket(number)).tags == ["answered", "asked"]


async def test_an_answer_that_waited_for_approval_is_one_of_the_team_once_it_is_sent(
    stage: Stage, rita: Someone, vera: Someone
) -> None:
    tess = await stage.person("Tess", Role.TRAINEE)
    await put(stage, vera, rule("T", RuleTrigger.TEAM_MESSAGE, label("answered")))
    number = await stage.files(rita, PRINTER)
    await stage.does(tess, thread.add_reply, number, NewEntry(RichText("Please restart it")))
    await stage.ticks()
    assert (await stage.ticket(number)).tags == []
    await stage.does(vera, approvals.send_approved, 1)
    await stage.ticks()
    assert (await stage.ticket(number)).tags == ["answered"]


async def test_an_act_that_changes_the_status_twice_is_one_event(stage: Stage, rita: Someone, vera: Someone) -> None:
    tess = await stage.person("Tess", Role.TRAINEE)
    resolved = Condition(ConditionField.STATUS, (Status.RESOLVED.value,))
    await put(stage, vera, rule("S", RuleTrigger.STATUS, resolved, Action(ActionKind.NOTE, "Call them")))
    number = await stage.files(rita, PRINTER)
    await stage.does(tess, thread.add_reply, number, NewEntry(RichText("Please restart it")))
    await stage.does(tess, lifecycle.resolve, number)
    await stage.ticks()
    await stage.does(vera, approvals.send_approved, 1)
    await stage.ticks()
    assert [new for _, _, new in await changes(stage, history.STATUS)][-2:] == ["in_progress", "resolved"]
    assert len(await runs(stage)) == 1


async def test_a_wait_is_over_once(stage: Stage, rita: Someone, olga: Someone, vera: Someone) -> None:
    (rule_id,) = await put(stage, vera, rule("W", RuleTrigger.NO_ANSWER_TEAM, label("waits"), minutes=30))
    number = await stage.files(rita, PRINTER)
    for _ in range(40):
        stage.later(minutes=1)
        await stage.ticks()
    ticket = await stage.ticket(number)
    assert (ticket.tags, await runs(stage)) == (["waits"], [(rule_id, ticket.id)])
    await stage.does(olga, thread.add_reply, number, NewEntry(RichText("Coming")))
    await stage.does(rita, thread.add_comment, number, NewEntry(RichText("Thanks, when?")))
    for _ in range(40):
        stage.later(minutes=1)
        await stage.ticks()
    assert await runs(stage) == [(rule_id, ticket.id)] * 2


async def test_every_morning_held_tickets_are_named_to_their_agents(
    stage: Stage, rita: Someone, olga: Someone, vera: Someone
) -> None:
    held = Condition(ConditionField.STATUS, (Status.ON_HOLD.value,))
    remind = Action(ActionKind.NOTIFY, "Still on hold", ("assignee",))
    await put(stage, vera, rule("Hold", RuleTrigger.DAILY, held, remind, time="09:30", days=(0, 1, 2, 3, 4)))
    number = await stage.files(rita, PRINTER)
    await stage.files(rita, "Another thing does not work")
    await stage.does(olga, lifecycle.put_on_hold, number)
    for _ in range(5 * 24):  # Friday, Monday, Tuesday
        stage.later(hours=1)
        await stage.ticks()
        await stage.ticks()
    assert [key for key in await lines(stage, olga) if key == "rule-notice"] == ["rule-notice"] * 3


async def test_closing_tells_both_sides(stage: Stage, rita: Someone, olga: Someone, vera: Someone) -> None:
    await put(stage, vera, rule("End", RuleTrigger.ASSIGNED, Action(ActionKind.CLOSE)))
    number = await stage.files(rita, PRINTER)
    stage.later(hours=2)
    await stage.does(olga, assignment.claim, number)
    await stage.ticks()
    assert (await stage.ticket(number)).status is Status.ASSIGNED, "a person changed the status just now"
    stage.later(hours=2)
    ivan = await stage.person("Ivan", Role.AGENT)
    await stage.does(olga, assignment.hand_over, number, ivan.chat)
    await stage.ticks()
    ticket = await stage.ticket(number)
    assert (ticket.status, ticket.end_reason) == (Status.CLOSED, "rule")
    assert "closed-by-rule" in await lines(stage, rita)
    assert "rule-closed-yours" in await lines(stage, ivan)


async def _answers_by_rule(stage: Stage, vera: Someone, trigger: RuleTrigger) -> None:
    words = {"key": "night", "folded": "night", "text": "Hello {name}, we open at 9."}
    reply = await add(stage, CannedReply(**words, created_by=vera.id, created_at=stage.now))
    key = reply.id
    await put(stage, vera, rule("Night", trigger, Action("canned", key)))


async def test_who_got_only_an_automatic_reply_still_waits_for_the_first_answer(
    stage: Stage, rita: Someone, olga: Someone, vera: Someone
) -> None:
    """Where the agent takes their own answer back: the request is owed one, and no article is made of the rule's."""
    await _answers_by_rule(stage, vera, RuleTrigger.TEAM_MESSAGE)
    number = await stage.files(rita, PRINTER)
    said = NewEntry(RichText("Restart it."), chat_id=olga.chat, message_id=stage.message(olga).message_id)
    await stage.does(olga, thread.add_reply, number, said)
    stage.later(seconds=1)
    await stage.ticks()
    assert len(await stage.entries(number)) == 3
    stage.later(seconds=1)
    assert await stage.does(olga, undo_last_act.take_back_by_command, stage.message(olga, "/delete"))
    ticket = await stage.ticket(number)
    assert (ticket.needs_answer, ticket.first_response_at) == (True, None)
    await stage.change(number, status=Status.CLOSED)
    with pytest.raises(Refused, match="article-no-answer"):
        await stage.does(vera, article_from_ticket.draft_from_ticket, number)
    async with stage.database.sessions() as session:
        seen = await client_standing.load_client_standing(
            session, Ticket.number == number, await session.get_one(Person, olga.id), now=stage.now
        )
        counted = (await session.execute(facts._WORDS, {"ids": [ticket.id]})).one()
    assert (seen.answered_by, counted.replies) == (None, 1)


async def test_an_automatic_reply_answers_nothing(stage: Stage, rita: Someone, vera: Someone) -> None:
    await _answers_by_rule(stage, vera, RuleTrigger.FILED)
    number = await stage.files(rita, PRINTER)
    await stage.ticks()
    ticket = await stage.ticket(number)
    said = await scalars(stage, select(Entry).where(Entry.kind == EntryKind.REPLY))
    assert [(one.body, one.author_name) for one in said] == [("Hello Rita, we open at 9.", "the team")]
    assert (ticket.first_response_at, ticket.status, ticket.assignee_id) == (None, Status.NEW, None)


async def test_the_action_webhook_is_an_event_for_integrations_that_read_everything(
    stage: Stage, rita: Someone, vera: Someone
) -> None:
    for name, scopes in (("All", ["events", "all:read"]), ("Own", ["events", "tickets"])):
        await add(
            stage,
            Integration(
                name=name,
                token_hash=name.encode(),
                token_hint="",
                scopes=scopes,
                made_by=vera.id,
                made_at=stage.now,
            ),
        )
    await put(stage, vera, rule("Tell", RuleTrigger.FILED, Action(ActionKind.WEBHOOK)))
    await stage.files(rita, PRINTER)
    await stage.ticks()
    told = {}
    async with stage.database.unit_of_work() as session:
        for system in await session.scalars(select(Integration)):
            page = await feed.read_page(session, system, 0, 50, now=stage.now)
            bodies = await make_bodies(session, system, page.events, stage.rules)
            told[system.name] = [one["rule"] for one in bodies if one["type"] == "ticket.rule"]
    assert told == {"All": ["Tell"], "Own": []}
