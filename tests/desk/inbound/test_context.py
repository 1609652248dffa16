"""What a message meets, looked up: each condition at its edge, and everybody else's tickets, questions and messages
beside one's own."""

from datetime import timedelta
from typing import Any

import pytest

from db.database import Database
from db.enums import EntryKind, FileKind, QuestionKind, Role, Status
from db.models import Question, Ticket
from desk.conversation import thread
from desk.conversation.new_entry import IncomingFile, IncomingMessage, NewEntry
from desk.errors import NotYet
from desk.inbound.context import ANSWERED_BY, READ_BY, routing_context, said
from desk.inbound.lookup import FRESH, met
from desk.inbound.reply_target import reply_of
from desk.inbound.routing import Reply, RoutingContext
from desk.questions.asking import own_open
from desk.requests.limits import untaken
from desk.text.rich_text import RichText
from tests.desk.stage import PHOTO, Someone, Stage

pytestmark = pytest.mark.broad

PRINTER = "The printer on floor 2 is on fire"
CHAIR = "Somebody stole my chair again"
MOMENT = timedelta(microseconds=1)
HOURS = timedelta(hours=1)
LATER = dict.fromkeys(("ended_at", "rating_asked_at"), timedelta(days=9)) | {"rated_at": timedelta(0), "rating": 5}


@pytest.fixture
def stage(database: Database) -> Stage:
    return Stage(database)


@pytest.fixture
async def rita(stage: Stage) -> Someone:
    return await stage.person("Rita")


@pytest.fixture
async def olga(stage: Stage) -> Someone:
    return await stage.person("Olga", Role.AGENT)


async def _looks(stage: Stage, who: Someone, text: str = "words", **more: Any) -> RoutingContext:
    incoming = stage.message(who, text, **more)

    async def looking(desk: Any) -> RoutingContext:
        return await routing_context(desk, incoming, await met(desk, incoming))

    situation: RoutingContext = await stage.does(who, looking)
    return situation


async def _replied(stage: Stage, who: Someone, to: int, **more: Any) -> Reply | None:
    incoming = stage.message(who, "words", reply_to_message_id=to, **more)
    found: Reply | None = await stage.does(who, lambda desk: reply_of(desk, incoming))
    return found


async def _asked(stage: Stage, who: Someone, kind: QuestionKind, **more: Any) -> int:
    due = stage.now + timedelta(minutes=2)
    async with stage.database.unit_of_work() as session:
        row = Question(**{"person_id": who.id, "kind": kind, "data": {}, "asked_at": stage.now, "due_at": due, **more})
        session.add(row)
        await session.flush()
        return row.id


async def _id(stage: Stage, number: int) -> int:
    return (await stage.ticket(number)).id


# Whose and which tickets


async def test_ones_own_tickets_are_met_and_nobody_elses(stage: Stage, rita: Someone) -> None:
    ben = await stage.person("Ben")
    await stage.files(ben, CHAIR)
    number = await stage.files(rita, PRINTER)
    found = await _looks(stage, rita)
    assert [spot.id for spot in found.own] == [await _id(stage, number)]
    assert list(found.untaken) == [await _id(stage, number)]
    assert (found.draft, found.open_question, found.rating_of) == (None, None, None)


@pytest.mark.parametrize(("ago", "own"), [(72 * HOURS, True), (72 * HOURS + MOMENT, False)])
async def test_what_ended_within_72_hours_is_still_theirs(
    stage: Stage, rita: Someone, ago: timedelta, own: bool
) -> None:
    number = await stage.files(rita, PRINTER)
    await stage.change(number, status=Status.CLOSED, ended_at=stage.now - ago)
    assert bool((await _looks(stage, rita)).own) is own


@pytest.mark.parametrize(("ago", "fresh"), [(FRESH, True), (FRESH + MOMENT, False)])
async def test_a_word_within_24_hours_keeps_it_fresh(
    stage: Stage, rita: Someone, olga: Someone, ago: timedelta, fresh: bool
) -> None:
    number = await stage.files(rita, PRINTER)
    spoken = (await stage.entries(number))[0].created_at
    stage.now = spoken + ago
    await stage.does(olga, lambda desk: thread.note(desk, number, NewEntry(RichText("inside"))))
    [spot] = (await _looks(stage, rita)).own
    assert (spot.fresh, spot.last_at, spot.is_draft) == (fresh, spoken, False)


async def test_what_was_taken_back_is_no_word(stage: Stage, rita: Someone) -> None:
    from db.models import Entry

    number = await stage.files(rita, PRINTER)
    first = (await stage.entries(number))[0].created_at
    stage.later(hours=2)
    await stage.says(rita, "and the curtain")
    [spot] = (await _looks(stage, rita)).own
    assert spot.last_at > first
    async with stage.database.unit_of_work() as session:
        (await session.get_one(Entry, (await stage.entries(number))[-1].id)).withdrawn_at = stage.now
    [spot] = (await _looks(stage, rita)).own
    assert spot.last_at == first


@pytest.mark.parametrize(
    ("values", "free"),
    [
        ({}, True),
        ({"status": Status.REOPENED}, False),
        ({"taken_on_board": True}, False),
        ({"assignee_id": 0}, False),
        ({"filed_at": None}, False),
    ],
)
async def test_what_nobody_has_taken(
    stage: Stage, rita: Someone, olga: Someone, values: dict[str, Any], free: bool
) -> None:
    number = await stage.files(rita, PRINTER)
    await stage.change(number, **({"assignee_id": olga.id} if "assignee_id" in values else values))
    async with stage.database.sessions() as session:
        assert bool(await untaken(session, rita.id)) is free
        assert await untaken(session, olga.id) == ()
    assert bool((await _looks(stage, rita)).untaken) is free


async def test_the_untaken_come_newest_filed_first(stage: Stage, rita: Someone) -> None:
    numbers = [await stage.files(rita, text) for text in (PRINTER, CHAIR)]
    await stage.change(numbers[0], filed_at=stage.now + MOMENT)
    async with stage.database.sessions() as session:
        assert list(await untaken(session, rita.id)) == [await _id(stage, n) for n in numbers]


async def test_open_ones_come_newest_word_first_and_ended_or_unfiled_not_at_all(stage: Stage, rita: Someone) -> None:
    ben = await stage.person("Ben")
    await stage.files(ben, CHAIR)
    numbers = [await stage.files(rita, f"{PRINTER} {n}") for n in range(4)]
    await stage.change(numbers[0], last_entry_at=stage.now)
    await stage.change(numbers[2], status=Status.CLOSED)
    await stage.change(numbers[3], filed_at=None)
    async with stage.database.sessions() as session:
        assert [ticket.number for ticket in await own_open(session, rita.id)] == [numbers[0], numbers[1]]


async def test_the_gathering_draft_is_an_unfiled_new_one(stage: Stage, rita: Someone) -> None:
    number = (await stage.says(rita, PRINTER)).number or 0
    found = await _looks(stage, rita)
    assert (found.draft.id if found.draft else None, found.own, found.untaken) == (await _id(stage, number), (), ())
    assert found.draft is not None and found.draft.is_draft
    await stage.change(number, status=Status.CANCELLED)
    assert (await _looks(stage, rita)).draft is None


# Questions


@pytest.mark.parametrize(
    ("more", "counts"),
    [
        ({}, True),
        ({"answered_at": True}, False),
        ({"closed_at": True}, False),
        ({"due_at": None}, False),
        ({"due_at": True}, False),
        ({"person_id": 0}, False),
        ({"kind": QuestionKind.CLOSED_REPLY}, True),
        ({"kind": QuestionKind.RESOLVED_ADDED}, False),
    ],
)
async def test_an_open_question_takes_further_words_until_its_time(
    stage: Stage, rita: Someone, more: dict[str, Any], counts: bool
) -> None:
    ben = await stage.person("Ben")
    given = {name: stage.now if value is True else value for name, value in more.items()}
    given |= {"person_id": ben.id} if "person_id" in more else {}
    question = await _asked(stage, rita, given.pop("kind", QuestionKind.WHICH_TICKET), **given)
    assert (await _looks(stage, rita)).open_question == (question if counts else None)


async def test_the_moment_before_its_time_still_counts(stage: Stage, rita: Someone) -> None:
    question = await _asked(stage, rita, QuestionKind.WHICH_TICKET, due_at=stage.now + MOMENT)
    assert (await _looks(stage, rita)).open_question == question


async def test_the_newest_question_is_the_one(stage: Stage, rita: Someone) -> None:
    await _asked(stage, rita, QuestionKind.WHICH_TICKET)
    newest = await _asked(stage, rita, QuestionKind.WHICH_TICKET, asked_at=stage.now + MOMENT)
    await _asked(stage, rita, QuestionKind.WHICH_TICKET)
    assert (await _looks(stage, rita)).open_question == newest


@pytest.mark.parametrize("kind", [QuestionKind.ADD_TO, QuestionKind.SUBJECT, QuestionKind.NEW_NEXT])
async def test_what_the_next_message_is_for(stage: Stage, rita: Someone, kind: QuestionKind) -> None:
    number = await stage.files(rita, PRINTER)
    ticket = await _id(stage, number)
    await _asked(stage, rita, kind, ticket_id=ticket)
    found = await _looks(stage, rita)
    assert (found.add_to.id if found.add_to else None, found.subject_of, found.new_next) == (
        ticket if kind is QuestionKind.ADD_TO else None,
        ticket if kind is QuestionKind.SUBJECT else None,
        kind is QuestionKind.NEW_NEXT,
    )


@pytest.mark.parametrize(
    ("ago", "more", "heard"),
    [
        (READ_BY, {}, True),
        (READ_BY - MOMENT, {}, False),
        (ANSWERED_BY, {}, True),
        (ANSWERED_BY + MOMENT, {}, False),
        (READ_BY, {"kind": QuestionKind.TOPIC_FORM}, True),
        (READ_BY, {"kind": QuestionKind.ADD_SAME}, False),
        (READ_BY, {"closed_at": True}, False),
        (READ_BY, {"ticket_id": None}, False),
        (READ_BY, {"forwarded_from": "Ben"}, False),
    ],
)
async def test_words_answer_what_was_asked_of_a_request_once_it_was_read_and_not_for_long(
    stage: Stage, rita: Someone, ago: timedelta, more: dict[str, Any], heard: bool
) -> None:
    number = await stage.files(rita, PRINTER)
    given = {"kind": QuestionKind.MISSING, "ticket_id": await _id(stage, number), "asked_at": stage.now - ago, **more}
    given = {name: stage.now if value is True else value for name, value in given.items()}
    sent = {name: given.pop(name) for name in ("forwarded_from",) if name in given}
    question = await _asked(stage, rita, given.pop("kind"), **given)
    asked = (await _looks(stage, rita, **sent)).asked
    assert (asked and (asked[0], asked[1].id)) == ((question, await _id(stage, number)) if heard else None)


async def test_of_two_such_questions_the_newest_is_answered_and_none_about_anothers_ticket(
    stage: Stage, rita: Someone
) -> None:
    number, ben = await stage.files(rita, PRINTER), await stage.person("Ben")
    mine, others = await _id(stage, number), await _id(stage, await stage.files(ben, CHAIR))
    asked_at = stage.now - READ_BY
    await _asked(stage, rita, QuestionKind.TOPIC_FORM, ticket_id=mine, asked_at=asked_at + MOMENT)
    newest = await _asked(stage, rita, QuestionKind.MISSING, ticket_id=mine, asked_at=asked_at)
    await _asked(stage, rita, QuestionKind.MISSING, ticket_id=others, asked_at=asked_at)
    found = (await _looks(stage, rita)).asked
    assert found is not None
    assert found[0] == newest


async def test_nothing_is_added_to_anothers_ticket(stage: Stage, rita: Someone) -> None:
    number = await stage.files(await stage.person("Ben"), CHAIR)
    await _asked(stage, rita, QuestionKind.ADD_TO, ticket_id=await _id(stage, number))
    assert (await _looks(stage, rita)).add_to is None


@pytest.mark.parametrize(
    ("ago", "more", "counts"),
    [
        (timedelta(minutes=2), {}, True),
        (timedelta(minutes=2) + MOMENT, {}, False),
        (timedelta(0), {"answered_at": True}, False),
        (timedelta(0), {"closed_at": True}, False),
        (timedelta(0), {"kind": QuestionKind.NOT_YOURS}, False),
        (timedelta(0), {"person_id": 0}, False),
    ],
)
async def test_staffs_further_words_belong_to_the_open_question_for_two_minutes(
    stage: Stage, olga: Someone, ago: timedelta, more: dict[str, Any], counts: bool
) -> None:
    from db.models import Entry

    ivan = await stage.person("Ivan", Role.AGENT)
    heard = await stage.says(olga, "words to nobody")
    async with stage.database.unit_of_work() as session:
        question = await session.get_one(Question, heard.question_id)
        given = {name: stage.now if value is True else value for name, value in more.items()}
        for name, value in (given | ({"person_id": ivan.id} if "person_id" in more else {})).items():
            setattr(question, name, value)
        entry = await session.get_one(Entry, question.data["entries"][0])
        entry.created_at = stage.now - ago
    assert (await _looks(stage, olga)).open_question == (heard.question_id if counts else None)


@pytest.mark.parametrize(
    ("values", "counts"),
    [
        ({}, True),
        ({"rating_asked_at": timedelta(minutes=2)}, False),
        ({"rating_asked_at": timedelta(minutes=2) - MOMENT}, True),
        ({"rating_words": "fine"}, False),
        ({"rated_at": timedelta(0)}, False),
        ({"rated_at": timedelta(0), "rating": 5}, True),
        ({"status": Status.REOPENED}, False),
        ({"end_reason": "silence"}, False),
        ({"end_reason": "silence", **LATER, "word_until": -MOMENT}, True),
        ({"end_reason": "silence", **LATER, "word_until": timedelta(0)}, False),
        ({**LATER, "word_until": -MOMENT, "status": Status.REOPENED}, False),
    ],
)
async def test_the_stars_take_a_word_for_two_minutes(
    stage: Stage, rita: Someone, values: dict[str, Any], counts: bool
) -> None:
    number = await stage.files(rita, PRINTER)
    given = {name: stage.now - value if isinstance(value, timedelta) else value for name, value in values.items()}
    closed = {"status": Status.CLOSED, "ended_at": stage.now, "rating_asked_at": stage.now}
    await stage.change(number, **{**closed, **given})
    assert (await _looks(stage, rita)).rating_of == (await _id(stage, number) if counts else None)


async def test_of_two_ratings_the_later_takes_the_word_unless_it_had_one(stage: Stage, rita: Someone) -> None:
    first, second = await stage.files(rita, PRINTER), await stage.files(rita, CHAIR)
    for number, at in ((first, stage.now), (second, stage.now - timedelta(seconds=5))):
        await stage.change(number, status=Status.CLOSED, ended_at=stage.now, rating_asked_at=at)
    assert (await _looks(stage, rita)).rating_of == await _id(stage, first)
    await _asked(stage, rita, QuestionKind.RATING_WORD, ticket_id=await _id(stage, first), answered_at=stage.now)
    assert (await _looks(stage, rita)).rating_of == await _id(stage, second)


# The words themselves


def _incoming(text: str = "", **more: Any) -> IncomingMessage:
    from datetime import UTC, datetime

    return IncomingMessage(RichText(text), 5, 6, datetime(2026, 11, 20, 9, tzinfo=UTC), **more)


STICKER = IncomingFile(FileKind.STICKER, "s.webp")


@pytest.mark.parametrize(
    ("incoming", "text", "command", "note", "small"),
    [
        (_incoming("it burns"), True, False, False, False),
        (_incoming("thanks"), True, False, False, True),
        (_incoming(" \n"), False, False, False, False),
        (_incoming("/what"), True, True, False, False),
        (_incoming(" /what@desk_bot "), True, True, False, False),
        (_incoming("/what now"), True, False, False, False),
        (_incoming("/what", files=(PHOTO,)), False, False, False, False),
        (_incoming("/what", content="poll"), False, False, False, False),
        (_incoming("// inside"), True, False, True, False),
        (_incoming("thanks", forwarded_from="Ben"), True, False, False, False),
        (_incoming("thanks", album="a"), True, False, False, False),
        (_incoming("", files=(STICKER,)), False, False, False, True),
        (_incoming("", files=(STICKER, STICKER)), False, False, False, False),
        (_incoming("see", files=(STICKER,)), False, False, False, False),
        (_incoming("thanks", files=(PHOTO,)), False, False, False, False),
        (_incoming("", content="dice"), False, False, False, True),
        (_incoming("thanks", content="poll"), False, False, False, False),
    ],
)
def test_what_the_words_are(incoming: IncomingMessage, text: bool, command: bool, note: bool, small: bool) -> None:
    found = said(incoming)
    assert (found.has_text, found.lone_command, found.note, found.small_talk) == (text, command, note, small)


@pytest.mark.parametrize(
    ("status", "days", "long_ago"),
    [
        (Status.CLOSED, 14, False),
        (Status.CLOSED, 15, True),
        (Status.CANCELLED, 15, True),
        (Status.RESOLVED, 15, False),
    ],
)
async def test_what_ended_long_ago(stage: Stage, rita: Someone, status: Status, days: int, long_ago: bool) -> None:
    number = await stage.files(rita, PRINTER)
    ended = stage.now - timedelta(days=days)
    await stage.change(number, status=status, ended_at=ended if status is not Status.RESOLVED else None)
    shown = await stage.shown(rita, f"receipt:{number}", number)
    found = await _replied(stage, rita, shown)
    assert found is not None and found.spot is not None
    assert (found.spot.long_ago, found.spot.is_open) == (long_ago, status is Status.RESOLVED)


# What it replies to


async def test_a_reply_is_to_the_message_of_ones_own_chat(stage: Stage, rita: Someone, olga: Someone) -> None:
    ben = await stage.person("Ben")
    mine, theirs = await stage.files(rita, PRINTER), await stage.files(ben, CHAIR)
    to_mine, to_theirs = await stage.shown(rita, None, mine), await stage.shown(ben, None, theirs)
    found = await _replied(stage, rita, to_mine)
    assert found is not None and found.spot is not None and found.spot.id == await _id(stage, mine)
    assert (found.as_staff, found.asked_first, found.to_note, found.entry_id) == (False, False, False, None)
    assert await _replied(stage, rita, to_theirs) is None


async def test_a_message_about_anothers_ticket_leads_a_requester_nowhere(stage: Stage, rita: Someone) -> None:
    theirs = await stage.files(await stage.person("Ben"), CHAIR)
    assert await _replied(stage, rita, await stage.shown(rita, None, theirs)) is None


@pytest.mark.parametrize(("ago", "waits"), [(timedelta(seconds=10) - MOMENT, True), (timedelta(seconds=10), False)])
async def test_a_reply_to_what_the_bot_just_sent_waits_until_it_is_recorded(
    stage: Stage, rita: Someone, ago: timedelta, waits: bool
) -> None:
    if waits:
        with pytest.raises(NotYet):
            await _replied(stage, rita, 9999, reply_to_sent_at=stage.now - ago)
    else:
        assert await _replied(stage, rita, 9999, reply_to_sent_at=stage.now - ago) is None
    assert await _replied(stage, rita, 9999) is None


@pytest.mark.parametrize(
    ("slot", "values", "as_staff", "asked_first"),
    [
        ("card:1", {}, True, False),
        ("card:1", {"assignee_id": "olga"}, True, False),
        ("card:1", {"assignee_id": "ivan"}, True, True),
        ("past:card:1", {"assignee_id": "ivan"}, True, True),
        ("open:1", {"assignee_id": "ivan"}, True, False),
        (None, {"assignee_id": "ivan"}, True, False),
    ],
)
async def test_staff_reply_to_a_card_as_staff_and_to_anothers_are_asked_first(
    stage: Stage,
    rita: Someone,
    olga: Someone,
    slot: str | None,
    values: dict[str, Any],
    as_staff: bool,
    asked_first: bool,
) -> None:
    ivan = await stage.person("Ivan", Role.AGENT)
    number = await stage.files(rita, PRINTER)
    assignee = {"olga": olga.id, "ivan": ivan.id}
    await stage.change(number, **{name: assignee[value] for name, value in values.items()})
    found = await _replied(stage, olga, await stage.shown(olga, slot, number))
    assert found is not None
    assert (found.as_staff, found.asked_first) == (as_staff, asked_first)


@pytest.mark.parametrize(
    ("slot", "as_staff"), [("receipt:1", False), ("resolved:1", False), ("taken:1", False), ("card:1", True)]
)
async def test_the_only_member_of_staff_replies_as_requester_to_what_requesters_get(
    stage: Stage, olga: Someone, slot: str, as_staff: bool
) -> None:
    rita = await stage.person("Rita")
    number = await stage.files(rita, PRINTER)
    await stage.change(number, requester_id=olga.id)
    found = await _replied(stage, olga, await stage.shown(olga, slot, number))
    assert found is not None and found.as_staff is as_staff


async def test_staff_reply_to_a_reminder_are_asked_which(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await stage.files(rita, PRINTER)
    one = await _replied(stage, olga, await stage.shown(olga, "reminder", number))
    several = await _replied(stage, olga, await stage.shown(olga, "reminder"))
    assert one is not None and one.spot is not None and one.asked_first
    assert several is not None and several.spot is None and several.asked_first


@pytest.mark.parametrize(
    ("kind", "to_note"),
    [(EntryKind.NOTE, True), (EntryKind.REMARK, True), (EntryKind.COMMENT, False), (EntryKind.REPLY, False)],
)
async def test_a_reply_to_what_stays_inside_stays_inside(
    stage: Stage, rita: Someone, olga: Someone, kind: EntryKind, to_note: bool
) -> None:
    from db.models import Entry

    number = await stage.files(rita, PRINTER)
    entry = (await stage.entries(number))[0].id
    async with stage.database.unit_of_work() as session:
        (await session.get_one(Entry, entry)).kind = kind
    found = await _replied(stage, olga, await stage.shown(olga, None, number, entry_id=entry))
    assert found is not None and (found.to_note, found.entry_id) == (to_note, entry)


async def test_a_reply_to_ones_own_message_is_found_in_ones_own_chat(stage: Stage, rita: Someone) -> None:
    ben = await stage.person("Ben")
    number = await stage.files(rita, PRINTER)
    entry = (await stage.entries(number))[0]
    found = await _replied(stage, rita, entry.said_message_id or 0)
    assert found is not None and found.entry_id == entry.id
    assert await _replied(stage, ben, entry.said_message_id or 0) is None


@pytest.mark.parametrize(
    ("kind", "more", "joins"),
    [
        (QuestionKind.WHICH_TICKET, {}, True),
        (QuestionKind.WHERE_TO, {}, True),
        (QuestionKind.CLOSED_REPLY, {}, True),
        (QuestionKind.RESOLVED_ADDED, {}, False),
        (QuestionKind.WHICH_TICKET, {"answered_at": True}, False),
        (QuestionKind.WHICH_TICKET, {"closed_at": True}, False),
    ],
)
async def test_a_reply_to_an_open_question_joins_it_and_else_goes_where_its_words_went(
    stage: Stage, rita: Someone, kind: QuestionKind, more: dict[str, Any], joins: bool
) -> None:
    first, second = await stage.files(rita, PRINTER), await stage.files(rita, CHAIR)
    given = dict.fromkeys(more, stage.now)
    ids = await _id(stage, first), await _id(stage, second)
    question = await _asked(stage, rita, kind, ticket_id=ids[0], data={"chosen": ids[1]}, **given)
    found = await _replied(stage, rita, await stage.shown(rita, f"question:{question}", question_id=question))
    assert found is not None
    assert found.question_id == (question if joins else None)
    assert (found.spot.id if found.spot else None) == (None if joins else ids[1])


async def test_anothers_question_is_no_ones_reply(stage: Stage, rita: Someone) -> None:
    ben = await stage.person("Ben")
    question = await _asked(stage, ben, QuestionKind.WHICH_TICKET)
    assert await _replied(stage, rita, await stage.shown(rita, f"question:{question}", question_id=question)) is None


async def test_a_row_that_was_read_before_is_read_again(stage: Stage, rita: Someone, olga: Someone) -> None:
    """Who takes it while the message waits for its turn is known: the row is as it is, not as it was."""
    number = await stage.files(rita, PRINTER)
    to = await stage.shown(olga, f"card:{number}", number)
    ivan = await stage.person("Ivan", Role.AGENT)
    incoming = stage.message(olga, "words", reply_to_message_id=to)

    async def replying(desk: Any) -> Reply | None:
        ticket = await desk.session.get(Ticket, await _id(stage, number))
        await stage.change(number, assignee_id=ivan.id)
        assert ticket.assignee_id is None
        return await reply_of(desk, incoming)

    found = await stage.does(olga, replying)
    assert found is not None and found.asked_first
