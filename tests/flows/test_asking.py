"""A colleague is asked about a ticket: a note to them, a note back to who asked, nothing to the requester."""

import pytest

from tests.flows.acts import dismissed, filed_and_taken
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import row
from tests.flows.stage import Stage
from tests.sql import scalar
from tests.texts import text_of

pytestmark = pytest.mark.sentence("When staff are there")

BOARD = False


async def test_a_colleague_is_asked_by_button_and_their_answer_comes_back_inside(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    vera = stage.vera
    number = await filed_and_taken(rita, vera, "The door does not open")  # neither asker nor asked holds it
    told, held = len(await rita.received()), len(await vera.received())
    await olga.writes(f"/ask {number} which key fits?")
    offered = await olga.last()
    assert words(offered) == text_of("ask-whom")
    assert len([b for b in buttons(offered) if b.startswith("ask:")]) == 2
    entry = await scalar(stage, "select max(id) from entries where kind = 'note'")
    await olga.presses(f"ask:{entry}:{ivan.id}")
    assert await olga.reads() == text_of("asked", name="Ivan", number=1)
    question = await ivan.last()
    assert words(
        question
    ) == "Olga asks you. Reply to this message; only the team sees it.\n#1 · Olga (note): which key fits?" or (
        words(question).startswith("Olga asks you.") and "which key fits?" in words(question)
    )
    said = await ivan.writes("the blue one", reply_to=question["message_id"])
    assert await ivan.reactions(said) == ["✍"]
    back = await olga.last()
    assert "the blue one" in words(back)
    await olga.writes("and the lock?", reply_to=back["message_id"])
    assert "and the lock?" in await ivan.reads()
    assert len(await rita.received()) == told
    assert len([m for m in (await vera.received())[held:] if "blue one" in words(m)]) == 1  # who has it reads it once
    kinds = await row(stage, "select string_agg(distinct kind, ' ') from entries where author_name in ('Olga', 'Ivan')")
    assert kinds[0] == "note"
    await olga.presses(f"ask:{entry}:{ivan.id}", on=offered["message_id"], force=True)
    assert (await olga.answer())["show_alert"]


async def test_asked_by_name_with_who_is_away_or_was_dismissed_said(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    number = await filed_and_taken(rita, olga, "The door does not open")
    told = len(await rita.received())
    await ivan.writes("/away 10:00")
    await olga.writes(f"/ask {number} @ivan, which key fits?")
    assert await olga.reads() == text_of("asked-away-until", name="Ivan", number=1, until="10:00")
    question = await ivan.last()
    assert "which key fits?" in words(question)
    await olga.writes(f"/ask {number} Ivan, which door?")
    assert await olga.reads() == text_of("asked-away-until", name="Ivan", number=1, until="10:00")
    assert "which door?" in await ivan.reads()
    await ivan.writes("the blue one", reply_to=question["message_id"])
    assert len([m for m in await olga.received() if "blue one" in words(m)]) == 1  # she asked, and has it
    notes = await scalar(stage, "select count(*) from entries")
    await olga.writes(f"/ask {number} @Olga which key?")
    assert text_of("ask-yourself") in await olga.reads()
    assert await row(stage, "select count(*) from entries") == (notes,)  # nothing half done
    for wrong in ("Zoe", "Ivanka"):
        await olga.writes(f"/ask {number} @{wrong} which key?")
        assert text_of("colleague-unknown", name=wrong) in await olga.reads()
        entry = await scalar(stage, "select max(id) from entries where kind = 'note'")
        assert f"ask:{entry}:{ivan.id}" in await olga.buttons()
    await dismissed(stage, ivan)
    await olga.writes(f"/ask {number} @Ivan which key?")
    assert text_of("colleague-unknown", name="Ivan") in await olga.reads()
    assert await row(stage, "select count(*) from entries") == (notes + 3,), "the words are kept as notes"
    await ivan.writes("the green one", reply_to=question["message_id"])
    assert "green" not in " ".join(words(m) for m in await olga.received())
    assert len(await rita.received()) == told


async def test_two_of_one_name_are_told_apart_by_the_rest_of_it(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await filed_and_taken(rita, olga, "The door does not open")
    first = await stage.agent("Max")
    second = await stage.agent("Max")
    await olga.writes(f"/ask {number} @Max which key?")
    assert text_of("colleague-several", name="Max") in await olga.reads()
    assert not [m for agent in (first, second) for m in await agent.received() if "which key" in words(m)]


async def test_a_requester_on_the_team_is_not_asked_about_their_own(stage: Stage, olga: Phone, ivan: Phone) -> None:
    number = await filed_and_taken(stage.vera, olga, "My badge")
    before = len(await stage.vera.received())
    await olga.writes(f"/ask {number} @Vera which key?")
    assert len(await stage.vera.received()) == before
    await ivan.writes(f"/ask {number} @Olga which key?")
    assert (await olga.reads()).startswith("Ivan asks you.")


@pytest.mark.parametrize("away", [False, True])
@pytest.mark.board
async def test_on_the_board_a_note_at_a_name_reaches_them(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone, away: bool, account_of_olga: str
) -> None:
    number = await filed_and_taken(rita, stage.vera, "The door does not open")
    told = len(await rita.received())
    if away:
        await ivan.writes("/away")
    await stage.board.comment(number, "// @Ivan which key fits?", by=account_of_olga)
    await stage.settle()
    question = await ivan.last()
    assert words(question).startswith("Olga asks you.")
    await ivan.writes("the blue one", reply_to=question["message_id"])
    await stage.settle()
    assert "the blue one" in await olga.reads()
    comments = " ".join(await stage.board.comments(number))
    assert "the blue one" in comments
    assert (text_of("remark-asked-away", name="Ivan") in comments) is away
    before = len(await stage.board.comments(number))
    for said in ("// @ivann, do you know?", "// @ noon they come"):
        await stage.board.comment(number, said, by=account_of_olga)
        await stage.settle()
    news = " ".join((await stage.board.comments(number))[before:])
    assert news.count(text_of("remark-asked-nobody")) == 1
    assert len(await rita.received()) == told
