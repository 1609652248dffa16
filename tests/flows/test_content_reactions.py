"""Reactions: what people say without words, from the requester to the agent and the board, and the other way round."""

import pytest

from tests.flows.acts import answers, filed_and_closed, files, linked
from tests.flows.phone import Phone, words
from tests.flows.scenes import may
from tests.flows.stage import Stage
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Contents of messages")


async def reacts(phone: Phone, message_id: int, emoji: str | None) -> None:
    """Set a reaction on a message of the chat, or take it back."""
    await phone.stage.telegram.do("react", person=phone.id, message_id=message_id, emoji=emoji)
    await phone.stage.settle()


async def remarks(stage: Stage, number: int) -> list[str]:
    """The small lines under the task."""
    return [c for c in await stage.board.comments(number) if c.startswith("// ")]


async def test_a_requesters_reaction_is_seen_by_the_agent_and_on_the_board(
    stage: Stage, rita: Phone, olga: Phone, heating: int
) -> None:
    mine = await answers(olga, heating, "Try the big knob")
    got = await rita.containing("Try the big knob")
    before = len(await olga.received())

    await reacts(rita, got["message_id"], "🔥")
    line = await olga.last()
    assert words(line) == text_of("reaction-got", signs="🔥", name="Rita K.", number=heating)
    assert line["reply_to"] == mine
    assert await remarks(stage, heating) == ["// Rita K.: 🔥 on “Try the big knob”"]

    await reacts(rita, got["message_id"], "❤")
    assert await olga.reads() == text_of("reaction-got", signs="❤", name="Rita K.", number=heating)
    assert len(await olga.received()) == before + 1
    assert await remarks(stage, heating) == ["// Rita K.: ❤ on “Try the big knob”"]

    await reacts(rita, got["message_id"], None)
    assert await olga.reads() == text_of("reaction-gone", name="Rita K.", number=heating)
    assert await remarks(stage, heating) == []
    assert "❤" not in str(await rita.texts())


async def test_an_agents_reaction_reaches_the_requester_on_their_own_message(
    stage: Stage, rita: Phone, olga: Phone, heating: int
) -> None:
    said = await rita.writes("It is room 7")
    assert await rita.reactions(said) == ["👀"]
    relayed = await olga.containing("It is room 7")

    await reacts(olga, relayed["message_id"], "👌")
    assert await rita.reactions(said) == ["👌"]
    assert await remarks(stage, heating) == ["// Olga: 👌 on “It is room 7”"]

    await reacts(olga, relayed["message_id"], None)
    assert await rita.reactions(said) == ["👀"]
    assert await remarks(stage, heating) == []


async def test_a_reaction_on_the_board_reaches_the_requester(
    stage: Stage, rita: Phone, olga: Phone, heating: int
) -> None:
    user = await linked(stage, olga)
    said = await rita.writes("It is room 7")
    comment = await stage.board.comment_id(heating, "It is room 7")

    await stage.board.does("comment/react", by=user, id=comment, reaction="❤️")
    assert await rita.reactions(said) == ["❤"]
    assert await remarks(stage, heating) == []  # the board shows it as it is

    await stage.board.does("comment/react", by=user, id=comment, reaction="❤️", on=False)
    assert await rita.reactions(said) == ["👀"]


async def test_of_several_agents_reactions_the_latest_stands(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone, heating: int
) -> None:
    user = await stage.board.user("Pavel")
    said = await rita.writes("It is room 7")
    await reacts(olga, (await olga.containing("It is room 7"))["message_id"], "👌")
    stage.clock.on(seconds=5)
    comment = await stage.board.comment_id(heating, "It is room 7")
    await stage.board.does("comment/react", by=user, id=comment, reaction="🔥")
    assert await rita.reactions(said) == ["🔥"]
    await stage.board.does("comment/react", by=user, id=comment, reaction="🔥", on=False)
    assert await rita.reactions(said) == ["👌"]


async def test_an_emoji_that_telegram_has_no_reaction_for_leaves_the_receipt_silently(
    stage: Stage, rita: Phone, olga: Phone, heating: int
) -> None:
    user = await stage.board.user("Pavel")
    said = await rita.writes("It is room 7")
    told = len(await rita.received())
    comment = await stage.board.comment_id(heating, "It is room 7")
    await stage.board.does("comment/react", by=user, id=comment, reaction="🪚")
    assert await rita.reactions(said) == ["👀"]
    assert len(await rita.received()) == told


@pytest.mark.parametrize("emoji", ["👍", None])
async def test_what_is_nobodys_to_tell_is_dropped(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone, emoji: str | None, heating: int
) -> None:
    own = await rita.writes("It is room 7")
    await ivan.writes(f"/note {heating} his phone is 4711")
    note = await olga.containing("4711")
    receipt = next(m for m in await rita.received() if f"#{heating}" in words(m))
    before = [len(await phone.received()) for phone in (rita, olga, ivan)]
    comments = await stage.board.comments(heating)
    for phone, message_id in ((rita, own), (rita, receipt["message_id"]), (olga, note["message_id"])):
        await reacts(phone, message_id, "🔥")
        await reacts(phone, message_id, emoji)
    assert [len(await phone.received()) for phone in (rita, olga, ivan)] == before
    assert await stage.board.comments(heating) == comments


@pytest.mark.usefixtures("heating")
async def test_a_dismissed_agents_reaction_reaches_nobody(stage: Stage, rita: Phone, olga: Phone) -> None:
    said = await rita.writes("It is room 7")
    relayed = await olga.containing("It is room 7")
    vera = stage.vera
    await vera.writes("/staff")
    await vera.presses(f"person:{olga.id}")
    await vera.presses(f"dismiss:{olga.id}")
    await reacts(olga, relayed["message_id"], "👎")
    assert await rita.reactions(said) == ["👀"]


@pytest.mark.parametrize("right", ["work", "send"])
async def test_a_reaction_of_who_may_not_answer_reaches_nobody(
    stage: Stage, rita: Phone, olga: Phone, heating: int, right: str
) -> None:
    user = await linked(stage, olga)
    said = await rita.writes("It is room 7")
    relayed, comment = await olga.containing("It is room 7"), await stage.board.comment_id(heating, "It is room 7")
    await may(stage, olga, **{right: False})
    await reacts(olga, relayed["message_id"], "👎")
    await stage.board.does("comment/react", by=user, id=comment, reaction="🔥")
    assert await rita.reactions(said) == ["👀"]


async def test_both_sides_of_another_ticket_see_nothing(stage: Stage, rita: Phone, olga: Phone, ivan: Phone) -> None:
    first = await filed_and_closed(rita, olga, "There is no soap")
    second = await files(rita, "The heating does not work")
    await ivan.presses(f"claim:{second}")
    told = len(await ivan.received())
    await answers_closed(olga, first)
    await reacts(rita, (await rita.containing("In the cupboard"))["message_id"], "👍")
    assert len(await ivan.received()) == told


async def answers_closed(agent: Phone, number: int) -> None:
    """An answer to a finished ticket, on its card."""
    card = next(m for m in reversed(await agent.received()) if f"#{number}" in words(m))
    await agent.writes("In the cupboard", reply_to=card["message_id"])
