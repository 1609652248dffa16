"""The day that is played: when people write, what they write, who works when, how long everything takes them.

Pure: random numbers of one seed, no service and no clock.

A day has ten hours from eight. Times are seconds since its beginning, lengths are seconds of the day.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

FIRST_HOUR, HOURS = 8, 10
HOUR = 3600.0
_SHARES = (8, 16, 15, 12, 6, 8, 13, 11, 7, 4)
"""Requests of a hundred in each hour: a peak in the morning, a dip at noon, a smaller peak after it."""
_SHIFTS = ((8, 16), (8, 16), (9, 17), (9, 17), (10, 18))
_ANSWERS = (1, 1, 1, 1, 1, 2, 2, 2, 3, 4)
"""Answers that a request needs, each as likely: 1.8 on average, less what is still open in the evening."""
BOARD_SHARE = 1 / 3

_THINGS = {
    "en": (
        "projector", "badge reader", "laptop charger", "scanner", "ticket printer", "microphone", "guest network",
        "upload form", "schedule page", "payment terminal", "parking gate", "meeting link",
    ),
    "ru": (
        "проектор", "турникет", "зарядник ноутбука", "сканер", "принтер билетов", "микрофон", "гостевой вай-фай",
        "личный кабинет", "шлагбаум", "кассовый терминал", "экран расписания", "видеозвонок",
    ),
}  # fmt: skip
_TROUBLES = {
    "en": ("stopped working", "shows error 12", "asks for a password", "is very slow", "was never delivered", "beeps"),
    "ru": ("перестал работать", "пишет ошибку 12", "просит пароль", "еле работает", "так и не привезли", "пищит"),
}
_PLACES = {
    "en": ("in hall A", "in hall B", "at gate 3", "in room 204", "in room 118", "at the west desk", "on floor 5"),
    "ru": ("в зале А", "в зале Б", "у входа 3", "в комнате 204", "в комнате 118", "у западной стойки", "на этаже 5"),
}
_MORE = {
    "en": ("we have tried it again and nothing has changed", "now it does it on the second one too"),
    "ru": ("попробовали ещё раз, всё то же самое", "теперь и на втором так же"),
}
_REPLIES = {
    "en": ("please switch it off for a minute and try again", "a colleague is on the way to you, ten minutes"),
    "ru": ("выключите на минуту и попробуйте снова", "к вам идёт коллега, будет через десять минут"),
}


@dataclass(frozen=True, slots=True)
class PlannedRequest:
    """A request as its requester will act: when they write first, how many answers they need, how it ends.

    `ending`: "yes", "no" (once, then another answer) or "" if they do not say whether it worked.
    """

    at: float
    language: str
    words: str
    answers: int
    photo: bool
    noted: bool
    ending: str


@dataclass(frozen=True, slots=True)
class Shift:
    """The working time of an agent, with half an hour of lunch; `board`: they answer on the board."""

    begins: float
    ends: float
    lunch: float
    board: bool

    def list_hours(self, hours: int) -> list[int]:
        """Return which of the day's first hours begin within the shift."""
        return [hour for hour in range(hours) if self.begins <= hour * HOUR < self.ends]

    def is_at_work(self, at: float) -> bool:
        """Return True if the agent takes and answers at that moment."""
        return self.begins <= at < self.ends and not self.lunch <= at < self.lunch + HOUR / 2


class DayModel:
    """The chances of one day."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)  # noqa: S311  (no secret)

    def plan_requests(self, count: int, hours: int = HOURS) -> list[PlannedRequest]:
        """Return that many requests in the order in which they come, all within the first hours."""
        bounds = list(accumulate(_SHARES[:hours]))
        whole = [self._dice.random() * bounds[-1] for _ in range(count)]
        return [self._plan(self._find_time(place, bounds)) for place in sorted(whole)]

    def _find_time(self, place: float, bounds: Sequence[int]) -> float:
        hour = next(number for number, bound in enumerate(bounds) if place < bound)
        before = bounds[hour - 1] if hour else 0
        return HOUR * (hour + (place - before) / (bounds[hour] - before))

    def _plan(self, at: float) -> PlannedRequest:
        dice, language = self._dice, self._dice.choice(("en", "ru"))
        words = " ".join(dice.choice(some[language]) for some in (_THINGS, _TROUBLES, _PLACES))
        return PlannedRequest(
            at,
            language,
            words,
            answers=dice.choice(_ANSWERS),
            photo=dice.random() < 0.1,
            noted=dice.random() < 0.12,
            ending=dice.choices(("yes", "no", ""), (45, 6, 49))[0],
        )

    def plan_shifts(self, agents: int) -> list[Shift]:
        """Return the shifts of that many agents; each third one answers on the board."""
        return [self._plan_shift(number) for number in range(agents)]

    def _plan_shift(self, number: int) -> Shift:
        begins, ends = _SHIFTS[number % len(_SHIFTS)]
        lunch = self._dice.choice((11.5, 12, 12.5, 13, 13.5))
        first, last, rest = ((hour - FIRST_HOUR) * HOUR for hour in (begins, ends, lunch))
        return Shift(first, last, rest, board=int(number * BOARD_SHARE) != int((number + 1) * BOARD_SHARE))

    def draw_more(self, language: str) -> str:
        """Return what a requester adds."""
        return self._dice.choice(_MORE[language])

    def draw_reply(self, language: str) -> str:
        """Return what an agent answers."""
        return self._dice.choice(_REPLIES[language])

    def draw_wait(self, mean: float) -> float:
        """Return a random duration in seconds, exponential around `mean` and at most four times that."""
        return min(self._dice.expovariate(1 / mean), 4 * mean)

    def draw_work(self) -> float:
        """Return how long an agent works on one answer: half of them under 165 seconds, some a quarter of an hour."""
        return min(self._dice.lognormvariate(5.1, 0.6), HOUR / 4)

    def is_lucky(self, chance: float) -> bool:
        """Return True with that chance."""
        return self._dice.random() < chance
