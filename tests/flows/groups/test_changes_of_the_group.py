"""A group becomes a supergroup, throws the bot out, forbids it to write, or is a forum: nothing is lost."""

import asyncio

import pytest
from sqlalchemy import text

from db.models import Origin
from desk import Desk
from desk.groups import chats
from tests.flows.group import BOT, GroupChat, count_stored
from tests.flows.phone import Phone, buttons, words
from tests.flows.stage import Stage
from tests.sql import scalars
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Requests from groups")


async def test_the_group_becomes_a_supergroup_in_mid_request(
    stage: Stage, group: GroupChat, olga: Phone, nina: Phone
) -> None:
    vera = stage.vera
    await group.write(nina, f"{BOT} The projector is broken")
    await olga.presses("claim:1")
    about = await stage.telegram.do("group/migrate", person=vera.id, chat=group.id, silent=True)
    there = GroupChat(stage, about["id"])
    await olga.writes("Coming", reply_to=(await olga.message_with("release:1"))["message_id"])
    assert [words(m).splitlines()[0] for m in await there.received()] == ["#1 · Olga: Coming"]
    await vera.containing(text_of("group-moved", group="Hackathon"))
    await there.write(nina, f"{BOT} The lamp is broken")
    assert (await there.texts())[-1] == text_of("group-receipt", number=2, there=1)
    assert len([t for t in await vera.texts() if t == text_of("group-moved", group="Hackathon")]) == 1


async def test_both_reports_of_a_move_are_handled_at_once(stage: Stage, group: GroupChat, nina: Phone) -> None:
    """Telegram reports it in both chats, and refuses what is on its way. Who is second waits for the row, and changes
    nothing."""
    new = -1002000004001

    async def follow(old: int, both_read: asyncio.Barrier) -> bool:
        async with stage.database.unit_of_work() as session:
            desk = Desk(session, Origin.TELEGRAM, None, now=stage.clock(), rules=stage.settings)
            assert await chats.find_chat(session, old) is not None
            await both_read.wait()
            return await chats.follow_move(desk, old, new)

    both_read = asyncio.Barrier(2)
    assert await asyncio.gather(follow(group.id, both_read), follow(group.id, both_read)) == [True, True]
    assert await follow(new, asyncio.Barrier(1)), "a letter to the former chat is refused after that"
    await stage.settle()
    told = await stage.vera.texts()
    assert told.count(text_of("group-moved", group="Hackathon")) == 1
    async with stage.database.reading() as session:
        assert await chats.find_chat(session, new) is not None


async def test_the_supergroup_is_written_in_before_its_move_is_reported(
    stage: Stage, group: GroupChat, olga: Phone, nina: Phone
) -> None:
    await group.write(nina, f"{BOT} The projector is broken")
    about = await stage.telegram.do("group/migrate", person=stage.vera.id, chat=group.id, silent=True)
    there = GroupChat(stage, about["id"])
    await there.write(nina, f"{BOT} The lamp is broken")
    await olga.presses("claim:1")
    await olga.writes("Coming", reply_to=(await olga.message_with("release:1"))["message_id"])
    assert "#1 · Olga: Coming" in [said.splitlines()[0] for said in await there.texts()]
    await there.write(nina, f"{BOT} The door is broken")
    assert (await there.texts())[-1].startswith("#2 is filed")


async def test_slow_mode_of_a_group_delays_nobody_else(
    stage: Stage, group: GroupChat, olga: Phone, nina: Phone, rita: Phone
) -> None:
    await group.write(nina, f"{BOT} The projector is broken")
    await olga.presses("claim:1")
    slow = {"status": 429, "retry_after": 60, "times": 1}
    await stage.telegram.do("fault", method="sendMessage", chat_id=group.id, **slow)
    await olga.writes("Coming", reply_to=(await olga.message_with("release:1"))["message_id"])
    assert len(await group.received()) == 1
    await rita.writes("The heating is cold")
    assert "#2" in await rita.reads()
    waits = text("select state from jobs where error = 'flood limit'")
    assert await scalars(stage, waits) == ["waiting"], "it comes when Telegram lets it"


async def test_thrown_out_in_mid_request_nothing_is_lost(
    stage: Stage, group: GroupChat, olga: Phone, nina: Phone
) -> None:
    vera = stage.vera
    await group.write(nina, f"{BOT} The projector is broken")
    await olga.presses("claim:1")
    await group.do("group/kick")
    await vera.containing(text_of("group-left", group="Hackathon", n=1))
    await olga.writes("Coming", reply_to=(await olga.message_with("release:1"))["message_id"])
    assert len(await group.received()) == 1
    await olga.containing(text_of("answer-no-group", number=1, name="Nina"))
    await group.do("group/kick", undo=True)
    assert (await group.texts())[-1].splitlines()[0] == "#1 · Olga: Coming"


async def test_without_the_right_to_write_answers_wait(
    stage: Stage, group: GroupChat, olga: Phone, nina: Phone
) -> None:
    vera = stage.vera
    await group.write(nina, f"{BOT} The projector is broken")
    await olga.presses("claim:1")
    await group.do("group/mute")
    await olga.writes("Coming", reply_to=(await olga.message_with("release:1"))["message_id"])
    await stage.pass_time(minutes=6)
    assert len([t for t in await vera.texts() if t == text_of("group-rights", group="Hackathon")]) == 1
    await group.do("group/mute", undo=True)
    await stage.pass_time(minutes=6)
    assert (await group.texts())[-1].splitlines()[0] == "#1 · Olga: Coming"


async def test_in_a_forum_answers_go_to_the_topic(stage: Stage, group: GroupChat, olga: Phone, nina: Phone) -> None:
    await stage.telegram.do("privacy", on=False)
    topic = (await group.do("group/topic", name="Rooms"))["message_thread_id"]
    await group.write(nina, f"{BOT} The projector is broken", topic=topic, reply_to=topic)
    await stage.pass_time(minutes=30)
    more = await group.write(nina, "It is in room 7", topic=topic, reply_to=topic)
    assert await group.reactions(more) == ["👀"]
    await group.write(nina, "Elsewhere I talk of soap")
    assert await count_stored(stage, "soap") == 0
    await olga.presses("claim:1")
    card = (await olga.message_with("release:1"))["message_id"]
    await olga.writes("Coming", reply_to=card)
    await group.do("group/topic", delete=topic)
    await olga.writes("I am there", reply_to=card)
    calls = (await stage.telegram.read("calls"))["recent"]
    sent = [
        (c["params"]["text"].split(": ")[-1], c["params"].get("message_thread_id"))
        for c in calls
        if c["ok"] and c["method"] == "sendMessage" and str(c["params"]["chat_id"]) == str(group.id)
    ]
    assert [(said.splitlines()[0], str(thread)) for said, thread in sent[1:]] == [
        ("Coming", str(topic)),
        ("I am there", "None"),
    ]


@pytest.mark.parametrize("said", ["My password is swordfish", f"{BOT} My password is swordfish"])
async def test_a_group_the_bot_was_in_before_the_desk_began(stage: Stage, nina: Phone, said: str) -> None:
    """Telegram said so once, to nobody. The first update from there shows it, and admins are asked once."""
    vera = stage.vera
    await stage.telegram.do("privacy", on=False)
    about = await stage.telegram.do("group", person=vera.id, title="Old friends")
    stage.worlds.polled = stage.telegram_world.updates.last_id
    stage.duties.poller._offset = stage.worlds.polled + 1
    group = GroupChat(stage, about["id"])
    await group.write(nina, said)
    await group.write(nina, said)
    told = [m for m in await vera.received() if words(m) == text_of("group-added", group="Old friends")]
    assert [buttons(m) for m in told] == [["chat:1"]]
    assert await count_stored(stage, "swordfish") == 0
    await vera.presses("chat:1")
    await vera.presses("chat_allow:1:1")
    await group.write(nina, f"{BOT} The projector is broken")
    assert await group.texts() == [text_of("group-receipt", number=1, there=1)]


async def test_once_it_is_the_teams_its_requesters_hear_in_private(
    stage: Stage, group: GroupChat, olga: Phone, nina: Phone
) -> None:
    rita, vera = await stage.phone("Rita"), stage.vera
    await rita.writes("/start")
    for who in (rita, nina):
        await group.write(who, f"{BOT} The projector of {who.name} is dark")
    await vera.presses("chat:1")
    await vera.presses("chat_allow:1:0")
    await vera.presses("team_chat:1:team")
    before = len(await group.received())
    for number in (1, 2):
        await olga.writes(f"/claim {number}")
        await olga.writes("Press the red button", reply_to=(await olga.message_with(f"release:{number}"))["message_id"])
    assert "Press the red button" in await rita.reads()
    assert "Press the red button" not in " ".join((await group.texts())[before:])
    assert text_of("answer-unmet", name="Nina", number=2) in await olga.texts()


async def test_two_answer_and_the_author_corrects_in_the_same_second(
    stage: Stage, group: GroupChat, olga: Phone, ivan: Phone, nina: Phone
) -> None:
    """Updates of one chat are handled one after the other, those of others beside them."""
    await stage.telegram.do("privacy", on=False)
    asked = await group.write(nina, f"{BOT} The projector is dark", quietly=True)
    await group.do("edit", nina, message_id=asked, text=f"{BOT} The projector in hall C is dark")
    (receipt,) = await group.received()
    card = (await ivan.message_with("claim:1"))["message_id"]
    await ivan.writes("Is it plugged in?", reply_to=card, quietly=True)
    await group.write(olga, "Press the red button", reply_to=receipt["message_id"])
    async with stage.database.reading() as session:
        said = await session.execute(text("select kind, body from entries where kind <> 'remark' order by id"))
        first, *answers = [(row.kind, row.body) for row in said]
        status = await session.scalar(text("select status from tickets"))
    assert first == ("comment", "The projector in hall C is dark")
    assert sorted(answers) == [("reply", "Is it plugged in?"), ("reply", "Press the red button")]
    assert status == "in_progress"
    assert "Is it plugged in?" in (await group.texts())[-1]
