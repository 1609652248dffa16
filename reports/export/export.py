"""Make an export: read its tables row by row, compute its metrics, deliver its parts. Does not decide who may have
it.

The tables of an export and their columns: their source, and which of them hold names or people's words. A ticket is
included if it existed in the period; other rows if they happened in it. Drafts are left out; withdrawn entries are
without their words.
"""

from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import text

from db.encryption import get_length_sql
from desk import history
from desk.i18n import say
from desk.metrics import METRICS, ExportChoice, MetricGroup, Period, list_hidden_groups, periods
from desk.metrics.measuring.measure import measure
from desk.metrics.table_writers import FileStyle
from desk.outbox import Say, letters
from desk.policy.permissions import Grant, has_grant
from desk.text import RichText
from reports.export.archive import Archive, Part
from reports.export.part_files import Opener, open_nameless_files
from reports.request import MadeReport, ReportRequest


class PersonalData(StrEnum):
    """The personal data of a column; names and words are exported only by choice."""

    NONE = "none"
    NAMES = "names"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """A column: its name and its SQL."""

    name: str
    sql: str
    personal: PersonalData = PersonalData.NONE


@dataclass(frozen=True, slots=True)
class ExportTable:
    """A file of the export. `source`: its from and where clauses, with :start and :end (the first moment after the
    period); :plain and :naming are the fields `PLAIN` and `NAMING`, :notes is whether its reader reads notes."""

    name: str
    columns: tuple[ExportColumn, ...]
    source: str

    def choose_columns(self, *, names: bool, words: bool) -> tuple[ExportColumn, ...]:
        """Return the columns of an export with or without names and words."""
        left_out = {*(() if names else (PersonalData.NAMES,)), *(() if words else (PersonalData.WORDS,))}
        return tuple(one for one in self.columns if one.personal not in left_out)

    def build_query(self, columns: tuple[ExportColumn, ...]) -> str:
        """Return the query of its rows in order."""
        return f"select {', '.join(f'{one.sql} as {one.name}' for one in columns)} {self.source}"


def _make_columns(source: str, names: str) -> tuple[ExportColumn, ...]:
    return tuple(ExportColumn(one, f"{source}.{one}") for one in names.split())


_FIELDS = """(select string_agg(d.name || ': ' || v.value, '; ' order by d.id) from own_fields d
  join jsonb_each_text(coalesce(t.own_fields -> 'kept', '{}') || coalesce(t.own_fields -> 'words', '{}')) v
  on v.key = cast(d.id as text) where t.own_fields is not null and d.removed_at is null)"""
"""What declared fields hold; words that are sealed are left out."""
_TICKETS = ExportTable(
    "tickets",
    (
        ExportColumn("number", "t.number"),
        *_make_columns("t", "status priority filed_at origin"),
        ExportColumn("category", "c.name"),
        ExportColumn("event", "e.slug"),
        ExportColumn("root_cause", "r.name"),
        *_make_columns("t", "requester_id assignee_id"),
        ExportColumn("requester", "asked.name", PersonalData.NAMES),
        ExportColumn("assignee", "has.name", PersonalData.NAMES),
        ExportColumn("subject", "t.subject", PersonalData.WORDS),
        *_make_columns("f", "taken_at taken_by taken_clock taken_work"),
        *_make_columns("f", "answered_at answered_by answered_clock answered_work answered_late"),
        *_make_columns("f", "solved_at solved_by solved_clock solved_work solved_late"),
        *_make_columns("t", "ended_at end_reason"),
        *_make_columns("f", "ended_clock by_silence reopened escalated promises agents comments replies notes"),
        *_make_columns("t", "first_due_at solve_due_at promised_at organization_id outlet_id"),
        ExportColumn("organization", "company.name", PersonalData.NAMES),
        ExportColumn("outlet", "shop.name", PersonalData.NAMES),
        ExportColumn("fields", _FIELDS, PersonalData.WORDS),
    ),
    """from tickets t left join ticket_facts f on f.ticket_id = t.id left join categories c on c.id = t.category_id
       left join events e on e.id = t.event_id left join root_causes r on r.id = t.root_cause_id
       left join people asked on asked.id = t.requester_id left join people has on has.id = t.assignee_id
       left join organizations company on company.id = t.organization_id left join outlets shop on shop.id = t.outlet_id
       where t.filed_at < :end and (t.ended_at is null or t.ended_at >= :start) order by t.number""",
)
_ENTRIES = ExportTable(
    "entries",
    (
        ExportColumn("id", "n.id"),
        ExportColumn("ticket", "t.number"),
        ExportColumn("at", "n.created_at"),
        *_make_columns("n", "kind origin author_id"),
        ExportColumn("author", "n.author_name", PersonalData.NAMES),
        ExportColumn("files", "(select count(*) from files where files.entry_id = n.id)"),
        ExportColumn("length", f"case when n.withdrawn_at is null then {get_length_sql('n.body')} end"),
        *_make_columns("n", "edited_at withdrawn_at delivery"),
        ExportColumn("words", "case when n.withdrawn_at is null then n.body end", PersonalData.WORDS),
    ),
    """from entries n join tickets t on t.id = n.ticket_id
       where t.filed_at is not null and n.created_at >= :start and n.created_at < :end and (:notes or n.kind <> 'note')
       order by n.id""",
)
PLAIN = (
    history.STATUS, history.PRIORITY, history.CATEGORY, history.TAGS, history.RATING, history.RATING_AGENT,
    history.HOLD_UNTIL, history.PROMISED, history.TASK, history.EVENT, history.ROOT_CAUSE, history.APPROVAL,
    history.TIME_SPENT,
)  # fmt: skip
"""Fields of history whose values say nothing about people; those of all others except `NAMING` are people's words."""
NAMING = (history.ASSIGNEE, history.BARRED)
_HISTORY = ExportTable(
    "history",
    (
        ExportColumn("id", "h.id"),
        ExportColumn("ticket", "t.number"),
        *_make_columns("h", "at field origin actor_id"),
        ExportColumn("actor", "h.actor_name", PersonalData.NAMES),
        ExportColumn("old", "case when h.field = any(:plain) then h.old end"),
        ExportColumn("new", "case when h.field = any(:plain) then h.new end"),
        *_make_columns("h", "old_id new_id"),
        ExportColumn("old_name", "case when h.field = any(:naming) then h.old end", PersonalData.NAMES),
        ExportColumn("new_name", "case when h.field = any(:naming) then h.new end", PersonalData.NAMES),
        ExportColumn(
            "old_words", "case when not h.field = any(:plain || :naming) then nullif(h.old, '') end", PersonalData.WORDS
        ),
        ExportColumn(
            "new_words", "case when not h.field = any(:plain || :naming) then nullif(h.new, '') end", PersonalData.WORDS
        ),
    ),
    """from history h join tickets t on t.id = h.ticket_id
       where t.filed_at is not null and h.at >= :start and h.at < :end order by h.id""",
)
_MARKS = ExportTable(
    "marks",
    (
        ExportColumn("ticket", "t.number"),
        *_make_columns("m", "about person_id"),
        ExportColumn("person", "p.name", PersonalData.NAMES),
        *_make_columns("m", "stars asked_at marked_at reminded_at"),
        ExportColumn("words", "m.words", PersonalData.WORDS),
    ),
    """from marks m join tickets t on t.id = m.ticket_id left join people p on p.id = m.person_id
       where coalesce(m.marked_at, m.asked_at) >= :start and coalesce(m.marked_at, m.asked_at) < :end
       order by m.id""",
)
_REVIEWS = ExportTable(
    "reviews",
    (
        ExportColumn("ticket", "t.number"),
        *_make_columns("r", "agent_id reviewer_id"),
        ExportColumn("agent", "who.name", PersonalData.NAMES),
        ExportColumn("reviewer", "by.name", PersonalData.NAMES),
        *_make_columns("r", "reason drawn_at done_at score"),
        ExportColumn("comment", "r.comment", PersonalData.WORDS),
        ExportColumn("answer", "r.answer", PersonalData.WORDS),
    ),
    """from reviews r join tickets t on t.id = r.ticket_id join people who on who.id = r.agent_id
       left join people by on by.id = r.reviewer_id
       where r.done_at >= :start and r.done_at < :end order by r.id""",
)
_REVIEW_MARKS = ExportTable(
    "review_marks",
    (
        ExportColumn("ticket", "t.number"),
        ExportColumn("criterion", "c.name"),
        ExportColumn("weight", "c.weight"),
        ExportColumn("mark", "m.mark"),
        ExportColumn("comment", "m.comment", PersonalData.WORDS),
    ),
    """from review_marks m join reviews r on r.id = m.review_id join review_criteria c on c.id = m.criterion_id
       join tickets t on t.id = r.ticket_id
       where r.done_at >= :start and r.done_at < :end order by r.id, c.id""",
)
_TIME = ExportTable(
    "time_spent",
    (
        *_make_columns("s", "id at"),
        ExportColumn("ticket", "t.number"),
        *_make_columns("s", "person_id minutes billed"),
        ExportColumn("person", "p.name", PersonalData.NAMES),
        *_make_columns("t", "requester_id organization_id"),
    ),
    """from time_spent s join tickets t on t.id = s.ticket_id left join people p on p.id = s.person_id
       where s.at >= :start and s.at < :end order by s.id""",
)
TABLES = (_TICKETS, _ENTRIES, _HISTORY, _MARKS)
_REVIEW_TABLES = (_REVIEWS, _REVIEW_MARKS)
"""Only of a desk that has reviews."""


PART = 20_000_000
"""The size of a zip in bytes: under Telegram's 50 MB (Bot API, "Sending files", read 2026-11), and small
compared with a process's memory."""
_MOST_PARTS = 10
_FIGURES = ("figure", "name", "unit", "value", "of", "before")


async def make_export(request: ReportRequest) -> AsyncIterator[MadeReport]:
    """Yield the zips; if they are too many, send one line that names the command instead."""
    choice = ExportChoice.load(dict(request.arguments))
    first, last = choice.period.first.isoformat(), choice.period.last.isoformat()
    with open_nameless_files() as opened:
        parts = await write_zips(request, opened, most=PART, parts=_MOST_PARTS)
        if len(parts) > _MOST_PARTS:
            line = Say(
                "export-too-much", {"first": choice.period.first.isoformat(), "last": choice.period.last.isoformat()}
            )
            if request.person is not None:
                letters.queue_letter(request.session, request.person.id, line, now=request.now)
            return
        for n, part in enumerate(parts, 1):
            words = say(request.language, "export-part", first=first, last=last, part=n, parts=len(parts))
            part.file.seek(0)
            yield MadeReport(part.file.read(), part.name, "application/zip", RichText(words), admins_only=True)


def _may(request: ReportRequest, grant: Grant) -> bool:
    """Return True for who reads that in the desk, and for the operator."""
    return request.person is None or has_grant(request.person, grant)


async def write_zips(request: ReportRequest, opened: Opener, *, most: int, parts: int = 1) -> list[Part]:
    """Write the zips of an export, of about `most` bytes each; stop after `parts`.

    The facts are as they were last counted: counting here would keep tickets locked until everything is written.
    """
    choice, rules = ExportChoice.load(dict(request.arguments)), request.rules
    style = FileStyle(choice.format, request.language, ZoneInfo(rules.timezone))
    start, end = choice.period.get_bounds(rules.timezone)
    given = {"start": start, "end": end, "plain": list(PLAIN), "naming": list(NAMING)}
    given["notes"] = _may(request, Grant.NOTES)
    name = f"pulldesk_{choice.period.first}_{choice.period.last}"
    with closing(Archive(opened, name, style, most)) as archive:
        reviews = _REVIEW_TABLES if rules.team.reviews and _may(request, Grant.REVIEW) else ()
        time = (_TIME,) if rules.team.time else ()
        for table in (*TABLES, *reviews, *time):
            columns = table.choose_columns(names=choice.names, words=choice.words)
            archive.start_table(table.name, [one.name for one in columns])
            statement = table.build_query(columns)
            asked = {key: value for key, value in given.items() if f":{key}" in statement}
            async for row in await request.session.stream(text(statement), asked):
                archive.write_row(row)
                if len(archive.parts) > parts:
                    return archive.parts
        await _write_metrics(request, choice.period, archive)
    return archive.parts


async def _write_metrics(request: ReportRequest, period: Period, archive: Archive) -> None:
    """Write the desk's metrics of the period and of the period before; a group at a time, because the values of all
    days for all metrics would be in memory at once."""
    archive.start_table("figures", _FIGURES)
    hidden = list_hidden_groups(request.rules) - {MetricGroup.ANSWERS}
    for group in [one for one in MetricGroup if one not in hidden]:
        keys = [key for key, figure in METRICS.items() if figure.group is group]
        of, before = [
            (await measure(request.session, keys, days, settings=request.rules, now=request.now)).total
            for days in (period, periods.get_period_before(period))
        ]
        for key in keys:
            figure, value = METRICS[key], of[key]
            said = say(request.language, figure.name)
            archive.write_row((key, said, figure.unit.value, value.amount, value.of, before[key].amount))
