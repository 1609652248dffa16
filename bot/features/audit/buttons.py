"""Callback data of turning the audit's pages. Decides nothing."""

from bot.callbacks import PageTurn


class AuditTurn(PageTurn, prefix="audit"):
    """A page of what was done to the desk."""
