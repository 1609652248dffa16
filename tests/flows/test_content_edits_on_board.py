"""Somebody changes on the board a comment that pulldesk wrote there: what staff said is changed for its readers, what
is nobody else's to change is put back, and a line says so (product.md, section 4)."""

import pytest

from tests.flows.acts import account, answers
from tests.flows.phone import Phone, words
from tests.flows.stage import Stage
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Contents of messages")

NOT_THEIRS = f"// {text_of('board-words-put-back', name='Rita K.')}"


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


@pytest.mark.parametrize("content", ["**Olga:** We come on **Tuesday**", "We come on **Tuesday**"])
async def test_an_answer_of_telegrams_is_changed_for_the_requester(
    stage: Stage, rita: Phone, olga: Phone, content: str, heating: int
) -> None:
    said = await answers(olga, heating, "We come on Monday")
    before = len(await rita.received())
    await _changed(stage, heating, "Monday", content)
    assert await rita.reads() == f"#{heating} · Olga: We come on Tuesday\nedited"
    told = await olga.containing("Tuesday")
    assert (words(told), told["reply_to"]) == (
        text_of("answer-changed-on-board", name="Rita K.", words="We come on Tuesday"),
        said,
    )
    told_olga = len(await olga.received())
    await _again(stage)
    assert len(await rita.received()) == before
    assert len(await olga.received()) == told_olga
    assert await stage.board.comments(heating) == ["**Olga:** We come on **Tuesday**"]


@pytest.mark.parametrize(
    "content", ["// **Olga:** bring two ladders", "**Olga:** bring two ladders", "bring two ladders"]
)
async def test_a_note_stays_one_whatever_it_begins_with(
    stage: Stage, rita: Phone, olga: Phone, content: str, heating: int
) -> None:
    await answers(olga, heating, "// bring a ladder")
    before = len(await rita.received())
    await _changed(stage, heating, "bring a ladder", content)
    assert len(await rita.received()) == before
    assert await stage.board.comments(heating) == ["// **Olga:** bring two ladders"]
    assert await olga.reads() == text_of("note-changed-on-board", words="bring two ladders")


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


async def test_the_desks_own_lines_are_put_back(stage: Stage, rita: Phone, olga: Phone, heating: int) -> None:
    await olga.writes(f"/resolve {heating}")
    await rita.presses(f"solved:{heating}:yes")
    await rita.presses(f"rate:{heating}:1")
    (line,) = await stage.board.comments(heating)
    await _changed(stage, heating, "★", line.replace("★", "★★★★★"))
    await _again(stage)
    assert await stage.board.comments(heating) == [line, f"// {text_of('board-line-put-back')}"]
