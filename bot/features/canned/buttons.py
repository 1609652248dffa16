"""Callback data of canned replies: the list and one of them, what a ticket is answered with, an answer before it goes,
those that say the same and get it too. Decides nothing."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.callbacks import Id, OfTicket, PageNumber, PageTurn


class RepliesPage(PageTurn, prefix="replies"):
    """A page of those one can use."""


class ReplyShown(CallbackData, prefix="reply_of"):
    """One of them."""

    canned: Id


class NewReply(StrEnum):
    """Whose a new one is to be."""

    OWN = "own"
    DESK = "desk"


class ReplyAsked(CallbackData, prefix="reply_text"):
    """Ask for a new one, or for what one is to say."""

    which: Annotated[int, Field(ge=1, le=2**63 - 1)] | NewReply


class ReplyRemove(CallbackData, prefix="reply_remove"):
    """Found no more."""

    canned: Id


class ReplyBack(CallbackData, prefix="reply_back"):
    """Found again."""

    canned: Id


class CannedPage(OfTicket, prefix="canned"):
    """A page of what a ticket can be answered with."""

    page: PageNumber


class ReplyWith(OfTicket, prefix="reply_with"):
    """Show what this one would say to the ticket's requester."""

    canned: Id


class SimilarShown(OfTicket, prefix="similar"):
    """Solved tickets like it, with their answers."""


class SimilarUse(OfTicket, prefix="similar_use"):
    """Show what the answer of that one, by its number, would say to the ticket's requester."""

    like: Id


class SimilarArticle(OfTicket, prefix="similar_article"):
    """The same of an article that fits."""

    article: Id


class CannedSend(CallbackData, prefix="canned_send"):
    """It goes as it is shown."""

    prepared: Id


class CannedChange(CallbackData, prefix="canned_change"):
    """Something else is to go."""

    prepared: Id


class Alike(OfTicket, prefix="alike"):
    """Which others say the same."""


class Join(OfTicket, prefix="join"):
    """These are answered together with it."""


class Leave(OfTicket, prefix="leave"):
    """It is answered by itself again."""


class AlsoTo(CallbackData, prefix="also_to"):
    """This answer goes to the others too."""

    entry: Id
