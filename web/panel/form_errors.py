"""A verb tried on a page: what the desk has against it is said there, and nothing is half done. What needs
a press in Telegram is asked for there."""

from collections.abc import Awaitable

from db.database import savepoint
from desk import NotAllowed, Refused
from desk.notifications import confirmations
from desk.notifications.confirmations import ConfirmationNeeded
from web.context import Visitor
from web.panel.frame import words_for


async def try_verb(visitor: Visitor, verb: Awaitable[object]) -> str:
    """Why it was not done, in the visitor's words; nothing: it is. Raises NotAllowed for who may not do such things."""
    try:
        async with savepoint(visitor.session):
            await verb
    except NotAllowed:
        raise
    except ConfirmationNeeded as needed:
        await confirmations.ask_confirmation(visitor.desk, needed)
        return words_for(visitor).say(needed.key)
    except Refused as refused:
        return words_for(visitor).say(refused.key, **refused.args_)
    return ""
