"""Whether Telegram answers: any answer counts, and silence only after a call that failed or waits for long."""

from dataclasses import dataclass

import pytest
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramBadRequest,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetMe

from bot.api.reach import LOST_SECONDS, REFUSED_SECONDS, TelegramReach


@dataclass
class Clock:
    seconds: float = 100.0

    def __call__(self) -> float:
        return self.seconds


def _silent(reach: TelegramReach) -> None:
    with pytest.raises(TelegramNetworkError), reach.watch_call():
        raise TelegramNetworkError(GetMe(), "ClientConnectorError")


def test_calls_without_an_answer_lose_it_after_a_while() -> None:
    clock = Clock()
    reach = TelegramReach(clock)
    _silent(reach)
    assert (reach.is_doubtful(), reach.is_lost()) == (True, False)
    clock.seconds += LOST_SECONDS
    assert reach.is_lost()


@pytest.mark.parametrize("refused", [True, False])
def test_any_answer_ends_the_silence(refused: bool) -> None:
    reach = TelegramReach(Clock())
    _silent(reach)
    if refused:
        with pytest.raises(TelegramBadRequest), reach.watch_call():
            raise TelegramBadRequest(GetMe(), "chat not found")
    else:
        with reach.watch_call():
            pass
    assert not reach.is_doubtful()


def test_a_call_that_waits_for_long_is_doubtful_and_counts_from_its_beginning() -> None:
    clock = Clock()
    reach = TelegramReach(clock)
    with reach.watch_call():
        clock.seconds += LOST_SECONDS
        assert (reach.is_doubtful(), reach.is_lost()) == (True, False)
        _silent(reach)
        assert reach.is_lost()
        reach.note_answer()
        assert not reach.is_doubtful()
    assert not reach.is_doubtful()


REFUSED = TelegramUnauthorizedError(GetMe(), "Unauthorized")
PAGE = ClientDecodeError("Failed to decode object", ValueError(), "<html>")


def _fails(reach: TelegramReach, error: AiogramError) -> None:
    with pytest.raises(AiogramError), reach.watch_call():
        raise error


@pytest.mark.parametrize(
    ("between", "is_refused"),
    [
        (REFUSED, True),
        (TelegramServerError(GetMe(), "Bad Gateway"), True),
        (PAGE, True),
        (TelegramNetworkError(GetMe(), "ClientConnectorError"), True),
        (TelegramBadRequest(GetMe(), "chat not found"), False),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_token_is_refused_for_good_after_a_minute_without_a_good_answer(
    between: AiogramError, is_refused: bool
) -> None:
    clock = Clock()
    reach = TelegramReach(clock)
    _fails(reach, REFUSED)
    assert (reach.is_doubtful(), reach.is_lost(), reach.is_refused_for_good()) == (True, False, False)
    clock.seconds += REFUSED_SECONDS
    _fails(reach, between)
    assert (reach.is_refused(), reach.is_refused_for_good(), reach.is_lost()) == (is_refused,) * 3
    reach.note_answer()
    assert (reach.is_refused(), reach.is_refused_for_good(), reach.is_doubtful()) == (False,) * 3


def test_a_page_of_something_in_between_is_no_answer() -> None:
    clock = Clock()
    reach = TelegramReach(clock)
    _fails(reach, PAGE)
    clock.seconds += LOST_SECONDS
    assert (reach.is_lost(), reach.is_refused()) == (True, False)


@pytest.mark.parametrize(
    ("error", "is_outage"),
    [
        (TelegramRetryAfter(GetMe(), "Too Many Requests", 3600), False),
        (TelegramServerError(GetMe(), "Bad Gateway"), False),
        (TelegramNetworkError(GetMe(), "ClientConnectorError"), True),
    ],
    ids=["429 of an hour", "500", "silence"],
)
def test_a_limit_of_an_hour_is_no_outage(error: AiogramError, is_outage: bool) -> None:
    """Other chats get their letters; that one's are late, which is told apart."""
    clock = Clock()
    reach = TelegramReach(clock)
    for _ in range(2):
        _fails(reach, error)
        clock.seconds += 1800
    assert bool(reach.measure_outage()) is is_outage
