"""Declares the feature "problems" to the core of the bot."""

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.problems import handlers, screens
from desk import Desk
from desk.conversation.new_entry import IncomingMessage
from desk.inbound.prompt_replies import Prompt
from desk.outbox import Show
from desk.policy.grants import Grant
from desk.problems import ending, problems

# Takes the reply to the question for a text that requesters read about a known problem.


async def set_words(desk: Desk, incoming: IncomingMessage, what: str) -> Show:
    """Set the text of a known problem, or of its end (`problemask:end.<id>`)."""
    part, _, key = what.partition(".")
    await (ending.set_end_words if part == "end" else problems.reword_problem)(desk, int(key), incoming.words)
    return Show("problem", slot=f"problem:{key}", find=part if part == "end" else None, fresh=True)


FEATURE = Feature(
    name="problems",
    routers=(handlers.make_router,),
    views={
        "problems": ViewSpec(screens.render_problems, AGENT),
        "problem": ViewSpec(screens.render_problem, AGENT),
        "problem_ask": ViewSpec(screens.render_question, grant=Grant.MAILINGS, asks=True),
    },
    commands=(Command("problems", AGENT, alone=True),),
    prompts={"problemask": Prompt(set_words)},
)
