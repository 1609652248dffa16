"""Small talk files nothing, rings for nobody and changes nothing; what only looks like it is heard."""

import pytest

from tests.breadth import apart
from tests.flows.acts import (
    answers,
    filed_and_closed,
    filed_and_taken,
    files,
    new_messages,
)
from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import entries_of, row, status
from tests.flows.stage import Stage

pytestmark = pytest.mark.accompanied

BOARD = False
THANKS = [
    "Thanks!", "thank you so much", "ok", "Great, thanks a lot!", "got it", "👍", "🙏🏽", "❤️",
    "Спасибо!", "спасибо большое", "Ок", "хорошо, спасибо", "понял", "ага", "спс", "всё заработало, спасибо!",
    "Хорошо, ждём",
]  # fmt: skip
NO_THANKS = [
    "спасибо, а когда привезут проектор?", "thanks, but it still does not work", "ok, room 7", "ok?", "да, комната 7",
    "thanks 👍 and the second file?", "очень ждём", "жду",
]  # fmt: skip


@pytest.mark.broad
async def test_thanks_or_agreement_only_gets_a_reaction_and_nothing_more(
    stage: Stage, rita: Phone, olga: Phone, heating: int
) -> None:
    await answers(olga, heating, "It works again")
    for said in THANKS:
        mine, hers = await rita.received(), await olga.received()
        message = await rita.writes(said)
        assert await rita.reactions(message) == ["❤"], said
        await stage.pass_time(minutes=5)
        assert await new_messages(rita, mine) == [], said
        assert await new_messages(olga, hers) == [], said
        assert await status(stage, heating) == "in_progress", said
        assert (await row(stage, "select needs_answer from tickets")).needs_answer is False, said
    assert await entries_of(stage, heating) == ["The heating does not work", "It works again", *THANKS]


async def test_what_asks_or_tells_something_is_heard(stage: Stage, rita: Phone, olga: Phone, heating: int) -> None:
    for said in NO_THANKS:
        await answers(olga, heating, "It works again")
        message = await rita.writes(said)
        assert await rita.reactions(message) == ["👀"], said
        await stage.pass_time(seconds=3)
        assert words(await olga.last()).endswith(said)


@pytest.mark.broad
@pytest.mark.usefixtures("heating")
async def test_a_sticker_and_a_die_are_small_talk(stage: Stage, rita: Phone, olga: Phone) -> None:
    before = await olga.received()
    for given in ({"files": [{"kind": "sticker"}]}, {"content": {"dice": {"emoji": "🎲", "value": 3}}}):
        sent = await stage.telegram.do("message", person=rita.id, **given)
        await stage.settle()
        assert await rita.reactions(sent["message_ids"][0]) == ["❤"]
    assert await new_messages(olga, before) == []


async def test_after_a_closed_one_within_72_hours_it_is_stored_there(stage: Stage, rita: Phone, olga: Phone) -> None:
    number = await filed_and_closed(rita, olga, "The heating does not work")
    await stage.pass_time(hours=71)
    message = await rita.writes("thanks again")
    assert await rita.reactions(message) == ["❤"]
    assert (await entries_of(stage, number))[-1] == "thanks again"
    assert await status(stage, number) == "closed"


@pytest.mark.broad
async def test_later_it_is_a_message_like_any_other(stage: Stage, rita: Phone, olga: Phone) -> None:
    await filed_and_closed(rita, olga, "The heating does not work")
    await stage.pass_time(hours=73)
    await rita.writes("thanks again")
    assert "send:2" in buttons(await rita.last())


@pytest.mark.broad
async def test_as_a_reply_it_is_stored_on_the_ticket_replied_to_however_old(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    old = await filed_and_closed(rita, olga, "The heating does not work")
    closed = (await rita.last())["message_id"]
    new = await filed_and_taken(rita, olga, "The window is stuck")
    await stage.pass_time(days=30)
    before = await rita.received()
    message = await rita.writes("thanks!", reply_to=closed)
    assert await rita.reactions(message) == ["❤"]
    assert await new_messages(rita, before) == []
    assert (await entries_of(stage, old))[-1] == "thanks!"
    assert await entries_of(stage, new) == ["The window is stuck"]
    assert await status(stage, old) == "closed"


@pytest.mark.broad
async def test_without_a_reply_it_is_stored_on_the_latest(stage: Stage, rita: Phone, olga: Phone, heating: int) -> None:
    second = await filed_and_taken(rita, olga, "The window is stuck")
    await answers(olga, heating, "It works again")
    await rita.writes("thanks!")
    assert (await entries_of(stage, heating))[-1] == "thanks!"
    assert await entries_of(stage, second) == ["The window is stuck"]


async def test_it_opens_no_question_and_reopens_nothing(stage: Stage, rita: Phone, olga: Phone, solved: int) -> None:
    before = await rita.received()
    await rita.writes("thanks!", reply_to=(await rita.last())["message_id"])
    assert await new_messages(rita, before) == []
    await stage.pass_time(hours=73)
    assert await status(stage, solved) == "closed"


@pytest.mark.parametrize("reply", apart([False, True]))
async def test_an_answer_to_a_pending_ticket_is_never_small_talk(
    stage: Stage, rita: Phone, olga: Phone, reply: bool, heating: int
) -> None:
    await answers(olga, heating, "May we come in?")
    await olga.presses(f"pending:{heating}")
    asked = (await rita.containing("May we"))["message_id"]
    message = await rita.writes("ok", reply_to=asked if reply else None)
    assert await rita.reactions(message) == ["👀"]
    assert await status(stage, heating) == "in_progress"
    await stage.pass_time(seconds=3)
    assert words(await olga.last()).endswith("ok")


@pytest.mark.broad
async def test_with_a_pending_ticket_beside_another_ok_is_asked_about(
    stage: Stage, rita: Phone, olga: Phone, heating: int
) -> None:
    """It may be the answer that somebody waits for."""
    await answers(olga, heating, "May we come in?")
    await olga.presses(f"pending:{heating}")
    other = await filed_and_taken(rita, olga, "The window is stuck")
    await answers(olga, other, "It is open now")
    await rita.writes("да")
    assert set(buttons(await rita.last())) == {f"to:{heating}", f"to:{other}", "to:new"}


@pytest.mark.broad
async def test_from_somebody_without_a_ticket_it_is_a_first_message(stage: Stage, rita: Phone) -> None:
    await rita.writes("ok")
    assert "send:1" in buttons(await rita.last())


@pytest.mark.broad
async def test_a_list_that_misses_costs_only_the_usual_behaviour(
    stage: Stage, rita: Phone, olga: Phone, cold: int
) -> None:
    message = await rita.writes("Merci beaucoup, c'est parfait")
    assert await rita.reactions(message) == ["👀"]
    assert (await entries_of(stage, cold))[-1] == "Merci beaucoup, c'est parfait"


@pytest.mark.parametrize(
    ("language", "asked", "in_queue", "taken"),
    [
        (
            "en",
            "what is the status?",
            "🆕 waiting for someone free\nPlace in the queue: 2",
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
    await olga.presses(f"claim:{number}")
    await stage.pass_time(minutes=12)
    await rita.writes(asked)
    assert words(await rita.last()) == f"#{number} The lamp flickers\n{taken}"
    await stage.pass_time(seconds=3)
    assert words(await olga.last()).endswith(f"Rita: {asked}")
    before = await rita.received()
    await rita.writes("how long will it take to replace the lamp in room 7?")
    assert await new_messages(rita, before) == []


async def test_of_several_they_are_told_of_all_and_asked_which(stage: Stage, rita: Phone, olga: Phone) -> None:
    first = await filed_and_taken(rita, olga, "The lamp flickers")
    second = await files(rita, "The window is stuck")
    await rita.writes("any updates?")
    listed = words(await rita.containing("Your requests"))
    assert f"#{first}" in listed
    assert f"#{second}" in listed
    await rita.presses(f"to:{first}")
    await stage.pass_time(seconds=3)
    assert words(await olga.last()).endswith("any updates?")
