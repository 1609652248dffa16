"""Forum topics of the simulated Telegram: the bot's methods, their refusals, and what people do there."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

import pytest
from aiogram.exceptions import TelegramBadRequest

from tests.contract.telegram_service import Telegram

RIGHTS = ["can_manage_topics", "can_delete_messages"]


async def make_forum(tg: Telegram, *rights: str) -> tuple[int, int]:
    """A forum in which the bot is an administrator with these rights: its id and its maker."""
    rita = await tg.rita()
    group = (await tg.act("group", person=rita, title="The team"))["id"]
    await tg.act("group/admin", person=rita, chat=group, rights=rights)
    await tg.act("group/forum", chat=group)
    await tg.updates()
    return group, rita


async def refused(call: Awaitable[Any]) -> str:
    """The words of a refusal."""
    with pytest.raises(TelegramBadRequest) as raised:
        await call
    return raised.value.message


async def test_the_bot_makes_names_closes_and_deletes_a_topic(tg: Telegram) -> None:
    group, _ = await make_forum(tg, *RIGHTS)
    assert (await tg.bot.get_chat(group)).is_forum
    made = await tg.bot.create_forum_topic(group, "#1 Lamp", icon_color=7322096)
    there = {"chat_id": group, "message_thread_id": made.message_thread_id}
    icons = {one.emoji: one.custom_emoji_id for one in await tg.bot.get_forum_topic_icon_stickers()}
    await tg.bot.edit_forum_topic(**there, name="#1 Lights", icon_custom_emoji_id=icons["✅"])
    assert "TOPIC_NOT_MODIFIED" in await refused(tg.bot.edit_forum_topic(**there, name="#1 Lights"))
    said = await tg.bot.send_message(text="It is dark", **there)
    await tg.bot.close_forum_topic(**there)
    assert "TOPIC_NOT_MODIFIED" in await refused(tg.bot.close_forum_topic(**there))
    await tg.bot.reopen_forum_topic(**there)
    told = [update.message for update in await tg.updates() if update.message is not None]
    kinds = ("created", "edited", "closed", "reopened")
    assert [getattr(m, f"forum_topic_{kind}") is not None for m, kind in zip(told, kinds, strict=True)] == [True] * 4
    assert {m.message_thread_id for m in (*told, said)} == {made.message_thread_id}
    assert all(m.from_user is not None and m.from_user.id == tg.bot.id for m in told)
    await tg.bot.delete_forum_topic(**there)
    assert "thread not found" in await refused(tg.bot.send_message(text="Lost", **there))
    assert "TOPIC_DELETED" in await refused(tg.bot.close_forum_topic(**there))
    assert next(m for m in await tg.chat(group) if m["message_id"] == said.message_id)["deleted"]


async def test_topics_need_a_forum_and_rights(tg: Telegram) -> None:
    group, rita = await make_forum(tg, "can_manage_topics")
    made = await tg.bot.create_forum_topic(group, "#1 Lamp")
    there = {"chat_id": group, "message_thread_id": made.message_thread_id}
    assert "not enough rights" in await refused(tg.bot.delete_forum_topic(**there))
    assert "not enough rights" not in await refused(tg.bot.create_forum_topic(group, "x" * 129))
    await tg.act("group/topic", person=rita, chat=group, close=made.message_thread_id)
    await tg.bot.send_message(text="An administrator writes there", **there)
    await tg.act("group/admin", person=rita, chat=group, rights=[])
    assert "TOPIC_CLOSED" in await refused(tg.bot.send_message(text="No", **there))
    assert "not enough rights" in await refused(tg.bot.create_forum_topic(group, "#2 Door"))
    await tg.act("group/forum", chat=group, undo=True)
    assert "not a forum" in await refused(tg.bot.create_forum_topic(group, "#2 Door"))


async def test_people_make_rename_and_delete_topics(tg: Telegram) -> None:
    group, rita = await make_forum(tg, *RIGHTS)
    topic = (await tg.act("group/topic", person=rita, chat=group, name="Rooms"))["message_thread_id"]
    await tg.act("group/topic", person=rita, chat=group, rename=topic, name="Halls")
    await tg.act("message", person=rita, chat=group, topic=topic, text="Room 7")
    made, renamed, said = [update.message for update in await tg.updates()]
    assert made is not None and made.forum_topic_created is not None and made.forum_topic_created.name == "Rooms"
    assert renamed is not None and renamed.forum_topic_edited is not None
    assert renamed.forum_topic_edited.name == "Halls" and renamed.from_user is not None
    assert renamed.from_user.id == rita
    assert said is not None and said.is_topic_message and said.message_thread_id == topic
    await tg.act("group/topic", person=rita, chat=group, delete=topic)
    assert await tg.updates() == []


async def test_making_a_topic_counts_as_a_message(tg: Telegram) -> None:
    group, _ = await make_forum(tg, *RIGHTS)
    await tg.act("limits", on=True)
    for n in range(20):
        assert (await tg.raw("createForumTopic", chat_id=group, name=f"#{n}"))[0] == 200
    assert (await tg.raw("createForumTopic", chat_id=group, name="#21"))[0] == 429
