"""Asking for events side by side in one picture. A verb of admins; knows no drawing."""

from desk import Desk, Refused
from desk.outbox import queue_report

KIND = "events"


async def compare(desk: Desk) -> None:
    """The picture comes by itself. Raises NotAllowed for all but admins: it says who of the team did what; Refused
    where there is no event."""
    await desk.require_admin("only-admins")
    if not desk.rules.events:
        raise Refused("events-none")
    await queue_report(desk, KIND, desk.me().id, {})
