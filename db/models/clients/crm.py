"""Tables of the CRM: what is to be sent there, what it has, and whether it answers."""

from datetime import datetime

from sqlalchemy import ARRAY, BigInteger, Integer, LargeBinary, SmallInteger, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, _id


class CrmChange(Base):
    """A record that changed, until a job is made of it; triggers add it (`db/sql/crm.sql`). `kind`, `own_id`: which
    record; `request_id`: the ticket of a message, a status or a rating; `system_id`: the integration that changed
    it."""

    __tablename__ = "crm_changes"
    id: Mapped[int] = _id()
    kind: Mapped[str]
    own_id: Mapped[int] = mapped_column(BigInteger)
    request_id: Mapped[int | None] = mapped_column(BigInteger)
    system_id: Mapped[int | None] = mapped_column(BigInteger)


class CrmRecord(Base):
    """A record that the CRM has. `external_ref`: its id there, if the CRM told it; `content_hash`: of what was last
    sent, empty after the CRM itself changed the record."""

    __tablename__ = "crm_records"
    kind: Mapped[str] = mapped_column(primary_key=True)
    own_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    external_ref: Mapped[str | None]
    content_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    at: Mapped[datetime]


class CrmState(Base):
    """The one row while a CRM is set up. `away_since`, `failures`: since when and how often in a row it has not
    answered, `rest_until`: when it is tried again, `told_at`: when admins were told. `doubted`: records in a
    row whose answer may be about them or about the whole CRM."""

    __tablename__ = "crm_state"
    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    failures: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    away_since: Mapped[datetime | None]
    rest_until: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    doubted: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
