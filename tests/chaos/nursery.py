"""Starts a door in hundredths of a second: a process that has imported the program and forks one on request.

A fork is a process like any other, with an id, an environment and a log of its own, that can be killed at any instant;
it only spares the seconds of importing. One line of JSON in, one out; with its input gone it ends all it started.
`python -m <program>` as an operator starts it is tested in tests/kill.
"""

import asyncio
import ctypes
import gc
import importlib
import json
import os
import random
import signal
import sys
from contextlib import suppress
from typing import Any

_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG (Linux, prctl(2))


def main(program: str) -> None:
    """Serve requests until end of input; `program`: its module."""
    module = importlib.import_module(program)
    gc.freeze()
    children: set[int] = set()
    for line in sys.stdin:
        asked = json.loads(line)
        if asked["do"] == "start":
            pid = os.fork()
            if not pid:
                _become(module, asked)
            children.add(pid)
            _answer({"pid": pid})
        elif asked["do"] == "ask":
            os.kill(asked["pid"], signal.SIGUSR2)
            _answer({})
        else:
            _answer({"code": _end(asked["pid"], asked["signal"])})
            children.discard(asked["pid"])
    for pid in children:
        _end(pid, signal.SIGKILL)


def _become(module: Any, asked: dict[str, Any]) -> None:
    """The child: the program itself, with nothing of ours but its code."""
    code = 70
    try:
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
        os.setsid()
        log = os.open(asked["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        for standard, target in ((os.open(os.devnull, os.O_RDONLY), 0), (log, 1), (log, 2)):
            os.dup2(standard, target)
        os.environ.clear()
        os.environ.update(asked["environment"])
        os.chdir(asked["folder"])
        random.seed()
        signal.signal(signal.SIGUSR2, _say_what_is_under_way)
        code = module.main()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _say_what_is_under_way(*_: Any) -> None:
    """Where every task stands, into the log: for a day that does not come to rest."""
    for task in asyncio.all_tasks():
        task.print_stack(limit=8)


def _end(pid: int, number: int) -> int:
    """Signal a child and collect it: its exit code, or minus the signal that ended it."""
    with suppress(ProcessLookupError):
        os.kill(pid, number)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _answer(value: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
