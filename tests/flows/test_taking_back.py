"""§3.3: an answer can be taken back for ten seconds, by a word, and a change of status."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio
from sqlalchemy import select

from db.database import Database
from db.models import Ticket
from tests.flows import cast
from tests.flows.acts import filed_and_taken
from tests.flows.phone import Phone, words
from tests.flows.scenes import answers, row, status
from tests.flows.stage import Stage, staged
from tests.flows.test_canned import called, made, pressed
from tests.sql import scalar
from tests.texts import text_of

pytestmark = pytest.mark.sentence("3.3 Answering")


@pytest_asyncio.fixture
async def stage(request: pytest.FixtureRequest, database: Database) -> AsyncIterator[Stage]:
    """A desk without a board, where ten seconds are given to undo."""
    undo = timedelta(seconds=10)
    async with staged(database, board=False, begins=cast.of(request), team__undo=undo) as made:
        yield made


def _said(what: str, number: int = 1) -> str:
    return text_of("take-back", what=what, number=number, name="Rita K.")


async def _first_response(stage: Stage) -> bool:
    return await scalar(stage, select(Ticket.first_response_at)) is not None


@pytest.mark.usefixtures("printer")
async def test_a_word_takes_the_answer_back_once_and_its_sign(stage: Stage, rita: Phone, olga: Phone) -> None:
    before = await rita.received()
    first = await answers(olga, 1, "Try the socket on the left")
    said = await answers(olga, 1, "Ivan says he is a pain")
    assert len(await rita.received()) == len(before) + 2
    await olga.writes("Wrong chat")
    assert [words(m) for m in await rita.received()][len(before) :] == ["#1 · Olga: Try the socket on the left"]
    assert await olga.reads() == _said("sent")
    assert await olga.reactions(said) == []
    await olga.writes("undo")
    assert await olga.reads() == _said("again"), "one word, one answer"
    assert await olga.reactions(first) == ["👍"]
    assert await _first_response(stage)
    assert await status(stage, 1) == "in_progress"


@pytest.mark.usefixtures("printer")
async def test_an_answer_that_has_not_arrived_never_does(stage: Stage, rita: Phone, olga: Phone) -> None:
    await stage.telegram.do("fault", method="sendMessage", chat_id=rita.id, status=502, times=1)
    said = await answers(olga, 1, "Step back, help is near")
    await olga.writes("/delete")
    assert await olga.reads() == _said("unsent")
    await stage.pass_time(seconds=30)
    assert not [text for text in await rita.texts() if "Step back" in text]
    assert await olga.reactions(said) == []
    assert not await _first_response(stage)
    await olga.writes("/delete")
    assert await olga.reads() == _said("again")


@pytest.mark.usefixtures("printer")
async def test_later_it_is_said_how_and_a_reply_to_the_words_still_works(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    said = await answers(olga, 1, "Step back, help is near")
    await stage.pass_time(seconds=40)
    await olga.writes("отмена")
    assert await olga.reads() == _said("late")
    assert [text for text in await rita.texts() if "Step back" in text]
    await olga.writes("не туда", reply_to=said)
    assert await olga.reads() == _said("sent")
    assert not [text for text in await rita.texts() if "Step back" in text]


@pytest.mark.usefixtures("printer")
async def test_of_a_change_of_status_nobody_hears(stage: Stage, rita: Phone, olga: Phone) -> None:
    before = await rita.texts()
    await olga.presses("resolve:1")
    await olga.writes("undo")
    assert await olga.reads() == _said("status")
    assert await status(stage, 1) == "assigned"
    said = await answers(olga, 1, "/resolve The fuse was out")
    await olga.writes("undo")
    assert (await status(stage, 1), await olga.reactions(said)) == ("assigned", [])
    await stage.pass_time(seconds=30)
    assert await rita.texts() == before


@pytest.mark.usefixtures("printer")
async def test_without_anything_to_take_back_the_word_goes_to_nobody(stage: Stage, rita: Phone, olga: Phone) -> None:
    before = await rita.texts()
    await answers(olga, 1, "undo")
    assert await olga.reads() == _said("none")
    assert await rita.texts() == before


@pytest.mark.usefixtures("printer")
async def test_a_verb_acts_at_once_and_is_undone_by_a_word(stage: Stage, rita: Phone, olga: Phone) -> None:
    before = await rita.texts()
    await answers(olga, 1, "Resolve.")
    assert await status(stage, 1) == "resolved"
    await olga.writes("отмена")
    await stage.pass_time(seconds=30)
    assert (await status(stage, 1), await rita.texts()) == ("assigned", before)


@pytest.mark.usefixtures("printer")
async def test_what_replies_to_nothing_is_asked_about_with_a_way_to_help(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    before = await rita.texts()
    await olga.writes("please restart it")
    assert await olga.buttons() == ["to:1", "to:new", "to:none", "help:"]
    await olga.presses("help:")
    assert (await olga.reads()).startswith(text_of("help-staff")[:20])
    await olga.presses("to:1")
    assert (await rita.texts())[len(before) :] == ["#1 · Olga: please restart it"]


@pytest.mark.parametrize("undone", [True, False])
@pytest.mark.usefixtures("printer")
async def test_a_question_stands_until_the_resolution_is_told(
    stage: Stage, rita: Phone, olga: Phone, undone: bool
) -> None:
    await rita.writes("it works now")
    before = await rita.texts()
    await olga.presses("resolve:1")
    assert await rita.texts() == before, "nobody hears of it yet"
    if undone:
        await olga.writes("undo")
        await stage.pass_time(seconds=30)
        assert await rita.texts() == before
    await rita.writes("yes")
    await stage.pass_time(seconds=30)
    assert await status(stage, 1) == "closed"
    assert "rate:1:5" in await rita.buttons()


async def _write_acts(agent: Phone, key: str, said: str) -> str:
    """What the bot says to the acts of the canned reply with that key."""
    await agent.writes(f"/replies {key}")
    await agent.presses(next(b for b in await agent.buttons() if b.startswith("adask:") and b.endswith(":acts")))
    await agent.writes(said, reply_to=await agent.last_id())
    return await agent.reads()


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_one_press_sends_and_acts_and_one_word_takes_both_back(
    stage: Stage, rita: Phone, olga: Phone, language: str
) -> None:
    await olga.writes(f"/language {language}")
    await made(olga, "done Done, {name}", "own")
    assert "resolve, hold" not in await _write_acts(olga, "done", "label vip\nresolve")
    assert "nonsense" in await _write_acts(olga, "done", "nonsense")
    number = await filed_and_taken(rita, olga, "The door does not open")
    heard, before = len(await rita.received()), await row(stage, "select status::text, tags from tickets")
    shown = await called(olga, number, "!done")
    said = {"en": "sends and adds label vip, resolves", "ru": "отправляет и добавляет метку vip, решает заявку"}
    assert said[language] in shown
    assert [b.partition(":")[0] for b in await olga.buttons()] == ["canned_send", "canned_alone", "canned_change"]
    await pressed(olga, "canned_send")
    state = "select status::text, tags from tickets"
    assert await row(stage, state) == ("resolved", ["vip"])
    await olga.writes({"en": "undo", "ru": "отмена"}[language])
    assert await row(stage, state) == before
    await stage.pass_time(seconds=30)
    assert len(await rita.received()) == heard, "nobody heard of it"
