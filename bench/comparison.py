"""Compares round trips of two checkouts, measured in turns on one machine: a figure alone says little, as machines and
hours differ. The participants and the simulated services are today's for both."""

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

from bench.context import BenchContext, prepare_desk
from bench.measured_desk import COUNTED, LIFTED, run_desk
from bench.processes import ROOT
from bench.result_table import describe_commit

Figures = Mapping[str, float]
_MOST = 0


async def compare_trips(bench: BenchContext) -> str:
    """Measure both checkouts in turns and return a table with the medians and their ratio."""
    with open_tree(bench.options.against, bench.folder) as other:
        found: dict[Path, list[Figures]] = {other: [], ROOT: []}
        for number in range(bench.options.rounds):
            for tree in (other, ROOT):
                figures = await measure_figures(replace(bench, tree=tree))
                bench.say(f"  {number + 1}: {describe_commit(tree)} {figures}")
                found[tree].append(figures)
        return format_comparison(describe_commit(other), found[other], describe_commit(), found[ROOT])


@contextmanager
def open_tree(against: str, folder: Path) -> Iterator[Path]:
    """Return the checkout of that path, or one of that commit, which is removed afterwards. Raises RuntimeError."""
    if Path(against).is_dir():
        yield Path(against).resolve()
        return
    place = folder / "against"
    _run_git("worktree", "add", "--detach", str(place), against)
    try:
        yield place
    finally:
        _run_git("worktree", "remove", "--force", str(place))


def _run_git(*words: str) -> None:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603, S607
    if done.returncode:
        raise RuntimeError(done.stderr.strip())


async def measure_figures(bench: BenchContext) -> Figures:
    """Measure a checkout once: trips at a calm rate and as many as it can, then the statements of a trip."""
    found: dict[str, float] = {}
    async with run_desk(bench.server, bench.folder, board=False, tree=bench.tree) as made:
        await made.start_bot(LIFTED)
        await prepare_desk(bench, made)
        for rate, called in ((10, "at 10/s"), (_MOST, "at most")):
            before = made.read_cpu_times()
            result: dict[str, Any] = await made.play_scene("trips", rate=rate, seconds=bench.options.seconds)
            await made.wait_until_quiet()
            spent = made.read_cpu_times().subtract(before).get_milliseconds_each(result["count"])
            found |= {f"p95 {called}, ms": result["p95"], f"CPU of bot {called}, ms": spent["bot"]}
            found |= {f"CPU of PostgreSQL {called}, ms": spent["postgres"]}
        found["trips a second, at most"] = result["per_second"]
    found["statements a trip"] = await count_statements(bench)
    return found


async def count_statements(bench: BenchContext) -> float:
    """Return the statements a trip takes, with nothing switched on."""
    async with run_desk(bench.server, bench.folder, board=False, tree=bench.tree) as made:
        bot = await made.start_bot(COUNTED)
        await prepare_desk(bench, made)
        before = await made.read_metric(bot, "bench_statements_total")
        result = await made.play_scene("trips", rate=20, seconds=bench.options.seconds)
        await made.wait_until_quiet()
        after = await made.read_metric(bot, "bench_statements_total")
        return round((after - before) / int(result["count"]), 1)


def format_comparison(other: str, before: list[Figures], own: str, after: list[Figures]) -> str:
    """Format the medians as Markdown; a ratio below 1 says that today's figure is smaller."""
    lines = [f"| A round trip, board off | {other} | {own} | ratio |", "| --- | --- | --- | --- |"]
    for name in before[0]:
        old, new = (median(one[name] for one in rounds) for rounds in (before, after))
        lines.append(f"| {name} | {old:.1f} | {new:.1f} | {new / old if old else 0:.2f} |")
    return "\n".join(lines) + "\n"
