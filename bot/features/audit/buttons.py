"""Callback data of the audit log."""

from bot.callbacks import PageTurn


class AuditTurn(PageTurn, prefix="audit"):
    """Show a page of the audit log."""
