"""Declares an act of the team on a ticket: the function that does it, its values, its right, its names.

An act never knows a door; each door derives its commands, buttons, forms or operations from the declaration. A door
that an act leaves out has one made by hand, which calls the same function and the same readers, or none.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from db.models import QuestionKind
from desk import Desk
from desk.policy import Verb
from desk.policy.permissions import NEEDED, Grant
from desk.policy.transitions import TRANSITIONS
from desk.settings.kinds import Choice, Moment, TypedLine


class Door(StrEnum):
    """A way to an act: a typed command, a button, a form of the ticket's page, the list of the panel for several
    tickets at once, together with an answer, an operation of the API."""

    TYPED = "typed"
    BUTTON = "button"
    PANEL = "panel"
    BULK = "bulk"
    ANSWER = "answer"
    API = "api"


EVERYWHERE = frozenset({Door.TYPED, Door.BUTTON, Door.PANEL, Door.API})


@dataclass(frozen=True, slots=True)
class Argument:
    """A value of an act, by the name of the parameter. `says` and `example` are for programs; `needs`: the verb whose
    right it needs besides."""

    name: str
    kind: Choice | TypedLine | Moment
    says: str
    example: Any
    is_optional: bool = False
    needs: Verb | None = None


@dataclass(frozen=True, slots=True)
class AskedReason:
    """The question for the words of an act where none are given. With a `check` it is asked before, and the act waits
    for the answer. `can_still`: whether an answer to what was asked at a time still does it."""

    kind: QuestionKind
    can_still: Callable[[Desk, int, datetime], Awaitable[bool]]
    check: Callable[[Desk, int], Awaitable[int]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketAct:
    """An act. `name`: in texts (`btn-`, `usage-`, `done-`), forms and operations; `called`: where it is stored or typed
    by another name, a command followed by its other names; `says`: a sentence for programs; `grave`: it ends something
    or reaches many; `doors`: those that derive it; `made`: those where it is made by hand."""

    name: str
    run: Callable[..., Awaitable[Any]]
    verb: Verb
    says: str = ""
    arguments: tuple[Argument, ...] = ()
    called: Mapping[Door, str] = field(default_factory=dict)
    asks: AskedReason | None = None
    doors: frozenset[Door] = EVERYWHERE
    made: frozenset[Door] = frozenset()
    grave: bool = False

    @property
    def grant(self) -> Grant:
        """The right that staff need."""
        return NEEDED.get(self.verb, Grant.WORK)

    @property
    def moves(self) -> bool:
        """True if it leads to another status, which the card shows."""
        return any(status is not to for status, to in TRANSITIONS[self.verb].items())

    def get_name(self, door: Door) -> str:
        """Return its name at a door."""
        return self.called.get(door, self.name).partition(" ")[0]
