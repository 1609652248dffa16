"""`python -m tests.chaos`: the long form.

CHAOS_SEEDS (`1-20`, `7`, `3,8`), CHAOS_KILLS (54: some find the process already down), CHAOS_MINUTES (1.6: how long
people act; setting up and settling come on top, four minutes in all), CHAOS_ONE (1: bot, board and panel in one
process). A day that fails keeps its logs and says how to live it again.
"""

import asyncio
import os
import shutil
import sys
import tempfile
from pathlib import Path

from tests.chaos.run import Outcome, Size, live


def seeds(text: str) -> list[int]:
    """The seeds that a list of numbers and ranges names."""
    parts = [part.partition("-") for part in text.replace(" ", "").split(",") if part]
    return [seed for first, _, last in parts for seed in range(int(first), int(last or first) + 1)]


def main() -> int:
    """Live through all days; 1 when one of them failed."""
    minutes, kills = float(os.environ.get("CHAOS_MINUTES", "1.6")), int(os.environ.get("CHAOS_KILLS", "54"))
    size = Size(60 * minutes, kills, one=bool(os.environ.get("CHAOS_ONE")))
    outcomes = [_day(seed, size) for seed in seeds(os.environ.get("CHAOS_SEEDS", "1-20"))]
    failed = [str(one.seed) for one in outcomes if one.complaints]
    _say(
        f"{len(outcomes)} seeds, {sum(o.kills for o in outcomes)} kills, {sum(o.restarts for o in outcomes)} database"
        f" restarts, {sum(o.scenes.total() for o in outcomes)} scenes, {sum(o.words for o in outcomes)} words,"
        f" {sum(o.calls for o in outcomes)} calls of Telegram; {sum(o.doubled for o in outcomes)} doubled of"
        f" {sum(o.repeats for o in outcomes)} repeated; failed: {', '.join(failed) or 'none'}"
    )
    return 1 if failed else 0


def _day(seed: int, size: Size) -> Outcome:
    folder = Path(tempfile.mkdtemp(prefix=f"pulldesk-chaos-{seed}-"))
    outcome = asyncio.run(live(seed, size, folder))
    _say(outcome.line())
    _say("  scenes: " + ", ".join(f"{name} {n}" for name, n in sorted(outcome.scenes.items())))
    for complaint in outcome.complaints:
        _say(f"  - {complaint}")
    if outcome.complaints:
        one = "CHAOS_ONE=1 " if size.one else ""
        again = f"{one}CHAOS_SEEDS={seed} CHAOS_KILLS={size.kills} CHAOS_MINUTES={size.seconds / 60:g} make chaos"
        _say(f"  again: {again}\n  logs: {folder}")
    else:
        shutil.rmtree(folder)
    return outcome


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
