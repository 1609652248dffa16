"""`python3 -m tests.release TAG`: compares a tag with the version of pyproject.toml and prints the notes of its
release, the changelog's section; 2 and a line if they do not fit. A tag with a suffix, `v2.0.0-rc1`, may still be
*Unreleased*.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
_FILES = "https://github.com/pulldesk/pulldesk/blob"
"""Where the links of the changelog lead from outside the repository."""
_TAG = re.compile(r"v\d+\.\d+\.\d+(?P<suffix>-[a-z]+\d+)?")


class UnfitTagError(Exception):
    """No release can be made of the tag; the message is for the maintainer."""


def read_notes(tag: str, version: str, changelog: str) -> str:
    """Return the section of the changelog that a tag is about. Raises `UnfitTagError`."""
    form = _TAG.fullmatch(tag)
    if form is None or tag != f"v{version}":
        raise UnfitTagError(f"the tag {tag} should be v{version}, as pyproject.toml has it")
    names = [re.escape(version), *(["Unreleased"] if form["suffix"] else [])]
    for name in names:
        found = re.search(rf"^## \[{name}\].*\n(?P<notes>(?:(?!## ).*\n?)*)", changelog, re.MULTILINE)
        if found is not None and (notes := found["notes"].strip()):
            return re.sub(r"\]\((?!https?:)", f"]({_FILES}/{tag}/", notes)
    raise UnfitTagError(f"the changelog has no section of {version}")


def main(tag: str) -> int:
    """Print the notes; return the exit code."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    try:
        notes = read_notes(tag, version, (ROOT / "CHANGELOG.md").read_text("utf-8"))
    except UnfitTagError as error:
        sys.stderr.write(f"release: {error}\n")
        return 2
    sys.stdout.write(f"{notes}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
