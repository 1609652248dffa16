"""One look at the tables before a round: what waits for the board, and what the round has to know. One statement, whose
cost does not grow with the number of tickets. Knows no HTTP."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from db.models import Recovery
from desk import DeskSettings
from desk.i18n.board_names import ESCALATED, LATE, NEEDS_ANSWER
from desk.sla.business_hours import get_desk_calendar
from todoist_sync.cards.store import NOT_YET_LATE
from todoist_sync.context import MAX_ACTIVE_TASKS, BoardProject, SyncContext
from todoist_sync.merge.sides import BoardVocabulary, fold_name, make_label

RESERVE = 20  # free places for tasks; below that the tasks of resolved tickets are completed


@dataclass(frozen=True, slots=True)
class Backlog:
    """The work that waits. `hint`: the board has changed; `owed`: jobs are due; `unanswered`: commands without an
    answer; `lost`: something of ours on the board whose id is unknown; `dirty`: cards that changed here;
    `without_task`: cards whose task has to be made; `late`: tickets became overdue; `untold`: held changes that no
    admin was asked about; `room`: free places for tasks; `since`: our sync token; `recovery`: the step after a restore
    that is to be done."""

    hint: bool
    owed: bool
    unanswered: bool
    lost: bool
    dirty: bool
    without_task: bool
    late: bool
    untold: bool
    room: int
    trouble: bool
    since: str | None
    bot_id: int | None
    settings_version: int | None
    recovery: Recovery | None
    categories: tuple[str, ...]

    def start_round(self, now: datetime, project: BoardProject, rules: DeskSettings) -> SyncContext:
        """Return the context of the round that begins with this look."""
        board = BoardVocabulary(
            sections=project.sections,
            categories={fold_name(name): make_label(name) for name in self.categories},
            needs_answer=NEEDS_ANSWER[rules.locale],
            late=LATE[rules.locale],
            escalated=ESCALATED[rules.locale],
            zone=ZoneInfo(rules.timezone),
            hours=get_desk_calendar(rules),
            now=now,
            assignable=project.shared,
            tight=self.room < RESERVE,
            priced=rules.payments.enabled,
        )
        return SyncContext(now, project, rules, board)


_LOOK = text(f"""
select
  exists (select 1 from jobs where box = 'from_todoist' and state = 'waiting') as hint,
  exists (select 1 from job_keys where box = 'to_todoist' and due_at <= :now) as owed,
  exists (select 1 from board_commands where answered_at is null and project_id = :project) as unanswered,
  exists (select 1 from board_commands where error is not null and error = 'answer lost' and project_id = :project)
    as lost,
  exists (select 1 from board_cards where dirty and gone is null and task_id is not null and project_id = :project)
    as dirty,
  exists (select 1 from board_cards c where task_id is null and gone is null and project_id = :project
    and not exists (select 1 from jobs j where j.box = 'to_todoist' and j.state = 'buried'
      and j.key = 'make:' || c.ticket_id)) as without_task,
  exists (select 1 from board_cards where late_at <= :now and gone is null and project_id = :project) or exists (
    select 1 from board_cards where gone is null and task_id is not null and project_id = :project
    and {NOT_YET_LATE}) as late,
  exists (select 1 from held_acts where brake_id is null and project_id = :project) as untold,
  (select count(*) from board_cards where gone is null and task_id is not null
    and (agreed #>> '{{shown,done}}') = 'false' and project_id = :project) as active,
  b.sync_token, b.trouble, coalesce(cardinality(b.others), 0) as others,
  d.bot_id, d.settings_version, d.recovery,
  (select coalesce(array_agg(coalesce(names ->> :locale, name) order by id), '{{}}') from categories
    where removed_at is null and not is_group) as categories
from (select 1) one left join boards b on b.project_id = :project left join desk d on d.id = 1
""")  # noqa: S608


async def read_backlog(
    session: AsyncSession | AsyncConnection, project_id: str, *, now: datetime, locale: str
) -> Backlog:
    """Read what there is to do and what is needed for it; topics by their names in `locale`."""
    row = (await session.execute(_LOOK, {"now": now, "project": project_id, "locale": locale})).one()
    return Backlog(
        hint=row.hint,
        owed=row.owed,
        unanswered=row.unanswered,
        lost=row.lost,
        dirty=row.dirty,
        without_task=row.without_task,
        late=row.late,
        untold=row.untold,
        room=MAX_ACTIVE_TASKS - row.active - row.others,
        trouble=row.trouble is not None,
        since=row.sync_token,
        bot_id=row.bot_id,
        settings_version=row.settings_version,
        recovery=Recovery(row.recovery) if row.recovery is not None else None,
        categories=tuple(row.categories),
    )
