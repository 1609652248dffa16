"""Children that heed signals, however the tests themselves were started: under nohup, or in the background of a shell,
some are ignored, and children inherit that."""

import signal


def heeding() -> None:
    """For `preexec_fn`: Ctrl-C and the end of a terminal mean what they usually do."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
