"""Callback data of known problems: made, published, corrected, ended by staff, followed by requesters. Decides
nothing."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from bot.callbacks import Id, OfTicket


class ProblemMake(OfTicket, prefix="problem_make"):
    """What the ticket and those like it say is one."""


class ProblemOn(CallbackData, prefix="problem_on"):
    """What a topic is about is one."""

    category: Id


class _OfProblem(CallbackData, prefix="of-problem"):
    """What is pressed about one; those below say what."""

    problem: Id


class ProblemOpen(_OfProblem, prefix="problem"):
    """It and what can be done."""


class ProblemEnd(_OfProblem, prefix="problem_end"):
    """What its followers will read, before they do."""


class ProblemOver(_OfProblem, prefix="problem_over"):
    """It is over, and they hear so."""


class ProblemPublish(_OfProblem, prefix="problem_publish"):
    """Requesters are told."""


class ProblemDrop(_OfProblem, prefix="problem_drop"):
    """It is none."""


class ProblemWords(StrEnum):
    """Which words are typed."""

    KNOWN = "words"
    END = "end"


class ProblemAsk(CallbackData, prefix="problem_ask"):
    """Ask for them."""

    words: ProblemWords
    problem: Id


class NotProblem(OfTicket, prefix="not_problem"):
    """A requester's request is not about it."""


class Follow(_OfProblem, prefix="follow"):
    """A requester wants to hear when it is over."""


class Unfollow(_OfProblem, prefix="unfollow"):
    """Not any more."""
