"""Lists exported as files from the panel: for admins, audited. Knows no list."""

from collections.abc import Mapping

from desk import Desk, audit
from desk.policy.grants import Grant


async def record_export(desk: Desk, chosen: Mapping[str, str]) -> None:
    """Record that the actor exports the tickets of this filter; search words are people's words and are not kept.
    Raises NotAllowed for everybody except admins."""
    await desk.require_grant(Grant.EXPORT)
    parts = ", ".join(f"{name} {value}" for name, value in chosen.items() if name != "q")
    audit.record_action(desk, "exported", "export:tickets", new=f"csv, {parts}" if parts else "csv")
