"""A week as people and shops write it: "Пн-Пт: 9:00–18:00, Сб: 10-14, Вс: выходной", "9-18 daily except Sunday". Pure.

Days come before their hours or, without a comma between, after them. It says nothing of days that are not named.
"""

from dataclasses import dataclass, field

from desk.text.opening_hours.typed_hours import (
    DAY,
    WEEKEND,
    HoursPart,
    HoursToken,
    UnclearHoursError,
    make_span,
    read_tokens,
)

_NAMES = (HoursPart.DAY, HoursPart.SEVERAL)
_BETWEEN = (*_NAMES, HoursPart.DASH, HoursPart.APART)
_HOURS = (HoursPart.TIME, HoursPart.ALL_DAY, HoursPart.CLOSED, HoursPart.AS)


@dataclass(frozen=True, slots=True)
class Clause:
    """Days (none: every day) with their hours in minutes, of which none means closed; or `like` another day."""

    days: tuple[int, ...]
    spans: tuple[tuple[int, int], ...] = ()
    like: int | None = None


@dataclass(slots=True)
class _Open:
    """A clause that is being read. `spans` is None before its hours; `is_after`: its days came after its hours."""

    days: list[int] = field(default_factory=list)
    without: list[int] = field(default_factory=list)
    spans: list[tuple[int, int]] | None = None
    like: int | None = None
    last: tuple[HoursToken, int] | None = None
    is_closed: bool = False
    is_after: bool = False
    is_excluding: bool = False
    says_weekend: bool = False


def read_week(text: str) -> list[Clause]:
    """Return what is said of the days, in order. Raises UnclearHoursError."""
    return _Reader(read_tokens(text)).read()


class _Reader:
    """Reads tokens from the left; `_is_apart`: a comma or the like stands before the next one."""

    def __init__(self, tokens: list[HoursToken]) -> None:
        self._tokens, self._at = tokens, 0
        self._done: list[Clause] = []
        self._now = _Open()
        self._is_apart = False

    def read(self) -> list[Clause]:
        """Return all clauses."""
        while self._at < len(self._tokens):
            part = self._tokens[self._at].part
            if part in _NAMES:
                self._take_days()
            elif part in (HoursPart.TIME, HoursPart.ALL_DAY):
                self._take_hours()
            elif part is HoursPart.CLOSED:
                self._take_closed()
            elif part is HoursPart.AS:
                self._take_like()
            else:
                self._skip(part)
                continue
            self._is_apart = False
        self._end_clause()
        return self._done

    def _skip(self, part: HoursPart) -> None:
        self._at += 1
        if part is HoursPart.APART:
            self._is_apart = True
        elif self._at == len(self._tokens):
            raise UnclearHoursError
        elif part is HoursPart.EXCEPT:
            self._now.is_excluding = True

    def _take_days(self) -> None:
        now, follows = self._now, self._is_before_hours()
        if now.spans is not None and self._begins_clause(follows):
            self._end_clause()
            now = self._now
        is_weekend = self._tokens[self._at].days == WEEKEND
        now.says_weekend = now.says_weekend or is_weekend
        days = self._read_days()
        if now.is_excluding:
            now.without += days
        elif is_weekend and now.days and set(now.days) <= set(WEEKEND) and not follows and now.spans is None:
            now.spans, now.is_closed = [], True  # "Sat, Sun: выходные"
        else:
            now.is_after = now.spans is not None
            now.days += days

    def _begins_clause(self, follows: bool) -> bool:
        """Return True if days behind hours belong to the next hours, not to these."""
        now = self._now
        if now.is_excluding or now.is_after:
            return follows
        return bool(now.days) or (self._is_apart and follows)

    def _is_before_hours(self) -> bool:
        rest = (one.part for one in self._tokens[self._at :] if one.part not in _BETWEEN)
        return next(rest, None) in _HOURS

    def _read_days(self) -> list[int]:
        """Return the days of a name or of a range from one to another, over Sunday too."""
        first, ahead = self._tokens[self._at], self._tokens[self._at + 1 : self._at + 3]
        if first.part is HoursPart.DAY and [one.part for one in ahead] == [HoursPart.DASH, HoursPart.DAY]:
            self._at += 3
            begins, ends = first.days[0], ahead[1].days[0]
            return [(begins + n) % 7 for n in range((ends - begins) % 7 + 1)]
        self._at += 1
        return list(first.days)

    def _take_hours(self) -> None:
        now = self._now
        if now.spans is not None and (now.is_after or now.is_excluding or now.is_closed):
            if not self._is_apart or now.is_closed:
                raise UnclearHoursError
            self._end_clause()
            now = self._now
        now.spans, now.is_excluding = now.spans or [], False
        now.spans.append(self._read_span())

    def _read_span(self) -> tuple[int, int]:
        taken = self._tokens[self._at : self._at + 3]
        if taken[0].part is HoursPart.ALL_DAY:
            self._at += 1
            return 0, DAY
        if [one.part for one in taken] != [HoursPart.TIME, HoursPart.DASH, HoursPart.TIME]:
            raise UnclearHoursError
        self._at += 3
        made = make_span(taken[0], taken[2], self._now.last)
        self._now.last = (taken[0], made[1])
        return made

    def _take_closed(self) -> None:
        if self._now.spans is not None:
            if not self._is_apart:
                raise UnclearHoursError
            self._end_clause()
        self._at += 1
        self._now.spans, self._now.is_closed = [], True

    def _take_like(self) -> None:
        after = self._tokens[self._at + 1 : self._at + 2]
        if self._now.spans is not None or not self._now.days or not after or after[0].part is not HoursPart.DAY:
            raise UnclearHoursError
        self._now.spans, self._now.like = [], after[0].days[0]
        self._at += 2

    def _end_clause(self) -> None:
        now, self._now = self._now, _Open()
        if now.spans is None and now.says_weekend and len(now.days) > len(WEEKEND) and set(now.days) <= set(WEEKEND):
            now.spans = []  # "выходные: сб, вс"
        if now.spans is None:
            raise UnclearHoursError
        days = [day for day in now.days or (range(7) if now.without else ()) if day not in now.without]
        if now.days and not days:
            raise UnclearHoursError
        self._done.append(Clause(tuple(dict.fromkeys(days)), tuple(sorted(set(now.spans))), now.like))
        if now.without:
            self._done.append(Clause(tuple(now.without)))
