"""Takes a typed answer to a step."""

from desk import Desk
from desk.admin_settings.changes import change_setting
from desk.conversation.new_entry import IncomingMessage
from desk.outbox import Show
from desk.setup.steps import STEPS, find_step


async def answer_step(desk: Desk, incoming: IncomingMessage, asked: str) -> Show:
    """Set the step's setting and show the next step."""
    step = int(asked)
    await change_setting(desk, STEPS[step - 1].keys[0], incoming.words.text)
    return Show("setup", slot="setup", page=find_step(desk.rules, desk.require_actor(), step + 1), fresh=True)
