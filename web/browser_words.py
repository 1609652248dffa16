"""The language of people without a session: what their browser asks for."""

from starlette.requests import Request

from desk.i18n import LANGUAGES
from web.context import WebContext
from web.rendering import Words


def choose_words(ctx: WebContext, request: Request) -> Words:
    """Return texts in the first supported language of the browser."""
    wanted = [part.split(";")[0].strip()[:2].lower() for part in request.headers.get("accept-language", "").split(",")]
    rules = ctx.current.last
    language = next((code for code in wanted if code in LANGUAGES), rules.locale)
    return Words(language, ctx.now(), rules.timezone)
