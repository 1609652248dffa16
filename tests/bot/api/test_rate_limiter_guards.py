"""The limiter at its edges: a second more or less, a token more or less, this chat or that."""

import asyncio
from dataclasses import dataclass

import pytest
from aiogram import Bot
from aiogram.exceptions import ClientDecodeError
from aiogram.methods import GetMe, TelegramMethod

from bot.api.client import RateLimitedApi
from bot.api.rate_limits import Limiter, Rates, _Bucket

RATES = Rates(
    overall_per_second=4, overall_burst=8, chat_per_second=2, chat_burst=3, group_per_minute=30, group_burst=5
)


@dataclass
class Time:
    at: float = 100.0

    def __call__(self) -> float:
        return self.at


def _burst(limiter: Limiter, chat: int) -> int:
    """How many may go to the chat at once."""
    sent = 0
    while limiter.get_chat_wait(chat) <= 0 and sent < 50:
        limiter.take(chat)
        sent += 1
    return sent


def test_tokens_grow_at_their_rate_up_to_the_burst() -> None:
    bucket = _Bucket(rate=2, burst=3, tokens=0, at=0)
    assert bucket.get_wait(0) == 0.5
    assert bucket.get_wait(0.25) == 0.25
    assert bucket.get_wait(0.5) == 0
    assert bucket.tokens == 1
    bucket.get_wait(100)
    assert bucket.tokens == 3
    bucket.take(100)
    assert bucket.tokens == 2


def test_one_whole_token_is_enough_and_less_is_not() -> None:
    assert _Bucket(rate=2, burst=3, tokens=1, at=0).get_wait(0) == 0
    assert _Bucket(rate=2, burst=3, tokens=1.5, at=0).get_wait(0) == 0
    assert _Bucket(rate=2, burst=3, tokens=0.999, at=0).get_wait(0) > 0
    assert _Bucket(rate=2, burst=3, tokens=-1, at=0).get_wait(0) == 1


@pytest.mark.parametrize(("chat", "burst", "wait"), [(5, 3, 0.5), (1, 3, 0.5), (0, 3, 0.5), (-1, 5, 2.0)])
def test_a_person_and_a_group_have_their_own_rates(chat: int, burst: int, wait: float) -> None:
    limiter = Limiter(Time(), RATES)
    assert _burst(limiter, chat) == burst
    assert limiter.get_chat_wait(chat) == wait


def test_a_chat_uses_up_its_own_tokens_and_one_of_all() -> None:
    time = Time()
    limiter = Limiter(time, RATES)
    for _ in range(4):
        limiter.take(5)
    assert limiter.count_left() == 4
    assert (limiter.get_chat_wait(5), limiter.get_chat_wait(6), limiter.get_overall_wait()) == (1.0, 0.0, 0.0)
    time.at += 1
    assert (limiter.get_chat_wait(5), limiter.count_left()) == (0.0, 8)


def test_a_chat_asked_about_before_keeps_growing() -> None:
    time = Time()
    limiter = Limiter(time, RATES)
    _burst(limiter, 5)
    time.at += 10
    limiter.take(5)
    assert limiter.get_chat_wait(5) == 0


def test_nothing_is_ever_to_be_waited_for_less_than_no_time() -> None:
    time = Time()
    limiter = Limiter(time, RATES)
    limiter.stop_chat(5, 1)
    limiter.stop_chat(6, 1)
    time.at += 50
    assert (limiter.get_chat_wait(5), limiter.get_overall_wait(), limiter.get_chat_wait(7)) == (0.0, 0.0, 0.0)


def test_what_is_left_is_never_negative_and_nothing_while_all_is_stopped() -> None:
    time = Time()
    limiter = Limiter(time, RATES)
    for chat in range(12):
        limiter.take(chat)
    assert limiter.count_left() == 0
    time.at += 2
    assert limiter.count_left() == 4
    limiter.stop_chat(1, 10)
    assert limiter.count_left() == 4
    limiter.stop_chat(2, 3)
    assert limiter.count_left() == 0
    time.at += 2.99
    assert limiter.count_left() == 0
    time.at += 0.01
    assert limiter.count_left() == pytest.approx(8)


def test_a_stop_that_ends_this_moment_is_over() -> None:
    time = Time()
    limiter = Limiter(time, RATES)
    limiter.stop_chat(1, 3)
    time.at += 3
    limiter.stop_chat(2, 20)
    assert limiter.get_overall_wait() == 0


def test_the_same_chat_refused_twice_stops_no_other() -> None:
    limiter = Limiter(Time(), RATES)
    limiter.stop_chat(1, 3)
    limiter.stop_chat(1, 20)
    assert (limiter.get_overall_wait(), limiter.get_chat_wait(1)) == (0, 20)


def test_a_shorter_stop_of_all_ends_no_longer_one() -> None:
    limiter = Limiter(Time(), RATES)
    for chat, seconds in ((1, 30), (2, 20), (3, 5)):
        limiter.stop_chat(chat, seconds)
    assert limiter.get_overall_wait() == 20


def test_among_very_many_chats_those_at_rest_are_forgotten_and_no_others() -> None:
    time = Time()
    limiter = Limiter(time, Rates(overall_per_second=1e6, overall_burst=1e6, chat_per_second=2, chat_burst=3))
    for chat in range(10_000):
        limiter.take(chat)
    limiter.stop_chat(1, 1)
    limiter.stop_chat(1, 60)
    limiter._stopped[2] = time.at + 1
    time.at += 1
    limiter.take(3)
    limiter.take(3)
    assert len(limiter._chats) == 10_000
    limiter.take(10_000)
    assert set(limiter._chats) == {3, 10_000}
    assert set(limiter._stopped) == {1}
    assert limiter.get_chat_wait(1) == 59


class _Answers(Bot):
    """A bot whose every call fails alike."""

    def __init__(self, error: Exception) -> None:
        super().__init__("77:AAAA")
        self.error = error
        self.timeouts: list[int | None] = []
        self.methods: list[object] = []

    async def __call__(self, method: TelegramMethod[object], request_timeout: int | None = None) -> object:  # type: ignore[override]
        self.timeouts.append(request_timeout)
        self.methods.append(method)
        raise self.error


async def test_a_turn_waits_for_chat_and_all_and_is_counted() -> None:
    time, waits = Time(), []
    limiter = Limiter(time, RATES)

    async def wait(seconds: float) -> None:
        waits.append(seconds)
        time.at += seconds

    calls = RateLimitedApi(Bot("77:AAAA"), limiter, wait)
    for _ in range(4):
        await calls.turn(5)
    assert waits == [0.5]
    for chat in range(20, 30):
        limiter.take(chat)
    await calls.turn(6)
    assert waits[1:] == [1.25]
    assert limiter.count_left() == 0


@pytest.mark.parametrize(
    ("data", "gives"),
    [({"ok": True, "result": {"message_id": 5}}, {"message_id": 5}), ({"ok": False}, None), ("ok", None)],
)
async def test_an_answer_that_says_ok_counts_as_sent(data: object, gives: object) -> None:
    bot = _Answers(ClientDecodeError("odd", ValueError("x"), data))
    calls = RateLimitedApi(bot, Limiter(Time()), asyncio.sleep)
    if gives is None:
        with pytest.raises(ClientDecodeError):
            await calls.call(GetMe())
    else:
        assert await calls.call(GetMe(), uploads=True) == gives
    assert bot.methods == [GetMe()]
    assert bot.timeouts == [300 if gives is not None else None]
