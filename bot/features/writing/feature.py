"""Declares the feature "writing" to the core of the bot."""

from bot.feature import AGENT, Command, Feature, ViewSpec
from bot.features.writing import handlers, screens
from desk import Desk
from desk.conversation.new_entry import IncomingMessage, NewEntry
from desk.inbound.prompt_replies import Prompt
from desk.policy.grants import Grant
from desk.requests import team_requests

# Takes the reply to the question what to write to a requester.


async def send_words(desk: Desk, incoming: IncomingMessage, what: str) -> None:
    """Begin a request with the person whose id is in the slot."""
    await team_requests.begin_request(desk, int(what), NewEntry.from_message(incoming))


FEATURE = Feature(
    name="writing",
    routers=(handlers.make_router,),
    views={
        "write_ask": ViewSpec(screens.render_question, AGENT, asks=True, grant=Grant.WRITE),
        "write_whom": ViewSpec(screens.render_namesakes, AGENT, grant=Grant.WRITE),
    },
    commands=(Command("write", AGENT, of_ticket=True, grant=Grant.WRITE, setting="requests.write_first"),),
    prompts={"writeask": Prompt(send_words)},
)
