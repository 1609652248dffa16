"""The limiter: rates kept, floods obeyed."""

from dataclasses import dataclass

from bot.api.rate_limits import Limiter, Rates


@dataclass
class Time:
    at: float = 0.0

    def __call__(self) -> float:
        return self.at


def _send_all(limiter: Limiter, time: Time, chats: list[int]) -> list[tuple[float, int]]:
    """Send to these chats in order, moving on to the moment each may."""
    sent = []
    for chat in chats:
        time.at += max(limiter.get_overall_wait(), limiter.get_chat_wait(chat))
        limiter.take(chat)
        sent.append((time.at, chat))
    return sent


def test_a_private_chat_gets_a_short_burst_and_then_one_a_second() -> None:
    time = Time()
    sent = _send_all(Limiter(time), time, [1] * 6)
    assert [round(at, 3) for at, _ in sent] == [0, 0, 0, 1, 2, 3]


def test_no_second_holds_more_than_thirty_requests_in_the_long_run() -> None:
    time = Time()
    sent = _send_all(Limiter(time), time, list(range(300)))
    later = [at for at, _ in sent if at > 2]
    assert max(sum(1 for at in later if start <= at < start + 1) for start in later) <= 29


def test_a_group_gets_eighteen_a_minute() -> None:
    time = Time()
    sent = _send_all(Limiter(time, Rates(group_burst=1)), time, [-5] * 20)
    assert sum(1 for at, _ in sent if at < 60) == 18
