"""What the bot's core knows of integrations."""

from bot.feature import ADMIN, Command, Feature, ViewSpec
from bot.features.integrations import (
    handlers_sign_in_links,
    handlers_systems,
    handlers_webhooks,
    prompts,
    screens_systems,
    screens_webhooks,
)
from desk.inbound.prompts import Prompt

FEATURE = Feature(
    name="integrations",
    routers=(
        handlers_sign_in_links.router,
        handlers_systems.router,
        handlers_webhooks.router,
    ),
    views={
        "systems": ViewSpec(screens_systems.listed, ADMIN),
        "system_ask": ViewSpec(screens_systems.ask, ADMIN, asks=True),
        "webhooks": ViewSpec(screens_webhooks.listed, ADMIN),
    },
    commands=(
        Command("systems", ADMIN),
        Command("webhooks", ADMIN),
        Command("unlink"),
    ),
    prompts={"systemask": Prompt(prompts.set_system)},
)
