"""Tables of the board: the last agreed states, commands on their way, changes held by the brake."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from db.encryption import SealedLeaves, SealedText, SealedWords
from db.enums import BrakeKind
from db.models.base import Base, Json, _id, _ref

_WORDS = ("subject", "block", "content", "description")
"""Fields of a task's states that hold people's words."""

ANSWER_LOST = "answer lost"
"""The error of a command that was executed while the id of what it made is still unknown."""


class BoardState(Base):
    """The state of one Todoist project: its sections, our sync token; `spent`: the requests of its account when it was
    last read, by minute; `others`: ids of the active tasks that belong to no ticket; `trouble`: the problems that
    admins were told of."""

    __tablename__ = "boards"
    project_id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str]
    sections: Mapped[Json] = mapped_column(server_default=text("'{}'"))
    sync_token: Mapped[str | None]
    spent: Mapped[Json | None]
    adopted_at: Mapped[datetime]
    pulled_at: Mapped[datetime | None]
    trouble: Mapped[str | None]
    is_shared: Mapped[bool] = mapped_column(server_default=text("false"))
    others: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))


class BoardCard(Base):
    """A ticket's task and the state both sides last agreed on. `gone`: the task was deleted, moved away or replaced;
    `late_at`: when its label will say overdue; `held`: the brake holds its completion."""

    __tablename__ = "board_cards"
    id: Mapped[int] = _id()
    ticket_id: Mapped[int] = _ref("tickets.id", index=True)
    project_id: Mapped[str]
    task_id: Mapped[str | None] = mapped_column(index=True)
    agreed: Mapped[Json | None] = mapped_column(SealedLeaves(*_WORDS))
    theirs: Mapped[Json | None] = mapped_column(SealedLeaves(*_WORDS))
    dirty: Mapped[bool] = mapped_column(server_default=text("true"))
    held: Mapped[bool] = mapped_column(server_default=text("false"))
    gone: Mapped[str | None]
    late_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    __table_args__ = (
        Index(
            "uq_board_cards_live",
            "ticket_id",
            "project_id",
            unique=True,
            postgresql_where=text("gone is null"),
        ),
        Index("ix_board_cards_late", "late_at", postgresql_where=text("late_at is not null")),
        Index("ix_board_cards_dirty", "project_id", postgresql_where=text("dirty and gone is null")),
        Index("ix_board_cards_lone", "project_id", postgresql_where=text("task_id is null and gone is null")),
        Index(
            "ix_board_cards_active",
            "project_id",
            postgresql_where=text("gone is null and task_id is not null and (agreed #>> '{shown,done}') = 'false'"),
        ),
    )


class BoardComment(Base):
    """A Todoist comment and the entry (or part of one) it shows, with its file; ids here mark echoes. `reactions`:
    Todoist ids by emoji, as last read. `is_key`: it was the key of a canned reply when written; later edits change
    nothing."""

    __tablename__ = "board_comments"
    id: Mapped[int] = _id()
    comment_id: Mapped[str] = mapped_column(unique=True)
    entry_id: Mapped[int] = _ref("entries.id", index=True)
    task_id: Mapped[str]
    part: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    ours: Mapped[bool]
    content: Mapped[str] = mapped_column(SealedText)
    file_url: Mapped[str | None]
    reactions: Mapped[Json | None] = mapped_column(JSONB(none_as_null=True))
    deleted_at: Mapped[datetime | None]
    is_key: Mapped[bool] = mapped_column(server_default=text("false"))


class BoardCommand(Base):
    """A command for Todoist, stored with its `uuid` before it is sent, repeated with the same until answered."""

    __tablename__ = "board_commands"
    id: Mapped[int] = _id()
    uuid: Mapped[str] = mapped_column(unique=True)
    project_id: Mapped[str]
    kind: Mapped[str]
    args: Mapped[Json] = mapped_column(SealedWords)
    temp_id: Mapped[str | None]
    ticket_id: Mapped[int | None] = _ref("tickets.id", nullable=True, index=True)
    entry_id: Mapped[int | None] = _ref("entries.id", nullable=True)
    part: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    agreed: Mapped[Json | None] = mapped_column(SealedLeaves(*_WORDS))
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    error: Mapped[str | None]
    __table_args__ = (
        Index("ix_board_commands_open", "id", postgresql_where=text("answered_at is null")),
        Index("ix_board_commands_error", "project_id", "kind", postgresql_where=text("error is not null")),
        Index("ix_board_commands_entry", "entry_id", postgresql_where=text("answered_at is null")),
        Index("ix_board_commands_answered", "answered_at", postgresql_where=text("answered_at is not null")),
    )


class Collaborator(Base):
    """A member of the project, as Todoist last said; `reminded_at`: admins were last reminded of a former member."""

    __tablename__ = "collaborators"
    project_id: Mapped[str] = mapped_column(primary_key=True)
    todoist_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str | None]
    active: Mapped[bool]
    reminded_at: Mapped[datetime | None]


class CountedChange(Base):
    """A change on the board that took effect, as the brake counts them; `by`: its account where limits are per account.
    Kept an hour."""

    __tablename__ = "board_acts"
    id: Mapped[int] = _id()
    project_id: Mapped[str]
    kind: Mapped[BrakeKind]
    by: Mapped[str | None]
    at: Mapped[datetime]
    __table_args__ = (Index("ix_board_acts_counted", "project_id", "kind", "by", "at"),)


class BoardChange(Base):
    """The newest change of a field of a task according to webhooks, and who made it. Kept an hour, and only while
    somebody there may do less than an agent; the field "section", with `section_id`, is a move, and always kept."""

    __tablename__ = "board_changes"
    task_id: Mapped[str] = mapped_column(primary_key=True)
    field: Mapped[str] = mapped_column(primary_key=True)
    section_id: Mapped[str | None]
    by: Mapped[str]
    at: Mapped[datetime]


class Brake(Base):
    """A question to the admins about too many changes, those in `held_acts` that name it; `go`: their answer."""

    __tablename__ = "brakes"
    id: Mapped[int] = _id()
    project_id: Mapped[str]
    kind: Mapped[BrakeKind]
    told_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = _ref("people.id", nullable=True)
    go: Mapped[bool | None]
    __table_args__ = (Index("ix_brakes_told", "project_id", "kind", "told_at"),)


class HeldChange(Base):
    """A change on the board that the brake holds until an admin decides: its ticket (empty for a task that is to become
    one) and the id of its task or comment (`key`). Without a brake: the admins have not been asked yet."""

    __tablename__ = "held_acts"
    id: Mapped[int] = _id()
    project_id: Mapped[str]
    kind: Mapped[BrakeKind]
    ticket_id: Mapped[int | None] = _ref("tickets.id", nullable=True)
    key: Mapped[str] = mapped_column(unique=True)
    data: Mapped[Json] = mapped_column(SealedWords("posted_uid"), server_default=text("'{}'"))
    brake_id: Mapped[int | None] = _ref("brakes.id", nullable=True, index=True)
    held_at: Mapped[datetime]


class BoardConnection(Base):
    """The Todoist account that an admin connected, in one row; its tokens are sealed with the operator's keys.
    `expires_at`: of the access token, if Todoist said so; `refused_at`: Todoist gives no further token for it;
    `ended_at`: an admin disconnected it, and the tokens are to be revoked."""

    __tablename__ = "board_connection"
    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    access_token: Mapped[bytes] = mapped_column(LargeBinary)
    refresh_token: Mapped[bytes | None] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime | None]
    connected_by: Mapped[int | None] = _ref("people.id", nullable=True)
    connected_at: Mapped[datetime]
    refused_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class ConnectCode(Base):
    """The hash of a code with which an admin, `person_id`, connects a Todoist account, once, until `expires_at`."""

    __tablename__ = "board_connect_codes"
    code_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    person_id: Mapped[int] = _ref("people.id", index=True)
    expires_at: Mapped[datetime]
