"""Declares the feature "setup" to the core of the bot."""

from datetime import timedelta

from bot.feature import Feature, ViewSpec
from bot.features.setup import handlers, screens
from desk import Desk
from desk.admin_settings.changes import change_setting
from desk.conversation.new_entry import IncomingMessage
from desk.inbound.prompt_replies import Prompt
from desk.outbox import Show
from desk.policy.grants import ANY_SETTING
from desk.setup.steps import STEPS, TYPED, find_step

# Takes a typed answer to a step.


async def answer_step(desk: Desk, incoming: IncomingMessage, asked: str) -> Show:
    """Set the step's setting and show the next step."""
    step = int(asked)
    await change_setting(desk, STEPS[step - 1].keys[0], incoming.words.text)
    return Show("setup", slot="setup", page=find_step(desk.rules, desk.require_actor(), step + 1), fresh=True)


_STAYS = timedelta(hours=1)

FEATURE = Feature(
    name="setup",
    routers=(handlers.make_router,),
    views={"setup": ViewSpec(screens.render_setup, grant=ANY_SETTING)},
    prompts={"setup": Prompt(answer_step, repeats=True, pages=TYPED, stays=_STAYS)},
)
