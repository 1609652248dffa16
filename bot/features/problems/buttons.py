"""Callback data of known problems, at most 64 bytes."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from bot.handlers.pressed_message import Id, OfTicket


class ProblemMake(OfTicket, prefix="problem_make"):
    """Create a known problem from the ticket and those like it."""


class ProblemOn(CallbackData, prefix="problem_on"):
    """Create a known problem for a topic."""

    category: Id


class _OfProblem(CallbackData, prefix="of-problem"):
    """Base of the callback data about one problem."""

    problem: Id


class ProblemOpen(_OfProblem, prefix="problem"):
    """Show the problem and what can be done."""


class ProblemEnd(_OfProblem, prefix="problem_end"):
    """Show what its followers will read, before it ends."""


class ProblemOver(_OfProblem, prefix="problem_over"):
    """End the problem and notify its followers."""


class ProblemPublish(_OfProblem, prefix="problem_publish"):
    """Publish the problem to requesters."""


class ProblemDrop(_OfProblem, prefix="problem_drop"):
    """Discard the draft."""


class ProblemWords(StrEnum):
    """The text that is asked for: of the open problem, or of its end."""

    KNOWN = "words"
    END = "end"


class ProblemAsk(CallbackData, prefix="problem_ask"):
    """Ask for one of its texts."""

    words: ProblemWords
    problem: Id


class NotProblem(OfTicket, prefix="not_problem"):
    """Say that the requester's request is not about it."""


class Follow(_OfProblem, prefix="follow"):
    """Follow the problem, to be told when it is over."""


class Unfollow(_OfProblem, prefix="unfollow"):
    """Stop following the problem."""


END = "end"
