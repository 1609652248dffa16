"""Compares round trips of two checkouts, or of another bot, measured in turns on one machine: a figure alone says
little, as machines and hours differ. The participants and the simulated services are today's for both."""

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median

from bench.context import BenchContext, prepare_desk
from bench.lone_trip import measure_lone_trips
from bench.measured_desk import LIFTED, LOOP_REQUESTERS, MeasuredDesk, get_milliseconds_each, run_desk
from bench.measures import GROWTH
from bench.processes import ROOT
from bench.result_table import describe_commit

Figures = Mapping[str, float]
CALM_RATES = (5, 25)
"""Trips a second at rest, and where a few updates come together; `--rate` is the one that makes a backlog."""


async def compare_trips(bench: BenchContext) -> tuple[str, bool]:
    """Measure both in turns; return a table with the medians and their ratio, and whether a trip costs more now."""
    with open_tree(bench.options.against, bench.folder) as other:
        found: dict[Path, list[Figures]] = {other: [], ROOT: []}
        for number in range(bench.options.rounds):
            for tree in (other, ROOT):
                figures = await measure_figures(replace(bench, tree=tree))
                bench.say(f"  {number + 1}: {_describe(tree)} {figures}")
                found[tree].append(figures)
        return format_comparison(_describe(other), found[other], describe_commit(), found[ROOT])


def _describe(tree: Path) -> str:
    return describe_commit(tree) if tree.is_dir() else tree.stem


@contextmanager
def open_tree(against: str, folder: Path) -> Iterator[Path]:
    """Return the checkout of that path, the program that starts another bot, or a checkout of that commit, which is
    removed afterwards. Raises RuntimeError."""
    if Path(against).exists():
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
    """Measure one of the two: the closed loop at rest, with some load and with a backlog; of a checkout also the
    statements of a trip."""
    found: dict[str, float] = {}
    is_ours = bench.tree.is_dir()
    async with run_desk(bench.server, bench.folder, board=False, tree=bench.tree if is_ours else ROOT) as made:
        if is_ours:
            await made.start_bot(LIFTED)
            await prepare_desk(made, tickets=LOOP_REQUESTERS)
        else:
            await made.start_other(bench.tree)
            await made.play_scene("loop", every=16, seconds=16)
        for rate in (*CALM_RATES, bench.options.rate):
            found |= await _measure_loop(bench, made, rate)
    if is_ours:
        found |= (await measure_lone_trips(bench)).list_figures()
    return found


async def _measure_loop(bench: BenchContext, made: MeasuredDesk, rate: float) -> dict[str, float]:
    """Measure the loop in which everybody together writes that often a second."""
    before = made.read_cpu_times()
    result = await made.play_scene("loop", every=LOOP_REQUESTERS / rate, seconds=bench.options.seconds)
    await made.wait_until_quiet()
    spent = get_milliseconds_each(before, made.read_cpu_times(), result["count"])
    bench.say(f"  {rate}/s offered: {result} CPU ms a trip {spent}")
    said = f"of {rate:.0f}/s offered"
    return {
        f"trips a second {said}": result["per_second"],
        f"p50 {said}, ms": result["p50"],
        f"p95 {said}, ms": result["p95"],
        f"lost {said}": result["lost"],
        f"CPU of bot {said}, ms": spent["bot"],
        f"CPU of PostgreSQL {said}, ms": spent["postgres"],
    }


def format_comparison(other: str, before: list[Figures], own: str, after: list[Figures]) -> tuple[str, bool]:
    """Format the medians as Markdown, a ratio below 1 says that today's figure is smaller; return also whether CPU or
    statements of a trip have grown."""
    lines, grown = [f"| A round trip, board off | {other} | {own} | ratio |", "| --- | --- | --- | --- |"], False
    for name in after[0]:
        old, new = (median(one.get(name, 0) for one in rounds) for rounds in (before, after))
        lines.append(f"| {name} | {old:.1f} | {new:.1f} | {new / old if old else 0:.2f} |")
        grown |= bool(old) and new > old * GROWTH and name.startswith(("CPU", "lone trip"))
    return "\n".join(lines) + "\n", grown
