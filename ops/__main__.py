"""`python -m ops` (`make run`): bot, board and panel in one process, the mailbox if `MAIL_URL` is set, backups if
`BACKUP_HOURS` is. `python -m ops doctor`: says what is wrong with the installation. `python -m ops backup`, `verify`,
`restore`: see `ops/backup`; `python -m ops rotate-key`: see `ops/rotate_key.py`.

Knows parts and commands as names only: each imports what it needs, which takes a second.
"""

from __future__ import annotations

from ops import early_end

if __name__ == "__main__":
    early_end.end_at_signals()

import gc
import importlib
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from db.settings import SANDBOX, Settings
from ops import run
from ops.run import ProcessPart
from ops.version import describe_version

_PARTS = ("bot.__main__", "todoist_sync.__main__")
_PANEL = "web.__main__"
_SWITCHED_ON_BY = {"MAIL_URL": "mail.__main__", "BACKUP_HOURS": "ops.backup.commands"}
_BACKUP_COMMANDS = ("backup", "verify", "restore")
_PROCESSES = {"doctor": "doctor", "import": "reports.importing"}
"""Commands that are processes of their own."""
_USAGE = """{name} [COMMAND]

Without a command: run bot, board and panel in one process, with MAIL_URL the mailbox, with BACKUP_HOURS backups.

  doctor        say what is wrong with the installation
  backup        write all tables into a file
  verify        read a backup, and say whether it is whole
  restore       fill an empty database from a backup
  rotate-key    encrypt again with the newest DATA_KEY
  import        bring in history from another desk
  --version     print version and commit

{name} COMMAND --help says more."""


def list_parts() -> tuple[list[ProcessPart[Any]], list[str]]:
    """Return the parts that the settings ask for, and lines for the log about one that does not start. Sets the address
    of a panel that starts without one."""
    said = Settings.collect_set(in_sandbox=bool(os.environ.get(SANDBOX)))
    own = importlib.import_module("web.own_panel").find_free_panel()
    modules = [*_PARTS, *(module for variable, module in _SWITCHED_ON_BY.items() if variable in said)]
    parts = [importlib.import_module(name).PART for name in modules]
    if own.url:
        os.environ["WEB_URL"] = own.url
    if own.url or said.get("WEB_URL", "off") != "off":
        parts.append(replace(importlib.import_module(_PANEL).PART, is_optional=bool(own.url)))
    return parts, [own.why_not] if own.why_not else []


def main(arguments: Sequence[str]) -> int:
    """Run the whole desk in this process, or do what was typed; return the exit code."""
    if arguments and arguments[0] in _PROCESSES:
        module = _PROCESSES[arguments[0]]
        os.execv(sys.executable, [sys.executable, "-m", module, *arguments[1:]])  # noqa: S606
    if list(arguments) == ["--version"]:
        sys.stdout.write(f"pulldesk {describe_version()}\n")
        return 0
    if arguments and arguments[0] in _BACKUP_COMMANDS:
        return int(importlib.import_module("ops.backup.commands").main(arguments[0], arguments[1:]))
    if list(arguments[:1]) == ["rotate-key"]:
        return int(importlib.import_module("ops.rotate_key").main(arguments[1:]))
    if arguments:
        return run.print_usage(_USAGE.format(name=_get_name()), arguments)
    gc.disable()  # while everything is imported; `ops.run` enables it
    parts, notes = list_parts()
    return run.run_process(*parts, notes=notes)


def _get_name() -> str:
    """Return what people type to start this: the installed command, or the module."""
    started = Path(sys.argv[0]).name
    return "python -m ops" if started == "__main__.py" else started


def run_from_shell() -> None:
    """Run as the installed command `pulldesk`."""
    run.exit_process(main(sys.argv[1:]))


if __name__ == "__main__":
    run_from_shell()
