"""Declares the feature "ideas" to the core of the bot."""

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.ideas import handlers, prompts, screens, screens_requester
from desk.inbound.prompt_replies import Prompt
from desk.policy.grants import Grant

FEATURE = Feature(
    name="ideas",
    routers=(handlers.make_router,),
    views={
        "ideas": ViewSpec(screens.render_list, AGENT),
        "idea": ViewSpec(screens.render_idea, AGENT),
        "idea_ask": ViewSpec(screens.render_question, AGENT, asks=True, grant=Grant.PUBLISH),
        "idea_own": ViewSpec(screens_requester.render_own),
        "ideas_shown": ViewSpec(screens_requester.render_shown),
    },
    commands=(
        Command("idea", setting="requests.ideas"),
        Command("ideas", AGENT, setting="requests.ideas"),
    ),
    prompts={"ideaask": Prompt(prompts.take_answer)},
)
