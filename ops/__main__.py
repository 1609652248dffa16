"""`python -m ops` (`make run`): bot and board in one process, the panel if `WEB_URL` is set, the mailbox if `MAIL_URL`
is, backups if `BACKUP_HOURS` is. `python -m ops doctor`: says what is wrong with the installation. `python -m ops
backup`, `verify`, `restore`: see `ops/backup`; `python -m ops rotate-key`: see `ops/rotate_key.py`.

Knows parts and commands as names only: each imports what it needs, which takes a second.
"""

from __future__ import annotations

from ops import early_end

if __name__ == "__main__":
    early_end.end_at_signals()

import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from db.settings import SANDBOX, Settings
from ops import run
from ops.version import describe_version

_PARTS = ("bot.__main__", "todoist_sync.__main__")
_SWITCHED_ON_BY = {"WEB_URL": "web.__main__", "MAIL_URL": "mail.__main__", "BACKUP_HOURS": "ops.backup.commands"}
_BACKUP_COMMANDS = ("backup", "verify", "restore")
_PROCESSES = {"doctor": "doctor", "import": "reports.importing"}
"""Commands that are processes of their own."""
_USAGE = """{name} [COMMAND]

Without a command: run bot and board in one process; with WEB_URL the panel, with MAIL_URL the mailbox, with
BACKUP_HOURS backups.

  doctor        say what is wrong with the installation
  backup        write all tables into a file
  verify        read a backup, and say whether it is whole
  restore       fill an empty database from a backup
  rotate-key    encrypt again with the newest DATA_KEY
  import        bring in history from another desk
  --version     print version and commit

{name} COMMAND --help says more."""


def list_parts() -> list[str]:
    """Return the modules of the parts that the settings ask for."""
    names = Settings.list_set_names(in_sandbox=bool(os.environ.get(SANDBOX)))
    return [*_PARTS, *(module for variable, module in _SWITCHED_ON_BY.items() if variable in names)]


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
    return run.run_process(*(importlib.import_module(name).PART for name in list_parts()))


def _get_name() -> str:
    """Return what people type to start this: the installed command, or the module."""
    started = Path(sys.argv[0]).name
    return "python -m ops" if started == "__main__.py" else started


def run_from_shell() -> None:
    """Run as the installed command `pulldesk`."""
    run.exit_process(main(sys.argv[1:]))


if __name__ == "__main__":
    run_from_shell()
