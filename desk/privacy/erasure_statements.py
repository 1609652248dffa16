"""The statements of an erasure, table by table: rows that are deleted and columns that are emptied. A test says why all
else may stay.

The test compares this list with the models: no column that can hold words is missing on both sides. Statements
only. They know `:person`, the ids `:tickets` of the person's requests and `:entries` of what was said in these or by
the person elsewhere, `:blobs` and `:contents` of its files, the `:name` that stays, the `:subject` of their requests
with its `:line`, and the moment `:now`. `:old`: their names and numbers; `:chats`: their chat with `:bot`. Settled
jobs are looked at in pages (`desk/privacy/settled_jobs.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

_SETS = {
    "$tickets": "any(cast(:tickets as bigint[]))",
    "$entries": "any(cast(:entries as bigint[]))",
    "$old": "any(cast(:old as text[]))",
    "$chats": "any(cast(:chats as text[]))",
    "$users": "(select id from external_people where person_id = :person)",
    "$addresses": "(select replace(e.external_id, 'claimed ', '') from external_people e join systems s "
    "on s.id = e.system_id and s.door = 'mail' where e.person_id = :person)",
    "$words": "('filed', 'subject', 'lost:subject', 'hold_reason', 'promise_why', 'escalated', 'tags', 'barred', "
    "'own_field')",
}
"""What stands for a set in the statements; the last: fields of the history whose values are words."""


def _expand(statement: str) -> str:
    for name, stands_for in _SETS.items():
        statement = statement.replace(name, stands_for)
    return statement


@dataclass(frozen=True, slots=True)
class Emptied:
    """Columns of some rows that get another value, each an expression of SQL."""

    table: str
    where: str
    values: Mapping[str, str] = field(hash=False)

    @property
    def condition(self) -> str:
        """Return which rows, as SQL."""
        return _expand(self.where)

    @property
    def statement(self) -> str:
        """Return the statement."""
        values = ", ".join(f"{name} = {value}" for name, value in self.values.items())
        return _expand(f"update {self.table} set {values} where {self.where}")  # noqa: S608  (constants of this file)


@dataclass(frozen=True, slots=True)
class Deleted:
    """Rows that are deleted."""

    table: str
    where: str

    @property
    def condition(self) -> str:
        """Return which rows, as SQL."""
        return _expand(self.where)

    @property
    def statement(self) -> str:
        """Return the statement."""
        return _expand(f"delete from {self.table} where {self.where}")  # noqa: S608  (constants of this file)


STEPS: tuple[Emptied | Deleted, ...] = (
    # what was said, and its copies in the database
    Deleted(
        "known_words",
        "articles = 0 and word in (select unnest(tsvector_to_array(to_tsvector("
        "'simple', translate(body, 'ёЁ', 'еЕ')))) from entries where id = $entries)",
    ),
    Emptied(
        "known_problems",
        "texts <> '[]' and jsonb_typeof(texts) = 'array'",
        {
            "texts": "(select coalesce(jsonb_agg(held.one), '[]') from jsonb_array_elements(known_problems.texts) "
            "held(one) where not exists (select from entries e where "
            "e.id = $entries and length(e.body) > 2 and (position(e.body in held.one ->> 'text') > 0 "
            "or position(held.one ->> 'text' in e.body) > 0)))"
        },
    ),
    Emptied("topic_models", "weights is not null and cast(:entries as bigint[]) <> '{}'", {"weights": "null"}),
    Deleted("masked_words", "entry_id = $entries"),
    Deleted("entry_versions", "entry_id = $entries"),
    Deleted("reactions", "entry_id = $entries or person_id = :person"),
    Deleted("ticket_form", "ticket_id = $tickets or entry_id = $entries"),
    Emptied("entries", "answers_id = $entries and quote is not null", {"quote": "null"}),
    Emptied(
        "entries",
        "id = $entries",
        {
            "body": "''",
            "entities": "'[]'",
            "parts": "null",
            "preview": "null",
            "content_line": "null",
            "quote": "null",
            "album": "null",
            "footer": "null",
            "deleted_there": "null",
            "said_message_id": "case when cast(said_chat_id as text) = $chats then null else said_message_id end",
            "said_chat_id": "case when cast(said_chat_id as text) = $chats then null else said_chat_id end",
            "withdrawn_at": "coalesce(withdrawn_at, :now)",
            "emptied_at": "coalesce(emptied_at, :now)",
        },
    ),
    Emptied("entries", "author_id = :person", {"author_name": ":name"}),
    Emptied("board_comments", "entry_id = $entries", {"content": "''", "file_url": "null", "reactions": "null"}),
    Deleted("files", "entry_id = $entries"),
    Deleted("mails", "entry_id = $entries"),
    Deleted(
        "blobs",
        "id = any(cast(:blobs as bigint[])) and not exists (select from files f where f.blob_id = blobs.id) "
        "and not exists (select from mails m where blobs.id in (m.text_id, m.raw_id))",
    ),
    Deleted(
        "blob_pieces",
        "content = any(cast(:contents as bigint[])) "
        "and not exists (select from blobs b where b.content = blob_pieces.content)",
    ),
    # the requests
    Emptied(
        "tickets",
        "id = $tickets",
        {
            "subject": ":subject",
            "subject_line": ":line",
            "category_words": "'{}'",
            "tags": "'{}'",
            "own_fields": "null",
            "hold_reason": "null",
            "begun_why": "null",
            "merge_undo": "null",
            "context": "null",
            "external_ref": "null",
            "external_person_id": "null",
            "tell": "null",
            "tell_at": "null",
            "rating_words": "null",
        },
    ),
    Emptied(
        "history",
        "ticket_id = $tickets and field in $words",
        {"old": "case when old is not null then '' end", "new": "case when new is not null then '' end"},
    ),
    Emptied("history", "actor_id = :person", {"actor_name": ":name"}),
    Emptied("history", "old_id = :person and field = 'assignee'", {"old": ":name"}),
    Emptied("history", "new_id = :person and field = 'assignee'", {"new": ":name"}),
    Emptied("marks", "ticket_id = $tickets", {"words": "null"}),
    Emptied("reviews", "ticket_id = $tickets", {"comment": "null", "answer": "null"}),
    Emptied(
        "review_marks",
        "review_id in (select id from reviews where ticket_id = $tickets)",
        {"comment": "null"},
    ),
    Emptied("approvals", "ticket_id = $tickets", {"comment": "null"}),
    Deleted("prepared_answers", "ticket_id = $tickets or person_id = :person"),
    Deleted("digest_lines", "ticket_id = $tickets or person_id = :person"),
    Emptied(
        "questions",
        "ticket_id = $tickets or person_id = :person",
        {"data": "'{}'", "due_at": "null", "closed_at": "coalesce(closed_at, :now)"},
    ),
    Deleted("held_acts", "ticket_id = $tickets"),
    Emptied(
        "board_cards",
        "ticket_id = $tickets",
        {
            "agreed": "null",
            "theirs": "null",
            "dirty": "false",
            "held": "false",
            "late_at": "null",
            "gone": "coalesce(gone, 'erased')",
        },
    ),
    Deleted(
        "board_commands",
        "ticket_id = $tickets and answered_at is null and sent_at is null and kind <> 'item_delete'",
    ),
    Emptied(
        "board_commands",
        "(ticket_id = $tickets or entry_id = $entries) and answered_at is not null and kind <> 'item_delete'",
        {"args": "'{}'", "agreed": "null", "error": "null"},
    ),
    Deleted("timers", "ticket_id = $tickets"),
    # what waits or was sent
    Deleted("group_mentions", "cast(author_id as text) = $chats"),
    Deleted("messages", "bot_id = :bot and chat_id = any(cast(cast(:chats as text[]) as bigint[]))"),
    Deleted("events_feed", "ticket_id = $tickets and kind = 'ticket.notice'"),
    Emptied(
        "idempotency_keys",
        "system_id in (select system_id from external_people where person_id = :person) "
        "and (exists (select from unnest(cast(:old as text[])) o(said) where position(o.said in answer::text) > 0) "
        "or exists (select from tickets t where t.id = $tickets "
        "and jsonb_path_exists(answer, '$.**.number ? (@ == $n)', jsonb_build_object('n', t.number))) "
        "or jsonb_exists(answer, 'sealed') or exists (select from unnest(cast(:entries as bigint[])) e(id) "
        "where jsonb_path_exists(answer, '$.**.id ? (@ == $n)', jsonb_build_object('n', e.id))))",
        {"answer": "'{}'"},
    ),
    Emptied(
        "jobs",
        "state = 'buried' and box = 'from_mail' and key in (select left(encode(sha256(convert_to(lower("
        "replace(external_id, 'claimed ', '')), 'UTF8')), 'hex'), 32) from external_people where person_id = :person)",
        {"payload": "'{}'", "state": "'done'", "settled_at": ":now", "error": "null"},
    ),
    Emptied(
        "jobs",
        "state = 'buried' and box = 'from_mail' and person_id = :person",
        {"payload": "'{}'", "state": "'done'", "settled_at": ":now", "error": "null"},
    ),
    Deleted(
        "report_results",
        "kind = 'personal_data' and arguments -> 'person' = to_jsonb(cast(:person as bigint)) "
        "or created_at < cast(:now as timestamptz) - interval '5 minutes' and not exists ("
        "select from jobs j where j.box = 'to_telegram' and j.state in ('waiting', 'parked', 'held') and position("
        "convert_to('\"result_id\":' || report_results.id || ',', 'UTF8') in j.payload) > 0)",
    ),
    # the person elsewhere
    Emptied("ideas", "author_id = :person", {"words": ":subject"}),
    Deleted(
        "admin_changes",
        "noun = 'recurring' and key in (select id::text from recurring_requests where client_id = :person)",
    ),
    Emptied(
        "recurring_requests",
        "client_id = :person",
        {"subject": ":subject", "words": "''", "steps": "'{}'", "tags": "'{}'", "next_at": "null"},
    ),
    Deleted("account_blocks", "person_id = :person"),
    Deleted("profiles", "person_id = :person"),
    Emptied(
        "contacts",
        "id in (select contact_id from memberships where person_id = :person)",
        {
            "name": ":name",
            "phone": "null",
            "position": "''",
            "email": "''",
            "external_id": "null",
            "removed_at": "coalesce(removed_at, :now)",
            "updated_at": ":now",
        },
    ),
    Deleted("memberships", "person_id = :person"),
    Deleted(
        "external_changes",
        "kind = 'account' and external_id in "
        "(select system_id || ':' || external_id from external_people where person_id = :person)",
    ),
    Deleted(
        "ticket_participants",
        "ticket_id = $tickets or person_id = :person or address = any(array$addresses)",
    ),
    Deleted("person_tokens", "external_person_id in $users"),
    Deleted("system_links", "external_person_id in $users or opened_by = :person"),
    Deleted("external_people", "person_id = :person"),
    Emptied("ledger_entries", "person_id = :person and reason <> ''", {"reason": "''"}),
    Deleted("sent_forms", "session_id in (select id from web_sessions where person_id = :person)"),
    Emptied("sent_forms", "led_to <> ''", {"led_to": "split_part(led_to, '?', 1)"}),  # sought words
    Deleted("web_sessions", "person_id = :person"),
    Deleted("web_sign_ins", "person_id = :person"),
    Deleted("confirmations", "person_id = :person"),
    Deleted("second_factors", "person_id = :person"),
    Deleted("recovery_codes", "person_id = :person"),
    Deleted("board_connect_codes", "person_id = :person"),
    Deleted("saved_views", "owner_id = :person and not shared"),
    Emptied(
        "canned_replies",
        "owner_id = :person",
        {"text": "''", "entities": "'[]'", "files": "'[]'", "acts": "null", "removed_at": "coalesce(removed_at, :now)"},
    ),
    Deleted("admin_changes", "by_id = :person"),
    Deleted("shifts", "person_id = :person"),
    Deleted("own_accounts", "owner_id = :person"),
    Emptied(
        "guest_calls", "person_id = :person", {"query_id": "'erased ' || id", "chat_digest": "null"}
    ),  # its message is emptied by its name
    Deleted("agent_topics", "person_id = :person"),
    Deleted("known_problem_followers", "person_id = :person"),
    Emptied("audit", "actor_id = :person and address is not null", {"address": "null"}),
    Emptied(
        "audit",
        "object = :object or old = $old or new = $old",
        {
            "old": "case when object = :object or old = $old then null else old end",
            "new": "case when object = :object or new = $old then null else new end",
        },
    ),
    Emptied(
        "people",
        "id = :person",
        {
            "name": ":name",
            "telegram_id": "null",
            "todoist_id": "null",
            "username": "null",
            "todoist_name": "null",
            "full_name": "null",
            "answer_way": "null",
            "language": "null",
            "language_chosen": "null",
            "grants": "'{}'",
            "switches": "'{}'",
            "menu": "null",
            "panel_word": "null",
            "open_list": "null",
            "digest_at": "null",
            "event_id": "null",
            "event_until": "null",
            "system_id": "null",
            "link_id": "null",
            "away_until": "null",
            "has_shifts": "false",
            "erased_at": "coalesce(erased_at, :now)",
        },
    ),
)
"""In this order: what is still needed to find something else comes later."""
