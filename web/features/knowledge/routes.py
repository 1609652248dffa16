"""All routes of the knowledge base."""

from fastapi import APIRouter

from web.context import WebContext
from web.features.knowledge import article, articles, gaps, helped


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature, in the order in which they are tried."""
    made = APIRouter(include_in_schema=False)
    for part in (articles, article, helped, gaps):
        made.include_router(part.make_router(ctx))
    return made
