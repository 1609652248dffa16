"""A reply to the bot's question for a setting's value: the value. A wrong one is answered with what would be right."""

from desk.administration.changes import change_setting
from desk.conversation.new_entry import IncomingMessage
from desk.desk import Desk
from desk.errors import Refused
from desk.outbox import letters
from desk.outbox.letters import Say, Show, View


async def set_by_reply(desk: Desk, incoming: IncomingMessage, key: str) -> None:
    """Set what was typed, and show the setting as it is then. `key` with `/` and a number behind: it was asked for in
    that step of *Set up promises*, which goes on."""
    key, _, step = key.partition("/")
    try:
        change = await change_setting(desk, key, incoming.words.text)
    except Refused as refusal:
        letter = Say(refusal.key, dict(refusal.args_), reply_to_message=incoming.message_id, staff_only=True)
        letters.post(desk.session, desk.me().id, letter, now=desk.now)
        return
    note = "setting-set" if change.changed else "setting-same"
    letter_of_it = Show(
        View.SETTINGS, slot="settings", find="setup" if step else key, page=int(step or 1), fresh=True, note=note
    )
    letters.post(desk.session, desk.me().id, letter_of_it, now=desk.now)
