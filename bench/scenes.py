"""The scenes at the simulated services by name: each is one act of many people.

Runs inside the sandbox's process, so that a person answers the moment a message is there. Returns JSON objects.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from bench.forum import Forum
from bench.participants import Participants
from bench.round_trips import RoundTrips
from bench.working_day import WorkingDay
from sandbox.servers import SimulatedServices


def list_scenes(simulated: SimulatedServices, crowd: Participants) -> dict[str, Callable[..., Awaitable[Any]]]:
    """Return the scenes by name."""
    trips, day = RoundTrips(crowd), WorkingDay(crowd)

    async def count_calls() -> dict[str, int]:
        return dict(simulated.telegram.calls.by_method)

    return {
        "agents": crowd.add_agents,
        "tickets": crowd.file_tickets,
        "closed_tickets": crowd.close_tickets,
        "backlog": crowd.send_backlog,
        "forum": Forum(crowd).open_forum,
        "trip": trips.run_one,
        "loop": trips.run_loop,
        "counts": count_calls,
        "begin_clock": day.begin_clock,
        "open_board": day.open_board,
        "list_shifts": day.list_shifts,
        "day": day.play_day,
    }
