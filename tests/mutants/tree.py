"""A copy of the checkout to make mistakes in, so that the checkout itself is never touched."""

import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path


def copied(checkout: Path, to: Path) -> None:
    """Everything that git knows, and what is new and not ignored, as it is now."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607
        cwd=checkout, check=True, capture_output=True,
    ).stdout  # fmt: skip
    for name in listed.decode().split("\0"):
        if name and (checkout / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(checkout / name, to / name)


def chosen(tree: Path, module: str, tests: Sequence[str]) -> None:
    """Tell mutmut in the copy's pyproject.toml which module to change and which tests guard it."""
    project = tree / "pyproject.toml"
    before = re.sub(r"^(only_mutate|pytest_add_cli_args_test_selection) = .*\n", "", project.read_text(), flags=re.M)
    lines = f"[tool.mutmut]\nonly_mutate = {[module]!r}\npytest_add_cli_args_test_selection = {list(tests)!r}\n"
    project.write_text(before.replace("[tool.mutmut]\n", lines, 1))
