"""Find what is asked of large tables: who is named there, which tickets changed last, the jobs of a webhook."""

from sqlalchemy import text

from migrations.indexes import add_index

revision = "0005_indexes_of_large_tables"
down_revision = "0004_people_named_elsewhere"

_NAMING = {
    "audit": ["actor_id"],
    "ticket_spans": ["person_id"],
    "tickets": ["begun_by", "external_person_id", "intake_group_id", "resolved_by"],
}


def upgrade() -> None:
    for table, columns in _NAMING.items():
        for column in columns:
            add_index(f"ix_{table}_{column}", table, [column])
    add_index("ix_tickets_changed", "tickets", ["updated_at", "id"], postgresql_where=text("filed_at is not null"))
    subscription = [text("split_part(key, ':', 1)"), "id"]
    add_index("ix_jobs_webhook", "jobs", subscription, postgresql_where=text("box = 'to_webhooks'"))
    add_index("ix_jobs_report", "jobs", ["key", "created_at"], postgresql_where=text("box = 'reports'"))
