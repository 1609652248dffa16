"""What a message does to a question that it is not the first answer to, or not about."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from db.models import EntryFile, EntryKind, Message, Question, QuestionKind, Status
from desk import Desk
from desk.inbound import blocklist, edits, message_withdrawal
from desk.inbound.routing_types import Destination
from desk.outbox import question_rows
from desk.questions import answer_buttons, asking, next_message
from desk.tickets import assignment, escalation, lifecycle
from tests.desk.inbound.looking import CHAIR, PRINTER
from tests.desk.stage import PHOTO, Someone, Stage
from tests.sql import scalars

SECOND = timedelta(seconds=1)


async def _asked(stage: Stage, who: Someone, kind: QuestionKind, number: int) -> tuple[int, int]:
    """The agent is asked why; the question, and its message."""
    ticket_id = (await stage.ticket(number)).id
    question = await stage.does(who, asking.ask_actor, kind, ticket_id=ticket_id)
    return question.id, await stage.shown(who, f"question:{question.id}", number, question_id=question.id)


async def _taken(stage: Stage, rita: Someone, olga: Someone) -> int:
    number = await stage.files(rita, PRINTER)
    await stage.does(olga, assignment.claim, number)
    return number


async def test_the_first_words_say_why_it_is_on_hold_and_a_file_is_a_note(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    number = await _taken(stage, rita, olga)
    await stage.does(olga, lifecycle.put_on_hold, number)
    _, shown = await _asked(stage, olga, QuestionKind.HOLD_REASON, number)
    await stage.says(olga, "the invoice", reply_to_message_id=shown, files=(PHOTO,))
    photo = (await stage.entries(number))[-1]
    files = await scalars(stage, select(EntryFile.name).where(EntryFile.entry_id == photo.id))
    assert (photo.kind, photo.body, files) == (EntryKind.NOTE, "the invoice", [PHOTO.name]), "no file is lost for it"
    assert (await stage.ticket(number)).hold_reason is None
    _, again = await _asked(stage, olga, QuestionKind.HOLD_REASON, number)
    await stage.says(olga, "waiting for parts", reply_to_message_id=again)
    await stage.says(olga, "they are in Kazan", reply_to_message_id=again)
    assert (await stage.ticket(number)).hold_reason == "waiting for parts", "what follows is a note beside it"
    assert (await stage.texts(number))[-2:] == ["waiting for parts", "they are in Kazan"]


async def test_the_words_of_two_acts_are_asked_for_beside_each_other(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    number = await _taken(stage, rita, olga)
    ticket_id = (await stage.ticket(number)).id
    for act in ("escalate", "park", "park"):
        await stage.does(olga, asking.ask_reason, QuestionKind.ESCALATION, ticket_id, act)
    async with stage.database.reading() as session:
        asked = await session.scalars(select(Question).order_by(Question.id))
        assert [one.data["act"] for one in asked] == ["escalate", "park"], "a press twice asks once"


@pytest.mark.parametrize(
    ("said", "reason", "until"),
    [
        ("until 2026-12-01 10:00 spare\nparts", "spare\nparts", datetime(2026, 12, 1, 10, tzinfo=UTC)),
        ("до 1 декабря запчасти", "запчасти", datetime(2026, 12, 1, 9, tzinfo=UTC)),
        ("by tomorrow", None, datetime(2026, 11, 21, 9, tzinfo=UTC)),
        ("tomorrow they call back", "tomorrow they call back", None),
        ("until 2020-01-01 the past", None, None),
        ("until 25:00", None, None),
    ],
)
async def test_the_answer_to_why_is_read_as_the_words_behind_hold(
    stage: Stage, rita: Someone, olga: Someone, said: str, reason: str | None, until: datetime | None
) -> None:
    """Of a time that cannot be it is said so, and the words are a note."""
    number = await _taken(stage, rita, olga)
    await stage.does(olga, lifecycle.put_on_hold, number)
    _, shown = await _asked(stage, olga, QuestionKind.HOLD_REASON, number)
    await stage.says(olga, said, reply_to_message_id=shown)
    held, is_wrong = await stage.ticket(number), reason is None and until is None
    assert (held.hold_reason, held.hold_until) == (reason, until)
    assert (await stage.texts(number))[1:] == ([said] if is_wrong else [reason] if reason else [])
    keys = [one.get("key") for one in await stage.letters(olga)]
    assert ({"usage-hold", "hold-past"} & set(keys) != set(), "done-hold-until" in keys) == (is_wrong, bool(until))


async def test_a_reason_that_comes_after_the_hold_is_a_note(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await _taken(stage, rita, olga)
    await stage.does(olga, lifecycle.put_on_hold, number)
    _, shown = await _asked(stage, olga, QuestionKind.HOLD_REASON, number)
    await stage.does(olga, lifecycle.start_progress, number)
    await stage.says(olga, "until tomorrow, parts", reply_to_message_id=shown)
    found = await stage.ticket(number)
    assert (found.status, found.hold_reason, found.hold_until) == (Status.IN_PROGRESS, None, None)
    assert (await stage.texts(number))[1:] == ["until tomorrow, parts"]


async def test_to_what_was_solved_before_it_was_asked_somebody_is_called(
    stage: Stage, rita: Someone, olga: Someone, vera: Someone
) -> None:
    number = await _taken(stage, rita, olga)
    await stage.does(olga, lifecycle.resolve, number)
    stage.later(minutes=1)
    await stage.does(olga, escalation.check_escalation, number)
    _, shown = await _asked(stage, olga, QuestionKind.ESCALATION, number)
    await stage.says(olga, "it is not solved at all", reply_to_message_id=shown)
    assert (await stage.ticket(number)).escalated_at == stage.now


async def test_a_further_part_of_an_album_leaves_the_buttons_that_move_it(stage: Stage, rita: Someone) -> None:
    first, second = await stage.files(rita, PRINTER), await stage.files(rita, CHAIR)
    heard = await stage.says(rita, "", files=(PHOTO,), album="a1")
    assert heard.destination is Destination.WHICH_TICKET

    async def goes_to(number: int) -> None:
        choice = answer_buttons.ToTicket(number)
        await stage.does(rita, answer_buttons.answer_question, heard.question_id or 0, choice)

    await goes_to(first)
    await stage.says(rita, "", files=(PHOTO,), album="a1")
    await goes_to(second)
    assert len(await stage.entries(second)) == 2


async def test_a_reply_elsewhere_leaves_what_the_next_message_is_for(stage: Stage, rita: Someone) -> None:
    first, second = await stage.files(rita, PRINTER), await stage.files(rita, CHAIR)
    await stage.does(rita, next_message.expect_addition, first)
    await stage.says(rita, "of the chair", reply_to_message_id=await stage.shown(rita, f"receipt:{second}", second))
    stage.later(seconds=5)
    await stage.says(rita, "of the printer")
    assert [await stage.texts(number) for number in (first, second)] == [
        [PRINTER, "of the printer"],
        [CHAIR, "of the chair"],
    ]


async def test_staffs_album_waits_anew_for_each_of_its_parts(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await _taken(stage, rita, olga)
    card = await stage.shown(olga, f"card:{number}", number)
    for _ in range(3):
        await stage.says(olga, "", files=(PHOTO,), album="a1", reply_to_message_id=card)
        stage.now += question_rows.TOGETHER - SECOND
    await stage.ticks()
    assert len(await stage.entries(number)) == 1, "there may be more of it"
    stage.now += SECOND
    await stage.ticks()
    assert len(await stage.entries(number)) == 2


async def test_of_an_album_that_is_too_old_in_part_the_rest_is_deleted(stage: Stage, rita: Someone) -> None:
    number = await stage.files(rita, PRINTER)
    album = [stage.message(rita, "", files=(PHOTO,), album="a1") for _ in range(2)]
    for one in album:
        await stage.sends(rita, one)
    async with stage.database.unit_of_work() as session:
        oldest = await session.get_one(Message, (stage.rules.bot_id, rita.chat, album[0].message_id))
        oldest.sent_at -= edits.DELETABLE

    async def takes_back(desk: Desk) -> edits.WithdrawResult:
        return await message_withdrawal.withdraw_message(desk, rita.chat, album[0].message_id)

    assert (await stage.does(rita, takes_back)).late is True
    erased = [letter["message_id"] for letter in await stage.letters(rita) if letter["type"] == "erase"]
    assert erased == [album[1].message_id]
    assert (await stage.entries(number))[-1].withdrawn_at == stage.now


async def test_what_was_kept_is_receipted_under_its_first_message(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await stage.files(rita, PRINTER)
    await stage.does(olga, blocklist.block_requester, number)
    kept = [stage.message(rita, text) for text in ("The lamp is broken", "And the door", "And the chair")]
    for one in kept:
        await stage.does(rita, blocklist.keep_listed, one)
        stage.later(minutes=1)
    await stage.does(olga, blocklist.unblock_requester, rita.chat)
    made = (await stage.tickets(rita))[-1]
    receipt = next(x for x in await stage.letters(rita) if x.get("slot") == f"receipt:{made.number}")
    assert (made.status, receipt["reply_to_message"]) == (Status.NEW, kept[0].message_id)


async def test_a_draft_of_which_nothing_is_left_is_cancelled(stage: Stage, rita: Someone) -> None:
    said = [stage.message(rita, text) for text in (PRINTER, "it is red")]
    for one in said:
        await stage.sends(rita, one)
    left = []
    for key in [one.message_id for one in said]:
        await stage.does(rita, message_withdrawal.withdraw_message, rita.chat, key)
        left.append((await stage.tickets(rita))[0].status)
    assert left == [Status.NEW, Status.CANCELLED]


async def test_a_number_says_where_an_agents_words_go(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await _taken(stage, rita, olga)
    await stage.says(olga, "The parts are here")
    await stage.says(olga, f"#{number}")
    assert await stage.texts(number) == [PRINTER, "The parts are here"]
