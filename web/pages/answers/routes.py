"""All routes of Answers."""

from fastapi import APIRouter

from web.door import Door
from web.pages.answers import article, articles, gaps


def router(door: Door) -> APIRouter:
    """Its routes."""
    made = APIRouter()
    for part in (articles, article, gaps):
        made.include_router(part.router(door))
    return made
