"""Refusals of the desk: each carries the key of the text for the person."""

from collections.abc import Iterable

from db.models import Status

Arg = str | int


class Refused(Exception):
    """Raised if a verb did nothing. `key` and `args` name the text for the person who tried."""

    def __init__(self, key: str, **args: Arg) -> None:
        super().__init__(key)
        self.key = key
        self.args_: dict[str, Arg] = args


class ReplyTargetNotStored(Exception):
    """Raised if the message replied to was sent at this moment and is not stored yet: try again in a moment."""


class RouteOutdated(Exception):
    """Raised if a message was refused where it was routed: repeat the unit of work, which looks it up again."""


class NoSuchTicket(Refused):
    """Raised if there is no ticket of that number, or none that this person may see."""

    def __init__(self, number: int) -> None:
        super().__init__("no-such-ticket", number=number)
        self.number = number


class NotAllowed(Refused):
    """Raised if the person's current role does not allow it; key `own-ticket` in a ticket they filed."""

    def __init__(self, key: str = "not-allowed", **args: Arg) -> None:
        super().__init__(key, **args)


class AlreadyClaimed(Refused):
    """Raised if the ticket has an assignee: `by` is a display name; `mine`: the actor is the assignee."""

    def __init__(self, number: int, by: str, *, mine: bool = False) -> None:
        super().__init__("already-yours" if mine else "already-claimed", number=number, name=by)
        self.number = number
        self.by = by
        self.mine = mine


class NotPossible(Refused):
    """Raised if the ticket's status does not allow the verb."""

    def __init__(self, number: int, verb: str, status: Status) -> None:
        super().__init__("not-possible", number=number, verb=verb, status=status.value)
        self.number = number
        self.verb = verb
        self.status = status


class EditConflict(Refused):
    """Raised if another person changed what was edited, or is to be published, since it was shown; nothing was written.

    `touched`: names of the fields the actor typed into; `clashing`: those of them the other person changed too.
    """

    def __init__(self, touched: Iterable[str], clashing: Iterable[str]) -> None:
        super().__init__("edited-meanwhile")
        self.touched, self.clashing = frozenset(touched), frozenset(clashing)


class Merged(Refused):
    """Raised if the ticket was merged into another one, with the number `into`."""

    def __init__(self, number: int, into: int) -> None:
        super().__init__("is-merged", number=number, into=into)
        self.number = number
        self.into = into


class TooLate(Refused):
    """Raised if a closed or cancelled ticket ended more than `days` days ago and can no longer be reopened."""

    def __init__(self, number: int, days: int) -> None:
        super().__init__("too-late-to-reopen", number=number, days=days)
        self.number = number


class Outdated(Refused):
    """Raised if the button, link or question is no longer valid. `number`: the ticket to show again, if known."""

    def __init__(self, number: int | None = None, key: str = "outdated") -> None:
        super().__init__(key, **({} if number is None else {"number": number}))
        self.number = number
