"""Declares the feature "setup" to the core of the bot."""

from datetime import timedelta

from bot.feature import Feature, ViewSpec
from bot.features.setup import handlers, prompts, screens
from desk.inbound.prompt_replies import Prompt
from desk.policy.grants import ANY_SETTING
from desk.setup.steps import TYPED

_STAYS = timedelta(hours=1)

FEATURE = Feature(
    name="setup",
    routers=(handlers.make_router,),
    views={"setup": ViewSpec(screens.render_setup, grant=ANY_SETTING)},
    prompts={"setup": Prompt(prompts.answer_step, repeats=True, pages=TYPED, stays=_STAYS)},
)
