"""Requests from groups: what becomes one, who is answered where, and what of a group is never stored."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from db.database import Database
from desk.text.markdown import reader
from tests.flows import cast
from tests.flows.group import BOT, GroupChat, count_stored, make_group
from tests.flows.panel.browser import URL, browser_at, panel_of
from tests.flows.phone import Phone, buttons, words
from tests.flows.stage import VERA, Stage, staged
from tests.flows.test_whose_words import PASSED_ON
from tests.texts import text_of

pytestmark = pytest.mark.sentence("Requests from groups")


async def test_admins_hear_of_a_group_and_allow_it(stage: Stage, olga: Phone) -> None:
    vera, nina = stage.vera, await stage.phone("Nina")
    group = await make_group(stage, "Hackathon", allowed=False)
    told = await vera.containing(text_of("group-added", group="Hackathon"))
    assert buttons(told) == ["chat:1"]
    await group.write(nina, f"{BOT} The projector is broken")
    assert await group.received() == [] and await count_stored(stage, "projector") == 0
    await vera.presses("chat:1")
    assert await vera.reads() == f"Hackathon · {text_of('chat-state', state='off')}"
    assert await vera.buttons() == ["chat_allow:1:1", "team_chat:1:team"]
    await vera.presses("chat_allow:1:1")
    assert (await vera.answer())["text"] == text_of("chat-allowed")
    shown = await vera.reads()
    assert text_of("chat-privacy") in shown and text_of("chat-answers", private=0) in shown
    await vera.presses("chat_answers:1:1")
    assert text_of("chat-answers", private=1) in await vera.reads()
    await group.write(nina, f"{BOT} The projector is broken", **PASSED_ON)
    assert await group.received() == [] and await count_stored(stage, "projector") == 0
    await group.write(nina, f"{BOT} The projector is broken")
    assert len(await group.received()) == 1
    await vera.presses("chat_allow:1:0")
    assert (await vera.answer())["text"] == text_of("chat-stopped")
    await group.write(nina, f"{BOT} The lamp is broken")
    assert len(await group.received()) == 1
    await vera.writes("/groups")
    assert (await vera.reads()).splitlines()[-1] == f"Hackathon · {text_of('chat-state', state='off')}"
    told = await olga.received()
    assert not [m for m in told if "chat:1" in buttons(m) or words(m) == text_of("group-added", group="Hackathon")]


async def test_what_waits_for_consent_is_never_stuck(stage: Stage, group: GroupChat, olga: Phone, nina: Phone) -> None:
    """New terms are asked for at once. Without terms it is filed, and whenever the team says so."""
    vera, bot = stage.vera, BOT.removeprefix("@")
    await vera.writes("/settings consent 1")
    await stage.telegram.do("privacy", on=False)
    sam, waits = await stage.phone("Sam"), await group.write(nina, f"{BOT} the projector is broken")
    await group.write(sam, "Yes, it hums", reply_to=waits)  # said to Nina alone
    await vera.writes("/settings consent 2")
    await stage.pass_time(minutes=1)
    assert [buttons(one) for one in await group.received()] == [["consent:2"]]
    await group.write(nina, f"{BOT} any news?")
    assert (await group.texts())[-1] == text_of("group-consent", number=1, bot=bot)
    await vera.writes("/settings consent 0")
    await stage.pass_time(minutes=1)
    assert "projector" in str(await olga.texts())
    assert (await group.texts())[-1] == text_of("group-receipt", number=1, there=1)
    await vera.writes("/settings consent 3")
    waits = await group.write(nina, f"{BOT} the lamp is dark")
    await group.write(olga, "/ticket", reply_to=waits)
    assert "the lamp is dark" in str(await olga.texts())
    await group.write(sam, "/delete", reply_to=await group.write(sam, f"{BOT} the door is locked"))
    press = {"person": sam.id, "chat": group.id, "message_id": (await group.received())[-1]["message_id"]}
    await stage.telegram.do("press", data="consent:3", **press)
    await stage.settle()
    assert (await sam.answer())["text"] == text_of("consent-noted")


async def test_the_team_sees_the_group_wherever_it_works(database: Database) -> None:
    begins = (cast.olga,)
    async with (
        staged(database, begins=begins, web__url=URL, requests__intake_quiet=timedelta()) as stage,
        panel_of(stage) as port,
        browser_at(port) as browser,
    ):
        olga, nina = stage.olga, await stage.phone("Nina")
        group = await make_group(stage, "Hack *a* thon")
        await group.write(nina, f"{BOT} The projector is broken")
        await stage.pass_time(minutes=1)
        line = text_of("card-group", group="Hack *a* thon")
        assert line in words(await olga.message_with("claim:1"))
        await olga.presses("claim:1")
        assert line in words(await olga.message_with("release:1"))
        description = reader.read_markdown((await stage.board.task(1))["description"]).text
        assert line in description.replace("\u2060", "")
        await browser.signs_in(stage.vera, str(VERA))
        await browser.opens("/tickets/1")
        assert "Group Hack *a* thon" in browser.text
        assert line not in "\n".join(await group.texts())


async def test_a_reply_to_a_receipt_that_was_not_stored_joins(
    stage: Stage, group: GroupChat, olga: Phone, nina: Phone, rita: Phone
) -> None:
    await group.write(nina, f"{BOT} The projector is broken")
    (receipt,) = await group.received()
    async with stage.database.unit_of_work() as session:  # as after a kill between sending and storing
        await session.execute(text("delete from messages where message_id = :id"), {"id": receipt["message_id"]})
    await group.write(rita, "I saw it too", reply_to=receipt["message_id"])
    await group.write(nina, "It is the one in room 7", reply_to=receipt["message_id"])
    await stage.pass_time(seconds=15)  # so long may what was sent not be stored yet
    await olga.writes("/ticket 1")
    assert "room 7" in await olga.reads()
    await olga.writes("/ticket 2")
    assert "I saw it too" in await olga.reads(), "who replies to the bot has spoken to it"


async def test_an_agent_makes_a_request_of_a_message(stage: Stage, group: GroupChat, olga: Phone, nina: Phone) -> None:
    said = await group.write(nina, "Nobody answers at the desk")
    await group.write(nina, "/ticket", reply_to=said)  # not by an agent
    assert await group.received() == []
    await group.write(olga, "/ticket", reply_to=said)
    (receipt,) = await group.received()
    assert receipt["reply_to"] == said
    await olga.writes("/ticket 1")
    assert text_of("remark-group-by", group="Hackathon", name="Olga") in await olga.reads()
    await group.write(olga, "/ticket", reply_to=said)
    assert await olga.reads() == text_of("group-ticket-known", number=1)
    await group.write(olga, "/ticket")
    assert await olga.reads() == text_of("group-ticket-usage", group="Hackathon")
    ghost = await group.write(nina, "The door is locked", anonymous=True)
    await group.write(olga, "/ticket", reply_to=ghost)
    assert await olga.reads() == text_of("group-ticket-nobody")
    assert len(await group.received()) == 1


async def test_an_agents_reaction_does_the_same(
    stage: Stage, group: GroupChat, olga: Phone, rita: Phone, nina: Phone
) -> None:
    await group.do("group/admin")
    said = await group.write(nina, "Nobody answers at the desk")
    await group.do("react", nina, message_id=said, emoji="✍")
    await group.do("react", olga, message_id=said, emoji="👍")
    assert await group.received() == []
    await group.do("react", olga, message_id=said, emoji="✍")
    (receipt,) = await group.received()
    assert receipt["reply_to"] == said
    before = await group.write(rita, "The lamp is broken")
    await group.write(rita, "Is anybody there?")
    await stage.reopen()  # what was held in memory is gone
    await group.do("react", olga, message_id=before, emoji="✍")
    assert await olga.reads() == text_of("group-ticket-usage", group="Hackathon")


async def test_answers_go_to_the_own_chat_of_who_started_the_bot(
    stage: Stage, group: GroupChat, olga: Phone, rita: Phone, nina: Phone
) -> None:
    vera = stage.vera
    await rita.writes("/start")
    await vera.presses("chat_answers:1:1")
    await group.write(rita, f"{BOT} The projector is broken")
    await group.write(nina, f"{BOT} The lamp is broken")
    first, second = await group.received()
    assert words(first) == text_of("group-receipt", number=1, there=0) and not first["buttons"]
    assert words(second) == text_of("group-receipt", number=2, there=1)
    for number in (1, 2):
        await olga.presses(f"claim:{number}")
        assert ((await group.texts())[1] == text_of("group-taken", number=2, name="Olga")) is (number == 2)
        await olga.writes("Coming", reply_to=(await olga.message_with(f"release:{number}"))["message_id"])
    assert [words(m).splitlines()[0] for m in (await group.received())[2:]] == ["#2 · Olga: Coming"]
    assert (await rita.containing("#1 · Olga: Coming"))["reply_to"] is None


async def test_nothing_said_in_private_appears_in_the_group(
    stage: Stage, group: GroupChat, olga: Phone, rita: Phone
) -> None:
    await rita.writes("/start")
    await group.write(rita, f"{BOT} The projector is broken")
    await olga.presses("claim:1")
    card = (await olga.message_with("release:1"))["message_id"]
    await olga.writes("Which room?", reply_to=card)
    assert words((await group.received())[-1]).splitlines()[0] == "#1 · Olga: Which room?"
    await olga.writes("// she sounds upset", reply_to=card)
    await rita.writes("/ticket 1")
    await rita.writes("Room 7, the code is 1234", reply_to=await rita.last_id())
    await olga.writes("Thank you for the code 1234", reply_to=card)
    await rita.containing("Thank you for the code 1234")
    seen = "\n".join(await group.texts())
    assert "1234" not in seen and "upset" not in seen
