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
    except FactorNeeded as needed:
        words = make_words(visitor)
        return _WITH_LINK.format(words.say(needed.key), words.say("page-factor-again"))
    except ConfirmationNeeded as needed:
        await confirmations.ask_confirmation(visitor.desk, needed)
        return _ASKED.format(make_words(visitor).say(needed.key))
    except Refused as refused:
        return make_words(visitor).say(refused.key, **refused.args_)
    return ""
