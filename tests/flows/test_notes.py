"""§3.3 Notes: what begins with `//` stays inside, however it comes; the requester never sees any of it."""

from typing import Any

import pytest

from tests.flows.phone import PIXEL, Phone, words
from tests.flows.scenes import answers, card_of, row
from tests.flows.stage import Stage
from tests.sql import scalar

pytestmark = pytest.mark.sentence("3.3 Answering")

BOARD = False

SECRET = "call the organisers"


async def _never_seen(stage: Stage, rita: Phone, secret: str = SECRET) -> None:
    """Nothing in the requester's chat holds it, whatever they open, and nothing went to them that no longer shows."""
    await stage.pass_time(seconds=10)
    for command in ("/tickets", "/ticket 1"):
        await rita.writes(command)
    await rita.presses("thread:1:1")
    assert not [t for t in await rita.texts() if secret in t]
    calls = (await stage.telegram.read("calls"))["recent"]
    assert not [c for c in calls if str(c["params"].get("chat_id")) == str(rita.id) and secret in str(c["params"])]
    assert not [m for m in await rita.received() if m["files"]]


async def _notes(stage: Stage) -> list[str]:
    """The bodies of the notes there are."""
    found = await row(stage, "select array_agg(body order by id) from entries where kind = 'note'")
    return list(found[0] or [])


@pytest.mark.usefixtures("printer")
async def test_a_caption_makes_a_note_of_its_file(stage: Stage, rita: Phone, olga: Phone) -> None:
    card = await card_of(olga, 1)
    for kind in ("photo", "document", "video", "voice", "animation", "audio"):
        (note,) = await olga.sends(kind, caption=f" // {SECRET}", reply_to=card["message_id"])
        assert await olga.reactions(note) == ["✍"], kind
    await _never_seen(stage, rita)


@pytest.mark.parametrize("marked", [0, 1, 2])
@pytest.mark.parametrize("split", [False, True])
@pytest.mark.usefixtures("printer")
async def test_a_mark_in_any_caption_of_an_album_makes_a_note_of_the_whole(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone, marked: int, split: bool
) -> None:
    card = await card_of(olga, 1)
    files: list[dict[str, Any]] = [{"kind": "photo", "name": f"{n}.png", "data_base64": PIXEL} for n in range(3)]
    files[marked]["caption"] = f"// {SECRET}"
    files[(marked + 1) % 3]["caption"] = "a caption without it"
    await stage.telegram.do("message", person=olga.id, files=files, reply_to=card["message_id"], split=split)
    await stage.settle()
    await stage.pass_time(seconds=3)
    await _never_seen(stage, rita)
    await _never_seen(stage, rita, "a caption without it")
    assert len(await _notes(stage)) == 1
    assert await scalar(stage, "select count(*) from files f join entries e on e.id = f.entry_id") == 3
    await ivan.presses("open:1", on=(await card_of(ivan, 1))["message_id"])
    assert len([m for m in await ivan.received() if m["files"]]) == 3


@pytest.mark.parametrize("mark", ["", "// "])
@pytest.mark.usefixtures("printer")
async def test_a_reply_to_a_note_is_a_note(stage: Stage, rita: Phone, olga: Phone, ivan: Phone, mark: str) -> None:
    await ivan.writes("/ticket 1")
    mine = await ivan.writes("// who has the key?", reply_to=await ivan.last_id())
    theirs = await olga.containing("who has the key?")
    told = await olga.writes(f"{mark}{SECRET}", reply_to=theirs["message_id"])
    assert await olga.reactions(told) == ["✍"]
    again = await ivan.writes(f"{mark}{SECRET} today", reply_to=mine)
    assert await ivan.reactions(again) == ["✍"]
    files = await ivan.sends("photo", caption=f"{mark}{SECRET}", reply_to=mine)
    assert await ivan.reactions(files[0]) == ["✍"]
    await _never_seen(stage, rita)
    assert len(await _notes(stage)) == 4


LONG = " ".join(f"word{n}" for n in range(700))


@pytest.mark.parametrize("both_reply", [True, False], ids=["both-reply", "only-the-first-replies"])
@pytest.mark.usefixtures("printer")
async def test_a_note_split_by_the_client_is_a_note_in_all_its_parts(
    stage: Stage, rita: Phone, olga: Phone, both_reply: bool
) -> None:
    card = (await card_of(olga, 1))["message_id"]
    text = f"// {LONG} {SECRET}"
    cut = text.rindex(" ", 0, 4096)
    await olga.writes(text[:cut], reply_to=card, quietly=True)
    second = await olga.writes(text[cut + 1 :], reply_to=card if both_reply else None, quietly=True)
    await stage.settle()
    assert await olga.reactions(second) == ["✍"]
    await _never_seen(stage, rita)
    await _never_seen(stage, rita, "word600")


@pytest.mark.parametrize("edited", [SECRET, f"// {SECRET}", f"/ / {SECRET}"])
@pytest.mark.usefixtures("printer")
@pytest.mark.board
async def test_an_edit_never_makes_a_note_an_answer(stage: Stage, rita: Phone, olga: Phone, edited: str) -> None:
    note = await answers(olga, 1, "// who has the key?")
    await stage.telegram.do("edit", person=olga.id, message_id=note, text=edited)
    await stage.settle()
    await _never_seen(stage, rita)
    assert len(await _notes(stage)) == 1
    assert all(c.startswith("//") for c in await stage.board.comments(1))


@pytest.mark.usefixtures("printer")
@pytest.mark.board
async def test_a_quote_never_carries_a_notes_text(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    await ivan.writes("/ticket 1")
    await ivan.writes(f"// {SECRET}", reply_to=await ivan.last_id())
    await olga.writes("/ticket 1")
    shown = await olga.last()
    assert SECRET in words(shown)
    await olga.writes("We are on it", reply_to=shown["message_id"], quote=SECRET)
    assert (await rita.reads()).endswith("We are on it")
    await _never_seen(stage, rita)
    assert not [c for c in await stage.board.comments(1) if SECRET in c and not c.startswith("//")]


@pytest.mark.usefixtures("printer")
async def test_what_a_requester_begins_with_the_mark_is_no_note(stage: Stage, rita: Phone, olga: Phone) -> None:
    await rita.writes("// is this private?")
    assert "// is this private?" in words(await olga.containing("is this private?"))
    assert await _notes(stage) == []
