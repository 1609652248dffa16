"""The routes of People, put together."""

from fastapi import APIRouter

from web.door import Door
from web.features.people import member, requesters, shifts, team


def router(door: Door) -> APIRouter:
    """All of them."""
    made = APIRouter(include_in_schema=False)
    for part in (team, member, shifts, requesters):
        made.include_router(part.router(door))
    return made
