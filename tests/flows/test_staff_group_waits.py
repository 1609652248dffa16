"""§3.3: what an agent answers in the staff group leaves ten seconds later, and can be kept back unseen."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio

from db.database import Database
from tests.flows.hours import sets
from tests.flows.phone import Phone, words
from tests.flows.stage import VERA, Stage, staged
from tests.flows.test_group_topics import RIGHTS, Forum
from tests.flows.test_staff_group import GROUP, Group
from tests.texts import text_of

pytestmark = pytest.mark.sentence("3.3 Answering")


@pytest_asyncio.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    """A desk with a staff group, where ten seconds are given to undo."""
    rules: dict[str, Any] = {"requests__intake_quiet": timedelta(), "team__undo": timedelta(seconds=10)}
    async with staged(database, board=False, staff_chat_id=GROUP, **rules) as made:
        await made.telegram.do("group", person=VERA, title="The team")
        await made.telegram.do("group/forum", chat=GROUP)
        await made.telegram.do("group/admin", person=VERA, chat=GROUP, rights=RIGHTS)
        await made.settle()
        yield made


@pytest_asyncio.fixture
async def group(stage: Stage) -> Group:
    """Its chat."""
    return Group(stage)


async def _heard(rita: Phone, piece: str) -> bool:
    return any(piece in text for text in await rita.texts())


async def test_it_waits_with_a_sign_and_the_first_three_say_so(
    stage: Stage, group: Group, rita: Phone, olga: Phone
) -> None:
    await rita.writes("There is no paper")
    card = await group.card()
    goes = text_of("group-answer-goes", name="Rita K.", seconds=10)
    for n in range(1, 5):
        said = await group.write(olga, f"Answer {n}", reply_to=card)
        await stage.pass_time(seconds=4)
        assert (await group.reactions(said), await _heard(rita, f"Answer {n}")) == (["✍"], False)
        await stage.pass_time(seconds=7)
        assert (await group.reactions(said), await _heard(rita, f"Answer {n}")) == (["👍"], True)
        assert (await group.texts()).count(goes) == min(n, 3)
    calls = [c["params"] for c in (await stage.telegram.read("calls"))["recent"] if c["ok"]]
    told = [c for c in calls if goes.split(".")[0] in str(c)]
    assert told and all(str(c.get("disable_notification")).lower() == "true" for c in told)


@pytest.mark.parametrize("by", ["undo", "edit", "👎"])
async def test_kept_back_before_it_is_never_seen(stage: Stage, group: Group, rita: Phone, olga: Phone, by: str) -> None:
    await rita.writes("There is no paper")
    said = await group.write(olga, "He is a sponsor, careful", reply_to=await group.card())
    await stage.pass_time(seconds=4)
    assert not await _heard(rita, "sponsor")
    if by == "undo":
        assert await group.reactions(await group.write(olga, "undo")) == ["👌"]
    elif by == "edit":
        await group.do("edit", olga, message_id=said, text="// He is a sponsor, careful")
    else:
        await group.do("react", olga, message_id=said, emoji="👎")
    assert await group.reactions(said) == {"undo": [], "edit": ["✍"], "👎": ["👌"]}[by]
    await stage.pass_time(seconds=30)
    assert not await _heard(rita, "sponsor")
    assert await group.reactions(said) != ["👍"]


async def test_a_colleagues_dislike_and_a_late_one_keep_nothing_back(
    stage: Stage, group: Group, rita: Phone, olga: Phone, ivan: Phone
) -> None:
    await rita.writes("There is no paper")
    said = await group.write(olga, "In the cupboard", reply_to=await group.card())
    await group.do("react", ivan, message_id=said, emoji="👎")
    await stage.pass_time(seconds=11)
    assert await _heard(rita, "cupboard")
    await group.do("react", olga, message_id=said, emoji="👎")
    assert await _heard(rita, "cupboard")


async def test_where_nothing_leaves_the_group_a_reply_is_a_note_and_a_verb_acts(
    stage: Stage, group: Group, rita: Phone, olga: Phone
) -> None:
    await sets(stage, group_replies="none")
    await rita.writes("There is no paper")
    card = await group.card()
    for text in ("In the cupboard", "/resolve It is in the cupboard"):
        await group.write(olga, text, reply_to=card)
    await stage.pass_time(seconds=30)
    assert not await _heard(rita, "cupboard")
    assert any("resolved" in text for text in await group.texts())


async def test_a_reply_to_a_list_is_for_the_one_it_names_or_asks_which(
    stage: Stage, group: Group, rita: Phone, olga: Phone
) -> None:
    ben = await stage.phone("Ben")
    await sets(stage, group_tickets="created, topics")
    await rita.writes("There is no paper")
    await stage.pass_time(seconds=40)
    (queue,) = [m for m in await group.received() if words(m).startswith(text_of("queue-title", n=1))]
    said = await group.write(olga, "On my way", reply_to=queue["message_id"])
    assert await group.reactions(said) == ["✍"]
    await stage.pass_time(seconds=11)
    assert await _heard(rita, "On my way")
    for who, text in ((ben, "The lamp is dark"), (await stage.phone("Carl"), "The door is stuck")):
        await who.writes(text)
    await stage.pass_time(seconds=40)
    asked = await group.write(olga, "Which floor?", reply_to=queue["message_id"])
    (told,) = await Forum(stage).hints(olga)
    assert (words(told), told["reply_to"]) == (text_of("group-which-one"), asked)
    await group.write(olga, "#2: which floor?", reply_to=queue["message_id"])
    await stage.pass_time(seconds=11)
    assert await _heard(ben, "which floor?")


@pytest.mark.parametrize(("mode", "bare", "reply"), [("topics", True, True), ("replies", False, True)])
async def test_a_line_in_a_topic_goes_out_as_it_is_set(
    stage: Stage, group: Group, rita: Phone, olga: Phone, mode: str, bare: bool, reply: bool
) -> None:
    await sets(stage, group_tickets="created, topics", group_replies=mode)
    await rita.writes("There is no paper")
    forum = Forum(stage)
    topic, _ = await forum.only()
    (card,) = await forum.said(topic)
    told = {}
    for text, to in (("In the cupboard", None), ("On the left", card["message_id"])):
        await forum.write(olga, text, topic, **({"reply_to": to} if to else {}))
        await stage.pass_time(seconds=9)
        assert not await _heard(rita, text)
        await stage.pass_time(seconds=2)
        told[text] = await _heard(rita, text)
    assert told == {"In the cupboard": bare, "On the left": reply}
    await group.write(olga, "Lunch?")
    assert not await _heard(rita, "Lunch")


@pytest.mark.parametrize("first", [None, "Try now"])
@pytest.mark.parametrize("bare", [True, False])
async def test_a_verb_is_taken_back_by_the_word_too(
    stage: Stage, group: Group, rita: Phone, olga: Phone, bare: bool, first: str | None
) -> None:
    await rita.writes("There is no paper")
    at = await group.card()
    if first is not None:
        at = await group.write(olga, first, reply_to=at)
    verb = await group.write(olga, "resolve", reply_to=at)
    said = await group.write(olga, "undo", **({} if bare else {"reply_to": verb}))
    assert await group.reactions(said) == ["👌"]
    await stage.pass_time(seconds=30)
    assert not await _heard(rita, "solved")
    assert first is None or await _heard(rita, first), "one word takes back one act"


async def test_a_second_word_takes_back_nothing_and_says_so(
    stage: Stage, group: Group, rita: Phone, olga: Phone
) -> None:
    await rita.writes("There is no paper")
    for text in ("In the cupboard", "He is a sponsor"):
        await group.write(olga, text, reply_to=await group.card())
    signs = [await group.reactions(await group.write(olga, "undo")) for _ in range(2)]
    await stage.pass_time(seconds=11)
    assert signs == [["👌"], ["🤷"]]
    assert (await _heard(rita, "cupboard"), await _heard(rita, "sponsor")) == (True, False)


@pytest.mark.parametrize("who", ["Ivan", "Olga"])
async def test_what_is_said_to_the_line_about_an_answer_stays_inside(
    stage: Stage, group: Group, rita: Phone, olga: Phone, ivan: Phone, who: str
) -> None:
    await rita.writes("There is no paper")
    card = await group.card()
    await group.write(olga, "In the cupboard", reply_to=card)
    line = (await group.received())[-1]["message_id"]
    note = await group.write(stage.people[who], "wait, not this one", reply_to=line)
    assert await group.reactions(note) == ["✍"]
    await stage.pass_time(seconds=30)
    assert (await _heard(rita, "cupboard"), await _heard(rita, "wait")) == (True, False)
    await group.write(olga, "On the left", reply_to=card)
    line = (await group.received())[-1]["message_id"]
    assert await group.reactions(await group.write(olga, "undo", reply_to=line)) == ["👌"]
    await stage.pass_time(seconds=11)
    assert not await _heard(rita, "left")
