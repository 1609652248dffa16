"""Declares the feature “approvals” to the core of the bot."""

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.approvals import handlers, handlers_trainee, prompts, screens, screens_trainee
from desk.inbound.prompt_replies import Prompt
from desk.policy.grants import Grant

FEATURE = Feature(
    name="approvals",
    routers=(handlers.make_router, handlers_trainee.make_router),
    views={
        "approval": ViewSpec(screens.render_approval, AGENT, grant=Grant.APPROVE),
        "drafted": ViewSpec(screens.render_drafted, AGENT),
        "approvals": ViewSpec(screens.render_list, AGENT, grant=Grant.APPROVE, is_list=True),
        "trainee": ViewSpec(screens_trainee.render_trainee, AGENT, grant=Grant.TEAM),
        "approval_ask": ViewSpec(screens.render_question, AGENT, grant=Grant.APPROVE, asks=True),
    },
    commands=(Command("approvals", AGENT, grant=Grant.APPROVE, alone=True),),
    prompts={"approvalask": Prompt(prompts.take_words)},
)
