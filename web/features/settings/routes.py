"""All routes of the desk's settings."""

from fastapi import APIRouter

from web.context import WebContext
from web.features.settings import pages, settings_batch


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature, in the order in which they are tried."""
    made = APIRouter(include_in_schema=False)
    for part in (settings_batch, pages):
        made.include_router(part.make_router(ctx))
    return made
