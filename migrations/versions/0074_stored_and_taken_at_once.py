"""what comes in is stored and taken in one round trip by whoever does both"""

from alembic import op

revision = "0074"
down_revision = "0073"
branch_labels = None
depends_on = None

_PUT_AND_CLAIM = """
create function jobs_put_and_claim(
  boxes text[], keys text[], lanes smallint[], dedups text[], slots text[], payloads bytea[], dues timestamptz[],
  nows timestamptz[], tickets bigint[], entries bigint[], people bigint[],
  a_box text, a_worker int, a_now timestamptz, a_limit int, a_max_lane int)
returns table (
  id bigint, key text, lane smallint, slot text, payload bytea, attempts smallint, repeated boolean,
  created_at timestamptz, ticket_id bigint, entry_id bigint, person_id bigint, chat bigint)
language plpgsql volatile as $$
begin
perform jobs_put(boxes, keys, lanes, dedups, slots, payloads, dues, nows, tickets, entries, people);
return query select * from jobs_claim(a_box, a_worker, a_now, a_limit, a_max_lane);
end
$$
"""


def upgrade() -> None:
    op.execute(_PUT_AND_CLAIM)


def downgrade() -> None:
    op.execute("drop function jobs_put_and_claim")
