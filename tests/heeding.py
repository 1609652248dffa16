"""Children that obey signals, however the tests were started.

Under nohup or in the background of a shell some signals are ignored, and children inherit that.
"""

import signal


def heeding() -> None:
    """Reset signals for `preexec_fn`, so that Ctrl-C and the end of a terminal have their usual effect."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
