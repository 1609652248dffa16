"""The table of approvals: answers and changes of status of trainees that wait for approval."""

from datetime import datetime

from sqlalchemy import Index, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from db.encryption import SealedText
from db.enums import ApprovalState
from db.models.base import Base, _id, _ref


class Approval(Base):
    """An answer (`entry_id`, empty if it is only a change of status) that waits for approval. `verb`: the change of
    status that is made with it ("resolve", "pending"). `asked_at`: since when it waits, `first_asked_at`: when it was
    first asked for; `told_at`: when everybody was told that it waits. `comment`: why it was returned; `returns`: how
    often it was."""

    __tablename__ = "approvals"
    id: Mapped[int] = _id()
    ticket_id: Mapped[int] = _ref("tickets.id")
    entry_id: Mapped[int | None] = _ref("entries.id", nullable=True)
    author_id: Mapped[int] = _ref("people.id")
    verb: Mapped[str | None]
    state: Mapped[ApprovalState] = mapped_column(server_default=ApprovalState.WAITING)
    first_asked_at: Mapped[datetime]
    asked_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = _ref("people.id", nullable=True)
    comment: Mapped[str | None] = mapped_column(SealedText)
    returns: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    __table_args__ = (
        Index("ix_approvals_ticket", "ticket_id"),
        Index("ix_approvals_author", "author_id", "decided_at"),
        Index("uq_approvals_entry", "entry_id", unique=True),
        Index("ix_approvals_waiting", "asked_at", postgresql_where=text("state = 'waiting'")),
    )

    @property
    def is_waiting(self) -> bool:
        """Return True until it is decided."""
        return self.state is ApprovalState.WAITING
