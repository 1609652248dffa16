"""Callback data of focus."""

from bot.handlers.pressed_message import OfTicket


class Focus(OfTicket, prefix="focus"):
    """Send what the agent writes without replying to this ticket."""


class FocusEnd(OfTicket, prefix="focus_off"):
    """End the focus."""
