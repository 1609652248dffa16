"""An album stays one album of all its pictures, in both directions, however Telegram cuts it into batches and whatever
restarts in between. Fifty random splits: `ALBUM_SPLITS=50`, as `make albums` does."""

import os
import random
from typing import Any

import pytest

from db.database import Database
from tests.flows.acts import filed_and_taken
from tests.flows.phone import PIXEL, Phone, words
from tests.flows.stage import Stage, staged

pytestmark = [pytest.mark.sentence("Contents of messages")]

BOARD = False
SPLITS = int(os.environ.get("ALBUM_SPLITS", "4"))
FAMILIES = (("photo", "video"), ("document",), ("audio",))


async def sends_split(phone: Phone, chance: random.Random, kinds: list[str], *, reply_to: int | None = None) -> None:
    """The parts of one album, each by itself, with anything between them: nothing, a batch's end, time, a restart."""
    stage, group = phone.stage, str(chance.randrange(10**12))
    for number, kind in enumerate(kinds):
        await stage.telegram.do(
            "message", person=phone.id, reply_to=reply_to, content={"media_group_id": group},
            files=[{"kind": kind, "name": f"{number}.png", "data_base64": PIXEL}],
        )  # fmt: skip
        for _ in range(chance.randrange(3)):
            await chance.choice((stage.settle, stage.reopen, lambda: stage.pass_time(seconds=chance.random() * 4)))()
    await stage.settle()
    await stage.pass_time(seconds=12)


async def albums(phone: Phone, known: int) -> list[list[str]]:
    """The kinds of the files that stand in the chat after so many messages, album by album."""
    found: dict[Any, list[str]] = {}
    for message in (await phone.received())[known:]:
        if message["files"]:
            found.setdefault(message["album"] or message["message_id"], []).append(message["content"])
    return list(found.values())


@pytest.mark.parametrize("seed", range(SPLITS))
async def test_an_album_is_whole_however_it_is_split(stage: Stage, rita: Phone, olga: Phone, seed: int) -> None:
    chance = random.Random(seed)
    number = await filed_and_taken(rita, olga, "The heating does not work")
    family = chance.choice(FAMILIES)
    kinds = [chance.choice(family) for _ in range(chance.randint(2, 10))]
    await stage.pass_time(seconds=3)
    known = len(await olga.received())
    await sends_split(rita, chance, kinds)
    assert await albums(olga, known) == [kinds]

    known = len(await rita.received())
    card = await olga.message_with(f"release:{number}")
    await sends_split(olga, chance, kinds, reply_to=card["message_id"])
    assert await albums(rita, known) == [kinds]


async def test_what_comes_after_two_seconds_makes_the_album_whole_by_sending_it_anew(
    stage: Stage, rita: Phone, olga: Phone, heating: int
) -> None:
    await stage.pass_time(seconds=3)
    known = len(await olga.received())
    part: dict[str, Any] = {"person": rita.id, "content": {"media_group_id": "7", "caption": "Both sides"}}
    await stage.telegram.do("message", files=[{"kind": "photo", "data_base64": PIXEL}], **part)
    await stage.settle()
    await stage.pass_time(seconds=5)
    assert await albums(olga, known) == [["photo"]]
    part["content"] = {"media_group_id": "7"}
    await stage.telegram.do("message", files=[{"kind": "photo", "data_base64": PIXEL}], **part)
    await stage.settle()
    assert await albums(olga, known) == [["photo", "photo"]]
    told = [words(m) for m in (await olga.received())[known:] if words(m)]
    assert told == [f"#{heating} · Rita K.: Both sides"]


@pytest.mark.usefixtures("heating")
async def test_two_albums_at_once_stay_two(stage: Stage, rita: Phone, olga: Phone) -> None:
    await stage.pass_time(seconds=3)
    known = len(await olga.received())
    await rita.sends("photo", "photo", quietly=True)
    await rita.sends("photo", "photo", "video")
    await stage.pass_time(seconds=3)
    assert await albums(olga, known) == [["photo", "photo"], ["photo", "photo", "video"]]


async def test_captions_are_kept(stage: Stage, rita: Phone, olga: Phone, heating: int) -> None:
    await stage.pass_time(seconds=3)
    files = [{"kind": "photo", "data_base64": PIXEL, "caption": text} for text in ("Left", "Middle", "Right")]
    await stage.telegram.do("message", person=rita.id, files=files)
    await stage.settle()
    await stage.pass_time(seconds=3)
    assert words(await olga.containing("Left")) == f"#{heating} · Rita K.: Left\nMiddle\nRight"
    card = await olga.message_with(f"release:{heating}")
    await stage.telegram.do("message", person=olga.id, reply_to=card["message_id"], files=files)
    await stage.settle()
    await stage.pass_time(seconds=3)
    assert words(await rita.containing("Left")) == f"#{heating} · Olga: Left\nMiddle\nRight"


async def test_a_later_part_that_is_a_note_takes_the_rest_back(
    stage: Stage, rita: Phone, olga: Phone, heating: int
) -> None:
    card = await olga.message_with(f"release:{heating}")
    known = len(await rita.received())
    part: dict[str, Any] = {"person": olga.id, "reply_to": card["message_id"]}
    photo = [{"kind": "photo", "data_base64": PIXEL}]
    await stage.telegram.do("message", files=photo, content={"media_group_id": "8"}, **part)
    await stage.settle()
    await stage.pass_time(seconds=5)
    assert await albums(rita, known) == [["photo"]]
    await stage.telegram.do("message", files=photo, content={"media_group_id": "8", "caption": "// for us"}, **part)
    await stage.settle()
    assert await albums(rita, known) == []


async def test_on_the_board_an_album_is_comments_one_after_the_other(database: Database) -> None:
    """Todoist takes one file a comment; the words stand on the first."""
    async with staged(database) as stage:
        olga, rita = await stage.agent("Olga"), await stage.phone("Rita")
        number = await filed_and_taken(rita, olga, "The heating does not work")
        await stage.pass_time(seconds=3)
        await rita.sends("photo", "photo", "photo", caption="Three sides of it")
        await stage.pass_time(seconds=3)
        comments = await stage.board.comments(number)
        assert ["Three sides of it" in text for text in comments] == [True, False, False]
        assert all(text.startswith("**Rita:**") for text in comments)
