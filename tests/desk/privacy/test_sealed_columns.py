"""With `SEAL_WORDS` every column that can hold people's words is encrypted, or is named here and in the guide."""

from db import encryption
from db.models import Base
from db.models.tickets import WORD_FIELDS
from desk.privacy.erasure_statements import _SETS, STEPS, Deleted
from tests.desk.privacy.filling import holds_words
from tests.desk.privacy.test_erasure_plan import _KEPT

_SEALED = (encryption.SealedBytes, encryption.SealedJson, *encryption.WORD_TYPES)
_NAMES = {
    "people": "todoist_id username grants name todoist_name full_name language language_chosen switches menu open_list",
    "account_blocks": "fields link labels",
    "contacts": "name phone position email external_id",
    "profiles": "phone full_name tax_id position",
    "external_people": "external_id",
    "ticket_participants": "address",
    "external_changes": "kind external_id",
    "history": "actor_name",
    "entries": "author_name",
    "web_sessions": "token_hash browser address challenge",
    "web_sign_ins": "browser_hash code browser address",
}
"""Names, account data and addresses of people: they are found by them."""
_OF_FILES = {
    "files": "kind name mime telegram_file_id telegram_unique_id todoist_attachment",
    "blobs": "sha256",
    "board_comments": "file_url",
    "report_results": "kind filename mime caption entities arguments",
}
_READ_BY_LISTS = {"tickets": "tags", "reactions": "signs", "audit": "old new address", "ledger_entries": "reason"}
_FOR_MANY = {
    "canned_replies": "text entities files acts", "known_words": "word stem trigrams",
    "recurring_requests": "subject words steps tags",
}  # fmt: skip
"""What the team wrote for many, and single words of it."""
_NO_WORDS = {
    "admin_changes": "noun key",
    "jobs": "error", "board_connect_codes": "code_hash", "confirmations": "what about", "recovery_codes": "code_hash",
    "saved_views": "name chosen", "second_factors": "kind name secret credential", "memberships": "notices",
    "sent_forms": "key led_to told", "person_tokens": "token_hash", "system_links": "token_hash", "board_cards": "gone",
    "digest_lines": "key", "events_feed": "kind", "held_acts": "project_id key", "timers": "kind",
    "board_commands": "error", "prepared_answers": "missing acts", "ticket_form": "key label", "people": "panel_word",
    "own_accounts": "connection_id word salt excluded", "guest_calls": "query_id chat_digest",
    "messages": "slot fingerprint",
}  # fmt: skip
"""Keys, hashes, kinds and states, what only a session can read, and what a member of the team called something of
their own."""
_IDS = {"entries": "album footer deleted_there", "board_comments": "reactions", "tickets": "external_ref"}


def test_no_column_with_words_stays_readable() -> None:
    deleted = {step.table for step in STEPS if isinstance(step, Deleted)}
    emptied = {f"{step.table}.{name}" for step in STEPS if not isinstance(step, Deleted) for name in step.values}
    kept = {f"{table}.{name}" for table, names in _KEPT.items() for name in names.split()}
    named = {
        f"{table}.{name}"
        for one in (_NAMES, _OF_FILES, _READ_BY_LISTS, _FOR_MANY, _NO_WORDS, _IDS)
        for table, names in one.items()
        for name in names.split()
    }
    with_words = {
        column
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if holds_words(column) and (str(column) in emptied or table.name in deleted) and str(column) not in kept
    }
    readable = {str(column) for column in with_words if not isinstance(column.type, _SEALED)}
    assert sorted(readable - named - {"jobs.payload"}) == []  # the queue seals payloads itself
    assert sorted(named - readable) == []


def test_the_words_of_the_history_are_those_that_an_erasure_empties() -> None:
    assert [field for field in WORD_FIELDS if f"'{field}'" not in _SETS["$words"]] == []
