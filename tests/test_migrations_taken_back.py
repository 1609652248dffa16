"""Copies of words that were taken back before the update go with it: out of history, quotes and stored answers."""

from db.embedded.server import EmbeddedServer
from tests.test_migrations_data import _upgraded

_TOLD = (
    "insert into people (name, created_at) values ('Rita', now())",
    "insert into tickets (number, requester_id, origin, created_at, updated_at, subject_at, status_at, priority_at, "
    "assignee_at, labels_at, filed_at, subject) select n, 1, 'telegram', now(), now(), now(), now(), now(), now(), "
    "now(), now(), 'x' from generate_series(1, 2) n",
    "insert into history (ticket_id, at, origin, field, old, new) values "
    "(1, now(), 'telegram', 'filed', null, 'My pin is 4711 · The lamp'), "
    "(1, now(), 'telegram', 'subject', 'My pin is 4711 · The lamp', 'The lamp'), "
    "(1, now(), 'telegram', 'status', null, 'my pin'), (2, now(), 'telegram', 'filed', null, 'The lamp')",
    "insert into entries (ticket_id, author_name, kind, origin, body, entities, created_at, withdrawn_at, quote, "
    "answers_id) values (1, 'Rita', 'comment', 'telegram', 'My pin  is 4711', '[]', now(), now(), null, null), "
    "(1, 'Rita', 'comment', 'telegram', 'The lamp', '[]', now(), null, null, null), "
    "(1, 'Olga', 'reply', 'telegram', 'Well', '[]', now(), null, '4711', 1), "
    "(1, 'Olga', 'reply', 'telegram', 'Which?', '[]', now(), null, 'lamp', 2)",
    "insert into systems (name, token_hash, token_hint, made_at) values ('Shop', 'a', '', now())",
    "insert into idempotency_keys (system_id, key, request_hash, status, answer, at) values (1, 'k', 'a', 201, "
    """'{"body": {"number": 1, "joined": false, "subject": "My pin is 4711"}, "headers": {"etag": "e"}}', now())""",
)


async def test_what_was_taken_back_before_the_update_is_kept_by_nothing_else(server: EmbeddedServer) -> None:
    of_history = "select ticket_id, field, old, new from history order by id"
    assert await _upgraded(server, "0086", _TOLD, of_history) == [
        (1, "filed", None, ""),
        (1, "subject", "", "The lamp"),
        (1, "status", None, "my pin"),
        (2, "filed", None, "The lamp"),
    ]
    of_quotes = "select quote from entries where kind = 'reply' order by id"
    assert await _upgraded(server, "0086", _TOLD, of_quotes) == [(None,), ("lamp",)]
    (kept,) = await _upgraded(server, "0086", _TOLD, "select answer -> 'body' from idempotency_keys")
    assert kept[0] == {"number": 1, "joined": False}
