"""Without a model nothing of the assistant is loaded but its settings and its place on a page."""

import subprocess
import sys

_LOADED = "import sys, bot.__main__, web.__main__; print(*sorted(one for one in sys.modules if 'assist' in one))"


def test_what_the_work_needs_is_not_loaded() -> None:
    done = subprocess.run([sys.executable, "-c", _LOADED], capture_output=True, text=True, check=True)  # noqa: S603
    light = {"desk.settings.defaults.assist", "web.features.assist", "web.features.assist.view"}
    assert set(done.stdout.split()) == light
