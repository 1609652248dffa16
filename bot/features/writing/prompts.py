"""Takes the reply to the question what to write to a requester."""

from desk import Desk
from desk.conversation.new_entry import IncomingMessage, NewEntry
from desk.requests import team_requests


async def send_words(desk: Desk, incoming: IncomingMessage, what: str) -> None:
    """Begin a request with the person whose id is in the slot."""
    await team_requests.begin_request(desk, int(what), NewEntry.from_message(incoming))
