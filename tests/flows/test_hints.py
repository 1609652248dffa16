"""What concerns one person in a group is shown to that person alone, where Telegram lets the bot; else to all."""

import pytest

from db.database import Database
from tests.flows.phone import Phone, words
from tests.flows.scenes import row
from tests.flows.stage import VERA, Stage, staged
from tests.flows.test_group_topics import GROUP, TOPICS, Forum
from tests.texts import IN_BOTH, text_of

pytestmark = pytest.mark.sentence("3.3 Answering")


async def _asked(stage: Stage) -> int:
    """How often Telegram was asked to show something to one person."""
    calls = (await stage.telegram.read("calls"))["recent"]
    return len([one for one in calls if one["params"].get("ephemeral_message_parameters")])


async def _begin(stage: Stage, *, may: bool) -> Forum:
    await stage.telegram.do("privacy", on=False)
    await stage.telegram.do("group", person=VERA, title="The team")
    if may:
        await stage.telegram.do("group/admin", person=VERA, chat=GROUP)
    await stage.settle()
    return Forum(stage)


async def _reply(group: Forum, who: Phone, text: str, card: str = "The heating") -> int:
    """Somebody replies to a card; return their message."""
    found = next(one for one in await group.said() if card in words(one))
    sent = await group.do("message", person=who.id, text=text, reply_to=found["message_id"])
    return int(sent["message_ids"][0])


@IN_BOTH
async def test_a_hint_is_for_whom_it_concerns(database: Database, language: str) -> None:
    async with staged(database, board=False, locale=language, **TOPICS) as stage:
        group, boris = await _begin(stage, may=True), await stage.phone("Boris")
        olga, mira = await stage.agent("Olga"), await stage.phone("Mira")
        await mira.writes("The heating does not work")
        await olga.writes("/new There is no paper")
        before = len(await group.said())
        replied = await _reply(group, boris, "I think so, too")
        (hint,) = await group.hints(boris)
        assert (words(hint), hint["reply_to"]) == (text_of("group-unsent-stranger", language), replied)
        known = await row(stage, "select message_id from messages where chat_id = :chat and message_id < 0", chat=GROUP)
        assert known.message_id == -1, "as a reply to it will name it"
        refused = await _reply(group, olga, "Solved it", card="There is no paper")
        assert len(await group.hints(olga)) == 1, "a refusal is for who is refused"
        signs = [await group.reactions(one) for one in (replied, refused)]
        assert signs == [["🤷"], ["🤷"]], "what is not sent says so for good: a hint may never arrive"
        assert len(await group.said()) == before, "nobody else reads either"


async def test_where_hints_are_refused_the_line_is_for_all(database: Database) -> None:
    async with staged(database, board=False, **TOPICS) as stage:
        group, boris = await _begin(stage, may=False), await stage.phone("Boris")
        mira = await stage.phone("Mira")
        await mira.writes("The heating does not work")
        for said in ("I think so, too", "And I do"):
            replied = await _reply(group, boris, said)
            told = (await group.said())[-1]
            assert (words(told), told["reply_to"]) == (text_of("group-unsent-stranger"), replied)
        assert (await group.hints(boris), await _asked(stage)) == ([], 1), "a group that refuses is not asked again"
