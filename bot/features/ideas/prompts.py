"""Takes the reply to a question about an idea: a word with its status, or its name."""

from bot.features.ideas.buttons import IdeaQuestion
from desk import Desk
from desk.conversation.new_entry import IncomingMessage
from desk.ideas import decisions
from desk.ideas.idea_status import IdeaStatus
from desk.outbox import Show


async def take_answer(desk: Desk, incoming: IncomingMessage, what: str) -> Show:
    """Apply the reply; the slot names the question and the idea (`planned.5`)."""
    asked, _, key = what.partition(".")
    said, idea_id = incoming.words.text, int(key)
    if asked in (IdeaQuestion.TITLE, IdeaQuestion.SHOW):
        await decisions.name_idea(desk, idea_id, said, show=asked == IdeaQuestion.SHOW)
    else:
        await decisions.set_status(desk, idea_id, IdeaStatus(asked), said)
    return Show("idea", slot=f"idea:{idea_id}", fresh=True)
