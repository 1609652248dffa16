"""What the simulated Telegram tells the bot of: polling, presses, groups."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramMigrateToChat,
)
from aiogram.types import (
    ReactionTypeEmoji,
)

from tests.contract.telegram_service import Telegram, keyboard

pytestmark = pytest.mark.broad

# --- polling ---------------------------------------------------------------------------------------------


async def test_updates_stay_until_a_higher_offset_confirms_them(tg: Telegram) -> None:
    rita = await tg.rita()
    ids = [(await tg.act("message", person=rita, text=text))["update_ids"][0] for text in "abc"]
    assert [update.update_id for update in await tg.bot.get_updates(offset=ids[0], timeout=1)] == ids
    assert [update.update_id for update in await tg.bot.get_updates(offset=ids[1], timeout=1)] == ids[1:]
    assert len(tg.world.updates) == 2
    assert [update.update_id for update in await tg.bot.get_updates(offset=-1, timeout=1)] == ids[2:]


async def test_at_most_a_hundred_at_once(tg: Telegram) -> None:
    rita = await tg.rita()
    await tg.act("batch", calls=[{"verb": "message", "person": rita, "text": str(n)} for n in range(130)])
    assert [len(await tg.batch()), len(await tg.batch())] == [100, 30]


async def test_a_waiting_poll_wakes_up_and_a_burst_is_one_batch(tg: Telegram) -> None:
    rita = await tg.rita()
    poll = asyncio.create_task(tg.bot.get_updates(offset=tg.offset, timeout=30))
    version = tg.world.feed.version
    await tg.act("batch", calls=[{"verb": "message", "person": rita, "text": text} for text in "ab"])
    assert len(await asyncio.wait_for(poll, 5)) == 2
    assert (await tg.see("changes", since=version, timeout=5))["version"] > version


async def test_a_second_poller_ends_the_first_with_409(tg: Telegram) -> None:
    rita = await tg.rita()
    first = asyncio.create_task(tg.bot.get_updates(offset=tg.offset, timeout=30))
    while not tg.world.updates.polled:
        await asyncio.sleep(0)
    second = asyncio.create_task(tg.bot.get_updates(offset=tg.offset, timeout=30))
    with pytest.raises(TelegramConflictError, match="terminated by other getUpdates"):
        await asyncio.wait_for(first, 5)
    await tg.act("message", person=rita, text="x")
    assert len(await asyncio.wait_for(second, 5)) == 1


async def test_a_webhook_on_the_token_refuses_polling(tg: Telegram) -> None:
    await tg.act("foreign_webhook")
    with pytest.raises(TelegramConflictError, match="webhook is active"):
        await tg.bot.get_updates()
    assert (await tg.bot.get_webhook_info()).url.startswith("https://elsewhere")
    await tg.bot.delete_webhook()
    assert (await tg.bot.get_webhook_info()).url == ""
    assert await tg.bot.get_updates(limit=1) == []


async def test_kinds_not_asked_for_are_never_created(tg: Telegram) -> None:
    rita = await tg.rita()
    card = await tg.bot.send_message(rita, "hi")
    assert (await tg.act("react", person=rita, message_id=card.message_id, emoji="👍"))["update_ids"] == [None]
    await tg.act("message", person=rita, text="x")
    await tg.bot.get_updates(offset=tg.offset, timeout=1, allowed_updates=["message_reaction"])
    await tg.act("message", person=rita, text="unwanted now")
    await tg.act("react", person=rita, message_id=card.message_id, emoji="🔥")
    updates = await tg.updates()
    assert [update.event_type for update in updates] == ["message", "message_reaction"]
    assert updates[1].message_reaction is not None
    assert updates[1].message_reaction.old_reaction[0].model_dump() == {"type": "emoji", "emoji": "👍"}
    assert tg.world.updates.allowed == ["message_reaction"]


async def test_presses_expire_after_150_seconds_and_messages_after_a_day(tg: Telegram) -> None:
    rita = await tg.rita()
    card = await tg.bot.send_message(rita, "Card", reply_markup=keyboard(Take="take:1"))
    await tg.act("press", person=rita, message_id=card.message_id, data="take:1")
    await tg.act("message", person=rita, text="still there")
    tg.clock.move(timedelta(seconds=151))
    assert [update.event_type for update in await tg.bot.get_updates(offset=tg.offset, timeout=1)] == ["message"]
    tg.clock.move(timedelta(days=1))
    assert await tg.bot.get_updates(offset=-100) == []
    assert (await tg.see("state"))["expired_updates"] == 2


async def test_any_update_can_be_put_in_the_queue(tg: Telegram) -> None:
    await tg.act("update", raw_text='"message":{"text":"nul \\u0000 and half \\ud83d"}')
    await tg.act("update", raw={"poll_of_the_future": {"x": 1}, "update_id": 5})
    assert not (await tg.try_act("update", raw_text='"message":{'))["ok"]
    _, answer = await tg.raw("getUpdates")
    first, second = answer["result"]
    assert first["message"]["text"] == "nul \x00 and half \ud83d"
    assert second["update_id"] == first["update_id"] + 1
    with pytest.raises(ClientDecodeError):
        await tg.bot.get_updates(limit=1)


# --- presses ---------------------------------------------------------------------------------------------


async def test_a_press_is_answered_once_and_in_time(tg: Telegram) -> None:
    rita = await tg.rita()
    card = await tg.bot.send_message(rita, "Card", reply_markup=keyboard(Take="take:1"))
    await tg.act("press", person=rita, message_id=card.message_id, data="take:1")
    (update,) = await tg.updates()
    query = update.callback_query
    assert query is not None and query.message is not None and query.data == "take:1"
    assert (await tg.see("answers", person=rita))[0]["at"] is None
    await query.as_(tg.bot).answer("Olga has it", show_alert=True)
    (answer,) = await tg.see("answers", person=rita)
    assert (answer["text"], answer["show_alert"], answer["data"]) == ("Olga has it", True, "take:1")
    assert (await tg.see("chat", person=rita))["answers"] == [answer]
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await query.as_(tg.bot).answer("again")
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await tg.bot.answer_callback_query("12345")


async def test_a_button_must_be_there_unless_forced(tg: Telegram) -> None:
    rita = await tg.rita()
    card = await tg.bot.send_message(rita, "Card", reply_markup=keyboard(Take="take:1"))
    await tg.bot.edit_message_text("Taken", chat_id=rita, message_id=card.message_id)
    assert not (await tg.try_act("press", person=rita, message_id=card.message_id, data="take:1"))["ok"]
    await tg.act("press", person=rita, message_id=card.message_id, data="take:1", force=True)
    await tg.bot.delete_message(rita, card.message_id)
    await tg.act("press", person=rita, message_id=card.message_id, data="forged", force=True)
    alive, gone = await tg.updates()
    assert alive.callback_query is not None and gone.callback_query is not None
    assert alive.callback_query.message is not None and alive.callback_query.message.date != 0
    assert type(gone.callback_query.message).__name__ == "InaccessibleMessage"


# --- groups ----------------------------------------------------------------------------------------------


async def _team(tg: Telegram) -> tuple[int, int]:
    """Somebody, and a group they have let the bot into."""
    rita = await tg.rita()
    about = await tg.act("group", person=rita, title="The team")
    return rita, about["id"]


async def test_being_let_into_a_group_and_put_out_of_it_is_told(tg: Telegram) -> None:
    rita, team = await _team(tg)
    (joined,) = await tg.updates()
    assert joined.my_chat_member is not None
    assert (joined.my_chat_member.chat.id, joined.my_chat_member.chat.type) == (team, "group")
    assert joined.my_chat_member.new_chat_member.status == "member"
    await tg.act("group/kick", person=rita, chat=team)
    (out,) = await tg.updates()
    assert out.my_chat_member is not None and out.my_chat_member.new_chat_member.status == "kicked"
    with pytest.raises(TelegramForbiddenError, match="bot was kicked from the group chat"):
        await tg.bot.send_message(team, "hello")
    await tg.act("group/kick", person=rita, chat=team, undo=True)
    assert (await tg.bot.send_message(team, "hello")).chat.title == "The team"


async def test_a_press_in_a_group_says_who_and_where(tg: Telegram) -> None:
    rita, team = await _team(tg)
    await tg.updates()
    card = await tg.bot.send_message(team, "New", reply_markup=keyboard(Take="claim:1"))
    await tg.act("press", person=rita, chat=team, message_id=card.message_id, data="claim:1")
    (pressed,) = await tg.updates()
    assert pressed.callback_query is not None and pressed.callback_query.message is not None
    assert (pressed.callback_query.from_user.id, pressed.callback_query.message.chat.id) == (rita, team)
    await pressed.callback_query.answer("Only the team", show_alert=True)
    (answer,) = await tg.see("answers", person=rita)
    assert answer["text"] == "Only the team"


async def test_in_a_group_the_bot_hears_only_what_is_for_it(tg: Telegram) -> None:
    rita, team = await _team(tg)
    await tg.updates()
    card = await tg.bot.send_message(team, "New")
    await tg.act("message", person=rita, chat=team, text="who takes this?")
    await tg.act("message", person=rita, chat=team, text="/queue")
    await tg.act("message", person=rita, chat=team, text="me", reply_to=card.message_id)
    heard = [update.message.text for update in await tg.updates() if update.message]
    assert heard == ["/queue", "me"]
    assert [m["text"] for m in await tg.chat(team)] == ["New", "who takes this?", "/queue", "me"]


async def test_a_group_that_becomes_a_supergroup_has_another_id_and_says_so(tg: Telegram) -> None:
    rita, team = await _team(tg)
    await tg.updates()
    await tg.bot.send_message(team, "before")
    about = await tg.act("group/migrate", person=rita, chat=team)
    old, new = [update.message for update in await tg.updates()]
    assert old is not None and new is not None
    assert (old.chat.id, old.migrate_to_chat_id) == (team, about["id"])
    assert (new.chat.id, new.migrate_from_chat_id, new.chat.type) == (about["id"], team, "supergroup")
    with pytest.raises(TelegramMigrateToChat) as refused:
        await tg.bot.send_message(team, "after")
    assert refused.value.migrate_to_chat_id == about["id"]
    assert (await tg.bot.send_message(about["id"], "after")).message_id == 2


async def test_a_reaction_that_is_none_leaves_the_one_before(tg: Telegram) -> None:
    rita = await tg.rita()
    await tg.bot.set_message_reaction(rita, 1, [ReactionTypeEmoji(emoji="👀")])
    with pytest.raises(TelegramBadRequest, match="REACTION_INVALID"):
        await tg.bot.set_message_reaction(rita, 1, [ReactionTypeEmoji(emoji="🪚")])
    assert (await tg.chat(rita))[0]["reactions"] == [{"from": "bot", "emoji": "👀"}]
