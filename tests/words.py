"""`make words`: how large the product, its tests and what stands beside them are, in words, names and branches. Gluing
modules, wide lines and moving code into a text file change none of the sums.

    python -m tests.words [COMMIT] [--since COMMIT] [--rooms] [--limit]

Of the working tree (what git knows of it) or a commit; with `--since` beside another commit. `--rooms`: words of code
by folder and folder below. `--limit` lowers the limits of `tests/test_budgets.py` to what is there.

A word of code is a name, a number or a word of a string; imports, docstrings and comments have none. A word of any
other file is a run of letters and digits. A name defined is a class, a function or what a module assigns.
"""

import argparse
import ast
import io
import re
import subprocess
import sys
import tarfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIMITS = ROOT / "tests" / "test_budgets.py"
LIMIT = re.compile(r'^    "(?P<kind>[\w ]+)": (?P<limit>[\d_]+),$', re.MULTILINE)
RECORDS = ROOT / "docs" / "decisions"
_PACKAGES = "bot|db|desk|doctor|mail|ops|reports|todoist_sync|web"
KINDS = {
    name: re.compile(pattern)
    for name, pattern in {
        "product": rf"(bench|sandbox|{_PACKAGES})/.*\.py$",
        "product without sandbox and bench": rf"({_PACKAGES})/.*\.py$",
        "tests": r"tests/.*\.py$",
        "texts": r".*\.ftl$",
        "phrase tables": r"desk/.*\.txt$",
        "SQL": r"db/.*\.sql$",
        "pages": r"(web|sandbox)/.*\.(html|js|css)$",
        "records": r"tests/records/",
        "corpora": r"tests/.*\.jsonl$|tests/desk/.*\.txt$",
        "docs": r"docs/.*\.md$",
    }.items()
}
"""Where the files of each kind are; a file may be of several."""
_WORD = re.compile(r"\w+")
_TOKEN = re.compile(
    r"""
    (?P<left_out>
      (?: \A (?:\#[^\n]*\n | \s)* | :[ \t]*(?:\#[^\n]*)?\n \s* ) r?"{3} (?:\\.|[^\\])*? "{3}
      | ^[ \t]* (?:from[ ][\w.]+[ ])? import[ ] (?: \([^)]*\) | [^\n]* )
      | \#[^\n]* )
  | (?P<text> [rbfuRBFU]{0,2}
      (?: "{3} (?:\\.|[^\\])*? "{3} | '{3} (?:\\.|[^\\])*? '{3} | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*' ) )
  | \.?\d[\w.]* (?:(?<=[eE])[+-]\d+)? | \w+
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
"""Reads code in our format. Python's own tokens take ten times as long, and those of a later Python are others."""
_DEFINED = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
_BRANCHES = (
    ast.If, ast.IfExp, ast.BoolOp, ast.For, ast.While, ast.AsyncFor, ast.ExceptHandler, ast.comprehension,
    ast.match_case,
)  # fmt: skip
_PRICE = re.compile(rf"^Price in words: (?P<kind>{'|'.join(KINDS)}) \+(?P<words>[\d,]+) \(.+\)$")
_STEP = 1_000
"""To which words a limit is rounded up: room for a mend."""

Files = Iterable[tuple[str, str]]
"""Paths with what the files say."""


def count_words(source: str) -> int:
    """Return the words of code of a module."""
    found = 0
    for token in _TOKEN.finditer(source):
        if token["text"]:
            found += max(1, len(_WORD.findall(token["text"])))
        elif not token["left_out"]:
            found += 1
    return found


def count_parts(source: str) -> dict[str, int]:
    """Return the names that a module defines, and its branches."""
    tree = ast.parse(source)
    nodes = list(ast.walk(tree))
    assigned = sum(isinstance(node, ast.Assign | ast.AnnAssign) for node in tree.body)
    return {
        "modules": 1,
        "names defined": assigned + sum(isinstance(node, _DEFINED) for node in nodes),
        "branches": sum(isinstance(node, _BRANCHES) for node in nodes),
    }


def read_files(commit: str = "", root: Path = ROOT) -> Iterator[tuple[str, str]]:
    """Yield the files of a commit, or of the working tree those that git knows, which any kind has."""
    if commit:
        with tarfile.open(fileobj=io.BytesIO(_ask_git(root, "archive", "--format=tar", commit))) as archive:
            for entry in archive:
                data = archive.extractfile(entry) if is_counted(entry.name) else None
                if data is not None:
                    yield entry.name, data.read().decode("utf-8", "ignore")
        return
    for path in _ask_git(root, "ls-files", "-z").decode().split("\0"):
        if is_counted(path) and (root / path).is_file():
            yield path, (root / path).read_text("utf-8", "ignore")


def _ask_git(root: Path, *words: str) -> bytes:
    return subprocess.run(["git", *words], cwd=root, capture_output=True, check=True).stdout  # noqa: S603, S607


def is_counted(path: str) -> bool:
    """Return True if a file is of any kind."""
    return any(pattern.match(path) for pattern in KINDS.values())


def count_kinds(files: Files, kinds: Iterable[str] = KINDS) -> Counter[str]:
    """Return the words of each kind, of code or others."""
    found = Counter(dict.fromkeys(kinds, 0))
    for path, text in files:
        if mine := [kind for kind in found if KINDS[kind].match(path)]:
            words = count_words(text) if path.endswith(".py") else len(_WORD.findall(text))
            found.update(dict.fromkeys(mine, words))
    return found


def count_code(files: Files) -> Counter[str]:
    """Return names, branches and modules of each kind that is code."""
    found: Counter[str] = Counter()
    for path, text in files:
        if path.endswith(".py"):
            parts = count_parts(text)
            for kind in [kind for kind, pattern in KINDS.items() if pattern.match(path)]:
                found.update({f"{kind}: {what}": count for what, count in parts.items()})
    return found


def count_rooms(files: Files) -> Counter[str]:
    """Return the words of code by folder and folder below."""
    found: Counter[str] = Counter()
    for path, text in sorted(files):
        if path.endswith(".py"):
            found["/".join(path.split("/")[:-1][:2])] += count_words(text)
    return found


def find_prices(record: str) -> Counter[str]:
    """Return the words by which a decision record lets a kind grow. Raises ValueError for a line that says none."""
    found: Counter[str] = Counter()
    for line in record.splitlines():
        if line.startswith("Price in words"):
            price = _PRICE.match(line)
            if price is None:
                raise ValueError(f'not like "Price in words: product +1,200 (guest calls)": {line}')
            found[price["kind"]] += int(price["words"].replace(",", ""))
    return found


def sum_prices() -> Counter[str]:
    """Return the words by which all decision records let the kinds grow."""
    return sum((find_prices(path.read_text("utf-8")) for path in RECORDS.glob("*.md")), Counter())


def lower_limits() -> None:
    """Lower each limit that is above what is there without the words that have a price."""
    words, prices = count_kinds(read_files()), sum_prices()

    def lower(line: re.Match[str]) -> str:
        least = -(-(words[line["kind"]] - prices[line["kind"]]) // _STEP) * _STEP
        return f'    "{line["kind"]}": {min(int(line["limit"]), least):_},'

    LIMITS.write_text(LIMIT.sub(lower, LIMITS.read_text("utf-8")), "utf-8")


def format_table(now: Counter[str], before: Counter[str] | None) -> str:
    """Format figures as lines; with `before` the earlier figure, today's and the difference."""
    lines = []
    for name in now | (before or Counter()):
        figures = [f"{now[name]:,}"]
        if before is not None:
            figures = [f"{before[name]:,}", *figures, f"{now[name] - before[name]:+,}"]
        lines.append(f"{name:<52}" + "".join(f"{one:>12}" for one in figures))
    return "\n".join(lines) + "\n"


def main() -> None:
    """Print the figures, or lower the limits."""
    parser = argparse.ArgumentParser(prog="python -m tests.words", description="words, names and branches")
    parser.add_argument("commit", nargs="?", default="", help="a commit; without it the working tree")
    parser.add_argument("--since", default="", help="an earlier commit to compare with")
    parser.add_argument("--rooms", action="store_true", help="words of code by folder and folder below")
    parser.add_argument("--limit", action="store_true", help="lower the limits to what is there")
    given = parser.parse_args()
    if given.limit:
        lower_limits()
        return

    def count(commit: str) -> Counter[str]:
        files = list(read_files(commit))
        return count_rooms(files) if given.rooms else count_kinds(files) + count_code(files)

    sys.stdout.write(format_table(count(given.commit), count(given.since) if given.since else None))


if __name__ == "__main__":
    main()
