"""Tries a verb for a page: a refusal is shown on the page and nothing is half done. A change that needs confirmation
is asked about in Telegram, or needs the second factor once more."""

from collections.abc import Awaitable

from markupsafe import Markup

from db.database import savepoint
from desk import NotAllowed, Refused
from desk.notifications import confirmations
from desk.notifications.confirmations import ConfirmationNeeded, FactorNeeded
from web.context import Visitor
from web.panel.frame import make_words

_ASKED = Markup('<span class="asked">{}</span>')
_WITH_LINK = Markup('{} <a href="/second-factor?again=1" target="_blank">{}</a>')


async def try_verb(visitor: Visitor, verb: Awaitable[object]) -> str:
    """Run the verb in a savepoint and return why it was refused, in the visitor's language, or an empty text. Raises
    NotAllowed."""
    try:
        async with savepoint(visitor.session):
            await verb
    except NotAllowed:
        raise
    except Refused as refused:
        await ask_first(visitor, refused)
        return format_refusal(visitor, refused)
    return ""


async def ask_first(visitor: Visitor, refused: Refused) -> None:
    """Ask the visitor in Telegram whether it was them, if the verb waits for that."""
    if isinstance(refused, ConfirmationNeeded):
        await confirmations.ask_confirmation(visitor.desk, refused)


def format_refusal(visitor: Visitor, refused: Refused) -> str:
    """Return why it was refused, in the visitor's language."""
    words = make_words(visitor)
    if isinstance(refused, FactorNeeded):
        return _WITH_LINK.format(words.say(refused.key), words.say("page-factor-again"))
    if isinstance(refused, ConfirmationNeeded):
        return _ASKED.format(words.say(refused.key))
    return words.say(refused.key, **refused.args_)
