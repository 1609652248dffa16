"""Takes the reply to the question for other words of an answer, or for why it is returned."""

from bot.features.approvals.buttons import Decision
from desk import Desk, Refused
from desk.approvals import approving
from desk.conversation.new_entry import IncomingMessage
from desk.outbox import Show


async def take_words(desk: Desk, incoming: IncomingMessage, what: str) -> Show:
    """Send the answer with these words, or return it with this comment (`approvalask:change.<id>`)."""
    part, _, key = what.partition(".")
    if incoming.files or incoming.content is not None:
        raise Refused("approval-words-only")
    if part == Decision.CHANGE:
        await approving.send_approved(desk, int(key), words=incoming.words)
    else:
        await approving.return_draft(desk, int(key), incoming.words.text)
    return Show("approval", slot=f"approval:{key}", fresh=True)
