"""All routes of Answers."""

from fastapi import APIRouter

from web.door import Door
from web.pages.answers import article, articles, canned, gaps, helped, many, menu, menu_items, presets


def router(door: Door) -> APIRouter:
    """Its routes."""
    made = APIRouter()
    for part in (articles, article, presets, canned, menu, menu_items, many, helped, gaps):
        made.include_router(part.router(door))
    return made
