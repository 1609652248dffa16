"""Which words an edit or `/delete` is about: one's own message in one's own chat, an album as a whole."""

from sqlalchemy import select

from db.models import Entry, EntryFile
from desk import Desk
from desk.inbound import edits
from tests.desk.cast import cast
from tests.desk.stage import PHOTO, Stage


async def test_of_what_was_said_together_the_album_goes_and_the_words_stay(stage: Stage) -> None:
    rita, *_ = await cast(stage)
    number = await stage.files(rita, "The lamp in the lobby is broken")
    album = [stage.message(rita, "", files=(PHOTO,), album="a1") for _ in range(2)]
    for one in album:
        await stage.sends(rita, one)
    await stage.says(rita, "It went out at noon")
    assert len(await stage.entries(number)) == 2, "they are one comment"
    entry = (await stage.entries(number))[1]

    async def back(desk: Desk) -> None:
        await edits.withdraw_message(desk, rita.chat, album[0].message_id)

    await stage.does(rita, back)
    async with stage.database.sessions() as session:
        said = await session.get_one(Entry, entry.id)
        files = list(await session.scalars(select(EntryFile.said_message_id).where(EntryFile.entry_id == entry.id)))
    assert (said.withdrawn_at, said.body, files) == (None, "It went out at noon", [])
