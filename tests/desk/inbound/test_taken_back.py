"""Which words an edit or `/delete` is about: one's own message in one's own chat, an album as a whole."""

import pytest
from sqlalchemy import delete, select

from db.models import Entry, EntryFile, Message
from desk import Desk, Refused
from desk.inbound import edits
from tests.desk.cast import cast
from tests.desk.stage import PHOTO, Stage

pytestmark = pytest.mark.broad


async def _forgotten(stage: Stage) -> None:
    """What the version before the rows of messages was told has none."""
    async with stage.database.unit_of_work() as session:
        await session.execute(delete(Message))


async def test_a_message_of_before_is_found_by_its_chat_and_number(stage: Stage) -> None:
    """Numbers of messages are each chat's own: another's, written later, has the same."""
    anna, *_ = await cast(stage)
    ben = await stage.person("Ben")
    mine = stage.message(anna, "The lamp in the lobby is broken")
    number = (await stage.sends(anna, mine)).number
    stage.later(seconds=5)
    await stage.says(anna, "It went out at noon")
    stage._messages -= 2
    same = stage.message(ben, "The chair in the lobby is broken")
    assert same.message_id == mine.message_id
    theirs = (await stage.sends(ben, same)).number
    assert number is not None and theirs is not None
    await _forgotten(stage)
    with pytest.raises(Refused, match="delete-not-yours"):
        await stage.does(ben, lambda desk: edits.take_back(desk, anna.chat, mine.message_id))
    await stage.does(anna, lambda desk: edits.take_back(desk, anna.chat, mine.message_id))
    assert [one.withdrawn_at is None for one in await stage.entries(theirs)] == [True]
    assert [one.withdrawn_at is None for one in await stage.entries(number)] == [False, True]


async def test_of_what_was_said_together_the_album_goes_and_the_words_stay(stage: Stage) -> None:
    anna, *_ = await cast(stage)
    number = await stage.files(anna, "The lamp in the lobby is broken")
    album = [stage.message(anna, "", files=(PHOTO,), album="a1") for _ in range(2)]
    for one in album:
        await stage.sends(anna, one)
    await stage.says(anna, "It went out at noon")
    assert len(await stage.entries(number)) == 2, "they are one comment"
    entry = (await stage.entries(number))[1]

    async def back(desk: Desk) -> None:
        await edits.take_back(desk, anna.chat, album[0].message_id)

    await stage.does(anna, back)
    async with stage.database.sessions() as session:
        said = await session.get_one(Entry, entry.id)
        files = list(await session.scalars(select(EntryFile.said_message_id).where(EntryFile.entry_id == entry.id)))
    assert (said.withdrawn_at, said.body, files) == (None, "It went out at noon", [])
