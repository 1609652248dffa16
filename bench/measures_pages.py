"""The measures of the panel of a large desk: every page, pages that stay open, what a phone sees first."""

from datetime import UTC, datetime, timedelta

import asyncpg

from bench import processes
from bench.context import BenchContext
from bench.large import database_template
from bench.measured_desk import MeasuredDesk, run_desk
from bench.panel import addresses, first_paint, open_pages, panel_data
from bench.panel.page_times import PageTime, PageVisitor
from bench.result_table import ResultRow

_OPEN = 200
_PAINTED = ("/", "/tickets")
_LONGEST = """
select t.number from entries e join tickets t on t.id = e.ticket_id group by t.number order by count(*) desc limit 1
"""


async def measure_pages(bench: BenchContext) -> list[ResultRow]:
    """Measure the panel of a large desk."""
    await database_template.make_template(bench, datetime.now(UTC).replace(microsecond=0))
    try:
        async with run_desk(bench.server, bench.folder, board=False, template=database_template.NAME) as made:
            bench.say("  what else a panel shows …")
            await panel_data.fill_panel(made.database_url, short=bench.options.short)
            return await measure_panel_of(bench, made, await made.start_web())
    finally:
        await bench.server.drop_database(database_template.NAME)


async def measure_panel_of(bench: BenchContext, made: MeasuredDesk, port: int) -> list[ResultRow]:
    """Measure the panel of this desk, which listens at `port`."""

    def web() -> float:
        return processes.get_cpu_seconds(made.webs[0].pid)

    def postgres() -> float:
        return processes.get_family_cpu_seconds(made.postmaster)

    connection = await asyncpg.connect(made.database_url)
    secret = await panel_data.create_session(connection, panel_data.ADMIN)
    longest = await connection.fetchval(_LONGEST)
    await connection.close()
    visitor = await PageVisitor.connect_to(port, secret)
    today = datetime.now(UTC).date()
    year = f"period=days&first={today - timedelta(days=364)}&last={today}"
    known = {**addresses.KNOWN, "number": longest, "year": year, "code": await visitor.find_text_code()}
    timed = await visitor.time_pages(addresses.list_addresses(known), web, postgres)
    for one in timed:
        bench.say(f"  {one.address}: {one.waits} CPU {one.web:.0f}, {one.postgres:.0f} ms, {one.size / 1000:.0f} kB")
    rows = [_make_row(one) for one in timed]
    kilobytes = first_paint.count_script_bytes(await visitor.fetch_page("/tickets")) / 1000
    seconds = 5 if bench.options.short else 30
    none = await open_pages.measure_cpu_shares(port, secret, (web, postgres), pages=0, seconds=seconds)
    many = await open_pages.measure_cpu_shares(port, secret, (web, postgres), pages=_OPEN, seconds=seconds)
    bench.say(f"  open pages: {_format_shares(many)}, with none {_format_shares(none)}")
    rows.append(
        ResultRow(
            f"{_OPEN} open pages, idle: share of a core",
            _format_shares(many),
            "under 2 %",
            f"with none: {_format_shares(none)}",
        )
    )
    for address, waits in (await first_paint.time_first_paints(port, secret, _PAINTED)).items():
        bench.say(f"  first paint of {address}: {waits}")
        said = f"{waits.p50:.0f}, {waits.longest:.0f} ms"
        rows.append(ResultRow(f"first paint of {address} on a throttled phone: p50, longest", said, "under 1 s"))
    rows.append(ResultRow("scripts of a page, gzipped", f"{kilobytes:.1f} kB", "under 60 kB"))
    return rows


def _make_row(one: PageTime) -> ResultRow:
    said = f"{one.waits.p50:.0f}, {one.waits.p95:.0f} ms"
    cpu = f"CPU: web {one.web:.0f}, PostgreSQL {one.postgres:.0f} ms"
    return ResultRow(f"panel: `{one.address}`, p50, p95", said, "p95 under 150 ms", cpu)


def _format_shares(shares: tuple[float, ...]) -> str:
    web, postgres = (f"{share:.1%}" for share in shares)
    return f"web {web}, PostgreSQL {postgres}"
