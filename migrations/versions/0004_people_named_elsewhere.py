"""Find the rows that name a person: one person's two rows are joined, and a row that others name is never deleted."""

from alembic import op

revision = "0004_people_named_elsewhere"
down_revision = "0003_indexes_of_1_0_0"

_NAMING = {
    "answers_taken": ["article_id"],
    "approvals": ["decided_by"],
    "asks": ["asked_id", "asker_id"],
    "entry_versions": ["by"],
    "idea_votes": ["person_id"],
    "known_problem_followers": ["person_id"],
    "ledger_entries": ["made_by"],
    "mailing_receivers": ["person_id"],
    "memberships": ["made_by", "person_id"],
    "offers": ["article_id"],
    "payment_requests": ["asked_by", "organization_id", "payer_id", "person_id", "settled_by"],
    "reactions": ["person_id"],
    "reviews": ["reviewer_id"],
}


def upgrade() -> None:
    for table, columns in _NAMING.items():
        for column in columns:
            op.create_index(f"ix_{table}_{column}", table, [column])
