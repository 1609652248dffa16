"""Lists taken away as files from the web door: by admins, audited. Knows no list."""

from collections.abc import Mapping

from desk import Desk, audit


async def tickets_taken(desk: Desk, chosen: Mapping[str, str]) -> None:
    """The actor takes away the tickets of this filter; what was searched for is people's words and is not kept. Raises
    NotAllowed for others than admins."""
    await desk.require_admin("only-admins")
    parts = ", ".join(f"{name} {value}" for name, value in chosen.items() if name != "q")
    audit.record(desk, "exported", "export:tickets", new=f"csv, {parts}" if parts else "csv")
