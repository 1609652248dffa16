"""Who is asked for stars: once a day, also of two answers at once; and whom the stars are about."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import EntryKind, History, Origin, Person, Question, QuestionKind, Rating, RatingAbout, Status
from desk import Desk, Refused, history, ratings
from desk.conversation import thread
from desk.conversation.new_entry import NewEntry, dump_line
from desk.outbox import Args
from desk.policy import DueTimer, RequesterNotification
from desk.policy.requester_notifications import set_switch
from desk.questions import low_ratings
from desk.text import RichText
from desk.tickets import assignment, closing, lifecycle, rating_survey
from desk.tickets.status import set_status
from tests.db.waiting import until_somebody_waits
from tests.desk.cast import PRINTER, cast, shows
from tests.desk.stage import Someone, Stage
from tests.rules import rules_with
from tests.sql import scalars


async def _resolved(stage: Stage, rita: Someone, olga: Someone) -> int:
    number = await stage.files(rita, PRINTER)
    await stage.does(olga, assignment.claim, number)
    await stage.does(olga, lifecycle.resolve, number)
    return number


async def _marks(stage: Stage) -> list[Rating]:
    return await scalars(stage, select(Rating).order_by(Rating.id))


async def test_of_two_answers_at_once_one_is_asked_about(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    first, second = await _resolved(stage, rita, olga), await _resolved(stage, rita, olga)
    async with stage.database.unit_of_work() as session:
        person = await session.get_one(Person, rita.id)
        await closing.confirm(Desk(session, Origin.TELEGRAM, person, now=stage.now, rules=stage.rules), first)
        beside = asyncio.ensure_future(stage.does(rita, closing.confirm, second))
        await until_somebody_waits(stage.database)
    await beside
    asked = [n for n in (first, second) if (await stage.ticket(n)).rating_asked_at is not None]
    assert len(asked) == len(await _marks(stage)) == 1


@pytest.mark.parametrize(("later", "asked"), [(timedelta(days=1, seconds=-1), False), (timedelta(days=1), True)])
async def test_once_a_day_and_person(stage: Stage, later: timedelta, asked: bool) -> None:
    rita, olga, *_ = await cast(stage)
    first, second = await _resolved(stage, rita, olga), await _resolved(stage, rita, olga)
    await stage.does(rita, closing.confirm, first)
    stage.later(seconds=later.total_seconds())
    await stage.does(rita, closing.confirm, second)
    assert ((await stage.ticket(second)).rating_asked_at is not None) is asked
    assert len(await _marks(stage)) == 1 + asked


async def test_what_one_was_asked_keeps_no_other_from_being_asked(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    ben = await stage.person("Ben")
    for who in (rita, ben):
        number = await _resolved(stage, who, olga)
        await stage.does(who, closing.confirm, number)
    assert len(await _marks(stage)) == 2


@pytest.mark.parametrize("stars", [0, 6])
async def test_there_are_one_to_five_stars(stage: Stage, stars: int) -> None:
    stage.with_rules(news__agent_stars=True)
    rita, olga, *_ = await cast(stage)
    number = await _resolved(stage, rita, olga)
    await stage.does(rita, closing.confirm, number)
    with pytest.raises(Refused, match="outdated"):
        await stage.does(rita, ratings.rate_solution, number, stars)
    await stage.does(rita, ratings.rate_solution, number, 4)
    with pytest.raises(Refused, match="outdated"):
        await stage.does(rita, ratings.rate_agent, number, stars)
    assert sorted(mark.stars or 0 for mark in await _marks(stage)) == [0, 4]


async def test_who_solves_their_own_ticket_gets_no_stars_for_it(stage: Stage) -> None:
    stage.with_rules(news__agent_stars=True)
    rita, olga, *_ = await cast(stage)
    number = await _resolved(stage, rita, olga)
    await stage.change(number, resolved_by=(await stage.ticket(number)).requester_id)
    await stage.does(rita, closing.confirm, number)
    await stage.does(rita, ratings.rate_solution, number, 5)
    assert [mark.about for mark in await _marks(stage)] == [RatingAbout.SOLUTION]
    assert not (await stage.does(rita, ratings.rate_agent, number, 5)).changed


async def test_what_is_closed_without_a_question_is_not_asked_about(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    number = await _resolved(stage, rita, olga)
    async with stage.database.unit_of_work() as session:
        board = Desk(session, Origin.TODOIST, None, now=stage.now, rules=stage.rules)
        await set_status(board, await board.lock_ticket(number), Status.CLOSED, reason="task-deleted")
    assert await _marks(stage) == []


async def _closed_again(stage: Stage, rita: Someone, olga: Someone, number: int) -> None:
    await stage.does(olga, lifecycle.reopen, number)
    await stage.does(olga, lifecycle.resolve, number)
    await stage.does(rita, closing.confirm, number)


async def test_stars_that_nobody_is_asked_for_any_more_are_not_offered(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    stage.rules = rules_with(stage.rules, surveys__reminder=True)
    number = await _resolved(stage, rita, olga)
    await stage.does(rita, closing.confirm, number)
    async with stage.database.unit_of_work() as session:
        person = await session.get_one(Person, rita.id)
        person.switches = set_switch(person, RequesterNotification.SURVEYS, on=False)
    await _closed_again(stage, rita, olga, number)
    assert (await stage.ticket(number)).rating_asked_at is None
    assert not (await stage.does(rita, ratings.rate_solution, number, 5)).changed
    async with stage.database.unit_of_work() as session:
        person = await session.get_one(Person, rita.id)
        person.switches = set_switch(person, RequesterNotification.SURVEYS, on=True)
    stage.later(days=1)
    await stage.ticks()
    assert [mark.reminded_at for mark in await _marks(stage)] == [None]


@pytest.mark.parametrize(("later", "asked"), [(timedelta(hours=2), False), (timedelta(hours=30), True)])
async def test_a_marked_ticket_that_is_closed_again_is_no_survey(stage: Stage, later: timedelta, asked: bool) -> None:
    rita, olga, *_ = await cast(stage)
    first, second = await _resolved(stage, rita, olga), await _resolved(stage, rita, olga)
    await stage.does(rita, closing.confirm, first)
    await stage.does(rita, ratings.rate_solution, first, 5)
    stage.later(seconds=later.total_seconds())
    await _closed_again(stage, rita, olga, first)
    await stage.does(rita, closing.confirm, second)
    assert ((await stage.ticket(second)).rating_asked_at is not None) is asked


async def test_what_the_version_before_has_asked_is_a_survey_too(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    first, second = await _resolved(stage, rita, olga), await _resolved(stage, rita, olga)
    await stage.change(first, rating_asked_at=stage.now)
    await stage.does(rita, closing.confirm, second)
    assert (await stage.ticket(second)).rating_asked_at is None


async def _marked_low(stage: Stage, rita: Someone, olga: Someone) -> int:
    """Two stars for what Olga solved."""
    number = await _resolved(stage, rita, olga)
    await stage.does(rita, closing.confirm, number)
    await stage.does(rita, ratings.rate_solution, number, 2)
    return number


async def _asked_why(stage: Stage) -> list[Question]:
    return await scalars(stage, select(Question).where(Question.kind == QuestionKind.LOW_MARK))


async def test_who_was_asked_about_the_solution_is_not_asked_again_about_themselves(stage: Stage) -> None:
    stage.with_rules(news__agent_stars=True)
    rita, olga, *_ = await cast(stage)
    number = await _marked_low(stage, rita, olga)
    for _ in range(2):
        stage.later(minutes=5)
        await stage.ticks()
        assert len(await _asked_why(stage)) == 1
        await stage.does(rita, ratings.rate_agent, number, 1)


async def test_an_answer_at_the_very_end_of_the_day_is_told_to_the_admins_once(stage: Stage) -> None:
    """The timer was read as due a moment before the answer had its turn."""
    rita, olga, _, vera = await cast(stage)
    number = await _marked_low(stage, rita, olga)
    stage.later(minutes=5)
    await stage.ticks()
    (asked,) = await _asked_why(stage)
    note = await stage.does(olga, thread.add_note, number, NewEntry(RichText("The part came late")))
    await stage.does(olga, low_ratings.take_note, asked.id, note)
    assert len(await shows(stage, vera, f"marked:{number}")) == 1
    async with stage.database.unit_of_work() as session:
        desk = Desk(session, Origin.CLOCK, None, now=stage.now, rules=stage.rules)
        await low_ratings.handle_timer(desk, await desk.lock_ticket(number), DueTimer(stage.now, 1))
    assert len(await shows(stage, vera, f"marked:{number}")) == 1


async def test_an_answer_after_the_end_of_the_day_is_a_note_and_no_more(stage: Stage) -> None:
    rita, olga, _, vera = await cast(stage)
    number = await _marked_low(stage, rita, olga)
    stage.later(minutes=5)
    await stage.ticks()
    (asked,) = await _asked_why(stage)
    stage.later(days=1)
    await stage.ticks()
    assert len(await shows(stage, vera, f"marked:{number}")) == 1
    note = await stage.does(olga, thread.add_note, number, NewEntry(RichText("The part came late")))
    await stage.does(olga, low_ratings.take_note, asked.id, note)
    assert len(await shows(stage, vera, f"marked:{number}")) == 1
    assert (await stage.question(asked.id)).answered_at is None


async def test_who_wants_no_more_surveys_is_not_reminded_of_one_that_came_before(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    stage.rules = rules_with(stage.rules, surveys__reminder=True)
    number = await _resolved(stage, rita, olga)
    await stage.does(rita, closing.confirm, number)
    assert (await stage.ticket(number)).rating_asked_at is not None
    async with stage.database.unit_of_work() as session:
        person = await session.get_one(Person, rita.id)
        person.switches = set_switch(person, RequesterNotification.SURVEYS, on=False)
    stage.later(days=1, minutes=1)
    await stage.ticks()
    assert [mark.reminded_at for mark in await _marks(stage)] == [None]


@pytest.mark.parametrize("why", [None, "said", "off", "open again"])
async def test_a_reminder_is_of_stars_that_are_still_asked_for(stage: Stage, why: str | None) -> None:
    rita, olga, *_ = await cast(stage)
    stage.with_rules(surveys__reminder=True)
    number = await _resolved(stage, rita, olga)
    await stage.does(rita, closing.confirm, number)
    if why == "said":
        await stage.does(rita, ratings.add_rating_words, number, "It was quick")
    if why == "open again":
        await stage.does(olga, lifecycle.reopen, number)
    stage.with_rules(surveys__reminder=why != "off")
    stage.later(days=1, minutes=1)
    await stage.ticks()
    assert [mark.reminded_at for mark in await _marks(stage)] == [stage.now if why is None else None]


async def test_whoever_would_rather_not_say_a_word_is_asked_for_none(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    number = await _resolved(stage, rita, olga)
    await stage.change(number, resolved_by=rita.id)  # nobody's stars but the solution's
    await stage.does(rita, closing.confirm, number)
    await stage.does(rita, ratings.rate_solution, number, 4)
    for changed in (True, False):
        assert (await stage.does(rita, ratings.rate_solution, number, None)).changed is changed
    assert not (await stage.does(rita, ratings.add_rating_words, number, "It was quick")).changed
    assert not (await stage.does(rita, ratings.edit_rating_words, number, "It was slow")).changed
    ticket = await stage.ticket(number)
    assert (ticket.rating, ticket.rating_words, ticket.word_until) == (4, "", None)


async def test_a_word_is_kept_with_the_mark_until_it_is_taken_back(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    number = await _resolved(stage, rita, olga)
    await stage.does(rita, closing.confirm, number)
    for verb, words in (
        (lambda desk: ratings.add_rating_words(desk, number, "It was quick"), "It was quick"),
        (lambda desk: ratings.edit_rating_words(desk, number, "It was slow"), "It was slow"),
        (lambda desk: ratings.withdraw_rating_words(desk, number), None),
    ):
        await stage.does(rita, verb)
        assert [mark.words for mark in await _marks(stage)] == [words]
        assert (await stage.ticket(number)).rating_words == words
    gone = [entry.kind for entry in await stage.entries(number) if entry.withdrawn_at is not None]
    assert gone == [EntryKind.REMARK]


async def test_the_line_under_the_task_names_the_agents_stars_once_they_are_given(stage: Stage) -> None:
    """The history tells both apart; a word may come after either."""
    stage.with_rules(news__agent_stars=True)
    rita, olga, *_ = await cast(stage)
    number = await _resolved(stage, rita, olga)
    await stage.does(rita, closing.confirm, number)
    stars: Args = {"name": "Rita", "stars": "★★★★"}
    for verb, key, args in (
        (lambda desk: ratings.rate_solution(desk, number, 4), "remark-rated", stars),
        (
            lambda desk: ratings.rate_agent(desk, number, 5),
            "remark-rated-agent",
            stars | {"agent": "Olga", "agent_stars": "★★★★★"},
        ),
    ):
        stage.later(minutes=1)
        await stage.does(rita, verb)
        assert (await stage.ticket(number)).word_until == stage.now + stage.rules.requests.question
        remarks = [one.content_line for one in await stage.entries(number) if one.kind == EntryKind.REMARK]
        assert remarks[-1] == dump_line(key, **args)
    async with stage.database.sessions() as session:
        given = select(History.field, History.new).where(History.field.in_((history.RATING, history.RATING_AGENT)))
        assert [tuple(row) for row in await session.execute(given.order_by(History.id))] == [
            (history.RATING, "4"), (history.RATING_AGENT, "5"),
        ]  # fmt: skip


@pytest.mark.parametrize(("same", "wanted"), [(True, True), (False, True), (True, False)])
async def test_closed_again_with_its_stars_who_had_solved_it_is_asked_about_where_they_did_again(
    stage: Stage, same: bool, wanted: bool
) -> None:
    """Whoever wants no surveys by then was asked when they were."""
    stage.with_rules(news__agent_stars=True)
    rita, olga, ivan, _ = await cast(stage)
    number = await _resolved(stage, rita, olga)
    await stage.does(rita, closing.confirm, number)
    await stage.does(rita, ratings.rate_solution, number, 4)
    asked = (await stage.ticket(number)).rating_asked_at
    async with stage.database.unit_of_work() as session:
        person = await session.get_one(Person, rita.id)
        person.switches = set_switch(person, RequesterNotification.SURVEYS, on=wanted)
    stage.later(hours=1)
    await _closed_again(stage, rita, olga if same else ivan, number)
    assert (await stage.ticket(number)).rating_asked_at == (stage.now if wanted else asked)
    assert (await stage.does(rita, ratings.rate_agent, number, 5)).changed is same


async def test_an_older_version_has_asked_about_what_was_not_rated_before(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    first, second = await _resolved(stage, rita, olga), await _resolved(stage, rita, olga)

    async def look(desk: Desk) -> bool:
        return await rating_survey.has_been_asked_lately(desk, await desk.lock_ticket(second))

    for rated, asked in ((None, True), (stage.now - timedelta(hours=1), False), (stage.now, True)):
        await stage.change(first, rating_asked_at=stage.now, rated_at=rated)
        assert await stage.does(rita, look) is asked
