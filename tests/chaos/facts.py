"""What the tables hold at the end of a day, as plain rows. Reads nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import text

from db.database import Database
from desk.operations import failed_jobs

Row = dict[str, Any]
_UNSTEADY = timedelta(seconds=30)
_NEVER = datetime.max.replace(tzinfo=UTC)
_QUERIES = {
    "people": "select * from people",
    "tickets": "select t.*, c.name as category from tickets t left join categories c on c.id = t.category_id",
    "entries": "select e.*, q.kind as asked from entries e left join questions q on q.id = e.question_id order by e.id",
    "messages": "select * from messages",
    "questions": "select * from questions",
    "cards": "select * from board_cards",
    "history": "select * from history order by id",
    "comments": "select * from board_comments",
    "systems": "select * from systems",
    "external": "select * from external_people",
    "feed": "select * from events_feed order by position",
    "unreachable": "select j.id from jobs j join people p on p.id = j.person_id"
    " where j.box = 'to_telegram' and p.telegram_id is null",
    "buried": "select j.id, j.box, j.error, convert_from(j.payload, 'UTF8') as payload from jobs j"
    " where j.state = 'buried'",
    "doubtful": "select entry_id, person_id, sum(unknown)::int as n from jobs"
    " where box = 'to_telegram' and entry_id is not null group by 1, 2",
    "payments": "select * from ledger_entries order by id",
    "organizations": "select id, name from organizations",
    "approvals": "select * from approvals order by id",
    "versions": "select * from entry_versions order by id",
    "rules": "select * from rules order by position",
    "rule_runs": "select * from rule_runs",
    "criteria": "select * from review_criteria where removed_at is null",
    "reviews": "select * from reviews order by id",
    "topics": "select * from group_topics",
    "review_marks": "select * from review_marks",
    "repeats": "select box, sum(unknown)::int as n from jobs group by box",
}


@dataclass(slots=True)
class Facts:
    """Rows by table, and by what one looks for."""

    rows: dict[str, list[Row]]
    people: dict[int, Row] = field(init=False)
    tickets: dict[int, Row] = field(init=False)
    external: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.people = {row["id"]: row for row in self.rows["people"]}
        self.tickets = {row["id"]: row for row in self.rows["tickets"]}
        systems = {row["id"]: row["name"] for row in self.rows["systems"]}
        self.external = {
            f"{systems[row['system_id']]}:{row['external_id']}": row["person_id"] for row in self.rows["external"]
        }

    def entries_with(self, mark: str) -> Sequence[Row]:
        """Entries that hold a word, but for an answer's that went to further tickets too, and for the desk's own
        remark, which says it again: a rating's word."""
        found = (row for row in self.all_with(mark) if row["also_of_id"] in (None, row["id"]))
        return [row for row in found if row["kind"] != "remark" or row["body"]]

    def all_with(self, mark: str) -> Sequence[Row]:
        """These too."""
        return [row for row in self.rows["entries"] if f"{mark} " in f"{row['body']} "]

    def leads_to(self, ticket_id: int) -> set[int]:
        """Where words that were for a ticket may be: it was merged into another, or they were split off."""
        ids = {row["number"]: row["id"] for row in self.tickets.values()}
        found, seen = {ticket_id}, set[int]()
        while found - seen:
            one = (found - seen).pop()
            seen.add(one)
            rows = (r for r in self.rows["history"] if r["ticket_id"] == one and r["field"] in ("merged", "split"))
            found |= {ids[int(row["new"][1:])] for row in rows if row["new"]}
        return seen

    def person(self, who: int | str) -> Row:
        """Somebody by Telegram or Todoist id, or by a system and its id for them (`shop:u-1`)."""
        if isinstance(who, str) and ":" in who:
            return self.people[self.external[who]]
        name = "todoist_id" if isinstance(who, str) else "telegram_id"
        return next(row for row in self.people.values() if row[name] == who)

    def ticket_of_message(self, chat: int, message_id: int) -> int | None:
        """Which ticket a message stands for; None for one that the desk never learned of. A question that was answered
        stands for the ticket it named then ("This is now a new request, #7")."""
        found = (r for r in self.rows["messages"] if (r["chat_id"], r["message_id"]) == (chat, message_id))
        row = next(found, None)
        if row is None:
            return None
        asked = next((q for q in self.rows["questions"] if q["id"] == row["question_id"]), None)
        chosen: int | None = asked["data"].get("chosen") if asked is not None else None
        return chosen or row["ticket_id"]

    def steady_assignee(self, entry: Row) -> Row | None:
        """Who had an entry's ticket when it was said; None for nobody, or when that changed within half a minute of it,
        by the time it was done or by the time the desk learned of it."""
        said, heard = entry["created_at"], self._learned_at("entries", entry, "created_at")
        changes = [r for r in self.rows["history"] if r["ticket_id"] == entry["ticket_id"] and r["field"] == "assignee"]
        known = [(row, self._learned_at("history", row, "at")) for row in changes]
        if any(row["at"] - heard < _UNSTEADY and said - learned < _UNSTEADY for row, learned in known):
            return None
        names = [row["new"] for row, learned in known if learned <= said][-1:]
        return next((row for row in self.people.values() if [row["name"]] == names), None)

    def _learned_at(self, table: str, row: Row, time: str) -> datetime:
        """When the desk recorded a row, at the latest: what is done on the board bears the time at which it was done,
        so that the next row of another origin tells."""
        if row["origin"] != "todoist":
            return row[time]  # type: ignore[no-any-return]
        later = (one[time] for one in self.rows[table] if one["id"] > row["id"] and one["origin"] != "todoist")
        return max(row[time], min(later, default=_NEVER))

    def counted(self, entry: Row, person: int) -> int:
        """How often the sends of an entry to somebody (by Telegram id) were begun again."""
        wanted = entry["id"], self.person(person)["id"]
        return sum(row["n"] or 0 for row in self.rows["doubtful"] if (row["entry_id"], row["person_id"]) == wanted)

    @property
    def repeats(self) -> int:
        """Sends to Telegram begun again because their outcome was unknown."""
        return sum(row["n"] or 0 for row in self.rows["repeats"] if row["box"] == "to_telegram")


async def gather(database: Database) -> Facts:
    """Everything, in one reading; `listed`: what admins read in `/failed`."""
    async with database.sessions() as session:
        rows = {n: [dict(r._mapping) for r in await session.execute(text(q))] for n, q in _QUERIES.items()}
        pages = (await failed_jobs.load_not_taken(session, 1)).pages
        listed = [
            {"id": one.job, "why": one.why}
            for page in range(1, pages + 1)
            for one in await failed_jobs.list_failed(session, page)
        ]
    return Facts({**rows, "listed": listed})
