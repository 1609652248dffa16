"""Counts and sends a summary, once: to the admins, or to the staff group. No wording."""

from db.models import Person, Summary
from desk import Context
from desk.metrics import facts
from desk.notifications import notifier, staff_group
from desk.outbox import Show
from desk.staff import who_is_there
from desk.summaries.content import Counting
from desk.summaries.planning import DAY


async def send_summary(ctx: Context, briefing_id: int) -> None:
    """Send the summary, unless it was sent already or has nothing to report."""
    briefing = await ctx.session.get(Summary, briefing_id, with_for_update=True, populate_existing=True)
    if briefing is None or briefing.content is not None:
        return
    while await facts.refresh_facts(ctx.session, ctx.rules, ctx.now) == facts.BATCH_SIZE:
        pass
    counting = Counting(ctx.session, ctx.now, ctx.rules)
    if briefing.kind == DAY:
        content = await counting.count_days(briefing.first_day, briefing.last_day)
    else:
        content = await counting.count_week(briefing.first_day)
    if content.is_empty:
        return
    briefing.content = content.dump_content()
    for person in await _readers(ctx):
        shown = Show("briefing", slot=f"briefing:{briefing.id}", fresh=True, silent=True)
        notifier.post_letter(ctx, person, shown)


async def _readers(ctx: Context) -> list[Person]:
    group = await staff_group.find_listening(ctx.session, ctx.rules) if ctx.rules.briefings.sent.in_group else None
    return [group] if group is not None else who_is_there.filter_leads(await who_is_there.list_team(ctx.session))
