"""Telegram's corners: somebody blocks the bot, is gone, has deleted what was to be edited; the token is revoked."""

import pytest
from sqlalchemy import select, text

from db.models import Job, JobState, Person
from tests.flows.acts import answers, filed_and_taken, files, new_messages
from tests.flows.phone import Phone, buttons, words
from tests.flows.stage import Stage
from tests.texts import piece_of, text_of

pytestmark = pytest.mark.sentence("5 Guarantees")

BOARD = False


async def _blocks(stage: Stage, phone: Phone) -> None:
    await stage.telegram.do("block", person=phone.id)
    await stage.settle()


async def _comes_back(stage: Stage, phone: Phone) -> None:
    await stage.telegram.do("unblock", person=phone.id)
    await stage.settle()


async def _buried(stage: Stage) -> list[Job]:
    async with stage.database.sessions() as session:
        return list(await session.scalars(select(Job).where(Job.state == JobState.BURIED)))


@pytest.mark.board
async def test_tickets_of_someone_who_blocks_the_bot_say_so_on_card_and_board(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    taken = await filed_and_taken(rita, olga, "The badge printer prints nothing at all")
    waiting = await files(rita, "And the scanner at the door beeps all day")
    await _blocks(stage, rita)
    for number in (taken, waiting):
        (remark,) = [c for c in await stage.board.comments(number) if "blocked the bot" in c]
        assert remark.startswith("// Rita K. has blocked the bot")
    assert "has blocked the bot" in words(await olga.message_with(f"release:{taken}"))
    assert "has blocked the bot" in words(await olga.message_with(f"claim:{waiting}"))

    await _comes_back(stage, rita)
    assert [c for c in await stage.board.comments(taken) if c.startswith("// Rita K. is back")]
    assert "has blocked the bot" not in words(await olga.message_with(f"release:{taken}"))


async def test_what_was_meant_for_someone_who_blocked_the_bot_arrives_in_order_when_they_are_back(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    number = await filed_and_taken(rita, olga, "The badge printer prints nothing at all")
    await _blocks(stage, rita)
    before = await rita.received()
    said = [await answers(olga, number, f"Step {n}: turn the wheel") for n in (1, 2, 3)]
    assert [await olga.reactions(message) for message in said] == [[], [], []]
    assert piece_of("answer-blocked") in words(await olga.last())
    await olga.presses(f"open:{number}")
    assert "not delivered: the bot may not write there now" in words(await olga.last())
    assert await new_messages(rita, before) == []

    await _comes_back(stage, rita)
    heard = [words(m) for m in await new_messages(rita, before)]
    assert [t.rpartition("Step ")[2][0] for t in heard] == ["1", "2", "3"]
    assert [await olga.reactions(message) for message in said] == [["👍"], ["👍"], ["👍"]]


async def test_of_status_lines_and_questions_one_per_ticket_arrives_how_it_stands_now(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    one = await filed_and_taken(rita, olga, "The badge printer prints nothing at all")
    two = await files(rita, "And the scanner at the door beeps all day")
    await _blocks(stage, rita)
    before = await rita.received()
    await stage.pass_time(minutes=11)
    for verb in ("hold", "pending", "progress", "pending", "resolve"):
        await olga.writes(f"/{verb} {one} because" if verb == "hold" else f"/{verb} {one}")
    await olga.presses(f"claim:{two}")
    await olga.writes(f"/hold {two} until Monday")

    await _comes_back(stage, rita)
    came = sorted(await new_messages(rita, before), key=words, reverse=True)
    offered = [[b for b in buttons(m) if b in (f"solved:{one}:yes", f"add:{two}")] for m in came]
    assert offered == [[f"solved:{one}:yes"], [f"add:{two}"]]
    assert "on hold" in words(came[1])


async def test_an_agent_who_blocks_the_bot_gets_no_broadcasts_and_admins_are_told(
    stage: Stage, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    vera = stage.people["Vera"]
    await _blocks(stage, olga)
    assert "Olga has blocked the bot" in words(await vera.last())
    before = await olga.received()
    await files(rita, "The badge printer prints nothing at all")
    assert "claim:1" in buttons(await ivan.last())
    await _comes_back(stage, olga)
    assert await new_messages(olga, before) == []
    await files(rita, "And the scanner at the door beeps all day")
    assert "claim:2" in buttons(await olga.last())
    assert [t for t in await vera.texts() if "blocked the bot" in t] == [text_of("agent-blocked", name="Olga")]


@pytest.mark.board
async def test_what_is_for_a_deactivated_user_is_buried_at_once_and_the_agent_told(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    number = await filed_and_taken(rita, olga, "The badge printer prints nothing at all")
    await stage.telegram.do("deactivate", person=rita.id)
    said = await answers(olga, number, "A new one is on its way")
    assert await olga.reactions(said) == []
    assert piece_of("answer-undeliverable") in words(await olga.last())
    (job,) = await _buried(stage)
    assert job.attempts == 1
    remark = text_of("remark-gone", name="Rita K.")
    assert [c for c in await stage.board.comments(number) if c.startswith(f"// {remark}")]
    assert text_of("card-reach", reach="gone", name="Rita K.") in words(await olga.message_with(f"release:{number}"))
    before = await rita.received()
    await answers(olga, number, "Are you there?")
    assert len(await _buried(stage)) == 2
    assert await new_messages(rita, before) == []


async def test_what_is_for_a_deleted_chat_is_buried_at_once_and_the_agent_told(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    number = await filed_and_taken(rita, olga, "The badge printer prints nothing at all")
    await stage.telegram.do("fault", method="sendMessage", chat_id=rita.id, status=400, times=None,
                            description="Bad Request: chat not found")  # fmt: skip
    await answers(olga, number, "A new one is on its way")
    assert "cannot be delivered" in words(await olga.last())
    (job,) = await _buried(stage)
    assert job.error == "gone: Bad Request: chat not found"


async def test_whom_another_bot_of_the_desk_has_not_met_is_waited_for(stage: Stage, rita: Phone, olga: Phone) -> None:
    """The token is another bot's: Telegram does not know the chats of the old one."""
    number = await filed_and_taken(rita, olga, "The badge printer prints nothing at all")
    async with stage.database.unit_of_work() as session:
        await session.execute(text("update messages set bot_id = 1 where chat_id = :chat"), {"chat": rita.id})
    await stage.telegram.do("fault", method="sendMessage", chat_id=rita.id, status=400,
                            description="Bad Request: chat not found")  # fmt: skip
    before = await rita.received()
    await answers(olga, number, "A new one is on its way")
    assert await _buried(stage) == []
    assert piece_of("answer-unmet") in words(await olga.last())
    await answers(olga, number, "And a second one")
    assert await new_messages(rita, before) == []
    await rita.writes("/start")
    said = [words(message) for message in await new_messages(rita, before)]
    answered = [line.rpartition("Olga: ")[2] for line in said if "Olga: " in line]
    assert answered == ["A new one is on its way", "And a second one"]


async def test_a_message_that_can_no_longer_be_edited_is_replaced_by_a_new_one(
    stage: Stage, rita: Phone, olga: Phone
) -> None:
    number = await files(rita, "The badge printer prints nothing at all")
    old = await olga.message_with(f"claim:{number}")
    await stage.telegram.do("fault", method="editMessage*", chat_id=olga.id, status=400,
                            description="Bad Request: message can't be edited")  # fmt: skip
    await olga.presses(f"claim:{number}")
    new = await olga.message_with(f"release:{number}")
    assert new["message_id"] != old["message_id"]
    await olga.presses(f"pending:{number}")
    assert (await olga.message_with(f"release:{number}"))["message_id"] == new["message_id"]


async def test_a_chat_that_got_a_new_id_is_followed(stage: Stage, rita: Phone, olga: Phone) -> None:
    """What Telegram answers for a group that became a supergroup."""
    number = await filed_and_taken(rita, olga, "The badge printer prints nothing at all")
    there = await stage.phone("Rita there")
    await stage.telegram.do("fault", method="sendMessage", chat_id=rita.id, migrate_to_chat_id=there.id)
    await answers(olga, number, "A new one is on its way")
    async with stage.database.sessions() as session:
        query = select(Person.telegram_id).where(Person.name == "Rita K.")
        assert await session.scalar(query) == there.id
