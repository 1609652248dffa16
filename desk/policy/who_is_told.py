"""Decides who of those who take part in a ticket hears what of it, by which way: one table for all channels. Pure.

Hearing is being sent something. What a person reads on their own, such as a list or a page, is in `visibility.py`. What
a person switched off, and whether they can be reached, comes on top. Members of the team are not in the table.
"""

from enum import StrEnum

from db.models import Hears, Participation


class Way(StrEnum):
    """The way by which somebody is told: their own chat with the bot, a mail, or the group that the ticket is from."""

    TELEGRAM = "telegram"
    MAIL = "mail"
    GROUP = "group"


class Told(StrEnum):
    """The kinds of what is told of a ticket.

    ANSWER: what the team writes to the requester. AUTOMATIC: what no person wrote, such as a receipt or an automatic
    answer. STATE: who has it, what it waits for, how it ended. QUESTION: what only the requester answers: whether it is
    solved, stars, missing facts. WORDS: what others on the requester's side write. MONEY: prices and payments. NOTE:
    what the team says among itself. OTHERS: anything of another ticket.
    """

    ANSWER = "answer"
    AUTOMATIC = "automatic"
    STATE = "state"
    QUESTION = "question"
    WORDS = "words"
    MONEY = "money"
    NOTE = "note"
    OTHERS = "others"


HEARD: dict[tuple[Participation, Way], frozenset[Told]] = {
    (Participation.REQUESTER, Way.TELEGRAM): frozenset(Told) - {Told.NOTE, Told.OTHERS},
    (Participation.REQUESTER, Way.MAIL): frozenset(Told) - {Told.NOTE, Told.OTHERS, Told.WORDS},
    (Participation.COPIED, Way.MAIL): frozenset({Told.ANSWER}),
    (Participation.BLIND, Way.MAIL): frozenset({Told.ANSWER}),
    (Participation.SHARED, Way.TELEGRAM): frozenset({Told.ANSWER, Told.STATE}),
    (Participation.IN_GROUP, Way.GROUP): frozenset({Told.ANSWER, Told.AUTOMATIC}),
    (Participation.LEADER, Way.TELEGRAM): frozenset({Told.ANSWER, Told.STATE}),
}
"""What each part hears by each way; what is not here is heard by nobody."""
_WANTED = {
    Hears.NEWS: frozenset(Told),
    Hears.ANSWERS: frozenset({Told.ANSWER}),
    Hears.NOTHING: frozenset[Told](),
}


def can_hear(part: Participation, way: Way, what: Told, wants: Hears = Hears.NEWS) -> bool:
    """Return True if somebody with this part is told that, by this way."""
    return what in HEARD.get((part, way), ()) and what in _WANTED[wants]
