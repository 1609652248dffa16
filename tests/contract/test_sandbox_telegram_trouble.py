"""Troubles of the simulated Telegram that are ordered, counted and kept from strangers."""

from __future__ import annotations

import aiohttp
import pytest
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramBadRequest,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.types import (
    BufferedInputFile,
)

from tests.contract.telegram_service import HEADERS, Telegram

pytestmark = pytest.mark.broad

# --- trouble ---------------------------------------------------------------------------------------------


async def test_a_group_that_became_a_supergroup_is_told_by_order(tg: Telegram) -> None:
    rita = await tg.rita()
    await tg.act("fault", method="sendMessage", migrate_to_chat_id=-100123)
    with pytest.raises(TelegramMigrateToChat) as moved:
        await tg.bot.send_message(rita, "x")
    assert moved.value.migrate_to_chat_id == -100123


async def test_ordered_errors_are_what_aiogram_expects(tg: Telegram) -> None:
    rita = await tg.rita()
    await tg.act("fault", method="sendMessage", retry_after=7)
    with pytest.raises(TelegramRetryAfter) as waited:
        await tg.bot.send_message(rita, "a")
    assert waited.value.retry_after == 7
    await tg.act("fault", method="send*", status=500)
    with pytest.raises(TelegramServerError):
        await tg.bot.send_message(rita, "b")
    await tg.act("fault", method="*", html=True)
    with pytest.raises(ClientDecodeError):
        await tg.bot.send_message(rita, "c")
    await tg.act("fault", method="sendMessage", reset=True)
    with pytest.raises(TelegramNetworkError):
        await tg.bot.send_message(rita, "d")
    await tg.bot.send_message(rita, "e")
    assert [message["text"] for message in await tg.chat(rita)] == ["/start", "e"]


async def test_an_answer_can_be_lost_after_the_call_was_carried_out(tg: Telegram) -> None:
    rita = await tg.rita()
    await tg.act("fault", method="sendMessage", after=True)
    with pytest.raises(TelegramNetworkError):
        await tg.bot.send_message(rita, "once")
    await tg.act("fault", method="sendMessage", after=True, delay=30)
    with pytest.raises(TelegramNetworkError, match="timeout"):
        await tg.bot.send_message(rita, "twice", request_timeout=1)
    assert [message["text"] for message in await tg.chat(rita)] == ["/start", "once", "twice"]


async def test_slowness_and_errors_add_up(tg: Telegram) -> None:
    rita = await tg.rita()
    await tg.act("fault", method="*", delay=0.01, times=None)
    await tg.act("fault", method="sendMessage", status=500, after=True)
    with pytest.raises(TelegramServerError):
        await tg.bot.send_message(rita, "sent, told otherwise")
    assert (await tg.chat(rita))[-1]["text"] == "sent, told otherwise"
    await tg.bot.send_message(rita, "slow")
    await tg.act("fault", method="file", html=True)
    file = await tg.bot.send_document(rita, BufferedInputFile(b"x", "x.txt"))
    assert file.document is not None
    with pytest.raises(aiohttp.ClientResponseError):
        await tg.bot.download(file.document)


async def test_faults_choose_by_chat_count_and_dice(tg: Telegram) -> None:
    rita, olga = await tg.rita(), await tg.rita()
    order = await tg.act("fault", method="sendMessage", status=400, chat_id=rita, times=None)
    await tg.bot.send_message(olga, "fine")
    for _ in range(3):
        with pytest.raises(TelegramBadRequest):
            await tg.bot.send_message(rita, "x")
    await tg.act("fault/clear", id=order["id"])
    await tg.bot.send_message(rita, "x")
    await tg.act("fault", method="sendMessage", status=500, probability=0.5, seed=7, times=None)
    outcomes = [(await tg.raw("sendMessage", chat_id=rita, text="x"))[0] for _ in range(30)]
    assert 5 < outcomes.count(500) < 25
    assert not (await tg.try_act("fault", method="sendMessage"))["ok"]
    assert not (await tg.try_act("fault", methd="sendMessage", status=500))["ok"]


async def test_rates_are_refused_once_switched_on(tg: Telegram) -> None:
    rita = await tg.rita()
    sent = [await tg.bot.send_message(rita, f"free {n}") for n in range(8)]
    await tg.act("limits", on=True)
    for n in range(5):
        await tg.bot.send_message(rita, f"burst {n}")
    with pytest.raises(TelegramRetryAfter) as refused:
        await tg.bot.send_message(rita, "too fast")
    assert refused.value.retry_after == 1
    with pytest.raises(TelegramRetryAfter):
        await tg.bot.edit_message_text("edits count too", chat_id=rita, message_id=sent[0].message_id)
    await tg.bot.send_message(await tg.rita(), "others do not wait")
    assert (await tg.see("calls"))["refused_for_speed"] == 2
    await tg.act("limits", on=False)
    await tg.bot.send_message(rita, "free again")


async def test_calls_are_counted_and_readable(tg: Telegram) -> None:
    rita = await tg.rita()
    await tg.bot.send_message(rita, "a")
    with pytest.raises(TelegramBadRequest):
        await tg.bot.delete_message(rita, 77)
    calls = await tg.see("calls", method="deleteMessage")
    assert calls["count"] == 1
    assert calls["by_method"]["sendMessage"] == 1
    (call,) = calls["recent"]
    assert (call["ok"], call["description"]) == (False, "Bad Request: message to delete not found")


# --- the guard -------------------------------------------------------------------------------------------


async def test_strangers_are_refused(tg: Telegram) -> None:
    state = f"{tg.url}/control/state"
    port = tg.url.rsplit(":", 1)[1]
    for headers, status in (
        ({}, 403),
        ({"X-Sandbox-Key": "wrong"}, 403),
        (HEADERS, 200),
        ({**HEADERS, "Host": "evil.example"}, 403),
        ({**HEADERS, "Host": f"evil.example:{port}"}, 403),
        ({**HEADERS, "Host": "127.0.0.1:1"}, 403),
        ({**HEADERS, "Host": f"localhost:{port}"}, 200),
        ({**HEADERS, "Origin": "https://evil.example"}, 403),
        ({**HEADERS, "Origin": "null"}, 403),
        ({**HEADERS, "Origin": f"http://localhost:{port}"}, 200),
    ):
        async with tg.http.get(state, headers=headers) as response:
            assert response.status == status, headers
    async with tg.http.post(f"{tg.url}/control/person", data="{}", headers=HEADERS) as response:
        assert response.status == 415
    async with tg.http.get(f"{state}?key=key-of-the-test") as response:
        assert response.status == 403
    async with tg.http.get(f"{tg.url}/control/file/none?key=key-of-the-test") as response:
        assert response.status == 400


async def test_the_token_is_in_nothing_that_can_be_read(tg: Telegram) -> None:
    rita = await tg.rita()
    await tg.bot.send_message(rita, "x")
    for name in ("state", "calls"):
        assert tg.world.token not in str(await tg.see(name))
