"""Executes the commands of the Debian guide in a bare container: `python3 -m tests.guide_on_debian debian:12`.

PostgreSQL is started by hand and the checkout takes the place of the address that is cloned; systemd has no place in a
container, so its units are left out: migrations, a backup and doctor show instead that what was installed works.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "how-to" / "operators" / "services.md"
_BLOCK = re.compile(r"^( *)```\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_ADDRESS = "https://github.com/pulldesk/pulldesk"
_TOKEN = f"sed -i 's|^BOT_TOKEN=.*|BOT_TOKEN=12345:{'a' * 35}|' .env"
_MIGRATED = "runuser -u pulldesk -- .venv/bin/python -m migrations"
INSTEAD = {
    "apt-get install": "{} && service postgresql start",
    "git clone": "git config --global --add safe.directory '*' && {}",
    "nano": _TOKEN,
    "cp deploy": "",
    "systemctl enable": _MIGRATED,
    "journalctl": "",
    "git pull": "{} && " + _MIGRATED,
    "systemctl restart": "",
}
"""By the beginning of a command: what is typed in its place, the command itself being {}."""


def list_commands() -> Iterator[str]:
    """Yield the commands of the page as they are typed in a container."""
    for _, block in _BLOCK.findall(PAGE.read_text("utf-8")):
        for line in block.splitlines():
            words = line.strip().replace(_ADDRESS, "/checkout")
            found = next((instead for begins, instead in INSTEAD.items() if words.startswith(begins)), "{}")
            if command := found.format(words):
                yield f"{command} || [ $? = 1 ]" if words.endswith(" doctor") else command  # Telegram is out of reach


def main(image: str, *options: str) -> int:
    """Run the commands one after the other until one fails; return its exit code. `options`: more of `docker run`."""
    script = "\n".join(["set -eu", *(f"echo {shlex.quote(f'$ {one}')}\n{one}" for one in list_commands())])
    given = ["--rm", "--volume", f"{ROOT}:/checkout:ro", "--env", "DEBIAN_FRONTEND=noninteractive", *options]
    return subprocess.run(["docker", "run", *given, image, "sh", "-c", script], check=False).returncode  # noqa: S603, S607


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
