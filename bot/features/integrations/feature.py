"""Declares the feature “integrations” to the core of the bot."""

from bot.feature import ADMIN, Command, Feature, ViewSpec
from bot.features.integrations import handlers_integrations as handlers_systems
from bot.features.integrations import handlers_sign_in_links, handlers_webhooks, prompts, screens_webhooks
from bot.features.integrations import screens_integrations as screens_systems
from desk.inbound.prompt_replies import Prompt

FEATURE = Feature(
    name="integrations",
    routers=(
        handlers_sign_in_links.make_router,
        handlers_systems.make_router,
        handlers_webhooks.make_router,
    ),
    views={
        "systems": ViewSpec(screens_systems.render_integrations, ADMIN),
        "system_ask": ViewSpec(screens_systems.render_question, ADMIN, asks=True),
        "webhooks": ViewSpec(screens_webhooks.render_webhooks, ADMIN),
    },
    commands=(
        Command("systems", ADMIN),
        Command("webhooks", ADMIN),
        Command("unlink"),
    ),
    prompts={"systemask": Prompt(prompts.set_integration)},
)
