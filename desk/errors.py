"""Refusals of the desk: each knows the key of the line that says so to a person. Knows no door."""

from collections.abc import Iterable

from db.models import Status

Arg = str | int


class Refused(Exception):
    """A verb did nothing. `key` and `args` name the text for the person who tried."""

    def __init__(self, key: str, **args: Arg) -> None:
        super().__init__(key)
        self.key = key
        self.args_: dict[str, Arg] = args


class NotYet(Exception):
    """What a message replies to was sent this very moment, and is not recorded yet: to be heard again in a moment."""


class HearAgain(Exception):
    """A message was refused where it was led, which nobody tells its writer: the unit of work is to begin anew."""


class NoSuchTicket(Refused):
    """No ticket of that number, or none that this person may see."""

    def __init__(self, number: int) -> None:
        super().__init__("no-such-ticket", number=number)
        self.number = number


class NotAllowed(Refused):
    """The person's role, now, does not allow it; key `not-allowed`, or `own-ticket` in a ticket they filed."""

    def __init__(self, key: str = "not-allowed", **args: Arg) -> None:
        super().__init__(key, **args)


class AlreadyClaimed(Refused):
    """Somebody has it: `by` is a display name; `mine`: it is the one who tried."""

    def __init__(self, number: int, by: str, *, mine: bool = False) -> None:
        super().__init__("already-yours" if mine else "already-claimed", number=number, name=by)
        self.number = number
        self.by = by
        self.mine = mine


class NotPossible(Refused):
    """The ticket's status does not allow the verb."""

    def __init__(self, number: int, verb: str, status: Status) -> None:
        super().__init__("not-possible", number=number, verb=verb, status=status.value)
        self.number = number
        self.verb = verb
        self.status = status


class ChangedMeanwhile(Refused):
    """Somebody else has changed what was edited, or is to be published, since it was shown; nothing was written.
    `touched`: what something was typed into, by name; `clashing`: of that, where somebody else wrote too."""

    def __init__(self, touched: Iterable[str], clashing: Iterable[str]) -> None:
        super().__init__("edited-meanwhile")
        self.touched, self.clashing = frozenset(touched), frozenset(clashing)


class Merged(Refused):
    """The ticket is part of another one now, by the number `into`: what can be done is done there."""

    def __init__(self, number: int, into: int) -> None:
        super().__init__("is-merged", number=number, into=into)
        self.number = number
        self.into = into


class TooLate(Refused):
    """A closed or cancelled ticket can no longer be reopened: it ended more than `days` days ago."""

    def __init__(self, number: int, days: int) -> None:
        super().__init__("too-late-to-reopen", number=number, days=days)
        self.number = number


class Outdated(Refused):
    """The press, link or question is no longer what it was; `number`: the ticket to show afresh, where known."""

    def __init__(self, number: int | None = None, key: str = "outdated") -> None:
        super().__init__(key, **({} if number is None else {"number": number}))
        self.number = number
