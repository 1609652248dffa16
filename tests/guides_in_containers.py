"""Builds the image and tries it, with docker or podman, whichever is there: `make image`, before each release.

Both kinds are built, started commands answer, and with Compose each `docker compose` line of the operators' guides is
executed, in the order of its page. Needs a network; nothing of this machine's help desk is touched: the project, its
volumes and its `.env` are of a temporary folder.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGES = ("docs/start/install.md", "docs/how-to/operators/backup.md", "docs/how-to/operators/upgrade.md",
         "docs/how-to/operators/troubleshooting.md")  # fmt: skip
_PARTS = ("bot", "todoist_sync", "web", "mail", "reports", "doctor", "migrations")
_LINE = re.compile(r"^\s*(docker compose .*)$|`(docker compose [^`]+)`", re.MULTILINE)
_NOT_RUN = {"pull", "logs", "cp"}
"""Words of lines that need a released image, or that only show or copy something."""
_SECONDS = 1800


def list_commands(page: str) -> list[str]:
    """Return the `docker compose` lines of a page: continued lines joined, comments and second commands left off."""
    text = re.sub(r"\\\n\s*", "", page)
    found = [(block or inline).partition("#")[0].partition("&&")[0].strip() for block, inline in _LINE.findall(text)]
    return [line for line in found if line.split()[2:] not in (["up"], ["logs"], [])]  # as a name in a sentence


def choose_engine() -> str | None:
    """Return docker or podman, if its service answers."""
    for name in ("docker", "podman"):
        if shutil.which(name) and _ask([name, "info"]).returncode == 0:
            return name
    return None


def main() -> int:
    """Build and try; return 0, 1 if something failed, 2 if there is no engine."""
    engine = choose_engine()
    if engine is None:
        sys.stderr.write("image: neither docker nor podman answers here: the image was not built, and not tried\n")
        return 2
    failed = [line for line in _try_image(engine) if line]
    if _ask([engine, "compose", "version"]).returncode == 0:
        failed += _try_guides(engine)
    else:
        sys.stderr.write(f"image: {engine} has no compose here: the guides' lines were not executed\n")
    sys.stdout.writelines(f"FAILED {line}\n" for line in failed)
    return 1 if failed else 0


def _try_image(engine: str) -> Iterator[str]:
    commit = _ask(["git", "rev-parse", "HEAD"]).stdout.strip()
    for embedded in ("yes", "no"):
        tag = f"pulldesk:tried-{embedded}"
        build = ["build", "--build-arg", f"EMBEDDED={embedded}", "--build-arg", f"COMMIT={commit}", "--tag", tag, "."]
        yield _run([engine, *build])
        for part in _PARTS:
            yield _run([engine, "run", "--rm", tag, "python", "-c", f"import {part}.__main__"])
        yield _run([engine, "run", "--rm", "--read-only", "--tmpfs", "/tmp", tag, "python", "-m", "ops", "--version"])


def _try_guides(engine: str) -> list[str]:
    """Execute the lines in a copy of the checkout, against no real service: the token is made up, so the desk itself
    waits, but PostgreSQL, migrations, backups and each command of `ops` really work."""
    with tempfile.TemporaryDirectory(prefix="pulldesk-guides-") as folder:
        there = Path(folder) / "pulldesk"
        _ask(["git", "worktree", "add", "--detach", str(there)]).check_returncode()
        password = secrets.token_hex(16)
        (there / ".env").write_text(f"BOT_TOKEN=1:{'a' * 35}\nPOSTGRES_PASSWORD={password}\nBACKUP_HOURS=24\n")
        environment = os.environ | {"COMPOSE_PROJECT_NAME": "pulldesk-guides"}
        try:
            return [line for page in PAGES for line in _execute(engine, page, there, environment) if line]
        finally:
            _run([engine, "compose", "down", "--volumes", "--remove-orphans"], there, environment)
            _ask(["git", "worktree", "remove", "--force", str(there)])


def _execute(engine: str, page: str, folder: Path, environment: dict[str, str]) -> Iterator[str]:
    """Execute the lines of a page one after the other, and stop everything but PostgreSQL behind them."""
    compose = [engine, "compose"]
    yield _run([*compose, "run", "--rm", "--build", "desk", "python", "-m", "migrations"], folder, environment, page)
    for line in list_commands((ROOT / page).read_text("utf-8")):
        if _NOT_RUN & set(line.split()) or "/from" in line:  # the same file again, into a database that has it
            continue
        if "FILE" in line or ".backup" in line:
            newest = [*compose, "run", "--rm", "--entrypoint", "sh", "ops", "-c", "ls -1 /data/backups | tail -1"]
            line = re.sub(r"FILE|pulldesk-\w+\.backup", _ask(newest, folder, environment).stdout.strip(), line)  # noqa: PLW2901
        wrong = _run(["sh", "-c", line.replace("docker", engine, 1)], folder, environment, page)
        yield "" if line.endswith(" doctor") and "code 1:" in wrong else wrong  # the token is made up
    yield _run([*compose, "stop", "desk", "bot", "todoist_sync", "web", "mail", "backup"], folder, environment, page)


def _ask(
    words: Sequence[str], folder: Path = ROOT, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  (words of this file and of the guides)
        words, cwd=folder, env=environment, capture_output=True, text=True, timeout=_SECONDS, check=False
    )


def _run(words: Sequence[str], folder: Path = ROOT, environment: dict[str, str] | None = None, about: str = "") -> str:
    """Run a command; return "", or what to say of its failure."""
    sys.stdout.write(f"{about} $ {' '.join(words)}\n")
    done = _ask(words, folder, environment)
    if done.returncode == 0:
        return ""
    return f"{about} {' '.join(words)}: code {done.returncode}: {(done.stderr or done.stdout).strip()[-400:]}"


if __name__ == "__main__":
    sys.exit(main())
