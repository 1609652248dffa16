"""All routes of the page Organizations."""

from fastapi import APIRouter

from web.context import WebContext
from web.features.organizations import balance, import_pages, listing, members, one_organization, records


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature."""
    made = APIRouter(include_in_schema=False)
    for part in (import_pages, listing, one_organization, members, records, balance):
        made.include_router(part.make_router(ctx))
    return made
