"""The frame of every page for a visitor: the bar, their name, the token of forms."""

from typing import Any

from starlette.responses import HTMLResponse

from db.models import Status
from desk.policy.grants import Grant
from desk.queries.attention import SOON
from desk.staff.preferences import LANGUAGES
from web.context import Visitor, WebContext
from web.panel import repeated_forms, tabs
from web.rendering import Words, render_page


def make_words(visitor: Visitor) -> Words:
    """Return texts in the visitor's language and the desk's time zone."""
    return Words(visitor.language, visitor.now, visitor.rules.timezone)


def show_page(ctx: WebContext, visitor: Visitor, template: str, *, status: int = 200, **given: Any) -> HTMLResponse:
    """Return a page for the visitor; a header names them, so that a page of another person's session takes no part
    of it."""
    made = render_page(
        template, make_words(visitor), status=status, token=ctx.make_token(visitor.secret), me=visitor.person,
        may=visitor.may, Grant=Grant, settings_tabs=tabs.list_settings_tabs(visitor),
        people_tabs=tabs.list_people_tabs(visitor),
        has_log=tabs.has_log(visitor), now=visitor.now,
        has_organizations=visitor.rules.organizations.enabled, Status=Status, around=visitor.around, soon=SOON,
        once=repeated_forms.make_key(),
        other_languages=[code for code in LANGUAGES if code != visitor.language], **given,
    )  # fmt: skip
    made.headers["Panel-Of"] = str(visitor.person.id)
    return made
