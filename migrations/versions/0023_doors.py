"""Know the desk's own web form and mailbox by a column instead of their names.

Somebody may have made an integration of such a name before the desk did. If people came by mail or form through it, it
is the door from now on: nobody has its key, and its webhooks are off. If nobody did, it stays theirs with a number
behind its name.
"""

import sqlalchemy as sa
from alembic import op

revision = "0023_doors"
down_revision = "0022_copies_of_erased"

TAKE = """
update systems s set door = case lower(s.name) when 'web form' then 'form' else 'mail' end
where lower(s.name) in ('web form', lower('✉️ E-mail')) and (s.made_by is null
  or lower(s.name) = 'web form' and exists (
    select from external_people x where x.system_id = s.id and x.external_id ~ '^[0-9a-f]{64}$')
  or lower(s.name) <> 'web form' and exists (select from tickets t where t.system_id = s.id and t.origin = 'mail'))
"""
CLOSE = (
    """update subscriptions u set off_at = now() from systems s
    where s.id = u.system_id and s.door is not null and s.made_by is not null and u.off_at is null""",
    """delete from person_tokens p using external_people x, systems s
    where x.id = p.external_person_id and s.id = x.system_id and s.door is not null and s.made_by is not null""",
    """delete from system_links l using external_people x, systems s where x.id = l.external_person_id
    and l.opened_by is null and s.id = x.system_id and s.door is not null and s.made_by is not null""",
    """insert into audit (at, origin, action, object) select now(), 'clock', 'system-rotated', 'system:' || id
    from systems where door is not null and made_by is not null""",
    """update systems set made_by = null, scopes = '{tickets}', cors = '{}', expires_at = null, token_hint = '',
    token_hash = sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8'))
    where door is not null and made_by is not null""",
    """update systems set name = name || ' ' || id
    where door is null and lower(name) in ('web form', lower('✉️ E-mail'))""",
)


def upgrade() -> None:
    op.add_column("systems", sa.Column("door", sa.Text))
    for statement in (TAKE, *CLOSE):
        op.execute(statement)
    op.create_unique_constraint("uq_systems_door", "systems", ["door"])
    op.create_check_constraint(
        "systems_door", "systems", "door is null or (door in ('form', 'mail') and made_by is null)"
    )
