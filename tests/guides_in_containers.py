"""Builds the image and tries it, with docker or podman, whichever is there: `make image`, before each release.

Both kinds are built, started commands answer. The one with PostgreSQL, hardened, answers a request beside simulated
services. With Compose, 2.24 or newer, each `docker compose` line of the operators' guides is executed, in the order of
its page. Needs a network; nothing of this machine's help desk is touched, but its network may not exist: project,
volumes, image and `.env` are of their own.
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
_LINE = re.compile(r"^\s*(docker compose .*)$|`(docker compose [^`]+|COMPOSE_PROFILES=[a-z,]+)`", re.MULTILINE)
HARDENED = ("--init", "--read-only", "--tmpfs=/tmp", "--cap-drop=ALL", "--security-opt=no-new-privileges:true",
             "--memory=768m")  # fmt: skip
"""As docker-compose.yml has it; a test compares them."""
_LOOKS = 120
_SECONDS = 1800


def list_commands(page: str) -> list[str]:
    """Return the `docker compose` lines of a page, and the profiles that it says to choose: continued lines joined,
    comments and second commands left off."""
    text = re.sub(r"\\\n\s*", "", page)
    found = [(block or inline).partition("#")[0].partition("&&")[0].strip() for block, inline in _LINE.findall(text)]
    named = (["up"], ["logs"], [])  # in a sentence
    return [line for line in found if "=" in line.split()[0] or line.split()[2:] not in named]


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
        yield _run([engine, "run", "--rm", *HARDENED, tag, "python", "-m", "ops", "--version"])
    yield from _try_request(engine, "pulldesk:tried-yes")


def _try_request(engine: str, tag: str) -> Iterator[str]:
    """Have the whole desk answer a request and end in an orderly way. It shares the network of the simulated services,
    which answer only under 127.0.0.1."""
    servers = f"pulldesk-tried-{secrets.token_hex(4)}"
    desk = f"{servers}-desk"
    checkout = ["--volume", f"{ROOT}:/checkout:ro", "--security-opt", "label=disable", "--workdir", "/checkout"]
    with tempfile.TemporaryDirectory() as folder:
        try:
            command = ["python", "-m", "sandbox", "--servers-only"]
            yield _run([engine, "run", "--detach", "--name", servers, *checkout, tag, *command])
            settings = Path(folder) / "env"
            settings.write_text(_read_settings(engine, servers))
            given = ["--env-file", str(settings), "--env", "DATA_DIR=/data"]
            beside = ["--network", f"container:{servers}"]
            yield _run([engine, "run", "--detach", "--name", desk, *beside, *HARDENED, *given, tag])
            yield _run([engine, "exec", *given[:2], servers, "python", "-m", "tests.request_in_container"])
            yield _run([engine, "exec", desk, "python", "-m", "ops.health", "8080"])
            yield _run([engine, "stop", "--time", "15", desk])
            ended = _ask([engine, "inspect", "--format", "{{.State.ExitCode}}", desk]).stdout.strip()
            yield (
                "" if ended == "0" else f"{desk} ended with code {ended}: {_ask([engine, 'logs', desk]).stderr[-400:]}"
            )
        finally:
            _ask([engine, "rm", "--force", "--volumes", desk, servers])


def _read_settings(engine: str, servers: str) -> str:
    """Return the `.env` that the simulated services print once they serve; the key is its last line."""
    for _ in range(_LOOKS):
        said = _ask([engine, "logs", servers]).stdout
        if "SANDBOX_KEY=" in said:
            return said
        _ask([engine, "exec", servers, "sleep", "1"])
    return ""


_SETTINGS = """\
BOT_TOKEN=12345:{token}
TELEGRAM_API_URL=http://127.0.0.1:9
COMPOSE_PROFILES=whole,database
POSTGRES_PASSWORD={password}
PULLDESK_IMAGE=pulldesk:tried
BACKUP_HOURS=24
HTTP_PUBLISH=127.0.0.1:0
WEB_PUBLISH=127.0.0.1:0
"""


def _try_guides(engine: str) -> list[str]:
    """Execute the lines in a copy of the checkout, against no real service: Telegram is out of reach, so the desk
    waits, but PostgreSQL, migrations, backups and each command of `ops` really work."""
    with tempfile.TemporaryDirectory(prefix="pulldesk-guides-") as folder:
        there = Path(folder) / "pulldesk"
        _ask(["git", "worktree", "add", "--detach", str(there)]).check_returncode()
        password = secrets.token_hex(16)
        (there / ".env").write_text(_SETTINGS.format(token="a" * 35, password=password))
        environment = os.environ | {"COMPOSE_PROJECT_NAME": "pulldesk-guides"}
        try:
            return [line for page in PAGES for line in _execute(engine, page, there, environment) if line]
        finally:
            everything = ["--profile", "*", "down", "--volumes", "--remove-orphans"]
            _run([engine, "compose", *everything], there, environment)
            _ask(["git", "worktree", "remove", "--force", str(there)])


def _execute(engine: str, page: str, folder: Path, environment: dict[str, str]) -> Iterator[str]:
    """Execute the lines of a page one after the other, and stop everything but PostgreSQL behind them."""
    compose = [engine, "compose"]
    yield _run([*compose, "run", "--rm", "--build", "desk", "python", "-m", "migrations"], folder, environment, page)
    for line in list_commands((ROOT / page).read_text("utf-8")):
        if line.startswith("COMPOSE_PROFILES="):
            environment = environment | dict([line.split("=")])
            continue
        if line.split()[2] == "pull" or "/from" in line or "/export" in line:  # needs a file, or a released image
            continue
        if "FILE" in line or ".backup" in line:
            newest = [*compose, "run", "--rm", "--entrypoint", "sh", "ops", "-c", "ls -1 /data/backups | tail -1"]
            line = re.sub(r"FILE|pulldesk-\w+\.backup", _ask(newest, folder, environment).stdout.strip(), line)  # noqa: PLW2901
        wrong = _run(["sh", "-c", line.replace("docker", engine, 1)], folder, environment, page)
        yield "" if line.endswith(" doctor") and "code 1:" in wrong else wrong  # Telegram is out of reach
    for one in _ask([*compose, "ps", "--all", "--quiet"], folder, environment).stdout.split():
        again = _ask([engine, "inspect", "--format", "{{.Name}} {{.RestartCount}}", one]).stdout.strip()
        yield "" if again.endswith(" 0") else f"{page} a container restarted, and how often: {again}"
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
