"""The language of a page that knows no visitor: theirs if the request had one, else what the browser asks for."""

from starlette.requests import Request

from desk.i18n import LANGUAGES
from web.context import WebContext
from web.rendering import Words


def choose_words(ctx: WebContext, request: Request) -> Words:
    """Return texts in the language of the request's visitor, or the first supported one of the browser."""
    wanted = [part.split(";")[0].strip()[:2].lower() for part in request.headers.get("accept-language", "").split(",")]
    rules = ctx.current.last
    chosen = next((code for code in wanted if code in LANGUAGES), rules.locale)
    language = getattr(request.state, "language", chosen)
    return Words(language, ctx.now(), rules.timezone)
