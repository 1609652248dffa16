"""The routes under Settings, put together."""

from fastapi import APIRouter

from web.door import Door
from web.pages.desk_settings import audit, hours, promises, settings, systems, texts, topics, webhooks


def router(door: Door) -> APIRouter:
    """All of them."""
    made = APIRouter(include_in_schema=False)
    for part in (settings, hours, promises, topics, texts, webhooks, systems, audit):
        made.include_router(part.router(door))
    return made
