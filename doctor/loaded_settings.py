"""Reads the settings of every process, as the processes do, and says which are refused or misspelt."""

from dataclasses import dataclass, field
from typing import TypeVar

from bot.settings import BotSettings
from db.documents import find_document
from db.settings import Settings, SettingsError
from doctor.findings import Findings, make_ok, make_warning, make_wrong
from mail.settings import MailSettings
from ops.backup.settings import BackupSettings
from todoist_sync.settings import BoardSettings
from web.own_panel import OwnPanel, find_own_panel
from web.settings import WebSettings

_ABOUT = "settings"
_CORRECT = f"correct it in .env; {find_document('docs/reference.md')} lists all variables"
_S = TypeVar("_S", bound=Settings)


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """The settings of each process; None for a process that would refuse its own, or, of `web` and `mail`, is not
    wanted."""

    bot: BotSettings | None
    board: BoardSettings | None
    web: WebSettings | None
    backups: BackupSettings | None = None
    mail: MailSettings | None = None
    own_panel: OwnPanel = field(default_factory=OwnPanel)
    """The panel that starts without a setting, whose settings `web` has then."""

    @property
    def shared(self) -> Settings | None:
        """The settings that all processes share; None if one of those is refused."""
        return self.board or self.bot or self.web


def load_settings() -> tuple[LoadedSettings, Findings]:
    """Read the environment and `.env`. A mistake that several processes refuse is one finding."""
    found: Findings = []
    bot, board = _load(BotSettings, found), _load(BoardSettings, found)
    said = Settings.collect_set()
    own = find_own_panel()
    web = WebSettings.load(web_url=own.url) if own.url else None
    if said.get("WEB_URL", "off") != "off":
        web = _load(WebSettings, found)
    backups = _load(BackupSettings, found)
    mail = _load(MailSettings, found) if "MAIL_URL" in said else None
    for loaded in (bot, board, web, backups, mail):
        if loaded is not None:
            found += [make_warning(_ABOUT, line, "change .env") for line in loaded.get_warnings()]
            found += [make_warning(_ABOUT, line, "correct the name in .env") for line in _list_typos(loaded, bot)]
    found = list({(one.level, one.message.partition(" ")[0]): one for one in reversed(found)}.values())[::-1]
    return LoadedSettings(bot, board, web, backups, mail, own), found or [make_ok(_ABOUT, "every variable can be read")]


def _load(kind: type[_S], found: Findings) -> _S | None:
    try:
        return kind.load()
    except SettingsError as error:
        found += [make_wrong(_ABOUT, line, _CORRECT) for line in str(error).splitlines()]
        return None


def _list_typos(loaded: Settings, bot: BotSettings | None) -> list[str]:
    """Return misspelt names. A variable that is no setting of this process may be one of another."""
    kinds = (BotSettings, BoardSettings, WebSettings, BackupSettings, MailSettings)
    others = {name.upper() for kind in kinds for name in kind.model_fields}
    return [line for line in loaded.get_typos() if line.partition(" ")[0] not in others]
