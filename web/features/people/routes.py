"""All routes of the page People."""

from fastapi import APIRouter

from web.context import WebContext
from web.features.people import erasing, member, requesters, roles, shifts, team, week, writing


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False)
    for part in (team, week, member, roles, shifts, requesters, erasing, writing):
        made.include_router(part.make_router(ctx))
    return made
