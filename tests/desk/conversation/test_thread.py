"""Words on a ticket: comments, answers, notes; what joins, what moves, who gets what."""

import pytest

from db.models import Approval, Entry, EntryKind, Role
from desk import Desk, NotPossible, Refused, approvals
from desk.conversation import editing, thread
from desk.conversation.new_entry import NewEntry
from desk.policy import Access, visibility
from desk.text import RichText
from desk.tickets import assignment, closing
from tests.desk.cast import PRINTER, cast, relays
from tests.desk.stage import PHOTO, Someone, Stage
from tests.sql import get


async def comments(stage: Stage, who: Someone, n: int, text: str = "", **more: object) -> Entry:
    said = NewEntry.from_message(stage.message(who, text, **more))
    return await stage.does(who, thread.add_comment, n, said)


async def replies(stage: Stage, who: Someone, n: int, text: str = "", **more: object) -> Entry:
    said = NewEntry.from_message(stage.message(who, text, **more))
    return await stage.does(who, thread.add_reply, n, said)


async def notes(stage: Stage, who: Someone, n: int, text: str = "", **more: object) -> Entry:
    said = NewEntry.from_message(stage.message(who, text, **more))
    return await stage.does(who, thread.add_note, n, said)


async def test_a_file_does_not_join_what_was_sent_at_once(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    n = await stage.files(rita, PRINTER)
    await stage.does(olga, assignment.claim, n)
    first = await comments(stage, rita, n, "look")
    second = await comments(stage, rita, n, "at this")
    third = await comments(stage, rita, n, files=(PHOTO,))
    assert first.id == second.id != third.id
    assert [r["edit"] for r in await relays(stage, olga)] == [False, True, False]


async def test_an_album_with_a_note_in_it_is_a_note_as_a_whole(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    n = await stage.files(rita, PRINTER)
    first = await replies(stage, olga, n, files=(PHOTO,), album="a1")
    assert first.held_until is not None and first.held_until > stage.now
    second = await notes(stage, olga, n, "not for Anna", files=(PHOTO,), album="a1")
    third = await replies(stage, olga, n, files=(PHOTO,), album="a1")
    assert first.id == second.id == third.id and third.kind is EntryKind.NOTE
    ticket = await stage.ticket(n)
    assert ticket.first_response_at is None and ticket.needs_answer


async def test_an_answer_after_the_clock_was_set_back_answers_what_was_said_before(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    n = await stage.files(rita, PRINTER)
    stage.later(hours=5)
    await comments(stage, rita, n, "Is anybody there?")
    stage.later(hours=-4)
    await replies(stage, olga, n, "I am coming")
    assert not (await stage.ticket(n)).needs_answer


async def test_a_late_part_of_an_album_that_was_approved_waits_for_approval_itself(stage: Stage) -> None:
    rita, _, _, vera = await cast(stage)
    tess = await stage.person("Tess", Role.TRAINEE)
    n = await stage.files(rita, PRINTER)
    first = await replies(stage, tess, n, "Like this", files=(PHOTO,), album="a1")
    await stage.does(vera, approvals.send_approved, 1)
    late = await replies(stage, tess, n, files=(PHOTO,), album="a1")
    assert late.id != first.id and late.kind is EntryKind.DRAFT
    assert (await get(stage, Approval, 2)).entry_id == late.id


async def _sent_meanwhile(stage: Stage, tess: Someone, vera: Someone, draft: Entry, words: str | None) -> Entry:
    """The author edits or withdraws an answer that somebody sends after it was read."""

    async def amend(desk: Desk) -> Entry:
        entry = await desk.session.get_one(Entry, draft.id)
        await stage.does(vera, approvals.send_approved, 1)
        if words is None:
            return await editing.withdraw_entry(desk, entry)
        return await editing.edit_entry(desk, entry, RichText(words))

    return await stage.does(tess, amend)


async def test_an_answer_that_is_sent_in_the_same_moment_is_not_edited(stage: Stage) -> None:
    rita, _, _, vera = await cast(stage)
    tess = await stage.person("Tess", Role.TRAINEE)
    n = await stage.files(rita, PRINTER)
    draft = await replies(stage, tess, n, "Restart it")
    with pytest.raises(Refused, match="edit-needs-approval"):
        await _sent_meanwhile(stage, tess, vera, draft, "You broke it")


async def test_an_answer_that_is_sent_in_the_same_moment_is_withdrawn_everywhere(stage: Stage) -> None:
    rita, _, _, vera = await cast(stage)
    tess = await stage.person("Tess", Role.TRAINEE)
    n = await stage.files(rita, PRINTER)
    draft = await replies(stage, tess, n, "Restart it")
    await _sent_meanwhile(stage, tess, vera, draft, None)
    assert [relay["edit"] for relay in await relays(stage, rita)] == [False, True]


@pytest.mark.parametrize("kind", list(EntryKind))
def test_one_function_decides_who_sees_a_kind(kind: EntryKind) -> None:
    is_public = kind in (EntryKind.COMMENT, EntryKind.REPLY)
    assert visibility.can_see_kind(kind, Access(requester=True)) is is_public
    assert visibility.can_see_kind(kind, Access(staff=True))
    assert not visibility.can_see_kind(kind, Access())


async def test_words_that_move_to_where_they_are_move_nowhere(stage: Stage) -> None:
    rita, olga, *_ = await cast(stage)
    n = await stage.files(rita, PRINTER)
    await stage.does(olga, assignment.claim, n)
    entry = await comments(stage, rita, n, "the lamp is missing")
    before = await relays(stage, olga), await stage.board_jobs()

    async def move(desk: Desk) -> Entry:
        return await editing.move_entry(desk, await desk.session.get_one(Entry, entry.id), n)

    assert (await stage.does(rita, move)).id == entry.id
    assert (await relays(stage, olga), await stage.board_jobs()) == before


async def test_a_closed_ticket_takes_no_comment(stage: Stage) -> None:
    rita, *_ = await cast(stage)
    n = await stage.files(rita, PRINTER)
    await stage.does(rita, closing.cancel, n)
    with pytest.raises(NotPossible):
        await comments(stage, rita, n, "one more thing")
