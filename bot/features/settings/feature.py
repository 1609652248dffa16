"""What the bot's core knows of settings."""

from bot.feature import ADMIN, Command, Feature, ViewSpec
from bot.features.settings import handlers_open_tickets, handlers_settings, handlers_setup, prompts, screens
from desk.inbound.prompts import Prompt

FEATURE = Feature(
    name="settings",
    routers=(
        handlers_settings.router,
        handlers_open_tickets.router,
        handlers_setup.router,
    ),
    views={
        "settings": ViewSpec(screens.settings, ADMIN),
        "setting_ask": ViewSpec(screens.ask, ADMIN, asks=True),
    },
    commands=(Command("settings", ADMIN),),
    prompts={"setting": Prompt(prompts.set_setting, repeats=True)},
)
