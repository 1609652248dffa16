"""The table of docs/internals/performance.md: each figure with its goal and its limit, the commit and the machine."""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.processes import ROOT, describe_machine

_PAGE = ROOT / "docs" / "internals" / "performance.md"


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One line: what was measured, the figure, its goal, and what limits it in the end; `missed`: the bench fails."""

    what: str
    figure: str
    goal: str = ""
    limit: str = ""
    missed: bool = False


def format_table(rows: Sequence[ResultRow]) -> str:
    """Format the rows as Markdown, with time, commit and machine above them."""
    head = f"Measured {datetime.now(UTC):%Y-%m-%d %H:%M} UTC at commit {describe_commit()}: {describe_machine()}.\n\n"
    lines = ["| What | Figure | Goal | Its limit |", "| --- | --- | --- | --- |"]
    lines += [f"| {row.what} | {row.figure} | {row.goal} | {row.limit} |" for row in rows]
    return head + "\n".join(lines) + "\n"


def write_page(text: str, place: str = "figures") -> None:
    """Put the table between the marks of that name."""
    begin, end = f"<!-- {place}: begin -->\n", f"<!-- {place}: end -->\n"
    page = _PAGE.read_text("utf-8")
    before, _, rest = page.partition(begin)
    _, _, after = rest.partition(end)
    _PAGE.write_text(before + begin + text + end + after, "utf-8")


def describe_commit(tree: Path = ROOT) -> str:
    """Return the short name of the commit of a checkout, with a word about changes."""

    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=tree, capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603, S607

    changed = " with changes" if git("status", "--porcelain", "--untracked-files=no") else ""
    return (git("rev-parse", "--short", "HEAD") or "unknown") + changed
