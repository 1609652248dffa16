"""All routes of integrations: their tokens and their webhooks."""

from fastapi import APIRouter

from web.context import WebContext
from web.features.integrations import integrations, webhooks


def make_router(ctx: WebContext) -> APIRouter:
    """Return the routes of this feature, in the order in which they are tried."""
    made = APIRouter(include_in_schema=False)
    for part in (webhooks, integrations):
        made.include_router(part.make_router(ctx))
    return made
