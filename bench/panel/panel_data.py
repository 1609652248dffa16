"""Adds to a large desk what the panel shows besides tickets, by SQL as `bench/large/loader.py` does.

These are articles, answers, integrations, organizations, a long use log and audit log, targets, and an admin who is
signed in.
"""

import secrets

import asyncpg

from desk.sessions.codes import hash_secret

ADMIN, AGENT = 1, 2
_LOG, _AUDIT = 300_000, 50_000
_ROWS = """
insert into settings (key, value, version, changed_at)
values ('targets', 'true', 1, now()), ('log_days', '366', 1, now()), ('panel_for_agents', 'true', 1, now()),
  ('organizations', 'true', 1, now()), ('ideas', 'true', 1, now());
update desk set settings_version = 1;
insert into policies (version, made_at) values (1, now() - interval '3 years');
insert into targets (version, priority, first_response, solution)
select 1, n, 14400, 172800 from generate_series(1, 4) n;
update tickets set first_target = 14400, solve_target = 172800 where ended_at is null;
insert into pauses (ticket_id, started_at, ended_at, reason)
select ticket_id, started_at, ended_at, 'pending' from ticket_spans where status = 'pending' and ended_at is not null;
insert into articles (slug, category_id, state, author_id, created_at, updated_at, published_at)
select 'article' || n, 1 + n % 12, case when n % 5 = 0 then 'draft' else 'published' end, 1, now() - interval '1 year',
  now() - n * interval '1 hour', now() from generate_series(1, 1000) n;
insert into article_texts (article_id, language, version, title, body, author_id, at, current, search)
select a.id, language, 1, 'The printer, part ' || a.id, repeat('Switch it off and on again, then print. ', 50), 1,
  now(), a.state = 'published', to_tsvector('russian', 'printer switch part')
from articles a, unnest(array['en', 'ru']) language;
insert into preset_answers (title, state, created_by, created_at, updated_at)
select 'Preset ' || n, 'draft', 1, now(), now() from generate_series(1, 200) n;
insert into preset_texts (preset_id, language, version, body, author_id, at)
select id, language, 1, 'So it is done.', 1, now() from preset_answers, unnest(array['en', 'ru']) language;
insert into canned_replies (key, folded, text, created_by, created_at)
select 'reply' || n, 'reply' || n, 'Please switch it off and on again.', 1, now() from generate_series(1, 300) n;
insert into canned_uses (entry_id, canned_id, at)
select id, 1 + id % 300, created_at from entries where kind = 'reply' and id % 50 = 0;
insert into offers (ticket_id, person_id, article_id, position, score, shown_at, opened_at, outcome)
select distinct on (t.requester_id, 1 + t.id % 1000) t.id, t.requester_id, 1 + t.id % 1000, 1, 0.5, t.filed_at,
  t.filed_at, (array['helped', 'person', 'words', 'silence'])[1 + t.id % 4] from tickets t where t.id % 2 = 0;
insert into searches (at, language, words, by_staff, found)
select now() - n * interval '1 minute', 'en', 'word' || n % 5000, false, n % 4 from generate_series(1, 50000) n;
insert into systems (name, token_hash, token_hint, scopes, made_by, made_at)
select 'System ' || n, sha256(n::text::bytea), 'abcd', array['tickets', 'events'], 1, now()
from generate_series(1, 20) n;
insert into saved_views (owner_id, name, shared, chosen, made_at)
select 1, 'View ' || n, true, '{"priority": "1"}', now() from generate_series(1, 10) n;
"""
_ORGANIZATIONS = """
insert into organizations (name, folded, tax_id, external_id, created_at, updated_at)
select 'Organization ' || n, 'organization ' || n, (7700000000 + n)::text, 'crm-' || n, now(), now()
from generate_series(1, 10000) n;
insert into outlets (organization_id, name, address, equipment, created_at, updated_at)
select 1 + n % 10000, 'Shop ' || n, 'Lesnaya ' || n, array['Till ATOL 30F, ' || n], now(), now()
from generate_series(1, 20000) n;
insert into contacts (organization_id, outlet_id, name, phone, position, created_at, updated_at)
select 1 + n % 10000, 1 + (n + 9999) % 10000, 'Contact ' || n, '+79' || (100000000 + n), 'director', now(), now()
from generate_series(1, 100000) n;
insert into memberships (organization_id, person_id, role, source, made_at, confirmed_at)
select 1 + id % 10000, id, 'director', 'contact', now(), now() from people where role = 'requester';
update tickets set organization_id = case when id % 20 = 0 then 1 else 1 + id % 10000 end;
"""
"""10,000 organizations, 100,000 contacts, and all tickets that there are: a twentieth of them of organization 1."""
_LOGGED = """
insert into use_log (at, kind, name, person_id, ticket_number)
select now() - n * interval '90 seconds', (array['button', 'command'])[1 + n % 2], 'take', 1 + n % 3000,
  case when n % 3 = 0 then 1 + n % (select max(number) from tickets) end from generate_series($1::int, 1, -1) n
"""
_AUDITED = """
insert into audit (at, actor_id, origin, action, object, old, new, address)
select now() - n * interval '10 minutes', 1 + n % 12, 'panel',
  (array['setting', 'web-signed-in', 'export', 'web-let-in'])[1 + n % 4], 'person:' || 1 + n % 12, 'a', 'b', '10.0.0.1'
from generate_series($1::int, 1, -1) n
"""
_SIGNED_IN = """
insert into web_sessions (token_hash, person_id, browser, address, began_at, seen_at)
values ($1, $2, 'Firefox', '127.0.0.1', now(), now())
"""


async def fill_panel(url: str, *, short: bool) -> None:
    """Add all of it; `short`: a log a tenth as long."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(_ROWS)
        await connection.execute(_ORGANIZATIONS)
        await connection.execute(_LOGGED, _LOG // 10 if short else _LOG)
        await connection.execute(_AUDITED, _AUDIT // 10 if short else _AUDIT)
        await connection.execute("vacuum (analyze)")
    finally:
        await connection.close()


async def create_session(connection: asyncpg.Connection, person_id: int) -> str:
    """Create a session of that person and return its secret."""
    secret = secrets.token_urlsafe(32)
    await connection.execute(_SIGNED_IN, hash_secret(secret), person_id)
    return secret
