"""Declares an act of the team on a ticket: the function that does it, its values, its right, its names.

An act never knows a door; each door derives its commands, buttons, forms or operations from the declaration. A door
that an act leaves out has one made by hand, which calls the same function and the same readers, or none.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from operator import attrgetter
from typing import Any, ClassVar, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import QuestionKind, Status
from desk import Desk, DeskSettings
from desk.locked import MOST
from desk.policy import Verb
from desk.policy.permissions import NEEDED, Grant
from desk.policy.transitions import TRANSITIONS
from desk.settings.kinds import Choice, Length, Moment, TypedLine, Wrong


class Door(StrEnum):
    """A way to an act: a typed command, a button, a form of the ticket's page, the list of the panel for several
    tickets at once, together with an answer, an operation of the API, an action of a rule, a line of a canned reply:
    such an act is undone with its answer."""

    TYPED = "typed"
    BUTTON = "button"
    PANEL = "panel"
    BULK = "bulk"
    ANSWER = "answer"
    API = "api"
    RULE = "rule"
    REPLY = "reply"


EVERYWHERE = frozenset({Door.TYPED, Door.BUTTON, Door.PANEL, Door.API})


@dataclass(frozen=True, slots=True)
class RowKey:
    """The number of a ticket, or the id of something that a list offers."""

    wrong: ClassVar[Wrong] = ("page-wrong-number", {})

    def parse_text(self, text: str) -> int:
        """Raise ValueError unless it is one that the database can have."""
        typed = text.strip().removeprefix("#")
        if not (typed.isascii() and typed.isdigit() and len(typed) < 20 and 0 < int(typed) < MOST):
            raise ValueError(text)
        return int(typed)


Kind = Choice | TypedLine | Length | Moment | RowKey


@dataclass(frozen=True, slots=True)
class Argument:
    """A value of an act, by the name of the parameter. `says` and `example` are for programs; `clears`: empty takes
    away what was set; `needs`: the verb whose right it needs besides; `find`: returns what is called so, None for
    nothing."""

    name: str
    kind: Kind
    says: str = ""
    example: Any = None
    is_optional: bool = False
    clears: bool = False
    needs: Verb | None = None
    find: Callable[[AsyncSession, str], Awaitable[int | None]] | None = None


@dataclass(frozen=True, slots=True)
class AskedReason:
    """The question for the words of an act where none are given: before it, if the act cannot do without them. Acts may
    share a kind: the question names its act. `said`: its texts are `<said>-ask` and `<said>-stored`; without it the
    act's name. `check`: raises what the act would, before it is asked; `can_still`: whether an answer to what was asked
    at a time still does it; without them the verb's table of statuses says both."""

    kind: QuestionKind = QuestionKind.HOLD_REASON
    said: str = ""
    check: Callable[[Desk, int], Awaitable[int]] | None = None
    can_still: Callable[[Desk, int, datetime], Awaitable[bool]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketAct:
    """An act. `name`: in texts (`btn-`, `usage-`, `done-`), forms and operations; `called`: where it is stored or typed
    by another name, a command followed by its other names; `says`: a sentence for programs; `grave`: it ends something
    or reaches many; `doors`: those that derive it; `made`: those where it is made by hand; `writes`: fields of the
    history that it changes; `heard`: whole lines of staff that do it, in the languages of the desk; `setting`: the path
    of the one in `DeskSettings` that switches it on."""

    name: str
    run: Callable[..., Awaitable[Any]]
    verb: Verb
    says: str = ""
    arguments: tuple[Argument, ...] = ()
    called: Mapping[Door, str] = field(default_factory=dict)
    asks: AskedReason | None = None
    doors: frozenset[Door] = EVERYWHERE
    made: frozenset[Door] = frozenset()
    writes: tuple[str, ...] = ()
    grave: bool = False
    heard: str = ""
    setting: str = ""

    @property
    def grant(self) -> Grant:
        """The right that staff need."""
        return NEEDED.get(self.verb, Grant.WORK)

    @property
    def asks_first(self) -> bool:
        """True if it cannot be done without words."""
        typed = TypedLine, Length
        return any(isinstance(one.kind, typed) and not (one.is_optional or one.clears) for one in self.arguments)

    @property
    def moves(self) -> bool:
        """True if it leads to another status, which the card shows."""
        return any(map(self.can_change, TRANSITIONS[self.verb]))

    def is_on(self, rules: DeskSettings) -> bool:
        """Return True unless a setting has it switched off."""
        return not self.setting or bool(attrgetter(self.setting)(rules))

    def keep_given(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values without those that are left out; None stays where it clears."""
        clearing = {one.name for one in self.arguments if one.clears}
        return {name: value for name, value in values.items() if value is not None or name in clearing}

    def can_change(self, status: Status) -> bool:
        """Return True if it leads from this status to another."""
        return TRANSITIONS[self.verb].get(status) not in (None, status)

    def is_possible(self, status: Status) -> bool:
        """Return True if it can be done in this status."""
        return status in TRANSITIONS[self.verb]

    def get_name(self, door: Door) -> str:
        """Return its name at a door."""
        return self.list_names(door)[0]

    def list_names(self, door: Door) -> list[str]:
        """Return all its names at a door."""
        return self.called.get(door, self.name).split()


@dataclass(frozen=True, slots=True)
class ActStep:
    """An act that is done with an answer, and its values."""

    act: TicketAct
    values: Mapping[str, Any] = field(default_factory=dict)


MADE: dict[tuple[Door, str], Callable[..., Awaitable[Any]]] = {}
"""Acts that a door makes by hand, by the act's name."""
_Maker = TypeVar("_Maker", bound=Callable[..., Awaitable[Any]])


def make_by_hand(door: Door, *names: str) -> Callable[[_Maker], _Maker]:
    """Return a decorator for the function that does these acts at a door, in place of a derived one."""

    def keep(function: _Maker) -> _Maker:
        for name in names:
            if MADE.setdefault((door, name), function) is not function:
                raise ValueError(f"{name} is made twice at {door}")
        return function

    return keep
