"""The staff group where something comes between: others are faster, the ticket ends or goes, the group moves."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio
from sqlalchemy import select

from db.database import Database
from db.models import Person
from tests.flows.group import count_stored
from tests.flows.phone import PIXEL, Phone, buttons, words
from tests.flows.stage import VERA, Stage, staged
from tests.flows.test_staff_group import GROUP, Group
from tests.flows.trainees import as_role
from tests.sql import scalar
from tests.texts import IN_BOTH, text_of

pytestmark = pytest.mark.sentence("3.3 Answering")


@pytest_asyncio.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    """A desk with a staff group whose messages the bot sees, without a board."""
    async with staged(database, board=False, staff_chat_id=GROUP, requests__intake_quiet=timedelta()) as made:
        await made.telegram.do("group", person=VERA, title="The team")
        await made.settle()
        await made.telegram.do("privacy", on=False)
        yield made


@pytest_asyncio.fixture
async def group(stage: Stage) -> Group:
    """Its chat."""
    return Group(stage)


async def test_two_agents_answer_at_once(stage: Stage, group: Group, rita: Phone, olga: Phone, ivan: Phone) -> None:
    await rita.writes("There is no paper")
    card = await group.card()
    for who, said in ((olga, "In the cupboard"), (ivan, "In the kitchen")):
        await stage.telegram.do("message", person=who.id, chat=GROUP, text=said, reply_to=card)
    await stage.settle()
    told = " ".join(await rita.texts())
    assert told.count("In the cupboard") == told.count("In the kitchen") == 1
    assert "Olga" in (await group.texts())[0]
    held = await scalar(stage, "select p.name from tickets t join people p on p.id = t.assignee_id")
    assert held == "Olga"


@pytest.mark.parametrize("ended", ["closed", "merged", "erased"])
async def test_a_ticket_that_is_over_meanwhile(
    stage: Stage, group: Group, rita: Phone, olga: Phone, ended: str
) -> None:
    await rita.writes("/new There is no paper")
    await rita.writes("/new There is no soap")
    card, vera = await group.card(1), stage.vera
    if ended == "closed":
        await olga.writes("/resolve 1")
        await rita.presses("solved:1:yes")
    elif ended == "merged":
        await olga.writes("/merge 1 into 2")
    else:
        await vera.writes("/settings erase_days 0")
        await vera.writes("/erase 1")
        await vera.presses(next(b for b in await vera.buttons() if b.startswith("erase:")))
        await stage.pass_time(minutes=5)
    if ended == "erased":
        assert "paper" not in " ".join(await group.texts()), "nor is its card there to reply to"
        return
    before = len(await group.received())
    said = await group.write(olga, "In the cupboard", reply_to=card)
    assert "In the cupboard" in " ".join(await rita.texts())
    assert await group.reactions(said) == ["👍"]
    assert len(await group.received()) == before


async def test_the_bot_may_not_write_there_any_more(stage: Stage, group: Group, rita: Phone, olga: Phone) -> None:
    await rita.writes("There is no paper")
    card = await group.card()
    for method in ("send*", "edit*", "setMessageReaction"):
        await stage.telegram.do(
            "fault",
            method=method,
            chat_id=GROUP,
            status=400,
            description="Bad Request: CHAT_WRITE_FORBIDDEN",
            times=None,
        )
    await group.write(olga, "/priority 1", reply_to=card)
    await group.write(olga, "In the cupboard", reply_to=card)
    assert "In the cupboard" in await rita.reads()
    vera = stage.vera
    assert not [one for one in await vera.texts() if one == text_of("done-priority", number=1, priority=1)]
    await stage.telegram.do("block", person=rita.id)
    await group.write(olga, "On the left", reply_to=card)
    assert text_of("answer-blocked", number=1, name="Rita K.") in await olga.texts(), "in private then"


async def test_who_has_not_started_the_bot_or_blocked_it_answers_there_all_the_same(
    stage: Stage, group: Group, rita: Phone, olga: Phone
) -> None:
    await rita.writes("There is no paper")
    card = await group.card()
    await stage.telegram.do("block", person=olga.id)
    await stage.settle()
    said = await group.write(olga, "In the cupboard", reply_to=card)
    assert "In the cupboard" in await rita.reads() and await group.reactions(said) == ["👍"]
    away = await scalar(stage, select(Person.bot_blocked_at).where(Person.telegram_id == olga.id))
    assert away is not None, "words in a group do not unblock the bot"
    await group.write(olga, "/ticket", reply_to=card)
    assert (await group.texts())[-1] == text_of("group-start-first", bot="pulldesk_demo_bot")
    assert len(await group.received()) == 2


async def test_a_reviewer_there_sends_nothing(stage: Stage, group: Group, rita: Phone, olga: Phone) -> None:
    await as_role(stage, olga, "reviewer")
    await rita.writes("There is no paper")
    before = await rita.received()
    await group.write(olga, "In the cupboard", reply_to=await group.card())
    assert (await group.texts())[-1] == text_of("group-unsent-stranger")
    assert await rita.received() == before and await count_stored(stage, "cupboard") == 0


async def test_a_request_of_ones_own_is_not_answered_there(
    stage: Stage, group: Group, olga: Phone, ivan: Phone
) -> None:
    await ivan.writes("/new There is no paper")
    await stage.pass_time(minutes=1)
    said = await group.write(ivan, "Solved it", reply_to=await group.card())
    told = (await group.received())[-1]
    assert words(told) == text_of("group-not-here") and told["reply_to"] == said
    assert await count_stored(stage, "Solved it") == 0
    assert olga


async def test_an_album_of_a_stranger_and_a_flood_are_told_of_sparingly(
    stage: Stage, group: Group, rita: Phone, olga: Phone
) -> None:
    await rita.writes("There is no paper")
    boris, card = await stage.phone("Boris"), await group.card()
    await group.send(boris, "Look", None, None, reply_to=card)
    assert len(await group.received()) == 2
    for n in range(40):
        await stage.telegram.do("message", person=boris.id, chat=GROUP, text=f"spam {n}", reply_to=card)
    await stage.settle()
    await rita.writes("/new There is no soap")
    await stage.pass_time(minutes=2)
    assert "There is no soap" in " ".join(await group.texts())
    assert len(await group.received()) < 25
    assert await count_stored(stage, "spam") == 0 and PIXEL


async def test_a_reaction_there_reaches_the_requester(database: Database) -> None:
    async with staged(database, board=False, staff_chat_id=GROUP, requests__intake_quiet=timedelta()) as stage:
        await stage.telegram.do("group", person=VERA, title="The team", members=3)
        await stage.telegram.do("group/admin", person=VERA, chat=GROUP)
        await stage.settle()
        rita, olga, group = await stage.phone("Rita"), await stage.agent("Olga"), Group(stage)
        await rita.writes("There is no paper")
        await group.write(olga, "Which floor?", reply_to=await group.card())
        added = await rita.writes("The second one")
        told = (await group.received())[-1]
        await group.do("react", olga, message_id=told["message_id"], emoji="❤")
        assert await rita.reactions(added) == ["❤"]
        boris = await stage.phone("Boris")
        await group.do("react", boris, message_id=told["message_id"], emoji="🔥")
        assert await rita.reactions(added) == ["❤"]


@IN_BOTH
async def test_groups_says_what_is_not_heard_in_privacy_mode(database: Database, language: str) -> None:
    rules = {"staff_chat_id": GROUP, "locale": language, "requests__intake_quiet": timedelta()}
    async with staged(database, board=False, **rules) as stage:
        await stage.telegram.do("group", person=VERA, title="The team")
        await stage.settle()
        vera = stage.vera
        await vera.writes(f"/language {language}")
        await vera.writes("/groups")
        assert text_of("chats-team-privacy", language) in await vera.reads()
        await stage.telegram.do("privacy", on=False)
        await stage.reopen()
        await vera.writes("/groups")
        assert text_of("chats-team-privacy", language) not in await vera.reads()


@IN_BOTH
async def test_a_reply_to_a_message_about_several_tickets_says_so(database: Database, language: str) -> None:
    rules = {"staff_chat_id": GROUP, "locale": language, "requests__intake_quiet": timedelta()}
    async with staged(database, board=False, **rules) as stage:
        await stage.telegram.do("group", person=VERA, title="The team")
        await stage.settle()
        group, vera = Group(stage), stage.vera
        for n in range(1, 22):
            phone = await stage.phone(f"P{n}")
            await stage.telegram.do("message", person=phone.id, text=f"Lamp number {n:02} is broken")
            await stage.settle()
        await stage.pass_time(minutes=2)
        merged = (await group.received())[-1]
        assert len([one for one in buttons(merged) if one.startswith("open:")]) > 1
        await group.write(vera, "Coming", reply_to=merged["message_id"])
        assert (await group.texts())[-1] == text_of("group-which-one", language)
        assert await count_stored(stage, "Coming") == 0
