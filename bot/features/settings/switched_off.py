"""The answer to a command of a feature that is off, for those who may switch it on."""

from bot.features.settings.buttons import SettingValue
from bot.handlers import CommandTable, respond
from db.models import Person
from desk import Desk
from desk.admin_settings.registry import find_switch, get_settings_grant
from desk.outbox import Args, Say
from desk.policy.permissions import has_grant
from desk.settings.declaring import Setting


def find_switch_of(desk: Desk, me: Person, commands: CommandTable, name: str) -> Setting | None:
    """Return the setting that switches the command on, if it is off and this person may change that."""
    setting = find_switch(commands.find_switch(name, desk.rules))
    return setting if setting is not None and has_grant(me, get_settings_grant(setting.group)) else None


def offer_switch(desk: Desk, setting: Setting, typed: str, *, message_id: int) -> None:
    """Say that the command is off, with a button that switches it on."""
    on = respond.press_button("btn-switch-on", SettingValue(key=setting.key, value="on"))
    args: Args = {"typed": typed, "setting": setting.text}
    line = Say("command-off", args, ((on,),), slot="settings", keyed=("setting",), reply_to_message=message_id)
    respond.post_letter(desk, line)
