"""`python -m tests.kill.dying_bot`: the bot, which ends as by kill -9 between the commit of a letter that has begun and
its hand-over, once there is a file `die` in its folder, or is stopped there, once, by a file `stop`."""

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.__main__ import main
from db.queue.hand_over import BegunJob, LetterHandOver

_give = LetterHandOver.give


def _die_or_give(self: LetterHandOver, begun: Sequence[BegunJob]) -> None:
    if begun and Path("die").exists():
        os.kill(os.getpid(), signal.SIGKILL)
    if begun and Path("stop").exists():
        Path("stop").unlink()
        os.kill(os.getpid(), signal.SIGSTOP)
    _give(self, begun)


if __name__ == "__main__":
    LetterHandOver.give = _die_or_give  # type: ignore[method-assign]
    sys.exit(main())
