"""The environment of the product's processes: every variable has a value here, nothing comes from outside.

Must not know how processes are started.
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

from sandbox.servers import ADMIN, HOST, PROJECT_NAMES, SimulatedServices

WEBHOOK_PATH = "/webhooks/todoist"
KEPT_VARIABLES = ("PATH", "HOME", "TMPDIR", "TZ", "LD_LIBRARY_PATH", "SYSTEMROOT")
"""Variables of the outer environment that a program needs to run at all."""


def make_desk_settings(
    simulated: SimulatedServices, data_dir: Path, webhook_url: str, *, group: int | None = None, locale: str = "en"
) -> dict[str, str]:
    """Return the settings of a desk on the simulated services, as `.env` would hold them; `group`: the team's chat."""
    web = urlsplit(webhook_url)
    return {
        "BOT_TOKEN": simulated.telegram.token,
        "TELEGRAM_API_URL": simulated.telegram_url,
        "ADMIN_IDS": str(ADMIN["id"]),
        **({"STAFF_CHAT_ID": str(group)} if group is not None else {}),
        "DATA_DIR": str(data_dir),
        "TODOIST_API_TOKEN": simulated.todoist_token,
        "TODOIST_API_URL": simulated.todoist_url,
        "TODOIST_OAUTH_URL": f"{simulated.todoist_url}/oauth",
        "TODOIST_CLIENT_ID": simulated.app.client_id,
        "TODOIST_CLIENT_SECRET": simulated.app.client_secret,
        "TODOIST_PROJECT_NAME": PROJECT_NAMES[locale],
        "SYNC_INTERVAL_SECONDS": "5",
        "HTTP_HOST": web.hostname or HOST,
        "HTTP_PORT": str(web.port or 80),
        "INTAKE_QUIET_SECONDS": "3",
        "UNDO_SECONDS": "5",
        **dict.fromkeys(("MAX_UNTAKEN", "MAX_NEW_PER_HOUR", "MAX_OPEN"), "1000"),  # its visitors act for one person
        "LOCALE": locale,
        "LOG_LEVEL": "INFO",
        "LOG_FORMAT": "console",
    }


def make_child_environment(
    settings: dict[str, str],
    *,
    mark: str,
    database_url: str,
    bot_port: int,
    web_port: int | None = None,
    clock: Path | None = None,
) -> dict[str, str]:
    """Return the whole environment of a process that the sandbox starts.

    `mark` tells the process so. `web_port`: where the panel listens, if there is one; `clock`: a file with the
    number of seconds that its time is ahead.
    """
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    own = {
        "PULLDESK_SANDBOX": mark,
        "PULLDESK_CLOCK": str(clock or ""),
        "DATABASE_URL": database_url,
        "BOT_HTTP_PORT": str(bot_port),
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
        "LANG": "C.UTF-8",
    }
    return {**kept, **settings, **own, **({} if web_port is None else make_panel_settings(web_port))}


def make_panel_settings(port: int) -> dict[str, str]:
    """Return the settings of a panel that listens on this port."""
    return {"WEB_URL": f"http://{HOST}:{port}", "WEB_PORT": str(port)}


def format_env_file(settings: dict[str, str], key: str) -> str:
    """Format the settings as a `.env` file, with the key of the controls."""
    return "".join(f"{name}={value}\n" for name, value in {**settings, "SANDBOX_KEY": key}.items())
