"""Takes the reply to the question for a setting's value."""

from desk import Desk
from desk.admin_settings.changes import change_setting
from desk.conversation.new_entry import IncomingMessage
from desk.outbox import Show


async def set_setting(desk: Desk, incoming: IncomingMessage, asked: str) -> Show:
    """Set a setting (`setting:<key>`), or one in a step of *Set up promises*, which then continues (`<key>/<step>`)."""
    key, _, step = asked.partition("/")
    change = await change_setting(desk, key, incoming.words.text)
    note = "setting-set" if change.changed else "setting-same"
    found = "setup" if step else key
    return Show("settings", slot="settings", find=found, page=int(step or 1), fresh=True, note=note)
