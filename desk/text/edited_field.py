"""A field of a submitted form: whether its user changed it, and whether that overwrites a change of another user.
Pure."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EditedField:
    """A submitted value and the one the field was filled with; line ends and surrounding blanks are the browser's and
    do not count."""

    typed: str
    was: str = ""

    @property
    def is_touched(self) -> bool:
        """Return True if the user changed the value."""
        return not _same(self.typed, self.was)

    def has_clash(self, now: str) -> bool:
        """Return True if another user changed the value to something different since the form was shown."""
        return self.is_touched and not _same(self.was, now) and not _same(self.typed, now)


def find_touched(fields: Mapping[str, EditedField]) -> frozenset[str]:
    """Return the names of the fields that the user changed."""
    return frozenset(name for name, one in fields.items() if one.is_touched)


def find_clashing(fields: Mapping[str, EditedField], now: Mapping[str, str]) -> frozenset[str]:
    """Return the names of the changed fields whose stored value (`now`) another user changed too."""
    return frozenset(name for name, one in fields.items() if one.has_clash(now.get(name, "")))


def _same(one: str, other: str) -> bool:
    return one.replace("\r\n", "\n").strip() == other.replace("\r\n", "\n").strip()
