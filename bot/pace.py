"""How often a loop looks for what other processes put; for its own process the bell rings. Knows no work."""

OFTEN, SELDOM = 0.1, 0.5
_QUIET_LOOKS = 50


class Pace:
    """Ten looks a second while there is work, two after five seconds without any: an idle desk costs little CPU."""

    def __init__(self) -> None:
        self._empty = 0

    def after(self, found: int) -> float:
        """Seconds until the next look, when this one found so much."""
        self._empty = 0 if found else self._empty + 1
        return OFTEN if self._empty < _QUIET_LOOKS else SELDOM
