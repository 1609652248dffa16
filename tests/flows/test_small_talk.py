"""Small talk files nothing, rings for nobody and changes nothing; what only looks like it is heard."""

import pytest

from tests.flows.acts import filed_and_taken, files, new_messages
from tests.flows.phone import Phone, words
from tests.flows.stage import Stage
from tests.texts import text_of

pytestmark = pytest.mark.sentence("2.8 Small talk")

BOARD = False


@pytest.mark.sentence("How a request stands")
@pytest.mark.parametrize(
    ("language", "asked", "in_queue", "taken"),
    [
        (
            "en",
            "what is the status?",
            f"🆕 {text_of('status-requester', status='new')}\nPlace in the queue: 2",
            "🙋 taken · with Olga for 12 min",
        ),
        (
            "ru",
            "Подскажите, сколько ещё ждать?",
            "🆕 ждёт свободного дежурного\nМесто в очереди: 2",
            "🙋 взята · занимается Olga, уже 12 мин",
        ),
    ],
)
async def test_who_asks_how_it_stands_is_told_and_the_agent_reads_it(
    stage: Stage, olga: Phone, language: str, asked: str, in_queue: str, taken: str
) -> None:
    await files(await stage.phone("Max"), "The window is stuck")
    rita = await stage.phone("Rita", language=language)
    number = await files(rita, "The lamp flickers")
    said = await rita.writes(asked)
    told = await rita.last()
    assert words(told) == f"#{number} The lamp flickers\n{in_queue}"
    assert (told["reply_to"], await rita.reactions(said)) == (said, ["👀"])
    await rita.presses(f"state:{number}")
    assert await rita.reads() == words(told)
    await olga.presses(f"claim:{number}")
    await stage.pass_time(minutes=12)
    await rita.writes(asked)
    assert await rita.reads() == f"#{number} The lamp flickers\n{taken}"
    await stage.pass_time(seconds=3)
    assert (await olga.reads()).endswith(f"Rita: {asked}")
    before = await rita.received()
    await rita.writes("how long will it take to replace the lamp in room 7?")
    assert await new_messages(rita, before) == []


@pytest.mark.sentence("How a request stands")
async def test_of_several_they_are_told_of_all(rita: Phone, olga: Phone) -> None:
    first = await filed_and_taken(rita, olga, "The lamp flickers")
    second = await files(rita, "The window is stuck")
    await rita.writes("any updates?")
    listed = words(await rita.containing("Your requests"))
    assert f"#{first}" in listed
    assert f"#{second}" in listed
    assert {f"open:{first}", f"open:{second}"} < set(await rita.buttons())
