"""the first memory"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(sa.schema.CreateSequence(sa.Sequence("ticket_numbers")))
    op.execute(sa.schema.CreateSequence(sa.Sequence("worker_seats", cycle=True, maxvalue=2000000000)))
    op.create_table(
        "board_acts",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("project_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=True),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_acts")),
    )
    op.create_index("ix_board_acts_counted", "board_acts", ["project_id", "kind", "by", "at"], unique=False)
    op.create_table(
        "boards",
        sa.Column("project_id", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("sections", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("sync_token", sa.Text(), nullable=True),
        sa.Column("adopted_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("pulled_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("trouble", sa.Text(), nullable=True),
        sa.Column("is_shared", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("others", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.PrimaryKeyConstraint("project_id", name=op.f("pk_boards")),
    )
    op.create_table(
        "categories",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("removed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_categories")),
    )
    op.create_index(
        "uq_categories_folded_live",
        "categories",
        ["folded"],
        unique=True,
        postgresql_where=sa.text("removed_at is null"),
    )
    op.create_table(
        "collaborators",
        sa.Column("project_id", sa.Text(), nullable=False),
        sa.Column("todoist_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("reminded_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("project_id", "todoist_id", name=op.f("pk_collaborators")),
    )
    op.create_table(
        "desk",
        sa.Column("id", sa.SmallInteger(), nullable=False),
        sa.Column("bot_id", sa.BigInteger(), nullable=True),
        sa.Column("bot_username", sa.Text(), nullable=True),
        sa.Column("project_id", sa.Text(), nullable=True),
        sa.Column("sandbox_mark", sa.Text(), nullable=True),
        sa.Column("troubles", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk")),
    )
    op.create_table(
        "job_keys",
        sa.Column("box", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("lane", sa.SmallInteger(), nullable=False),
        sa.Column("due_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("worker", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("box", "key", name=op.f("pk_job_keys")),
    )
    op.create_index(
        "ix_job_keys_free",
        "job_keys",
        ["box", "lane", "due_at"],
        unique=False,
        postgresql_where=sa.text("worker is null"),
    )
    op.create_index(
        "ix_job_keys_worker", "job_keys", ["worker"], unique=False, postgresql_where=sa.text("worker is not null")
    )
    op.create_table(
        "jobs",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("box", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("lane", sa.SmallInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("dedup", sa.Text(), nullable=True),
        sa.Column("slot", sa.Text(), nullable=True),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("due_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("unknown", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("started_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("settled_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("ticket_id", sa.BigInteger(), nullable=True),
        sa.Column("entry_id", sa.BigInteger(), nullable=True),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
    )
    op.create_index("ix_jobs_buried", "jobs", ["box", "id"], unique=False, postgresql_where=sa.text("state = 'buried'"))
    op.create_index(
        "ix_jobs_head", "jobs", ["box", "key", "id"], unique=False, postgresql_where=sa.text("state = 'waiting'")
    )
    op.create_index(
        "ix_jobs_lane", "jobs", ["box", "key", "lane"], unique=False, postgresql_where=sa.text("state = 'waiting'")
    )
    op.create_index(
        "ix_jobs_open", "jobs", ["box", "lane", "state"], unique=False, postgresql_where=sa.text("state <> 'done'")
    )
    op.create_index("ix_jobs_parked", "jobs", ["person_id"], unique=False, postgresql_where=sa.text("state = 'parked'"))
    op.create_index(
        "ix_jobs_settled", "jobs", ["settled_at"], unique=False, postgresql_where=sa.text("settled_at is not null")
    )
    op.create_index(
        "ix_jobs_slot",
        "jobs",
        ["box", "key", "slot", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'waiting' and slot is not null"),
    )
    op.create_index(
        "ix_jobs_ticket",
        "jobs",
        ["ticket_id"],
        unique=False,
        postgresql_where=sa.text("state = 'waiting' and ticket_id is not null"),
    )
    op.create_index("ix_jobs_unknown", "jobs", ["box"], unique=False, postgresql_where=sa.text("unknown > 0"))
    op.create_index(
        "uq_jobs_dedup", "jobs", ["box", "dedup"], unique=True, postgresql_where=sa.text("dedup is not null")
    )
    op.create_table(
        "people",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=True),
        sa.Column("todoist_id", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), server_default="requester", nullable=False),
        sa.Column("role_given", sa.Text(), nullable=True),
        sa.Column("admin_by_setting", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("todoist_name", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("language_chosen", sa.Text(), nullable=True),
        sa.Column("away", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("quiet", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("started_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("blocked_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("gone_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("absence_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("back_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("barred_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("barred_by", sa.BigInteger(), nullable=True),
        sa.Column("flood_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("dismissed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("former_id", sa.BigInteger(), nullable=True),
        sa.Column("board_hint_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("reminded_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("menu", sa.Text(), nullable=True),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["barred_by"], ["people.id"], name=op.f("fk_people_barred_by")),
        sa.ForeignKeyConstraint(["former_id"], ["people.id"], name=op.f("fk_people_former_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("telegram_id", name=op.f("uq_people_telegram_id")),
        sa.UniqueConstraint("todoist_id", name=op.f("uq_people_todoist_id")),
    )
    op.create_index(
        "ix_people_absence",
        "people",
        ["id"],
        unique=False,
        postgresql_where=sa.text("blocked_at is distinct from absence_at"),
    )
    op.create_index(
        "ix_people_barred", "people", ["barred_at"], unique=False, postgresql_where=sa.text("barred_at is not null")
    )
    op.create_table(
        "brakes",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("project_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("told_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("answered_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("answered_by", sa.BigInteger(), nullable=True),
        sa.Column("go", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["answered_by"], ["people.id"], name=op.f("fk_brakes_answered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brakes")),
    )
    op.create_index("ix_brakes_told", "brakes", ["project_id", "kind", "told_at"], unique=False)
    op.create_table(
        "invites",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        sa.Column("made_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("expires_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("used_by", sa.BigInteger(), nullable=True),
        sa.Column("used_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("admitted_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_invites_made_by")),
        sa.ForeignKeyConstraint(["used_by"], ["people.id"], name=op.f("fk_invites_used_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invites")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_invites_code_hash")),
    )
    op.create_table(
        "tickets",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("requester_id", sa.BigInteger(), nullable=False),
        sa.Column("assignee_id", sa.BigInteger(), nullable=True),
        sa.Column("taken_on_board", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("status", sa.Text(), server_default="new", nullable=False),
        sa.Column("subject", sa.Text(), server_default="", nullable=False),
        sa.Column("subject_kept", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("priority", sa.SmallInteger(), server_default=sa.text("3"), nullable=False),
        sa.Column("category_id", sa.BigInteger(), nullable=True),
        sa.Column("tags", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("needs_answer", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("hold_reason", sa.Text(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("filed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("updated_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("subject_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("status_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("priority_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("assignee_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("labels_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("claimed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("first_response_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("resolved_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("resolved_by", sa.BigInteger(), nullable=True),
        sa.Column("status_before_resolved", sa.Text(), nullable=True),
        sa.Column("ended_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.Column("reopened_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("last_entry_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("requester_spoke_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("file_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("broadcast_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("broadcast_due_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("remind_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("escalate_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("close_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("tell_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("tell", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("rating", sa.SmallInteger(), nullable=True),
        sa.Column("rating_words", sa.Text(), nullable=True),
        sa.Column("rating_asked_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("rated_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["assignee_id"], ["people.id"], name=op.f("fk_tickets_assignee_id")),
        sa.ForeignKeyConstraint(["category_id"], ["categories.id"], name=op.f("fk_tickets_category_id")),
        sa.ForeignKeyConstraint(["requester_id"], ["people.id"], name=op.f("fk_tickets_requester_id")),
        sa.ForeignKeyConstraint(["resolved_by"], ["people.id"], name=op.f("fk_tickets_resolved_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tickets")),
        sa.UniqueConstraint("number", name=op.f("uq_tickets_number")),
    )
    op.create_index(
        "ix_tickets_answered",
        "tickets",
        ["first_response_at"],
        unique=False,
        postgresql_where=sa.text("first_response_at is not null"),
    )
    op.create_index(op.f("ix_tickets_assignee_id"), "tickets", ["assignee_id"], unique=False)
    op.create_index(op.f("ix_tickets_broadcast_due_at"), "tickets", ["broadcast_due_at"], unique=False)
    op.create_index(op.f("ix_tickets_close_at"), "tickets", ["close_at"], unique=False)
    op.create_index(op.f("ix_tickets_escalate_at"), "tickets", ["escalate_at"], unique=False)
    op.create_index(op.f("ix_tickets_file_at"), "tickets", ["file_at"], unique=False)
    op.create_index(
        "ix_tickets_filed", "tickets", ["filed_at"], unique=False, postgresql_where=sa.text("filed_at is not null")
    )
    op.create_index(
        "ix_tickets_open",
        "tickets",
        ["status", "priority", "filed_at"],
        unique=False,
        postgresql_where=sa.text("filed_at is not null and status not in ('closed', 'cancelled')"),
    )
    op.create_index(op.f("ix_tickets_remind_at"), "tickets", ["remind_at"], unique=False)
    op.create_index(op.f("ix_tickets_requester_id"), "tickets", ["requester_id"], unique=False)
    op.create_index(op.f("ix_tickets_tell_at"), "tickets", ["tell_at"], unique=False)
    op.create_index(
        "uq_tickets_one_draft",
        "tickets",
        ["requester_id"],
        unique=True,
        postgresql_where=sa.text("filed_at is null and status = 'new'"),
    )
    op.create_table(
        "board_cards",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("project_id", sa.Text(), nullable=False),
        sa.Column("task_id", sa.Text(), nullable=True),
        sa.Column("agreed", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("theirs", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("dirty", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("held", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("gone", sa.Text(), nullable=True),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_board_cards_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_cards")),
    )
    op.create_index(
        "ix_board_cards_active",
        "board_cards",
        ["project_id"],
        unique=False,
        postgresql_where=sa.text("gone is null and task_id is not null and (agreed #>> '{shown,done}') = 'false'"),
    )
    op.create_index(
        "ix_board_cards_dirty",
        "board_cards",
        ["project_id"],
        unique=False,
        postgresql_where=sa.text("dirty and gone is null"),
    )
    op.create_index(
        "ix_board_cards_lone",
        "board_cards",
        ["project_id"],
        unique=False,
        postgresql_where=sa.text("task_id is null and gone is null"),
    )
    op.create_index(op.f("ix_board_cards_task_id"), "board_cards", ["task_id"], unique=False)
    op.create_index(op.f("ix_board_cards_ticket_id"), "board_cards", ["ticket_id"], unique=False)
    op.create_index(
        "uq_board_cards_live",
        "board_cards",
        ["ticket_id", "project_id"],
        unique=True,
        postgresql_where=sa.text("gone is null"),
    )
    op.create_table(
        "held_acts",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("project_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("brake_id", sa.BigInteger(), nullable=True),
        sa.Column("held_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["brake_id"], ["brakes.id"], name=op.f("fk_held_acts_brake_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_held_acts_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_acts")),
        sa.UniqueConstraint("key", name=op.f("uq_held_acts_key")),
    )
    op.create_index(op.f("ix_held_acts_brake_id"), "held_acts", ["brake_id"], unique=False)
    op.create_table(
        "history",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("actor_name", sa.Text(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("old", sa.Text(), nullable=True),
        sa.Column("new", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_history_actor_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_history_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history")),
    )
    op.create_index(op.f("ix_history_ticket_id"), "history", ["ticket_id"], unique=False)
    op.create_table(
        "questions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=True),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("asked_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("due_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("answered_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("closed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_questions_person_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_questions_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
    )
    op.create_index(op.f("ix_questions_due_at"), "questions", ["due_at"], unique=False)
    op.create_index(op.f("ix_questions_person_id"), "questions", ["person_id"], unique=False)
    op.create_table(
        "entries",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=True),
        sa.Column("question_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=True),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), server_default="", nullable=False),
        sa.Column("entities", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("content_line", sa.Text(), nullable=True),
        sa.Column("answers_id", sa.BigInteger(), nullable=True),
        sa.Column("quote", sa.Text(), nullable=True),
        sa.Column("album", sa.Text(), nullable=True),
        sa.Column("held_until", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("small_talk", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("footer", sa.Text(), nullable=True),
        sa.Column("delivery", sa.Text(), server_default="none", nullable=False),
        sa.Column("said_chat_id", sa.BigInteger(), nullable=True),
        sa.Column("said_message_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("edited_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("withdrawn_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["answers_id"], ["entries.id"], name=op.f("fk_entries_answers_id")),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_entries_author_id")),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_entries_question_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_entries_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entries")),
    )
    op.create_index(
        "ix_entries_kept",
        "entries",
        ["author_id"],
        unique=False,
        postgresql_where=sa.text("ticket_id is null and question_id is null"),
    )
    op.create_index(op.f("ix_entries_question_id"), "entries", ["question_id"], unique=False)
    op.create_index("ix_entries_said", "entries", ["said_chat_id", "said_message_id"], unique=False)
    op.create_index(op.f("ix_entries_ticket_id"), "entries", ["ticket_id"], unique=False)
    op.create_index(
        "ix_entries_words",
        "entries",
        [sa.literal_column("to_tsvector('russian', body)")],
        unique=False,
        postgresql_using="gin",
    )
    op.create_index(
        "ix_entries_words_en",
        "entries",
        [sa.literal_column("to_tsvector('english', body)")],
        unique=False,
        postgresql_using="gin",
    )
    op.create_table(
        "board_commands",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("uuid", sa.Text(), nullable=False),
        sa.Column("project_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("args", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("temp_id", sa.Text(), nullable=True),
        sa.Column("ticket_id", sa.BigInteger(), nullable=True),
        sa.Column("entry_id", sa.BigInteger(), nullable=True),
        sa.Column("part", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("agreed", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("sent_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("answered_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("attempts", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_board_commands_entry_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_board_commands_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_commands")),
        sa.UniqueConstraint("uuid", name=op.f("uq_board_commands_uuid")),
    )
    op.create_index(
        "ix_board_commands_answered",
        "board_commands",
        ["answered_at"],
        unique=False,
        postgresql_where=sa.text("answered_at is not null"),
    )
    op.create_index(
        "ix_board_commands_entry",
        "board_commands",
        ["entry_id"],
        unique=False,
        postgresql_where=sa.text("answered_at is null"),
    )
    op.create_index(
        "ix_board_commands_error",
        "board_commands",
        ["project_id", "kind"],
        unique=False,
        postgresql_where=sa.text("error is not null"),
    )
    op.create_index(
        "ix_board_commands_open",
        "board_commands",
        ["id"],
        unique=False,
        postgresql_where=sa.text("answered_at is null"),
    )
    op.create_index(op.f("ix_board_commands_ticket_id"), "board_commands", ["ticket_id"], unique=False)
    op.create_table(
        "board_comments",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("comment_id", sa.Text(), nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("task_id", sa.Text(), nullable=False),
        sa.Column("part", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("ours", sa.Boolean(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("deleted_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_board_comments_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_comments")),
        sa.UniqueConstraint("comment_id", name=op.f("uq_board_comments_comment_id")),
    )
    op.create_index(op.f("ix_board_comments_entry_id"), "board_comments", ["entry_id"], unique=False)
    op.create_table(
        "files",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("ordinal", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("mime", sa.Text(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("bot_id", sa.BigInteger(), nullable=True),
        sa.Column("telegram_file_id", sa.Text(), nullable=True),
        sa.Column("telegram_unique_id", sa.Text(), nullable=True),
        sa.Column("said_message_id", sa.BigInteger(), nullable=True),
        sa.Column("todoist_attachment", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_files_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
    )
    op.create_index(op.f("ix_files_entry_id"), "files", ["entry_id"], unique=False)
    op.create_table(
        "messages",
        sa.Column("bot_id", sa.BigInteger(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), nullable=True),
        sa.Column("entry_id", sa.BigInteger(), nullable=True),
        sa.Column("question_id", sa.BigInteger(), nullable=True),
        sa.Column("slot", sa.Text(), nullable=True),
        sa.Column("fingerprint", sa.Text(), nullable=True),
        sa.Column("has_media", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("sent_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_messages_entry_id")),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_messages_question_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_messages_ticket_id")),
        sa.PrimaryKeyConstraint("bot_id", "chat_id", "message_id", name=op.f("pk_messages")),
    )
    op.create_index(op.f("ix_messages_entry_id"), "messages", ["entry_id"], unique=False)
    op.create_index(
        "ix_messages_slot",
        "messages",
        ["bot_id", "chat_id", "slot"],
        unique=False,
        postgresql_where=sa.text("slot is not null"),
    )
    op.create_index(op.f("ix_messages_ticket_id"), "messages", ["ticket_id"], unique=False)


def downgrade() -> None:
    op.execute(sa.schema.DropSequence(sa.Sequence("worker_seats")))
    op.execute(sa.schema.DropSequence(sa.Sequence("ticket_numbers")))
    op.drop_index(op.f("ix_messages_ticket_id"), table_name="messages")
    op.drop_index("ix_messages_slot", table_name="messages", postgresql_where=sa.text("slot is not null"))
    op.drop_index(op.f("ix_messages_entry_id"), table_name="messages")
    op.drop_table("messages")
    op.drop_index(op.f("ix_files_entry_id"), table_name="files")
    op.drop_table("files")
    op.drop_index(op.f("ix_board_comments_entry_id"), table_name="board_comments")
    op.drop_table("board_comments")
    op.drop_index(op.f("ix_board_commands_ticket_id"), table_name="board_commands")
    op.drop_index(
        "ix_board_commands_open", table_name="board_commands", postgresql_where=sa.text("answered_at is null")
    )
    op.drop_index("ix_board_commands_error", table_name="board_commands", postgresql_where=sa.text("error is not null"))
    op.drop_index(
        "ix_board_commands_entry", table_name="board_commands", postgresql_where=sa.text("answered_at is null")
    )
    op.drop_index(
        "ix_board_commands_answered", table_name="board_commands", postgresql_where=sa.text("answered_at is not null")
    )
    op.drop_table("board_commands")
    op.drop_index("ix_entries_words_en", table_name="entries", postgresql_using="gin")
    op.drop_index("ix_entries_words", table_name="entries", postgresql_using="gin")
    op.drop_index(op.f("ix_entries_ticket_id"), table_name="entries")
    op.drop_index("ix_entries_said", table_name="entries")
    op.drop_index(op.f("ix_entries_question_id"), table_name="entries")
    op.drop_index(
        "ix_entries_kept", table_name="entries", postgresql_where=sa.text("ticket_id is null and question_id is null")
    )
    op.drop_table("entries")
    op.drop_index(op.f("ix_questions_person_id"), table_name="questions")
    op.drop_index(op.f("ix_questions_due_at"), table_name="questions")
    op.drop_table("questions")
    op.drop_index(op.f("ix_history_ticket_id"), table_name="history")
    op.drop_table("history")
    op.drop_index(op.f("ix_held_acts_brake_id"), table_name="held_acts")
    op.drop_table("held_acts")
    op.drop_index("uq_board_cards_live", table_name="board_cards", postgresql_where=sa.text("gone is null"))
    op.drop_index(op.f("ix_board_cards_ticket_id"), table_name="board_cards")
    op.drop_index(op.f("ix_board_cards_task_id"), table_name="board_cards")
    op.drop_index(
        "ix_board_cards_lone", table_name="board_cards", postgresql_where=sa.text("task_id is null and gone is null")
    )
    op.drop_index("ix_board_cards_dirty", table_name="board_cards", postgresql_where=sa.text("dirty and gone is null"))
    op.drop_index(
        "ix_board_cards_active",
        table_name="board_cards",
        postgresql_where=sa.text("gone is null and task_id is not null and (agreed #>> '{shown,done}') = 'false'"),
    )
    op.drop_table("board_cards")
    op.drop_index(
        "uq_tickets_one_draft", table_name="tickets", postgresql_where=sa.text("filed_at is null and status = 'new'")
    )
    op.drop_index(op.f("ix_tickets_tell_at"), table_name="tickets")
    op.drop_index(op.f("ix_tickets_requester_id"), table_name="tickets")
    op.drop_index(op.f("ix_tickets_remind_at"), table_name="tickets")
    op.drop_index(
        "ix_tickets_open",
        table_name="tickets",
        postgresql_where=sa.text("filed_at is not null and status not in ('closed', 'cancelled')"),
    )
    op.drop_index("ix_tickets_filed", table_name="tickets", postgresql_where=sa.text("filed_at is not null"))
    op.drop_index(op.f("ix_tickets_file_at"), table_name="tickets")
    op.drop_index(op.f("ix_tickets_escalate_at"), table_name="tickets")
    op.drop_index(op.f("ix_tickets_close_at"), table_name="tickets")
    op.drop_index(op.f("ix_tickets_broadcast_due_at"), table_name="tickets")
    op.drop_index(op.f("ix_tickets_assignee_id"), table_name="tickets")
    op.drop_index(
        "ix_tickets_answered", table_name="tickets", postgresql_where=sa.text("first_response_at is not null")
    )
    op.drop_table("tickets")
    op.drop_table("invites")
    op.drop_index("ix_brakes_told", table_name="brakes")
    op.drop_table("brakes")
    op.drop_index("ix_people_barred", table_name="people", postgresql_where=sa.text("barred_at is not null"))
    op.drop_index(
        "ix_people_absence", table_name="people", postgresql_where=sa.text("blocked_at is distinct from absence_at")
    )
    op.drop_table("people")
    op.drop_index("uq_jobs_dedup", table_name="jobs", postgresql_where=sa.text("dedup is not null"))
    op.drop_index("ix_jobs_unknown", table_name="jobs", postgresql_where=sa.text("unknown > 0"))
    op.drop_index(
        "ix_jobs_ticket", table_name="jobs", postgresql_where=sa.text("state = 'waiting' and ticket_id is not null")
    )
    op.drop_index("ix_jobs_slot", table_name="jobs", postgresql_where=sa.text("state = 'waiting' and slot is not null"))
    op.drop_index("ix_jobs_settled", table_name="jobs", postgresql_where=sa.text("settled_at is not null"))
    op.drop_index("ix_jobs_parked", table_name="jobs", postgresql_where=sa.text("state = 'parked'"))
    op.drop_index("ix_jobs_open", table_name="jobs", postgresql_where=sa.text("state <> 'done'"))
    op.drop_index("ix_jobs_lane", table_name="jobs", postgresql_where=sa.text("state = 'waiting'"))
    op.drop_index("ix_jobs_head", table_name="jobs", postgresql_where=sa.text("state = 'waiting'"))
    op.drop_index("ix_jobs_buried", table_name="jobs", postgresql_where=sa.text("state = 'buried'"))
    op.drop_table("jobs")
    op.drop_index("ix_job_keys_worker", table_name="job_keys", postgresql_where=sa.text("worker is not null"))
    op.drop_index("ix_job_keys_free", table_name="job_keys", postgresql_where=sa.text("worker is null"))
    op.drop_table("job_keys")
    op.drop_table("desk")
    op.drop_table("collaborators")
    op.drop_index("uq_categories_folded_live", table_name="categories", postgresql_where=sa.text("removed_at is null"))
    op.drop_table("categories")
    op.drop_table("boards")
    op.drop_index("ix_board_acts_counted", table_name="board_acts")
    op.drop_table("board_acts")
