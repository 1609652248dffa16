"""All routes of the knowledge base."""

from fastapi import APIRouter

from web.door import Door
from web.features.knowledge import article, articles, gaps, helped


def router(door: Door) -> APIRouter:
    """Return the routes of this feature, in the order in which they are tried."""
    made = APIRouter(include_in_schema=False)
    for part in (articles, article, helped, gaps):
        made.include_router(part.router(door))
    return made
