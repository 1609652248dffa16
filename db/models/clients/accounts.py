"""Table of account data: what another system of the operator's knows about a requester."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from db.enums import AccountSource
from db.models.base import Base, Json


class AccountBlock(Base):
    """Account data of a person. `fields`: up to 12 labels with values, in their order; `link`: a label and an address;
    `labels`: what the desk or another system calls the person, in small letters;
    `fetched_at`: when another system last said so, empty as long as it never did; `failed_since`: the first of the
    requests that have failed since then."""

    __tablename__ = "account_blocks"
    person_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"), primary_key=True, autoincrement=False)
    fields: Mapped[list[Json]] = mapped_column(server_default=text("'[]'"))
    link: Mapped[Json | None] = mapped_column(JSONB(none_as_null=True))
    labels: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    source: Mapped[AccountSource]
    fetched_at: Mapped[datetime | None]
    failed_since: Mapped[datetime | None]
