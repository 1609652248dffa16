"""A field of a form that was filled, shown and came back: whether somebody typed into it, over whose words. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EditedField:
    """`typed`: what came back, `was`: what the field was filled with; line ends and blanks around are the browser's."""

    typed: str
    was: str = ""

    @property
    def is_touched(self) -> bool:
        """Whether something else is to stand there."""
        return not _same(self.typed, self.was)

    def clashes_with(self, now: str) -> bool:
        """Whether somebody else put something different there meanwhile."""
        return self.is_touched and not _same(self.was, now) and not _same(self.typed, now)


def touched(fields: Mapping[str, EditedField]) -> frozenset[str]:
    """The names of those that somebody typed into."""
    return frozenset(name for name, one in fields.items() if one.is_touched)


def clashing(fields: Mapping[str, EditedField], now: Mapping[str, str]) -> frozenset[str]:
    """The names of those where somebody else put something different meanwhile; `now`: what stands there."""
    return frozenset(name for name, one in fields.items() if one.clashes_with(now.get(name, "")))


def _same(one: str, other: str) -> bool:
    return one.replace("\r\n", "\n").strip() == other.replace("\r\n", "\n").strip()
