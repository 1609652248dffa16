"""The base of all tables. Facts only: no rule of the desk, and nothing outside PostgreSQL.

Times are `timestamptz`, written by the caller's clock. Texts are plain, with Telegram-style entities (offsets and
lengths in UTF-16 code units) in a JSON column next to them.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ForeignKey,
    Identity,
    MetaData,
    Sequence,
    SmallInteger,
    Text,
    any_,
    bindparam,
    text,
)
from sqlalchemy import types as column_types
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TIMESTAMP
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Mapped, mapped_column

from db.enums import (
    AccountSource,
    AnswerWay,
    ApprovalState,
    ArticleAudience,
    ArticleState,
    AssistKind,
    AssistTrouble,
    BrakeKind,
    ClientRole,
    Delivery,
    EntryKind,
    FileLack,
    GroupMentions,
    Hears,
    JobState,
    LedgerKind,
    MembershipSource,
    MessageKind,
    Origin,
    Participation,
    PaymentMethod,
    PaymentStatus,
    PresetState,
    QuestionKind,
    RatingAbout,
    Recovery,
    Role,
    Status,
    UnknownWordError,
)

Json = dict[str, Any]


_W = TypeVar("_W", bound=StrEnum)


class EnumText(column_types.TypeDecorator[_W]):
    """A closed list of values: text in the table, its enum in Python."""

    impl = Text
    cache_ok = True

    def __init__(self, words: type[_W]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: _W | str | None, dialect: Dialect) -> str | None:
        """Return the value to store; raises ValueError for one that is not in the list."""
        return None if value is None else self.words(value).value

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[str | None], _W | None]:
        """Return the look-up of the enum's members; it raises UnknownWordError for a value of a newer version."""
        return _Members({None: None} | {one.value: one for one in self.words}).__getitem__


class _Members(dict[str | None, Any]):
    def __missing__(self, value: str | None) -> Any:
        raise UnknownWordError(value)


class Base(DeclarativeBase):
    """The base class; constraint names are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  (SQLAlchemy reads it as a class variable)
        datetime: TIMESTAMP(timezone=True),
        Json: JSONB,
        list[Json]: JSONB,
        str: Text,
        Role: EnumText(Role),
        Status: EnumText(Status),
        EntryKind: EnumText(EntryKind),
        Origin: EnumText(Origin),
        Delivery: EnumText(Delivery),
        FileLack: EnumText(FileLack),
        MessageKind: EnumText(MessageKind),
        QuestionKind: EnumText(QuestionKind),
        BrakeKind: EnumText(BrakeKind),
        GroupMentions: EnumText(GroupMentions),
        Participation: EnumText(Participation),
        Hears: EnumText(Hears),
        JobState: EnumText(JobState),
        Recovery: EnumText(Recovery),
        RatingAbout: EnumText(RatingAbout),
        ArticleState: EnumText(ArticleState),
        ArticleAudience: EnumText(ArticleAudience),
        PresetState: EnumText(PresetState),
        AnswerWay: EnumText(AnswerWay),
        ClientRole: EnumText(ClientRole),
        MembershipSource: EnumText(MembershipSource),
        LedgerKind: EnumText(LedgerKind),
        PaymentStatus: EnumText(PaymentStatus),
        PaymentMethod: EnumText(PaymentMethod),
        AccountSource: EnumText(AccountSource),
        ApprovalState: EnumText(ApprovalState),
        AssistKind: EnumText(AssistKind),
        AssistTrouble: EnumText(AssistTrouble),
    }


TICKET_NUMBERS = Sequence("ticket_numbers", metadata=Base.metadata)
WORKER_NUMBERS = Sequence("worker_seats", metadata=Base.metadata, cycle=True, maxvalue=2_000_000_000)


def _id() -> Mapped[int]:
    return mapped_column(BigInteger, Identity(), primary_key=True)


def _ref(column: str, *, nullable: bool = False, index: bool = False) -> Any:
    return mapped_column(BigInteger, ForeignKey(column), nullable=nullable, index=index)


def any_of(column: InstrumentedAttribute[Any], values: Iterable[Any]) -> ColumnElement[bool]:
    """Return the condition that `column` is one of `values`. For lists of varying length: an IN of each length would be
    a statement of its own, which every connection would prepare and keep in memory."""
    return column == any_(bindparam(None, list(values), type_=ARRAY(column.type), unique=True))


def make_any_of(column: InstrumentedAttribute[Any], name: str) -> ColumnElement[bool]:
    """Return the condition of `any_of` for a statement that is made once: it is executed with the values by `name`."""
    return column == any_(bindparam(name, type_=ARRAY(column.type)))


class DueFailure(Base):
    """Work of the clock that failed: its subject and due time; not to be retried before `not_before`, or (empty) until
    an admin retries it."""

    __tablename__ = "due_failures"
    kind: Mapped[str] = mapped_column(primary_key=True)
    object_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    not_before: Mapped[datetime | None]
    error: Mapped[str]
