"""Declares the feature “menu” to the core of the bot."""

from bot.feature import Command, Feature, ViewSpec
from bot.features.menu import handlers_draft, handlers_menu, prompts, screens_draft, screens_menu
from desk.inbound.prompt_replies import Prompt
from desk.policy.grants import Grant

FEATURE = Feature(
    name="menu",
    routers=(
        handlers_menu.make_router,
        handlers_draft.make_router,
    ),
    views={
        "menu": ViewSpec(screens_menu.render_menu),
        "menu_tried": ViewSpec(screens_menu.render_tried, grant=Grant.PUBLISH),
        "menu_draft": ViewSpec(screens_draft.render_draft, grant=Grant.PUBLISH),
        "menu_ask": ViewSpec(screens_draft.render_question, grant=Grant.PUBLISH, asks=True),
    },
    commands=(Command("menu", grant=Grant.PUBLISH, for_requesters=True),),
    prompts={"menuask": Prompt(prompts.set_menu_item)},
)
