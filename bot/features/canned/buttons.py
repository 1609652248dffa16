"""Callback data of canned replies: the list, one reply, the replies for a ticket, an answer before it is sent, and
similar tickets that are answered together."""

from enum import StrEnum
from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

from bot.handlers.pressed_message import Id, OfTicket, PageNumber, PageTurn


class RepliesPage(PageTurn, prefix="replies"):
    """Show a page of the canned replies the presser can use."""


class ReplyShown(CallbackData, prefix="reply_of"):
    """Show one canned reply."""

    canned: Id


class NewReply(StrEnum):
    """The owner of a new canned reply: the agent or the desk."""

    OWN = "own"
    DESK = "desk"


class ReplyAsked(CallbackData, prefix="reply_text"):
    """Ask for the text of a new canned reply, or for a new text of this one."""

    which: Annotated[int, Field(ge=1, le=2**63 - 1)] | NewReply


class ReplyRemove(CallbackData, prefix="reply_remove"):
    """Remove a canned reply."""

    canned: Id


class ReplyBack(CallbackData, prefix="reply_back"):
    """Restore a removed canned reply."""

    canned: Id


class CannedPage(OfTicket, prefix="canned"):
    """Show a page of canned replies to answer the ticket with."""

    page: PageNumber


class ReplyWith(OfTicket, prefix="reply_with"):
    """Show what this canned reply would say to the ticket's requester."""

    canned: Id


class SimilarShown(OfTicket, prefix="similar"):
    """Show resolved tickets like this one, with their answers."""


class SimilarUse(OfTicket, prefix="similar_use"):
    """Show what the answer of ticket `like` (a number) would say to this ticket's requester."""

    like: Id


class SimilarArticle(OfTicket, prefix="similar_article"):
    """Show what an article would say to this ticket's requester."""

    article: Id


class CannedSend(CallbackData, prefix="canned_send"):
    """Send the answer as it is shown."""

    prepared: Id


class CannedSolve(CallbackData, prefix="canned_solve"):
    """Send the answer as it is shown, and resolve the ticket with it."""

    prepared: Id


class CannedChange(CallbackData, prefix="canned_change"):
    """Ask for another text of the answer."""

    prepared: Id
