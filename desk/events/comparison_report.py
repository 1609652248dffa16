"""A picture that compares events. Knows no drawing."""

from desk import Desk, Refused
from desk.outbox import queue_report
from desk.policy.grants import Grant

KIND = "events"


async def queue_comparison(desk: Desk) -> None:
    """Queue the picture for the actor. Raises NotAllowed for all but admins, as it shows who of the team did what;
    Refused if there is no event."""
    await desk.require_grant(Grant.FIGURES)
    if not desk.rules.events:
        raise Refused("events-none")
    await queue_report(desk, KIND, desk.require_actor().id, {})
