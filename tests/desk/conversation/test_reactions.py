"""Which words a reaction is about: those that this bot showed there and that still stand."""

import pytest
from sqlalchemy import select

from db.models import Entry, EntryKind, Message, MessageKind, Origin, Reaction
from desk import Desk
from desk.conversation import editing, reactions, thread
from desk.conversation.new_entry import NewEntry
from desk.text import RichText
from tests.desk.stage import BOT, Someone, Stage
from tests.sql import add, scalar, scalars, sole


async def test_a_message_of_a_bot_before_is_none_of_this_one(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await stage.files(rita, "The lamp flickers")
    said = await stage.does(olga, thread.add_reply, number, NewEntry(RichText("On my way")))
    shown = {"kind": MessageKind.RELAY, "entry_id": said.id, "ticket_id": said.ticket_id, "sent_at": stage.now}
    for bot, message_id in ((BOT + 1, 7), (BOT, 8)):
        await add(stage, Message(bot_id=bot, chat_id=rita.chat, message_id=message_id, **shown))
    for message_id, sign, there in ((7, "👍", []), (8, "👍", ["👍"])):
        assert await _reacted(stage, rita, message_id, sign) == there
    async with stage.database.unit_of_work() as session:
        (await session.get_one(Entry, said.id)).withdrawn_at = stage.now
    assert await _reacted(stage, rita, 8, "👎") == ["👍"]


async def test_a_note_and_ones_own_words_are_nobodys_to_react_to(stage: Stage, rita: Someone, olga: Someone) -> None:
    number = await stage.files(rita, "The lamp flickers")
    note = await stage.does(olga, thread.add_note, number, NewEntry(RichText("She sounds angry")))
    said = await stage.does(olga, thread.add_reply, number, NewEntry(RichText("On my way")))
    for who, entry, kept in ((rita, note, 0), (olga, said, 0), (rita, said, 1), (rita, said, 1)):
        await stage.does(who, _reacts, entry.id, "👍")
        assert len(await scalars(stage, select(Reaction.id))) == kept


async def test_on_their_message_stands_the_latest_sign_that_can_be_shown(
    stage: Stage, rita: Someone, olga: Someone, ivan: Someone
) -> None:
    number = await stage.files(rita, "The lamp flickers")
    of_rita = Entry.ticket_id == (await stage.ticket(number)).id
    said = await sole(stage, select(Entry.id).where(of_rita, Entry.author_id == rita.id))
    for who, sign, shown in ((olga, "❤\ufe0f", "❤"), (ivan, reactions.CUSTOM, "❤"), (ivan, "👍", "👍")):
        await stage.does(who, _reacts, said, sign)
        assert [one["emoji"] for one in await stage.letters(rita) if "emoji" in one][-1] == shown
    before = len(await stage.letters(rita))
    await stage.does(ivan, _reacts, said, "👍")
    assert len(await stage.letters(rita)) == before, "it stands there already"


async def test_what_was_reacted_to_small_talk_or_said_elsewhere(stage: Stage, rita: Someone, olga: Someone) -> None:
    """Taken back, the receipt stands there again, which for thanks is a heart; through each door it is a reaction of
    its own; nothing is put on a message that is in another chat."""
    number = await stage.files(rita, "The lamp flickers")
    incoming = stage.message(rita, "Thank you!")
    said = await stage.does(rita, thread.add_comment, number, NewEntry.from_message(incoming), small_talk=True)
    board: dict[str, Origin] = {"origin": Origin.TODOIST}
    for sign, shown, door in (("👍", "👍", {}), ("🔥", "🔥", board), ("", "👍", board), ("", "❤", {})):
        await stage.does(olga, _reacts, said.id, sign, **door)
        assert [one["emoji"] for one in await stage.letters(rita) if "emoji" in one][-1] == shown
    async with stage.database.unit_of_work() as session:
        (await session.get_one(Entry, said.id)).said_chat_id = olga.chat
    before = len(await stage.letters(rita))
    await stage.does(olga, _reacts, said.id, "👍")
    assert len(await stage.letters(rita)) == before


async def test_what_a_requester_thinks_is_a_line_under_the_task_and_the_answer_and_goes_with_it(
    stage: Stage, rita: Someone, olga: Someone
) -> None:
    number = await stage.files(rita, "The lamp flickers")
    said = await stage.does(olga, thread.add_reply, number, NewEntry(RichText("On my way")))
    before = len(await stage.board_jobs())
    for sign in ("👍", "🔥", "", "🎉"):
        await stage.does(rita, _reacts, said.id, sign)
    of_remarks = [(job["do"], job["entry"]) for job in (await stage.board_jobs())[before:] if "entry" in job]
    first, last = of_remarks[0][1], of_remarks[-1][1]
    assert first != last
    assert [do for do, _ in of_remarks] == ["comment", "comment_edit", "comment_delete", "comment"]
    assert [one for _, one in of_remarks[:3]] == [first] * 3
    told = [one for one in await stage.letters(olga) if str(one.get("key")).startswith("reaction")]
    assert [(one["key"], one.get("only_edit", False)) for one in told] == [
        ("reaction-got", False), ("reaction-got", False), ("reaction-gone", True), ("reaction-got", False)
    ]  # fmt: skip


@pytest.mark.parametrize("by_requester", [True, False])
async def test_the_line_that_quotes_words_says_what_they_say_and_goes_with_them(
    stage: Stage, rita: Someone, olga: Someone, *, by_requester: bool
) -> None:
    number = await stage.files(rita, "The lamp flickers")
    said = await stage.does(olga, thread.add_reply, number, NewEntry(RichText("My number is 4711")))
    author, other = olga, rita
    if not by_requester:
        await stage.says(rita, "My number is 4711")
        said, author, other = (await stage.entries(number))[-1], rita, olga
    await stage.does(other, _reacts, said.id, "👍")
    assert "4711" in await _remark(stage)
    await stage.does(author, _amends, said.id, "Call the desk")
    assert "Call the desk" in await _remark(stage)
    assert "4711" not in await _remark(stage)
    await stage.does(author, _amends, said.id, None)
    assert await _remark(stage) == "None"
    of_remark = [job["do"] for job in await stage.board_jobs() if job.get("entry") == await _remark_id(stage)]
    assert of_remark == ["comment", "comment_edit", "comment_delete"]


async def _amends(desk: Desk, entry_id: int, words: str | None) -> None:
    entry = await desk.session.get_one(Entry, entry_id)
    await (editing.withdraw_entry(desk, entry) if words is None else editing.edit_entry(desk, entry, RichText(words)))


async def _remark_id(stage: Stage) -> int:
    return await scalar(stage, select(Entry.id).where(Entry.kind == EntryKind.REMARK)) or 0


async def _remark(stage: Stage) -> str:
    """What the line of a reaction holds."""
    lines = select(Entry.content_line).where(Entry.kind == EntryKind.REMARK, Entry.withdrawn_at.is_(None))
    return str(await scalar(stage, lines))


async def _reacts(desk: Desk, entry: int, sign: str) -> None:
    await reactions.react_to_entry(desk, await desk.session.get_one(Entry, entry), [sign] if sign else [])


async def _reacted(stage: Stage, who: Someone, message_id: int, sign: str) -> list[str]:
    """What is kept once they have."""
    await stage.does(who, reactions.react_to_message, who.chat, message_id, [sign])
    return await scalars(stage, select(Reaction.signs))
