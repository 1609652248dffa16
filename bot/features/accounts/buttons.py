"""Callback data of account data."""

from bot.handlers.pressed_message import OfTicket


class RefreshAccount(OfTicket, prefix="account"):
    """Ask for the account data of the ticket's requester now."""
