"""The team's group is connected by presses in it, without a restart; requesters' groups beside it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from db.database import Database
from tests.flows.group import BOT, GroupChat
from tests.flows.phone import Phone, buttons, words
from tests.flows.stage import VERA, Stage, staged
from tests.texts import IN_BOTH, text_of

pytestmark = pytest.mark.sentence("6 Names that others rely on")

RULES: dict[str, Any] = {"board": False, "requests__intake_quiet": timedelta()}
RIGHTS = ["can_manage_topics", "can_delete_messages", "can_pin_messages"]


async def _add(stage: Stage, title: str, by: int = VERA, *, forum: bool = False) -> GroupChat:
    """Somebody adds the bot to a group, which may be a forum where it is an administrator."""
    about = await stage.telegram.do("group", person=by, title=title)
    group = GroupChat(stage, about["id"])
    if forum:
        await stage.telegram.do("group/forum", chat=group.id)
        await stage.telegram.do("group/admin", person=by, chat=group.id, rights=RIGHTS)
    await stage.settle()
    return group


async def _press(group: GroupChat, who: Phone, data: str, *, force: bool = False) -> str:
    """Somebody presses the newest button with this data, or the newest message's; return the answer."""
    said = await group.received()
    message = next((m for m in reversed(said) if data in buttons(m)), said[-1])
    there = {"person": who.id, "chat": group.id, "message_id": message["message_id"]}
    await group.stage.telegram.do("press", **there, data=data, force=force)
    await group.stage.settle()
    return str((await who.answer())["text"])


async def _standing(group: GroupChat) -> list[str]:
    """What the bot says there, first lines, without service lines and what was deleted."""
    return [words(m).splitlines()[0] for m in await group.received() if m["content"] == "text" and not m["deleted"]]


@IN_BOTH
async def test_an_empty_desk_gets_a_forum_and_a_group_of_requesters_by_presses_alone(
    database: Database, language: str
) -> None:
    async with staged(database, locale=language, **RULES) as stage:
        vera, nina = stage.vera, await stage.phone("Nina", language=language)
        await vera.writes(f"/language {language}")
        rooms = await _add(stage, "Organizers")
        assert await _press(rooms, vera, "team_chat:2:requests", force=True) != text_of("chat-allowed", language)
        assert await _press(rooms, vera, "team_chat:1:requests") == text_of("chat-allowed", language)
        team = await _add(stage, "The team", forum=True)
        (asked,) = await team.received()
        assert buttons(asked) == ["team_chat:2:team", "team_chat:2:requests"]
        assert await _press(team, vera, "team_chat:2:team") == text_of("team-chat-set", language)
        assert words((await team.received())[-1]) == text_of("joined-forum", language)
        await _press(team, vera, "team_chat:2:topics")
        assert words((await team.received())[-1]) == text_of("joined-cards", language)
        await _press(team, vera, "team_chat:2:here")
        assert text_of("joined-done", language, only=1, topics=1) in [words(m) for m in await team.received()]
        before = len(await vera.received())
        asked_at = await rooms.write(nina, f"{BOT} The door of room 7 is locked")
        await stage.pass_time(seconds=5)
        view = await stage.telegram.read("chat", person=team.id)
        assert [topic["name"] for topic in view["topics"].values()] == ["#1 The door of room 7 is locked · Nina"]
        assert len(await vera.received()) == before  # the card came to the group alone
        (topic,) = view["topics"]
        await team.write(vera, "I am on my way", topic=int(topic))
        await stage.pass_time(seconds=30)
        answer = (await rooms.received())[-1]
        assert words(answer) == "#1 · Vera: I am on my way" and answer["reply_to"] == asked_at
        await stage.reopen()
        await stage.pass_time(minutes=6)
        await rooms.write(nina, f"{BOT} The lamp of room 8 is dark")
        await stage.pass_time(seconds=5)
        assert len((await stage.telegram.read("chat", person=team.id))["topics"]) == 2


async def test_only_an_admin_with_the_right_connects_a_group_and_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with staged(database, **RULES) as stage:
        vera, olga, boris = stage.vera, await stage.agent("Olga"), await stage.phone("Boris")
        strange = await _add(stage, "Strange", by=boris.id)
        assert await strange.received() == []
        group = await _add(stage, "The team", by=olga.id)
        for who in (boris, olga):
            await _press(group, who, "team_chat:2:team")
            assert (await who.answer())["show_alert"]
        assert words((await group.received())[-1]).startswith(text_of("joined-whose", bot=BOT[1:])[:20])
        await _press(group, vera, "team_chat:2:team")
        assert buttons((await group.received())[-1]) == ["team_chat:2:both", "team_chat:2:here"]
        assert await _press(group, vera, "team_chat:2:team", force=True) == text_of("press-outdated")
        await vera.presses("chat:2")
        assert text_of("chat-state", state="team") in await vera.reads()
        await _press(group, vera, "team_chat:2:both")
        await (rita := await stage.phone("Rita")).writes("The heating does not work")
        assert buttons((await group.received())[-1]) == ["claim:1", "open:1"]
        assert "claim:1" in await olga.buttons()
        await rita.containing("#1")


async def test_a_second_group_takes_over_and_the_first_may_be_of_requesters(database: Database) -> None:
    async with staged(database, **RULES) as stage:
        vera, rita = stage.vera, await stage.phone("Rita")
        first, second = await _add(stage, "First"), await _add(stage, "Second")
        await _press(first, vera, "team_chat:1:team")
        await _press(second, vera, "team_chat:2:team")
        assert (await _standing(first))[-1] == text_of("team-chat-moved")
        await rita.writes("The heating does not work")
        assert "#1" in (await _standing(second))[-1] and "#1" not in (await _standing(first))[-1]
        await vera.presses("chat:1")
        await vera.presses("chat_allow:1:1")
        await first.write(rita, f"{BOT} The lamp is dark")
        assert text_of("group-receipt", number=2, there=1) in await first.texts()
        await vera.writes("/groups")
        await vera.presses("chat:2")
        await vera.presses("team_chat:2:requests")
        await rita.writes("/new The door is locked")
        assert "#3" not in "".join(await second.texts())
        assert "claim:3" in await vera.buttons()


async def test_a_group_chosen_by_a_press_follows_its_move_and_outlives_the_variable(database: Database) -> None:
    async with staged(database, **RULES) as stage:
        vera, rita = stage.vera, await stage.phone("Rita")
        group = await _add(stage, "The team")
        await _press(group, vera, "team_chat:1:team")
        moved = GroupChat(stage, (await group.do("group/migrate"))["id"])
        await rita.writes("The heating does not work")
        assert "#1" in (await _standing(moved))[-1]
        for variable in (-4999, None):
            stage.app.settings = replace(stage.app.settings, staff_chat_id=variable)
            await stage.reopen()
        await _press(moved, vera, "open:1")
        stage.app.settings = replace(stage.app.settings, staff_chat_id=None)


async def test_a_supergroup_that_is_reported_before_its_move_is_the_same_group(database: Database) -> None:
    async with staged(database, **RULES) as stage:
        vera, rita = stage.vera, await stage.phone("Rita")
        group = await _add(stage, "The team")
        await _press(group, vera, "team_chat:1:team")
        moved = GroupChat(
            stage, (await stage.telegram.do("group/migrate", person=VERA, chat=group.id, silent=True))["id"]
        )
        await moved.do("group/admin", rights=[])
        await rita.writes("The heating does not work")
        await stage.pass_time(minutes=1)
        assert any("#1" in line for line in await _standing(moved))


async def test_while_the_bot_is_out_of_the_group_cards_come_in_private(database: Database) -> None:
    async with staged(database, **RULES) as stage:
        vera, rita = stage.vera, await stage.phone("Rita")
        group = await _add(stage, "The team")
        for step in ("team", "here"):
            await _press(group, vera, f"team_chat:1:{step}")
        await group.do("group/kick")
        await rita.writes("The heating does not work")
        assert "claim:1" in await vera.buttons()
        await group.do("group/kick", undo=True)
        await rita.writes("/new The lamp is dark")
        assert "claim:2" not in await vera.buttons()
        assert "claim:2" in buttons((await group.received())[-1])
