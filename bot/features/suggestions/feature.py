"""Declares the feature "suggestions" to the core of the bot."""

from bot.feature import Command, Feature, ViewSpec
from bot.features.suggestions import handlers_intake, handlers_presets, handlers_suggestions, screens_presets
from desk.inbound.prompt_replies import Prompt
from desk.policy.grants import Grant
from desk.suggestions import preset_dialog

FEATURE = Feature(
    name="suggestions",
    routers=(
        handlers_suggestions.make_router,
        handlers_presets.make_router,
        handlers_intake.make_router,
    ),
    views={
        "presets": ViewSpec(screens_presets.render_presets, grant=Grant.PUBLISH),
        "preset": ViewSpec(screens_presets.render_preset, grant=Grant.PUBLISH),
        "preset_ask": ViewSpec(screens_presets.render_question, grant=Grant.PUBLISH, asks=True),
    },
    commands=(Command("preset", grant=Grant.PUBLISH),),
    prompts={"presetask": Prompt(preset_dialog.take_reply)},
)
