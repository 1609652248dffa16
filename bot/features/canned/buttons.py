"""Callback data of canned replies in use: those for a ticket, an answer before it is sent, and similar tickets that are
answered together."""

from aiogram.filters.callback_data import CallbackData

from bot.handlers.pressed_message import Id, OfTicket, PageNumber


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


class CannedAlone(CallbackData, prefix="canned_alone"):
    """Send the answer as it is shown, without its acts."""

    prepared: Id


class CannedSolve(CallbackData, prefix="canned_solve"):
    """Send the answer as it is shown, and resolve the ticket with it."""

    prepared: Id


class CannedChange(CallbackData, prefix="canned_change"):
    """Ask for another text of the answer."""

    prepared: Id
