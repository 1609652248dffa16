"""The measures of the chats except round trips: many presses at once, answers behind a backlog, fail-over."""

from bench.context import BenchContext, prepare_desk
from bench.measured_desk import LIFTED, REAL, run_desk
from bench.result_table import ResultRow

_AGENTS = 200


async def measure_presses(bench: BenchContext) -> list[ResultRow]:
    """Measure two hundred agents who press Take on one card."""
    agents = 50 if bench.options.short else _AGENTS
    async with run_desk(bench.server, bench.folder, board=False) as made:
        await made.start_bot(LIFTED)
        await made.announce_to_all()
        await made.add_staff(agents)
        await made.wait_until_quiet()
        result = await made.play_scene("presses", agents=agents)
        await made.wait_until_quiet()
        bench.say(f"  {result}")
        waits = f"{result['p50']:.0f} / {result['p95']:.0f} / {result['p99']:.0f} ms"
        return [
            ResultRow(
                f"{agents} presses of Take at once: answered after, p50 / p95 / p99", waits, "", "one row's lock"
            ),
            ResultRow(
                "– all cards brought up to date",
                f"{result['all_edited']:.1f} s, {result['winners']} has it",
                "one has it",
                "Telegram: 30 edits a second",
            ),
        ]


async def measure_backlog(bench: BenchContext) -> list[ResultRow]:
    """Measure answers while announcements for the whole team wait, at Telegram's rates."""
    agents, tickets = (40, 5) if bench.options.short else (_AGENTS, 10)
    async with run_desk(bench.server, bench.folder, board=False) as made:
        lifted = await made.start_bot(LIFTED)
        await made.announce_to_all()
        await prepare_desk(bench, made, agents=4, tickets=12)
        await made.add_staff(agents)
        await made.wait_until_quiet()
        await lifted.stop()
        made.bots.clear()
        await made.start_bot(REAL)
        await made.play_scene("limits", on=True)
        seconds = 6 if bench.options.short else 40
        result = await made.play_scene("backlog", tickets=tickets, agents=agents, seconds=seconds, rate=1)
        bench.say(f"  {result}")
        answers, whole = result["answer"], f"{result['p50']:.0f} / {result['p95']:.0f} ms"
        waits = f"{answers['p50']:.0f} / {answers['p95']:.0f} / {answers['p99']:.0f} ms"
        return [
            ResultRow(
                f"Answers behind {agents * tickets} announcements, limits on, p50 / p95 / p99",
                waits,
                "p95 < 1.5 s",
                "28 sends a second",
            ),
            ResultRow("– the whole round trip there, p50 / p95", whole),
            ResultRow("– 429s from Telegram", str(result["refused"]), "0"),
        ]


async def measure_fail_over(bench: BenchContext) -> list[ResultRow]:
    """Measure how long the second of two processes takes to answer after the active one is killed with SIGKILL."""
    async with run_desk(bench.server, bench.folder, board=True) as made:
        for _ in range(2):
            await made.start_bot(REAL)
            await made.start_sync()
        await prepare_desk(bench, made, agents=1, tickets=2)
        await made.play_scene("board_has", tasks=2, comments=0)
        await made.bots[0].kill()
        greeted = (await made.play_scene("answered_since"))["seconds"]
        await made.syncs[0].kill()
        mirrored = (await made.play_scene("mirrored_since"))["seconds"]
        bench.say(f"  bot {greeted} s, todoist_sync {mirrored} s")
        return [
            ResultRow(
                "Fail-over after kill -9: bot, till the next answer", f"{greeted:.1f} s", "< 10 s", "the lock's look"
            ),
            ResultRow("Fail-over after kill -9: todoist_sync, till the next comment", f"{mirrored:.1f} s", "< 10 s"),
        ]
