"""Declares the feature "settings" to the core of the bot."""

from bot.feature import Command, Feature, ViewSpec
from bot.features.settings import handlers_exemptions, handlers_open_tickets, handlers_settings, prompts, screens
from desk.inbound.prompt_replies import Prompt
from desk.policy.grants import ANY_SETTING

FEATURE = Feature(
    name="settings",
    routers=(
        handlers_settings.make_router,
        handlers_open_tickets.make_router,
        handlers_exemptions.make_router,
    ),
    views={
        "settings": ViewSpec(screens.render_settings, grant=ANY_SETTING),
        "setting_ask": ViewSpec(screens.render_question, grant=ANY_SETTING, asks=True),
    },
    commands=(Command("settings", grant=ANY_SETTING),),
    prompts={"setting": Prompt(prompts.set_setting, repeats=True)},
)
