"""§3.2 Holding: what the winner gets and can do, and what the requester adds meanwhile."""

import pytest

from tests.flows.phone import Phone, buttons, words
from tests.flows.scenes import PRINTER, answers, assignee, card_of, changes, status, taken
from tests.flows.stage import Stage
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("3.2 Holding")

BOARD = False

ASSIGNEES_BUTTONS = {"pending:1", "resolve:1", "release:1", "hand:1", "open:1", "more:card:1:2"}


@pytest.mark.board
async def test_the_winner_gets_the_files_and_a_card_with_what_they_can_do(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    await rita.writes(PRINTER, quietly=True)
    await rita.sends("photo", "photo")
    await rita.presses("send:1")
    await stage.settle()
    await olga.presses("claim:1")
    await stage.pass_time(seconds=5)
    card = await card_of(olga, 1)
    assert "is yours" in words(card)
    assert set(buttons(card)) == ASSIGNEES_BUTTONS
    await olga.presses("more:card:1:2")
    card = await olga.message_with("more:card:1:1")
    links = [b["url"] for row in card["buttons"] for b in row if b["url"]]
    task = await stage.board.task(1)
    assert links == [f"https://app.todoist.com/app/task/{task['id']}"]
    assert len([m for m in await olga.received() if m["files"]]) == 2
    assert not [m for m in await ivan.received() if m["files"]]
    assert "Olga" in words(await rita.containing("is looking after"))


@pytest.mark.board
async def test_open_shows_the_rest_and_each_works(stage: Stage, rita: Phone, olga: Phone) -> None:
    await stage.people["Vera"].writes("/categories add Printing")
    await taken(rita, olga)
    await olga.presses("open:1")
    await olga.presses("more:open:1:2")
    assert {"progress:1", "hold:1"} <= set(buttons(await olga.message_with("progress:1")))
    await olga.presses("progress:1")
    assert await status(stage, 1) == "in_progress"
    await olga.presses("more:open:1:1")
    shown = await olga.message_with("prio:1:1")
    assert {"prio:1:1", "prio:1:2", "prio:1:4"} <= set(buttons(shown))
    assert not [b for b in buttons(shown) if b == "prio:1:3"]
    await olga.presses("prio:1:1")
    assert "🔴" in words(await card_of(olga, 1))
    assert "critical" in (await olga.answers())[-1]["text"]
    await olga.presses("more:open:1:2")
    await olga.presses("cat:1:1")
    assert "Printing" in words(await card_of(olga, 1))
    assert (await stage.board.task(1))["priority"] == 4
    assert "Printing" in (await stage.board.task(1))["labels"]


@pytest.mark.usefixtures("printer")
async def test_what_the_requester_adds_comes_as_a_reply_to_the_card_and_to_nobody_else(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    others = len(await ivan.received())
    await rita.writes("It also makes a noise now")
    told = await olga.containing("makes a noise")
    assert told["reply_to"] == (await card_of(olga, 1))["message_id"]
    assert {"resolve:1", "pending:1", "open:1"} <= set(buttons(told))
    assert len(await ivan.received()) == others
    assert not [t for t in await stage.people["Vera"].texts() if "makes a noise" in t]


@pytest.mark.usefixtures("printer")
async def test_a_reply_to_an_answer_comes_as_a_reply_to_the_agents_own_message(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    said = await answers(olga, 1, "Have you tried turning it off?")
    answer = await rita.containing("turning it off")
    await answers(olga, 1, "And on again?")
    await rita.writes("Yes, twice", reply_to=answer["message_id"])
    assert (await olga.containing("Yes, twice"))["reply_to"] == said


@pytest.mark.usefixtures("printer")
async def test_release_puts_it_back_into_the_queue_and_broadcasts_again(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    before = len(await ivan.received())
    await olga.presses("release:1")
    assert await assignee(stage, 1) is None
    assert await status(stage, 1) == "new"
    for agent in (olga, ivan):
        fresh = (await agent.received())[-1]
        assert "claim:1" in buttons(fresh)
        older = [m for m in await agent.received() if piece_of("card-below") in words(m)]
        assert [buttons(m) for m in older] == [[]]
        assert len([m for m in await agent.received() if "claim:1" in buttons(m)]) == 1
    assert len(await ivan.received()) == before + 1
    await ivan.presses("claim:1")
    assert await assignee(stage, 1) == "Ivan"


async def test_hand_over_asks_to_whom_and_gives_at_once(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    nina = await stage.agent("Nina")
    await nina.writes("/away")
    await taken(rita, olga)
    await rita.sends("photo")
    await stage.pass_time(seconds=5)
    await olga.presses("hand:1")
    asked = await olga.message_with(f"give:1:{ivan.id}")
    assert f"give:1:{olga.id}" not in buttons(asked)
    assert f"give:1:{rita.id}" not in buttons(asked)
    assert "Nina (away)" in [b["text"] for row in asked["buttons"] for b in row]
    before = len(await rita.received())
    await olga.presses(f"give:1:{ivan.id}")
    assert await assignee(stage, 1) == "Ivan"
    given = await ivan.containing(piece_of("assigned-to-you"))
    assert words(given).startswith(f"{text_of('assigned-to-you', name='Olga', number=1)}\n\n🙋 #1 is yours")
    assert set(buttons(given)) >= ASSIGNEES_BUTTONS - {"more:card:1:2"}
    assert [buttons(m) for m in await ivan.received() if piece_of("card-below") in words(m)] == [[]]
    assert [m for m in await ivan.received() if m["files"]]
    assert "taken by Ivan" in words(await card_of(olga, 1))
    assert piece_of("done-hand") in words(
        next(m for m in await olga.received() if m["message_id"] == asked["message_id"])
    )
    assert len(await rita.received()) == before
    assert "Ivan" in words(await rita.containing("is looking after"))
    assert await changes(stage, 1, "assignee") == [(None, "Olga", "telegram"), ("Olga", "Ivan", "telegram")]


@pytest.mark.usefixtures("printer")
async def test_another_agent_may_act_on_a_held_ticket_and_the_assignee_is_told(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    await ivan.writes("/pending 1")
    assert await status(stage, 1) == "pending"
    told = text_of("changed-by", by="Ivan", number=1, status="pending")
    assert told in await olga.texts()
    await ivan.writes("/priority 1 2")
    assert text_of("priority-by", by="Ivan", number=1, priority=2) in await olga.texts()
    await ivan.writes("/release 1")
    assert "Ivan has released #1" in words(await olga.containing("has released"))


async def test_an_opened_ticket_says_its_subject_only_if_the_request_does_not(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    await taken(rita, olga)
    for subject, times in ((None, 1), ("A fire, for the fire brigade", 1)):
        if subject is not None:
            await rita.writes("/ticket 1")
            await rita.presses("subject:1")
            await rita.writes(subject)
        await olga.writes("/ticket 1")
        assert words(await olga.last()).count(PRINTER) == times
        assert subject is None or subject in words(await olga.last())
