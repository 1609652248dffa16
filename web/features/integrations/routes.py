"""All routes of integrations: their tokens and their webhooks."""

from fastapi import APIRouter

from web.door import Door
from web.features.integrations import systems, webhooks


def router(door: Door) -> APIRouter:
    """Return the routes of this feature, in the order in which they are tried."""
    made = APIRouter(include_in_schema=False)
    for part in (webhooks, systems):
        made.include_router(part.router(door))
    return made
