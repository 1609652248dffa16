"""Declares one setting: its key, kind, group and place."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from enum import StrEnum
from operator import attrgetter
from typing import Any, Protocol, TypeVar

from desk.settings.kinds import SettingKind, Stored


class _Settings(Protocol):
    """All settings of a desk, as far as one of them asks."""

    @property
    def pinned(self) -> frozenset[str]:
        """Names of variables that the environment sets, in small letters."""
        ...


class SettingGroup(StrEnum):
    """Settings that `/settings` shows together; the name of a group is the text `setting-group-<value>`."""

    REQUESTS = "requests"
    TEAM = "team"
    LIMITS = "limits"
    HOURS = "hours"
    ESCALATION = "escalation"
    PROMISES = "promises"
    NOTICES = "notices"
    BRIEFINGS = "briefings"
    BOARD = "board"
    ORGANIZATIONS = "organizations"
    PAYMENTS = "payments"
    DESK = "desk"


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting that admins change. `path`: where `DeskSettings` has it, such as "limits.max_open". `pin`: operators
    may set it by the variable of its key. `basic`: a small team needs it. `place`: its rank in its group; of one rank
    they follow the fields. `moves_hours`: after a change open tickets are recalculated. `act`: data of a further button
    while it is on, whose text is `setting-act-<key>`. `of_web`: it is shown only if there is a web panel.
    `is_lasting`: it lets more people or networks into the panel, or people see the requests of their organization."""

    key: str
    initial: Any
    kind: SettingKind
    group: SettingGroup
    pin: bool = False
    basic: bool = False
    place: int = 0
    moves_hours: bool = False
    act: str | None = None
    of_web: bool = False
    is_lasting: bool = False
    path: str = ""

    @property
    def text(self) -> str:
        """Return the key of its name; with `-effect` appended, of its effect."""
        return f"setting-{self.key.replace('_', '-')}"

    @property
    def variable(self) -> str | None:
        """Return the variable of the environment that pins it."""
        return self.key.upper() if self.pin else None

    @property
    def default(self) -> Stored:
        """Return the default as it would be stored."""
        return self.kind.dump_value(self.initial)

    def get_stored(self, settings: object) -> Stored:
        """Return its value in these settings, as it would be stored."""
        return self.kind.dump_value(attrgetter(self.path)(settings))

    def is_shown(self, *, has_panel: bool) -> bool:
        """Return True if the setting can have an effect."""
        return has_panel or not self.of_web

    def is_pinned(self, settings: _Settings) -> bool:
        """Return True if the environment sets the value."""
        return self.pin and self.key in settings.pinned

    def load_values(self, stored: Stored) -> dict[str, Any]:
        """Return its value by its path; raises ValueError for a stored value that does not fit."""
        return {self.path: self.kind.load_value(stored)}


_T = TypeVar("_T")


def declare(key: str, default: _T, kind: SettingKind, group: SettingGroup, **how: Any) -> _T:
    """Return the field of a setting; `how`: as `Setting` has it."""
    made: _T = field(
        default_factory=lambda: default,
        hash=isinstance(default, Hashable),
        metadata={"setting": Setting(key, default, kind, group, **how)},
    )
    return made
