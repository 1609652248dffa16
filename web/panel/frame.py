"""What every page of somebody who is signed in has around it: the bar, their name, the token of forms."""

from typing import Any

from starlette.responses import HTMLResponse

from db.models import Status
from desk.queries.attention import SOON
from web.door import Door, Visitor
from web.panel import repeated_forms as once
from web.rendering import Words, page


def words_of(visitor: Visitor) -> Words:
    """In the visitor's language and the desk's zone."""
    return Words(visitor.language, visitor.now, visitor.rules.timezone)


def shown(door: Door, visitor: Visitor, template: str, *, status: int = 200, **given: Any) -> HTMLResponse:
    """A page for them; it says whose it is, so that a page of somebody else's takes no part of it."""
    made = page(
        template, words_of(visitor), status=status, token=door.token(visitor.secret), me=visitor.person,
        is_admin=visitor.is_admin, has_log=visitor.is_admin and bool(visitor.rules.retention.log), now=visitor.now,
        Status=Status, around=visitor.around, soon=SOON, once=once.shown(), **given,
    )  # fmt: skip
    made.headers["Panel-Of"] = str(visitor.person.id)
    return made
