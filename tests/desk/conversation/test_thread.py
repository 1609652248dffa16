"""Words on a ticket: comments, answers, notes; what joins, what moves, who gets what."""

import pytest

from db.models import Delivery, Entry, EntryKind, Origin, Person, Status
from desk import Desk, NoSuchTicket, NotAllowed, NotPossible
from desk.board import task_changes
from desk.conversation import editing, thread
from desk.conversation.new_entry import NewEntry
from desk.policy import Access, permissions
from desk.text import RichText
from desk.tickets import assignment, closing, fields, lifecycle
from tests.desk.cast import PRINTER, cast, lines, relays, shows
from tests.desk.stage import PHOTO, Someone, Stage

pytestmark = pytest.mark.broad


async def comments(stage: Stage, who: Someone, n: int, text: str = "", **more: object) -> Entry:
    said = NewEntry.of(stage.message(who, text, **more))
    return await stage.does(who, lambda desk: thread.comment(desk, n, said))


async def replies(stage: Stage, who: Someone, n: int, text: str = "", **more: object) -> Entry:
    said = NewEntry.of(stage.message(who, text, **more))
    return await stage.does(who, lambda desk: thread.reply(desk, n, said))


async def notes(stage: Stage, who: Someone, n: int, text: str = "", **more: object) -> Entry:
    said = NewEntry.of(stage.message(who, text, **more))
    return await stage.does(who, lambda desk: thread.note(desk, n, said))


async def test_an_answer_takes_an_untaken_ticket_and_reaches_the_requester(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    n = await stage.files(anna, PRINTER)
    entry = await replies(stage, olga, n, "On my way")
    ticket = await stage.ticket(n)
    assert ticket.status is Status.IN_PROGRESS and ticket.assignee_id == olga.id
    assert ticket.first_response_at == stage.now and not ticket.needs_answer
    assert entry.delivery is Delivery.WAITING
    assert [r["entry_id"] for r in await relays(stage, anna)] == [entry.id]
    assert "taken" not in await lines(stage, anna)
    assert entry.answers_id == (await stage.entries(n))[0].id
    assert {"do": "comment", "entry": entry.id, "ticket": ticket.id} in await stage.board_jobs()


async def test_a_comment_gets_eyes_and_reaches_only_who_has_it(stage: Stage) -> None:
    anna, olga, ivan, _ = await cast(stage)
    n = await stage.files(anna, PRINTER)
    await replies(stage, olga, n, "On my way")
    entry = await comments(stage, anna, n, "It is the second floor")
    assert {"type": "react", "message_id": entry.said_message_id, "emoji": "👀"} in await stage.letters(anna)
    assert [r["entry_id"] for r in await relays(stage, olga)] == [entry.id]
    assert not await relays(stage, ivan)
    ticket = await stage.ticket(n)
    assert ticket.needs_answer and ticket.status is Status.IN_PROGRESS and ticket.remind_at is not None


async def test_an_addition_to_an_untaken_ticket_edits_its_cards(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    n = await stage.files(anna, PRINTER)
    await stage.shown(olga, f"card:{n}", n)
    await comments(stage, anna, n, "It is the second floor")
    assert (await shows(stage, olga, f"card:{n}"))[-1]["only_edit"]
    assert not await relays(stage, olga)


async def test_forwards_within_two_seconds_are_one_entry(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    n = await stage.files(anna, PRINTER)
    await stage.does(olga, lambda desk: assignment.claim(desk, n))
    first = await comments(stage, anna, n, "one", forwarded_from="Max")
    stage.later(seconds=1)
    second = await comments(stage, anna, n, "two", forwarded_from="Max", files=(PHOTO,))
    stage.later(seconds=1)
    third = await comments(stage, anna, n, "three", forwarded_from="Max")
    assert first.id == second.id != third.id
    assert [e.body for e in await stage.entries(n)][1:] == ["one\ntwo", "three"]


async def test_a_file_does_not_join_what_was_sent_at_once(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    n = await stage.files(anna, PRINTER)
    await stage.does(olga, lambda desk: assignment.claim(desk, n))
    first = await comments(stage, anna, n, "look")
    second = await comments(stage, anna, n, "at this")
    third = await comments(stage, anna, n, files=(PHOTO,))
    assert first.id == second.id != third.id
    assert [r["edit"] for r in await relays(stage, olga)] == [False, True, False]


async def test_an_answer_to_a_finished_ticket_is_delivered_and_changes_nothing(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    n = await stage.files(anna, PRINTER)
    await stage.does(anna, lambda desk: closing.cancel(desk, n))
    entry = await replies(stage, olga, n, "By the way, it was the cable")
    ticket = await stage.ticket(n)
    assert ticket.status is Status.CANCELLED and ticket.assignee_id is None
    assert [r["entry_id"] for r in await relays(stage, anna)] == [entry.id]


async def test_a_note_reaches_assignee_and_board_never_the_requester(stage: Stage) -> None:
    anna, olga, ivan, _ = await cast(stage)
    n = await stage.files(anna, PRINTER)
    await stage.does(olga, lambda desk: assignment.claim(desk, n))
    before = await stage.letters(anna)
    entry = await notes(stage, ivan, n, "call the supplier")
    assert await stage.letters(anna) == before
    assert [r["entry_id"] for r in await relays(stage, olga)] == [entry.id]
    assert "✍" in [x.get("emoji") for x in await stage.letters(ivan)]
    async with stage.database.sessions() as session:
        row = await session.get_one(Entry, entry.id)
        assert not await permissions.who_sees(session, row, await session.get_one(Person, anna.id))
        assert await permissions.who_sees(session, row, await session.get_one(Person, olga.id))
    assert (await stage.ticket(n)).status is Status.ASSIGNED


async def test_an_album_with_a_note_in_it_is_a_note_as_a_whole(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    n = await stage.files(anna, PRINTER)
    first = await replies(stage, olga, n, files=(PHOTO,), album="a1")
    assert first.held_until is not None and first.held_until > stage.now
    second = await notes(stage, olga, n, "not for Anna", files=(PHOTO,), album="a1")
    third = await replies(stage, olga, n, files=(PHOTO,), album="a1")
    assert first.id == second.id == third.id and third.kind is EntryKind.NOTE
    ticket = await stage.ticket(n)
    assert ticket.first_response_at is None and ticket.needs_answer


@pytest.mark.parametrize("kind", list(EntryKind))
def test_one_function_decides_who_sees_a_kind(kind: EntryKind) -> None:
    is_public = kind in (EntryKind.COMMENT, EntryKind.REPLY)
    assert permissions.sees_kind(kind, Access(requester=True)) is is_public
    assert permissions.sees_kind(kind, Access(staff=True))
    assert not permissions.sees_kind(kind, Access())


async def test_small_talk_rings_for_nobody(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    n = await stage.files(anna, PRINTER)
    await replies(stage, olga, n, "Fixed")
    before = await stage.letters(olga)
    said = NewEntry.of(stage.message(anna, "Thanks!"))
    entry = await stage.does(anna, lambda desk: thread.comment(desk, n, said, small_talk=True))
    assert entry.small_talk
    assert (await stage.letters(anna))[-1]["emoji"] == "❤"
    assert await stage.letters(olga) == before
    assert not (await stage.ticket(n)).needs_answer


async def test_another_agents_answer_is_shown_to_the_assignee(stage: Stage) -> None:
    anna, olga, ivan, _ = await cast(stage)
    n = await stage.files(anna, PRINTER)
    await stage.does(olga, lambda desk: assignment.claim(desk, n))
    entry = await replies(stage, ivan, n, "Try the other tray")
    assert [r["entry_id"] for r in await relays(stage, olga)] == [entry.id]
    assert (await stage.ticket(n)).assignee_id == olga.id


async def test_strangers_and_requesters_cannot_write_elsewhere(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    boris = await stage.person("Boris")
    n = await stage.files(anna, PRINTER)
    with pytest.raises(NoSuchTicket):
        await comments(stage, boris, n, "let me in")
    with pytest.raises(NotAllowed):
        await replies(stage, anna, n, "I am staff, really")
    with pytest.raises(NotAllowed):
        await notes(stage, anna, n, "so am I")
    own = await stage.files(olga, "My own chair is broken, please")
    with pytest.raises(NotAllowed, match="own-ticket"):
        await replies(stage, olga, own, "answering myself")


async def test_words_move_to_another_ticket_of_theirs(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    first = await stage.files(anna, PRINTER)
    second = await stage.files(anna, "No projector in room five again")
    await replies(stage, olga, first, "Fixed")
    await stage.does(olga, lambda desk: assignment.claim(desk, second))
    entry = await comments(stage, anna, first, "the lamp is missing")

    async def move(desk: Desk) -> Entry:
        return await editing.move(desk, await desk.session.get_one(Entry, entry.id), second)

    await stage.does(anna, move)
    assert await stage.texts(first) == [PRINTER, "Fixed"]
    assert (await stage.texts(second))[-1] == "the lamp is missing"
    assert not (await stage.ticket(first)).needs_answer
    jobs = [job["do"] for job in await stage.board_jobs() if job.get("entry") == entry.id]
    assert jobs == ["comment", "comment_delete", "comment"]
    put = [one for one in await relays(stage, olga) if one["entry_id"] == entry.id]
    assert [one.get("edit", False) for one in put] == [False, False, True]


async def test_words_that_move_to_where_they_are_move_nowhere(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    n = await stage.files(anna, PRINTER)
    await stage.does(olga, lambda desk: assignment.claim(desk, n))
    entry = await comments(stage, anna, n, "the lamp is missing")
    before = await relays(stage, olga), await stage.board_jobs()

    async def move(desk: Desk) -> Entry:
        return await editing.move(desk, await desk.session.get_one(Entry, entry.id), n)

    assert (await stage.does(anna, move)).id == entry.id
    assert (await relays(stage, olga), await stage.board_jobs()) == before


async def test_words_after_it_was_solved_that_are_taken_back_leave_nobody_waiting(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    n = await stage.files(anna, PRINTER)
    await stage.does(olga, lambda desk: lifecycle.resolve(desk, n))
    stage.later(minutes=1)
    await stage.ticks()
    entry = await comments(stage, anna, n, "It still smells")
    assert (await stage.ticket(n)).needs_answer and (await stage.ticket(n)).close_at is None

    async def withdraw(desk: Desk) -> Entry:
        return await editing.withdraw(desk, await desk.session.get_one(Entry, entry.id))

    await stage.does(anna, withdraw)
    assert not (await stage.ticket(n)).needs_answer and (await stage.ticket(n)).close_at is not None


async def test_a_subject_that_was_said_anew_in_the_same_words_is_kept(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    n = await stage.files(anna, PRINTER)
    await stage.does(olga, lambda desk: fields.rename(desk, n, PRINTER))
    asked = (await stage.entries(n))[0].id

    async def edit(desk: Desk) -> Entry:
        return await editing.edit(desk, await desk.session.get_one(Entry, asked), RichText("Never mind the printer"))

    await stage.does(anna, edit)
    assert (await stage.ticket(n)).subject == PRINTER


async def test_an_answer_of_several_messages_is_not_changed_on_the_board(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    n = await stage.files(anna, PRINTER)
    await stage.does(olga, lambda desk: assignment.claim(desk, n))
    for words in ("one", "two"):
        entry = await replies(stage, olga, n, words, files=(PHOTO,), album="a1")

    async def reword(desk: Desk) -> Entry:
        return await editing.reword(desk, await desk.session.get_one(Entry, entry.id), RichText("three"))

    with pytest.raises(NotAllowed):
        await stage.does(olga, reword, origin=Origin.TODOIST)
    assert (await stage.texts(n))[-1] == "one\ntwo"


async def test_only_the_author_edits_and_withdraws(stage: Stage) -> None:
    anna, olga, ivan, _ = await cast(stage)
    n = await stage.files(anna, PRINTER)
    entry = await replies(stage, olga, n, "Tomorow")

    async def edit(desk: Desk) -> Entry:
        return await editing.edit(desk, await desk.session.get_one(Entry, entry.id), RichText("Tomorrow"))

    async def withdraw(desk: Desk) -> Entry:
        return await editing.withdraw(desk, await desk.session.get_one(Entry, entry.id))

    with pytest.raises(NotAllowed):
        await stage.does(ivan, edit)
    assert (await stage.does(olga, edit)).edited_at == stage.now
    assert (await relays(stage, anna))[-1]["edit"]
    await stage.does(olga, withdraw)
    async with stage.database.sessions() as session:
        row = await session.get_one(Entry, entry.id)
        assert not await permissions.who_sees(session, row, await session.get_one(Person, anna.id))


async def test_a_closed_ticket_takes_no_comment(stage: Stage) -> None:
    anna, *_ = await cast(stage)
    n = await stage.files(anna, PRINTER)
    await stage.does(anna, lambda desk: closing.cancel(desk, n))
    with pytest.raises(NotPossible):
        await comments(stage, anna, n, "one more thing")


async def test_an_answer_on_the_board_is_signed_hinted_once_and_not_sent_back(stage: Stage) -> None:
    anna, olga, *_ = await cast(stage)
    n = await stage.files(anna, PRINTER)
    for text in ("On my way", "Nearly there"):
        said = NewEntry(RichText(text))
        await stage.does(
            olga, lambda desk, said=said: task_changes.written(desk, n, said, is_note=False), origin=Origin.TODOIST
        )
    assert (await lines(stage, olga)).count("board-comment-hint") == 1
    assert [job for job in await stage.board_jobs() if job["do"] == "comment"] == []
    assert [r["edit"] for r in await relays(stage, anna)] == [False, False]
    assert (await stage.entries(n))[-1].author_name == "Olga"
