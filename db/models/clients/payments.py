"""Tables of money: the ledger, and what people are asked to pay. Amounts are whole numbers of the currency's smallest
unit, such as kopecks."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.enums import LedgerKind, Origin, PaymentMethod, PaymentStatus
from db.models.base import Base, _id, _ref

_ONE_OWNER = "num_nonnulls(organization_id, person_id) = 1"


class PaymentRequest(Base):
    """Something that a person is asked to pay: the price of a ticket, an organization's bill of a month (`bill_of`: its
    first day), or a top-up of a balance (neither).

    The owner, an organization or a person, is charged; the payer gets the invoice. `token` names the request in
    Telegram's invoice and is random.
    """

    __tablename__ = "payment_requests"
    id: Mapped[int] = _id()
    token: Mapped[str] = mapped_column(unique=True)
    ticket_id: Mapped[int | None] = _ref("tickets.id", nullable=True, index=True)
    organization_id: Mapped[int | None] = _ref("organizations.id", nullable=True)
    person_id: Mapped[int | None] = _ref("people.id", nullable=True)
    payer_id: Mapped[int] = _ref("people.id")
    amount: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str]
    method: Mapped[PaymentMethod]
    status: Mapped[PaymentStatus]
    asked_by: Mapped[int | None] = _ref("people.id", nullable=True)
    asked_at: Mapped[datetime]
    settled_by: Mapped[int | None] = _ref("people.id", nullable=True)
    settled_at: Mapped[datetime | None]
    bill_of: Mapped[date | None]
    __table_args__ = (
        CheckConstraint(_ONE_OWNER, name="payment_requests_owner"),
        CheckConstraint("amount > 0", name="payment_requests_amount"),
        Index(
            "uq_payment_requests_open",
            "ticket_id",
            unique=True,
            postgresql_where=text("status = 'asked' and ticket_id is not null"),
        ),
    )


class LedgerEntry(Base):
    """One movement of money of an organization or a person, never changed (a trigger refuses it): a charge is below
    zero, a payment above. A balance is the sum of its owner's entries in one currency.

    `charge_id`: Telegram's id of a payment, by which it counts once; `provider_id`: that of the payment provider.
    """

    __tablename__ = "ledger_entries"
    id: Mapped[int] = _id()
    organization_id: Mapped[int | None] = _ref("organizations.id", nullable=True)
    person_id: Mapped[int | None] = _ref("people.id", nullable=True)
    kind: Mapped[LedgerKind]
    amount: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str]
    ticket_id: Mapped[int | None] = _ref("tickets.id", nullable=True)
    request_id: Mapped[int | None] = _ref("payment_requests.id", nullable=True, index=True)
    charge_id: Mapped[str | None] = mapped_column(unique=True)
    provider_id: Mapped[str | None]
    reason: Mapped[str] = mapped_column(server_default="")
    made_by: Mapped[int | None] = _ref("people.id", nullable=True)
    origin: Mapped[Origin]
    at: Mapped[datetime]
    __table_args__ = (
        CheckConstraint(_ONE_OWNER, name="ledger_entries_owner"),
        Index("ix_ledger_entries_organization", "organization_id", "at"),
        Index("ix_ledger_entries_person", "person_id", "at"),
    )
