"""Mistakes in SQL, which mutmut leaves alone: a condition left out, a comparison or an order turned round.

Works in the copy of the checkout: `python -m tests.mutants.statements module seconds tests…` prints one JSON line a
mistake. Each is tried in a fork of a process that has the libraries, but nothing of ours, in memory.
"""

import ast
import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.mutants.found import Mutant, squeezed

_IS_SQL = re.compile(r"\b(select|update|insert into|delete from)\b")
_INSIDE = r"(?:[^();]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))"
_ENDS = "and|or|order by|group by|limit|returning|for update|then"
_CONDITION = re.compile(rf"\s+and\s+{_INSIDE}+?(?=\s+(?:{_ENDS})\b|\s*[);\"]|\s*$)")
_FIRST = re.compile(rf"\bwhere\s+{_INSIDE}+?\s+and\s+")
_TURNED = [
    (r"<=", "<"), (r"(?<=\s)<(?=\s)", "<="), (r">=", ">"), (r"(?<=\s)>(?=\s)", ">="), (r"<>", "="),
    (r"\bmin\(", "max("), (r"\bmax\(", "min("), (r"\bleast\(", "greatest("), (r"\bgreatest\(", "least("),
    (r"\bis not null\b", "is null"), (r"\bis null\b", "is not null"), (r"\bnot exists\b", "exists"),
    (r"\bnot in\b", "in"), (r" skip locked", ""), (r" desc\b", ""), (r"(order by [\w.]+)(?= limit)", r"\1 desc"),
    (r"order by (\w+), (\w+)(?= limit)", r"order by \2, \1"),
]  # fmt: skip


def mistakes(module: str, source: str) -> Iterator[tuple[str, str, str]]:
    """The source with one mistake in one statement: what stood there, what stands there, the whole."""
    if module.endswith(".sql"):
        yield from _changes(re.sub(r"^--.*\n", "", source, flags=re.MULTILINE))
        return
    lines = source.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line.encode()))
    raw = source.encode()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _IS_SQL.search(node.value):
            if node.value.lstrip()[:1].isupper():
                continue  # a docstring
            assert node.end_lineno is not None and node.end_col_offset is not None
            begin, end = starts[node.lineno - 1] + node.col_offset, starts[node.end_lineno - 1] + node.end_col_offset
            statement = raw[begin:end].decode()
            for before, after, changed in _changes(statement):
                yield before, after, (raw[:begin] + changed.encode() + raw[end:]).decode()


def _changes(statement: str) -> Iterator[tuple[str, str, str]]:
    found = [(match, "") for match in _each(_CONDITION, statement)]
    found += [(match, "where ") for match in _each(_FIRST, statement)]
    found += [(match, match.expand(to)) for turned, to in _TURNED for match in re.finditer(turned, statement)]
    for match, to in found:
        around = slice(max(match.start() - 40, 0), min(match.end() + 30, len(statement)))
        changed = statement[: match.start()] + to + statement[match.end() :]
        kept = slice(around.start, around.stop + len(to) - len(match.group()))
        yield squeezed(statement[around]), squeezed(changed[kept]), changed


def _each(pattern: re.Pattern[str], statement: str) -> Iterator[re.Match[str]]:
    """Every match, those within another too."""
    for at in range(len(statement)):
        if (match := pattern.match(statement, at)) and not (match.group()[0].isspace() and statement[at - 1].isspace()):
            yield match


def run(tree: Path, module: str, tests: Sequence[str], environment: dict[str, str], until: float) -> list[Mutant]:
    """Every mistake in the module's statements with what came of it, as a process of its own."""
    seconds = str(max(until - time.monotonic(), 1))
    command = [sys.executable, "-m", "tests.mutants.statements", module, seconds, *tests]
    done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stdout[-1000:] + done.stderr[-3000:])
    return [Mutant(module, "a statement", *json.loads(line)) for line in done.stdout.splitlines() if line[:1] == "["]


def _main(module: str, seconds: str, tests: Sequence[str]) -> None:
    until, path = time.monotonic() + float(seconds), Path(module)
    source, limit = path.read_text("utf-8"), 600.0
    for before, after, changed in [("", "", source), *mistakes(module, source)]:
        if time.monotonic() > until:
            print(json.dumps([before, after, "not checked"]))
            continue
        path.write_text(changed, "utf-8")
        began = time.monotonic()
        try:
            verdict = _tried(tests, limit, schema=module.endswith(".sql") and bool(before))
        finally:
            path.write_text(source, "utf-8")
        if before:
            print(json.dumps([before, after, verdict]), flush=True)
        elif verdict != "survived":
            raise SystemExit(f"{module}: its tests fail without a mistake")
        else:
            limit = 20 + 10 * (time.monotonic() - began)


def _tried(tests: Sequence[str], seconds: float, *, schema: bool) -> str:
    if schema:
        _forked(_forget_template, 60)
    code = _forked(lambda: pytest.main(["-x", "-q", "-n", "0", "-p", "no:cacheprovider", *tests]), seconds)
    if schema:
        _forked(_forget_template, 60)
    return {0: "survived", None: "timeout"}.get(code, "killed")


def _forked(work: Callable[[], object], seconds: float) -> int | None:
    """The exit code of work done in a child; None when it took too long."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        code = 1
        try:
            code = int(work() or 0)  # type: ignore[call-overload]
        finally:
            os._exit(code)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def _forget_template() -> None:
    """The schema of the kept server was made with another text of the file."""
    from db.embedded.server import EmbeddedServer

    async def forget() -> None:
        async with EmbeddedServer(Path(os.environ["KEPT_SERVER"])) as server:
            await server.drop_database("template_desk")

    asyncio.run(forget())


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    _main(sys.argv[1], sys.argv[2], sys.argv[3:])
