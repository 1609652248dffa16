"""Callback data of account data."""

from bot.callbacks import OfTicket


class RefreshAccount(OfTicket, prefix="account"):
    """Ask for the account data of the ticket's requester now."""
