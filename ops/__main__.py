"""`python -m ops` (`make run`): all processes together, web if `WEB_URL` is set, mail if `MAIL_URL` is, backups if
`BACKUP_HOURS` is; the end of one, or a signal, ends all. `python -m ops doctor`: says what is wrong with the
installation. `python -m ops backup`, `verify`, `restore`: see `ops/backup`; `python -m ops rotate-key`: see
`ops/rotate_key.py`.

Knows the processes as names only.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from asyncio.subprocess import Process
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from db.settings import SettingsError
from ops import rotate_key, signals
from ops.backup import commands
from ops.backup.settings import BackupSettings
from ops.run import print_usage
from ops.version import get_version

PROCESSES = ("bot", "todoist_sync")
_ENDING = timedelta(seconds=12)  # a process ends within 10
_USAGE = """{name} [COMMAND]

Without a command: start all processes; web if WEB_URL is set, backups if BACKUP_HOURS is.

  doctor        say what is wrong with the installation
  backup        write all tables into a file
  verify        read a backup, and say whether it is whole
  restore       fill an empty database from a backup
  rotate-key    encrypt again with the newest DATA_KEY
  --version     print the version

{name} COMMAND --help says more."""


def list_processes() -> list[list[str]]:
    """Return the processes to start, by module and arguments. Raises SettingsError for what they share."""
    settings = BackupSettings.load()
    started = [[name] for name in (*PROCESSES, *(["web"] if settings.web_url is not None else []))]
    if "MAIL_URL" in settings.list_set_names(in_sandbox=bool(settings.sandbox_mark)):
        started.append(["mail"])
    if settings.backup_hours is not None:
        started.append(["ops", "backup", "--every", str(settings.backup_hours)])
    return started


async def run_together(commands: list[list[str]]) -> int:
    """Run the commands until one ends or a signal comes; return the first end's code, 0 after a signal."""
    stop = asyncio.Event()
    signals.call_on_end(stop.set)
    # In a group of their own, so that Ctrl-C reaches them once: through us.
    processes = [await asyncio.create_subprocess_exec(*command, process_group=0) for command in commands]
    ends = [asyncio.ensure_future(process.wait()) for process in processes]
    signalled = asyncio.ensure_future(stop.wait())
    await asyncio.wait([signalled, *ends], return_when=asyncio.FIRST_COMPLETED)
    first = next((_to_shell_code(end.result()) for end in ends if end.done()), 0)
    for process in processes:
        if process.returncode is None:
            process.terminate()
    await _end_all(processes)
    signalled.cancel()
    if not stop.is_set():
        return first
    return max(_to_shell_code(process.returncode or 0) for process in processes)


def _to_shell_code(code: int) -> int:
    """Return the code as a shell counts it: 128 and the signal's number for a killed process."""
    return code if code >= 0 else 128 - code


async def _end_all(processes: list[Process]) -> None:
    everybody = asyncio.gather(*(process.wait() for process in processes))
    try:
        await asyncio.wait_for(everybody, _ENDING.total_seconds())
    except TimeoutError:
        for process in processes:
            if process.returncode is None:
                process.kill()


def main(arguments: Sequence[str]) -> int:
    """Run all processes, or become the doctor; return the exit code."""
    if list(arguments[:1]) == ["doctor"]:
        os.execv(sys.executable, [sys.executable, "-m", "doctor", *arguments[1:]])  # noqa: S606
    if list(arguments) == ["--version"]:
        sys.stdout.write(f"pulldesk {get_version()}\n")
        return 0
    if arguments and arguments[0] in commands.COMMANDS:
        return commands.main(arguments[0], arguments[1:])
    if list(arguments[:1]) == [rotate_key.COMMAND]:
        return rotate_key.main(arguments[1:])
    if arguments:
        return print_usage(_USAGE.format(name=_get_name()), arguments)
    return _run_all()


def _get_name() -> str:
    """Return what people type to start this: the installed command, or the module."""
    started = Path(sys.argv[0]).name
    return "python -m ops" if started == "__main__.py" else started


def _run_all() -> int:
    """Run all processes. If one refuses its settings, name what the others would refuse too."""
    try:
        code = asyncio.run(run_together([[sys.executable, "-m", *one] for one in list_processes()]))
    except SettingsError:
        code = 2
    if code == 2:
        subprocess.run([sys.executable, "-m", "doctor.loaded_settings"], check=False)
    return code


def run_from_shell() -> None:
    """Run as the installed command `pulldesk`."""
    sys.exit(main(sys.argv[1:]))


if __name__ == "__main__":
    run_from_shell()
