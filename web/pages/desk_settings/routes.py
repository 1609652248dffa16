"""The routes under Settings, put together."""

from fastapi import APIRouter

from web.door import Door
from web.pages.desk_settings import audit, hours, promises, settings, systems, texts, together, topics, webhooks


def router(door: Door) -> APIRouter:
    """All of them."""
    made = APIRouter(include_in_schema=False)
    for part in (together, settings, hours, promises, topics, texts, webhooks, systems, audit):
        made.include_router(part.router(door))
    return made
