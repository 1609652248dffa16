"""Lists exported as files from the panel: for admins, audited. Knows no list."""

from collections.abc import Mapping

from desk import Desk, audit
from desk.notifications.confirmations import LastingAction, require_confirmation
from desk.policy.grants import Grant


async def record_export(desk: Desk, chosen: Mapping[str, str], name: str) -> None:
    """Record that the actor exports the tickets of this filter as a file of that name; search words are people's words
    and are not kept. Subjects are people's words too, so it is confirmed first. Raises NotAllowed for everybody except
    admins, FactorNeeded, ConfirmationNeeded."""
    await desk.require_grant(Grant.EXPORT)
    await require_confirmation(desk, LastingAction.LIST, name)
    parts = ", ".join(f"{name} {value}" for name, value in chosen.items() if name != "q")
    audit.record_action(desk, "exported", "export:tickets", new=f"csv, {parts}" if parts else "csv")
