"""Somebody changes on the board a comment that pulldesk wrote there: what staff said is changed for its readers, what
is nobody else's to change is put back, and a line says so (product.md, section 4)."""

from typing import Any

import pytest

from tests.breadth import apart
from tests.flows.acts import account, answers
from tests.flows.phone import Phone, words
from tests.flows.scenes import row
from tests.flows.stage import Stage

ASKED = "The heating does not work"
NOT_THEIRS = "// Put back: what Rita K. wrote is for nobody else to change."
NOT_AS_A_WHOLE = (
    "// Put back: this is more than one message's words. Edit them in Telegram, or delete them here and write anew."
)


async def _changed(stage: Stage, number: int, said: str, content: str, *, quietly: bool = False) -> None:
    """Whoever shares the desk's own account edits the comment that holds `said`: Todoist lets nobody else."""
    task = await stage.board.task(number)
    rows = [c for c in (await stage.board.state())["comments"] if c.get("item_id") == task["id"]]
    comment = next(c for c in rows if said in c["content"] and not c["is_deleted"])
    own = await account(stage)
    await stage.board.does("comment/update", by=own, id=comment["id"], content=content, quietly=quietly)


async def _again(stage: Stage) -> None:
    """The board is read a few times more, once as a whole."""
    for _ in range(2):
        await stage.pass_time(seconds=61)
    await stage.todoist.do("sync_token/reject", answer="full")
    await stage.pass_time(seconds=61)


async def _entry(stage: Stage, like: str) -> Any:
    return await row(stage, "select kind, withdrawn_at from entries where body like :b order by id limit 1", b=like)


@pytest.mark.parametrize("content", apart(["**Olga:** We come on **Tuesday**", "We come on **Tuesday**"]))
async def test_an_answer_of_telegrams_is_changed_for_the_requester(
    stage: Stage, rita: Phone, olga: Phone, content: str, heating: int
) -> None:
    said = await answers(olga, heating, "We come on Monday")
    before = len(await rita.received())
    await _changed(stage, heating, "Monday", content)
    assert words(await rita.last()) == f"#{heating} · Olga: We come on Tuesday\nedited"
    told = await olga.containing("Tuesday")
    assert (words(told), told["reply_to"]) == ("Changed on the board; Rita K. reads now: We come on Tuesday", said)
    told_olga = len(await olga.received())
    await _again(stage)
    assert len(await rita.received()) == before
    assert len(await olga.received()) == told_olga
    assert await stage.board.comments(heating) == ["**Olga:** We come on **Tuesday**"]


@pytest.mark.broad
async def test_its_further_lines_come_without_the_quote_they_stand_in(
    stage: Stage, rita: Phone, olga: Phone, heating: int
) -> None:
    await answers(olga, heating, "We come\non Monday\nat nine")
    assert await stage.board.comments(heating) == ["**Olga:** We come\n> on Monday\n> at nine"]
    await _changed(stage, heating, "Monday", "**Olga:** We come\n> on Tuesday\nat ten")
    assert words(await rita.last()) == f"#{heating} · Olga: We come\non Tuesday\nat ten\nedited"
    assert await stage.board.comments(heating) == ["**Olga:** We come\n> on Tuesday\n> at ten"]


@pytest.mark.broad
async def test_below_the_part_it_answers_only_the_words_change(
    stage: Stage, rita: Phone, olga: Phone, heating: int
) -> None:
    await rita.writes("On Monday or on Friday")
    got = await olga.containing("or on Friday")
    await olga.writes("That one", reply_to=got["message_id"], quote="on Friday")
    await _changed(stage, heating, "That one", "**Olga:** ↪ “on Friday”\n> The second")
    assert words(await rita.last()) == f"#{heating} · Olga: The second\nedited"
    assert (await stage.board.comments(heating))[-1] == "**Olga:** ↪ “on Friday”\n> The second"


@pytest.mark.broad
async def test_an_answer_edited_to_begin_with_slashes_is_withdrawn_and_kept(
    stage: Stage, rita: Phone, olga: Phone, heating: int
) -> None:
    await answers(olga, heating, "The key is under the mat")
    await _changed(stage, heating, "the mat", "// **Olga:** The key is under the mat")
    assert not [text for text in await rita.texts() if "the mat" in text]
    assert (await _entry(stage, "The key%")).withdrawn_at is not None
    await _again(stage)
    assert await stage.board.comments(heating) == ["// **Olga:** The key is under the mat"]


@pytest.mark.parametrize(
    "content", apart(["// **Olga:** bring two ladders", "**Olga:** bring two ladders", "bring two ladders"])
)
async def test_a_note_stays_one_whatever_it_begins_with(
    stage: Stage, rita: Phone, olga: Phone, content: str, heating: int
) -> None:
    await answers(olga, heating, "// bring a ladder")
    before = len(await rita.received())
    await _changed(stage, heating, "bring a ladder", content)
    assert len(await rita.received()) == before
    assert await stage.board.comments(heating) == ["// **Olga:** bring two ladders"]
    assert words(await olga.last()) == "Changed on the board: bring two ladders"


async def test_what_the_requester_wrote_is_nobody_elses_to_change(
    stage: Stage, rita: Phone, olga: Phone, heating: int
) -> None:
    await rita.writes("It is room 7")
    await stage.pass_time(seconds=3)
    before = len(await rita.received()), len(await olga.received())
    await _changed(stage, heating, "room 7", "**Rita K.:** It is room 8")
    await _again(stage)
    assert await stage.board.comments(heating) == ["**Rita K.:** It is room 7", NOT_THEIRS]
    assert (len(await rita.received()), len(await olga.received())) == before
    await _changed(stage, heating, "room 7", "**Rita K.:** It is room 9")
    assert await stage.board.comments(heating) == ["**Rita K.:** It is room 7", NOT_THEIRS, NOT_THEIRS]


@pytest.mark.broad
async def test_the_desks_own_lines_are_put_back(stage: Stage, rita: Phone, olga: Phone, heating: int) -> None:
    await olga.writes(f"/resolve {heating}")
    await rita.presses(f"solved:{heating}:yes")
    await rita.presses(f"rate:{heating}:1")
    (line,) = await stage.board.comments(heating)
    await _changed(stage, heating, "★", line.replace("★", "★★★★★"))
    await _again(stage)
    assert await stage.board.comments(heating) == [line, "// Put back: this line is the desk's own."]


@pytest.mark.broad
async def test_what_is_several_messages_is_not_changed_as_a_whole(
    stage: Stage, rita: Phone, olga: Phone, heating: int
) -> None:
    card = await olga.message_with(f"release:{heating}")
    await olga.sends("photo", "photo", caption="Left and right", reply_to=card["message_id"])
    await stage.pass_time(seconds=3)
    before, received = await stage.board.comments(heating), len(await rita.received())
    await _changed(stage, heating, "Left and right", "**Olga:** Only left")
    await _again(stage)
    assert await stage.board.comments(heating) == [*before, NOT_AS_A_WHOLE]
    assert len(await rita.received()) == received


@pytest.mark.broad
async def test_a_caption_is_changed_as_words_are(stage: Stage, rita: Phone, olga: Phone, heating: int) -> None:
    card = await olga.message_with(f"release:{heating}")
    await olga.sends("photo", caption="This valve", reply_to=card["message_id"])
    await stage.pass_time(seconds=3)
    await _changed(stage, heating, "This valve", "**Olga:** This other valve")
    assert words(await rita.last()) == f"#{heating} · Olga: This other valve\nedited"
    ((said, file),) = await stage.board.files(heating)
    assert (said, file is not None) == ("**Olga:** This other valve", True)


@pytest.mark.broad
async def test_an_edit_in_telegram_that_is_on_its_way_is_nobodys_change(
    stage: Stage, rita: Phone, olga: Phone, heating: int
) -> None:
    """The board has taken it, but its answer was lost: what is read there then is our own."""
    said = await rita.writes("It is room 7")
    await stage.pass_time(seconds=3)
    await stage.todoist.do("fault", path="sync", after=True, status=502, times=1)
    await stage.telegram.do("edit", person=rita.id, message_id=said, text="It is room 8")
    await stage.pass_time(seconds=61)
    await _again(stage)
    assert await stage.board.comments(heating) == ["**Rita K.:** It is room 8"]


@pytest.mark.broad
async def test_what_is_changed_again_each_time_is_left_in_the_end(
    stage: Stage, rita: Phone, olga: Phone, heating: int
) -> None:
    """Another program with the desk's account must not fill the task with lines."""
    await rita.writes("It is room 7")
    await stage.pass_time(seconds=3)
    for n in range(12):
        await _changed(stage, heating, "It is room", f"**Rita K.:** It is room {n + 10}")
    first, *lines = await stage.board.comments(heating)
    assert (first, lines) == ("**Rita K.:** It is room 21", [NOT_THEIRS] * 10)
