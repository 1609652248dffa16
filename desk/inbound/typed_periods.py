"""A reply to the bot's question for the days of a picture: which these are. A wrong one is answered with what would be
right."""

from desk.conversation.new_entry import IncomingMessage
from desk.desk import Desk
from desk.errors import Refused
from desk.outbox import letters
from desk.outbox.letters import Say
from desk.stats import asking


async def period_by_reply(desk: Desk, incoming: IncomingMessage, result: str) -> None:
    """Have the picture `result` drawn of the days that were typed."""
    try:
        await asking.of_typed_days(desk, int(result), incoming.words.text)
    except Refused as refusal:
        letter = Say(refusal.key, dict(refusal.args_), reply_to_message=incoming.message_id, staff_only=True)
        letters.post(desk.session, desk.me().id, letter, now=desk.now)
