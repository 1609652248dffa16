"""The panel: its sessions, the size of uploads, who may open it; the web form."""

from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network
from urllib.parse import urlsplit

from pydantic import SecretStr

from db.settings import is_this_machine
from desk.settings.declaring import SettingGroup, declare
from desk.settings.kinds import Choice, NetworkList, Number, Switch


@dataclass(frozen=True, slots=True)
class WebRules:
    """The web panel, the API and webhooks. `url`: the address of the panel, if there is one; `form`: everybody may send
    requests from a page of it.

    `for_agents`: agents may use the panel too. `second_factor`: who shows a second factor: nobody ("off"), those who
    have one ("optional"), "admins" or "all". A session ends after `idle` without use and after `stays` in all.
    The panel opens only from `addresses` (empty: from anywhere). `upload_mb`: size of the files of one message
    (0: no files). Secrets are encrypted with the first of `secret_keys` and decrypted with any. Webhooks go to public
    hosts, and to hosts and networks in `webhook_allow`. `telegram_files`: this process has the bot's token, and fetches
    files with it. `setup_list`: the first page of a new desk lists what is still to be set up.
    """

    url: str | None = None
    for_agents: bool = declare("panel_for_agents", False, Switch(), SettingGroup.DESK, of_web=True, is_lasting=True)
    second_factor: str = declare(
        "second_factor",
        "off",
        Choice("setting-second-factor", ("off", "optional", "admins", "all")),
        SettingGroup.DESK,
        of_web=True,
        is_lasting=True,
    )
    idle: timedelta = timedelta(hours=12)
    stays: timedelta = timedelta(days=7)
    addresses: tuple[IPv4Network | IPv6Network, ...] = declare(
        "web_addresses", (), NetworkList(), SettingGroup.DESK, of_web=True, place=2, is_lasting=True
    )
    setup_list: bool = declare("setup_list", True, Switch(), SettingGroup.DESK, of_web=True)
    upload_mb: int = declare(
        "upload_mb", 20, Number((5, 20, 50, 0), least=0, most=50, off=True), SettingGroup.DESK, of_web=True, place=2
    )
    form: bool = declare("web_form", False, Switch(), SettingGroup.REQUESTS, of_web=True, place=3)
    secret_keys: tuple[SecretStr, ...] = field(default=(), repr=False)
    webhook_allow: tuple[str, ...] = ()
    telegram_files: bool = False

    @property
    def is_local(self) -> bool:
        """Return True if the panel's address leads from every machine to itself."""
        return self.url is not None and is_this_machine(urlsplit(self.url).hostname or "")

    @property
    def public_url(self) -> str | None:
        """The panel's address for a mail, which is read on another machine; None if it is of no use there."""
        return None if self.is_local else self.url
