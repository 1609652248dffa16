"""The measures of the panel of a large desk: every page, pages that stay open, what a phone sees first."""

from datetime import UTC, datetime, timedelta

import asyncpg

from bench import processes
from bench.large import template
from bench.panel import addresses, furnished, open_pages, painting
from bench.panel.visiting import PageTime, PageVisitor
from bench.setting import Bench
from bench.table import Row
from bench.town import Town, town

_OPEN = 200
_PAINTED = ("/", "/tickets")
_LONGEST = """
select t.number from entries e join tickets t on t.id = e.ticket_id group by t.number order by count(*) desc limit 1
"""


async def pages(bench: Bench) -> list[Row]:
    """Measure the panel of a large desk."""
    await template.make(bench, datetime.now(UTC).replace(microsecond=0))
    try:
        async with town(bench.server, bench.folder, board=False, template=template.NAME) as made:
            bench.say("  what else a panel shows …")
            await furnished.furnish(made.database_url, short=bench.options.short)
            return await measured(bench, made, await made.start_web())
    finally:
        await bench.server.drop_database(template.NAME)


async def measured(bench: Bench, made: Town, port: int) -> list[Row]:
    """Measure the panel of this desk, which listens at `port`."""

    def web() -> float:
        return processes.cpu_seconds(made.webs[0].pid)

    def postgres() -> float:
        return processes.family_cpu_seconds(made.postmaster)

    connection = await asyncpg.connect(made.database_url)
    secret = await furnished.signed_in(connection, furnished.ADMIN)
    longest = await connection.fetchval(_LONGEST)
    await connection.close()
    visitor = await PageVisitor.at(port, secret)
    today = datetime.now(UTC).date()
    year = f"period=days&first={today - timedelta(days=364)}&last={today}"
    known = {**addresses.KNOWN, "number": longest, "year": year, "code": await visitor.code_of_a_text()}
    timed = await visitor.timed(addresses.addresses(known), web, postgres)
    for one in timed:
        bench.say(f"  {one.address}: {one.waits} CPU {one.web:.0f}, {one.postgres:.0f} ms, {one.size / 1000:.0f} kB")
    rows = [_row(one) for one in timed]
    kilobytes = painting.scripts(await visitor.get("/tickets")) / 1000
    seconds = 5 if bench.options.short else 30
    none = await open_pages.shares(port, secret, (web, postgres), pages=0, seconds=seconds)
    many = await open_pages.shares(port, secret, (web, postgres), pages=_OPEN, seconds=seconds)
    bench.say(f"  open pages: {_parts(many)}, with none {_parts(none)}")
    rows.append(
        Row(f"{_OPEN} open pages, idle: share of a core", _parts(many), "under 2 %", f"with none: {_parts(none)}")
    )
    for address, waits in (await painting.first_paints(port, secret, _PAINTED)).items():
        bench.say(f"  first paint of {address}: {waits}")
        said = f"{waits.p50:.0f}, {waits.longest:.0f} ms"
        rows.append(Row(f"first paint of {address} on a throttled phone: p50, longest", said, "under 1 s"))
    rows.append(Row("scripts of a page, gzipped", f"{kilobytes:.1f} kB", "under 60 kB"))
    return rows


def _row(one: PageTime) -> Row:
    said = f"{one.waits.p50:.0f}, {one.waits.p95:.0f} ms"
    cpu = f"CPU: web {one.web:.0f}, PostgreSQL {one.postgres:.0f} ms"
    return Row(f"panel: `{one.address}`, p50, p95", said, "p95 under 150 ms", cpu)


def _parts(shares: tuple[float, ...]) -> str:
    web, postgres = (f"{share:.1%}" for share in shares)
    return f"web {web}, PostgreSQL {postgres}"
