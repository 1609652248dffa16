"""Declares the feature "suggestions" to the core of the bot."""

from bot.feature import ADMIN, Command, Feature, ViewSpec
from bot.features.suggestions import handlers_intake, handlers_presets, handlers_suggestions, screens_presets
from desk.inbound.prompt_replies import Prompt
from desk.suggestions import preset_dialog

FEATURE = Feature(
    name="suggestions",
    routers=(
        handlers_suggestions.make_router,
        handlers_presets.make_router,
        handlers_intake.make_router,
    ),
    views={
        "presets": ViewSpec(screens_presets.render_presets, ADMIN),
        "preset": ViewSpec(screens_presets.render_preset, ADMIN),
        "preset_ask": ViewSpec(screens_presets.render_question, ADMIN, asks=True),
    },
    commands=(Command("preset", ADMIN),),
    prompts={"presetask": Prompt(preset_dialog.take_reply)},
)
