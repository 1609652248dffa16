"""Decides whether what happened since something was planned stops it. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class Planned(StrEnum):
    """The kinds of plans."""

    ANSWER = "answer"
    NOTE = "note"
    ACT = "act"


class Stop(StrEnum):
    """The things that stop a plan; its author is told the first. OFF: admins switched planning off; REFUSED: the desk
    does not do it, because of a right or the status."""

    OFF = "off"
    MERGED = "merged"
    CLOSED = "closed"
    BLOCKED = "blocked"
    HANDED = "handed"
    ANSWERED = "answered"
    WROTE = "wrote"
    REFUSED = "refused"


_HEEDED: dict[Planned, Collection[Stop]] = {
    Planned.ANSWER: frozenset(Stop),
    Planned.NOTE: frozenset({Stop.OFF}),
    Planned.ACT: frozenset(Stop) - {Stop.BLOCKED},
}


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """How a request stands. `is_over`: it is resolved or has ended; `holder_id`: its agent; `is_blocked`: its
    requester."""

    is_over: bool
    holder_id: int | None
    is_blocked: bool
    is_merged: bool = False


def find_stop(
    what: Planned, was: RequestFacts, now: RequestFacts, *, author_id: int, said: Collection[Stop], is_on: bool
) -> Stop | None:
    """Return the first thing that stops it; None: it is done. `said`: whether others wrote or answered since."""
    changed = {
        Stop.OFF: not is_on,
        Stop.MERGED: now.is_merged,
        Stop.CLOSED: now.is_over and not was.is_over,
        Stop.BLOCKED: now.is_blocked and not was.is_blocked,
        Stop.HANDED: now.holder_id not in (None, was.holder_id, author_id),
    }
    return next((one for one in Stop if (changed.get(one) or one in said) and one in _HEEDED[what]), None)
