"""Writing first: the team begins a request; its requester reads why, answers or declines further ones."""

import pytest
from sqlalchemy import select, update

from db.models import Person, Status, Ticket
from tests.flows.acts import files
from tests.flows.phone import Phone, buttons, words
from tests.flows.stage import Stage
from tests.sql import execute, sole
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("Writing first")

BOARD = False
WORDS = "The new projector is here, would you try it?"


async def _ticket(stage: Stage, number: int) -> Ticket:
    return await sole(stage, select(Ticket).where(Ticket.number == number))


async def _is_on(stage: Stage) -> Phone:
    vera = stage.vera
    await vera.writes("/settings write_first on")
    return vera


async def test_figures_count_them_apart(stage: Stage, rita: Phone, olga: Phone) -> None:
    vera = await _is_on(stage)
    await files(rita, "The lamp flickers")
    await olga.writes(f"/write @Rita {WORDS}")
    for figure in ("filed", "begun"):
        await vera.writes(f"/stats {figure} today")
        assert f"{text_of(f'figure-{figure}')}: 1" in await vera.reads(), figure
    await vera.writes("/stats answered today")
    assert piece_of("stats-nothing") in await vera.reads()


async def test_who_declines_is_written_to_no_more(stage: Stage, rita: Phone, olga: Phone) -> None:
    await _is_on(stage)
    await rita.writes("/start")
    await olga.writes(f"/write @Rita K. {WORDS}")
    receipt = await rita.message_with("begun:0")
    assert text_of("begun-why-started") in words(receipt)
    await rita.presses("begun:0", on=receipt["message_id"])
    receipt = await rita.message_with("begun:1")
    assert words(receipt).endswith(text_of("begun-declined"))
    assert await olga.reads() == text_of("write-declined-now", name="Rita K.", number=1)
    await rita.writes("It works")
    await olga.writes("/write @Rita And the other one?")
    assert await olga.reads() == text_of("write-declined", name="Rita K.")
    await rita.writes("/notifications")
    assert "– " + text_of("news-line", news="begun", on=0).strip(" –") in await rita.reads()
    await rita.presses("begun:1", on=await rita.last_id())
    await olga.writes("/write @Rita And the other one?")
    assert (await rita.reads()).endswith("And the other one?")


async def test_what_cannot_be_sent_is_said_in_one_sentence(stage: Stage, rita: Phone, olga: Phone) -> None:
    await olga.writes(f"/write @Rita {WORDS}")
    assert piece_of("command-unknown") in await olga.reads()
    vera = await _is_on(stage)
    gone, sam = await stage.phone("Ben"), await stage.phone("Sam")
    asked = await files(sam, "There is no soap")
    for person in (gone, rita):
        await person.writes("/start")
    await execute(stage, update(Person).where(Person.name == "Ben").values(bot_blocked_at=Person.created_at))
    await vera.writes(f"/block {asked}")
    for typed, told in (
        ("/write", text_of("usage-write")),
        ("/write Zoe hello", text_of("usage-write")),
        ("/write @Zoe hello", text_of("write-nobody")),
        ("/write @Ritas hello", text_of("write-nobody")),
        ("/write @Olga hello", text_of("write-nobody")),
        ("/write @Ben hello", text_of("write-unreachable", name="Ben")),
        (f"/write {asked} hello", text_of("write-blocked", name="Sam")),
        ("/write @Rita /next", text_of("answer-command")),
    ):
        await olga.writes(typed)
        assert await olga.reads() == told, typed
    assert len(await rita.received()) == 1
    await olga.writes("/write rita\n" + WORDS)  # as /ask and /hand take a name
    number = (await _newest(stage)).number
    await olga.writes("/write @Rita And then?")
    assert await olga.reads() == text_of("write-waits", name="Rita K.", number=number)
    await rita.writes("/write @Olga hello")
    assert await rita.reads() == text_of("only-team", command="write")
    await vera.writes("/settings write_first off")
    assert buttons(await rita.message_with("begun:0"))


async def test_of_namesakes_one_is_chosen_and_then_asked_for_words(stage: Stage, rita: Phone, olga: Phone) -> None:
    await _is_on(stage)
    other = await stage.phone("Rita L.")
    number = await files(other, "The lamp flickers")
    await rita.writes("/start")
    await olga.writes(f"/write @Rita {WORDS}")
    offered = await olga.last()
    assert words(offered) == text_of("write-whom")
    await olga.presses(buttons(offered)[-1])
    asked = await olga.last()
    assert words(asked) == text_of("write-ask", name="Rita L.")
    await olga.writes(WORDS, reply_to=asked["message_id"])
    assert (await other.reads()).endswith(WORDS)
    assert f"#{number}" in words((await other.received())[-2])
    await olga.writes(f"/write {number}")
    assert await olga.reads() == text_of("write-waits", name="Rita L.", number=number + 1)


async def test_silence_and_an_end_ask_nothing(stage: Stage, rita: Phone, olga: Phone) -> None:
    await _is_on(stage)
    await rita.writes("/start")
    await olga.writes(f"/write @Rita {WORDS}")
    first = await _newest(stage)
    seen = len(await rita.received())
    await stage.pass_time(days=9)
    assert (await _ticket(stage, first.number)).status is Status.CLOSED
    await olga.writes("/write @Rita Another thing")
    second = await _newest(stage)
    await olga.writes(f"/resolve {second.number}")
    await stage.pass_time(minutes=1)
    assert (await _ticket(stage, second.number)).status is Status.CLOSED
    told = [words(one) for one in (await rita.received())[seen:]]
    assert told == [text_of("receipt-closed", number=second.number), f"#{second.number} · Olga: Another thing"]


async def _newest(stage: Stage) -> Ticket:
    async with stage.database.reading() as session:
        return (await session.scalars(select(Ticket).order_by(Ticket.id.desc()))).first()  # type: ignore[return-value]


async def test_names_are_found_in_russian(stage: Stage, olga: Phone) -> None:
    await _is_on(stage)
    lida = await stage.phone("Лида", language="ru")
    await lida.writes("/start")
    await olga.writes("/write @лидан привет")
    assert await olga.reads() == text_of("write-nobody")
    await olga.writes("/write @лида: новый проектор приехал")
    receipt, said = (await lida.received())[-2:]
    assert words(receipt).splitlines()[0] == text_of("receipt-begun", "ru", name="Olga", number=1)
    assert words(said).endswith("новый проектор приехал")


@pytest.mark.board
async def test_the_board_has_a_task_for_it(stage: Stage, rita: Phone, olga: Phone) -> None:
    await _is_on(stage)
    await rita.writes("/start")
    await olga.writes(f"/write @Rita {WORDS}")
    await stage.pass_time(seconds=3)
    assert WORDS in (await stage.board.task(1))["content"]
    assert await stage.board.comments(1) == [f"**Olga:** {WORDS}"]
    await rita.writes("It works")
    await stage.pass_time(seconds=3)
    assert (await stage.board.comments(1))[1:] == ["**Rita K.:** It works"]
