"""Takes the reply to the question for a setting's value."""

from desk import Desk
from desk.admin_settings.changes import change_setting
from desk.conversation.new_entry import IncomingMessage
from desk.outbox import Show


async def set_setting(desk: Desk, incoming: IncomingMessage, key: str) -> Show:
    """Set the setting that was asked for."""
    change = await change_setting(desk, key, incoming.words.text)
    note = "setting-set" if change.changed else "setting-same"
    return Show("settings", slot="settings", find=key, fresh=True, note=note)
