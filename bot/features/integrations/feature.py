"""Declares the feature “integrations” to the core of the bot."""

from bot.feature import Command, Feature, ViewSpec
from bot.features.integrations import handlers_integrations as handlers_systems
from bot.features.integrations import handlers_sign_in_links, handlers_webhooks, prompts, screens_webhooks
from bot.features.integrations import screens_integrations as screens_systems
from desk.inbound.prompt_replies import Prompt
from desk.policy.grants import Grant

FEATURE = Feature(
    name="integrations",
    routers=(
        handlers_sign_in_links.make_router,
        handlers_systems.make_router,
        handlers_webhooks.make_router,
    ),
    views={
        "systems": ViewSpec(screens_systems.render_integrations, grant=Grant.INTEGRATIONS),
        "system_ask": ViewSpec(screens_systems.render_question, grant=Grant.INTEGRATIONS, asks=True),
        "webhooks": ViewSpec(screens_webhooks.render_webhooks, grant=Grant.INTEGRATIONS),
    },
    commands=(
        Command("systems", grant=Grant.INTEGRATIONS),
        Command("webhooks", grant=Grant.INTEGRATIONS),
        Command("unlink", grave=True),
    ),
    prompts={"systemask": Prompt(prompts.set_integration)},
)
