"""Takes the reply to the question for a text that requesters read about a known problem."""

from desk import Desk
from desk.conversation.new_entry import IncomingMessage
from desk.outbox import Show
from desk.problems import ending, problems


async def set_words(desk: Desk, incoming: IncomingMessage, what: str) -> Show:
    """Set the text of a known problem, or of its end (`problemask:end.<id>`)."""
    part, _, key = what.partition(".")
    await (ending.set_end_words if part == "end" else problems.reword_problem)(desk, int(key), incoming.words)
    return Show("problem", slot=f"problem:{key}", find=part if part == "end" else None, fresh=True)
