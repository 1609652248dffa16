"""Tables of clients: organizations, their people, payments, and what other systems know of them. Amounts of
money are whole numbers of the currency's smallest unit, such as kopecks."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from db.enums import AccountSource, ClientRole, LedgerKind, MembershipSource, Origin, PaymentMethod, PaymentStatus
from db.models.base import Base, Json, _id, _ref

_LIVE = text("removed_at is null")


class Organization(Base):
    """An organization that requests are filed for. `folded`: its name in small letters, for searching; `external_id`:
    its id in the operator's own system; `notes`, `requisites` (lines with "name" and "value"): for staff only;
    `requisites_at`: when a service last answered them; `no_assist`: the assistant gets none of its requests. Removed
    ones stay for the history."""

    __tablename__ = "organizations"
    id: Mapped[int] = _id()
    name: Mapped[str]
    folded: Mapped[str] = mapped_column(index=True)
    tax_id: Mapped[str | None]
    external_id: Mapped[str | None]
    notes: Mapped[str] = mapped_column(server_default="")
    requisites: Mapped[list[Json]] = mapped_column(server_default=text("'[]'"))
    requisites_at: Mapped[datetime | None]
    no_assist: Mapped[bool] = mapped_column(server_default=text("false"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    __table_args__ = (
        Index("uq_organizations_tax_id_live", "tax_id", unique=True, postgresql_where=_LIVE),
        Index("uq_organizations_external_id_live", "external_id", unique=True, postgresql_where=_LIVE),
    )


class Outlet(Base):
    """A place of an organization: a shop, a branch. `equipment`: up to 20 lines, such as a model and serial number."""

    __tablename__ = "outlets"
    id: Mapped[int] = _id()
    organization_id: Mapped[int] = _ref("organizations.id", index=True)
    name: Mapped[str]
    address: Mapped[str] = mapped_column(server_default="")
    equipment: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    external_id: Mapped[str | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    __table_args__ = (Index("uq_outlets_external_id_live", "external_id", unique=True, postgresql_where=_LIVE),)


class Contact(Base):
    """An employee of an organization as the operator knows them, with or without Telegram. `phone` is in E.164, such as
    "+79161234567"."""

    __tablename__ = "contacts"
    id: Mapped[int] = _id()
    organization_id: Mapped[int] = _ref("organizations.id", index=True)
    outlet_id: Mapped[int | None] = _ref("outlets.id", nullable=True)
    name: Mapped[str]
    phone: Mapped[str | None]
    position: Mapped[str] = mapped_column(server_default="")
    email: Mapped[str] = mapped_column(server_default="")
    external_id: Mapped[str | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    __table_args__ = (
        Index("ix_contacts_phone_live", "phone", postgresql_where=_LIVE),
        Index("ix_contacts_email_live", text("lower(email)"), postgresql_where=_LIVE),
        Index("uq_contacts_external_id_live", "external_id", unique=True, postgresql_where=_LIVE),
    )


class Membership(Base):
    """A person belongs to an organization with a role, until `ended_at`.

    `contact_id`: the contact whose phone number or address matched; `outlet_id`: where they work. `confirmed_at` is
    empty while only the person says that they belong there; they are a user then and see nothing of others. `notices`:
    by kind what they chose instead of the default of their role.
    """

    __tablename__ = "memberships"
    id: Mapped[int] = _id()
    organization_id: Mapped[int] = _ref("organizations.id", index=True)
    person_id: Mapped[int] = _ref("people.id", index=True)
    role: Mapped[ClientRole]
    source: Mapped[MembershipSource]
    contact_id: Mapped[int | None] = _ref("contacts.id", nullable=True)
    outlet_id: Mapped[int | None] = _ref("outlets.id", nullable=True)
    notices: Mapped[Json] = mapped_column(server_default=text("'{}'"))
    made_by: Mapped[int | None] = _ref("people.id", nullable=True, index=True)
    made_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    __table_args__ = (
        Index(
            "uq_memberships_live",
            "person_id",
            "organization_id",
            unique=True,
            postgresql_where=text("ended_at is null"),
        ),
    )


class Profile(Base):
    """The answers of a person who registered. `phone` is in E.164; `offered_at`: when the button to
    register was last shown to them."""

    __tablename__ = "profiles"
    person_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"), primary_key=True, autoincrement=False)
    phone: Mapped[str | None] = mapped_column(index=True)
    full_name: Mapped[str] = mapped_column(server_default="")
    tax_id: Mapped[str | None]
    position: Mapped[str] = mapped_column(server_default="")
    offered_at: Mapped[datetime | None]
    registered_at: Mapped[datetime | None]


class MemberInvite(Base):
    """A director's link into their organization, valid once; only the hash of its code is stored."""

    __tablename__ = "member_invites"
    id: Mapped[int] = _id()
    code_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    organization_id: Mapped[int] = _ref("organizations.id")
    role: Mapped[ClientRole]
    made_by: Mapped[int] = _ref("people.id")
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_by: Mapped[int | None] = _ref("people.id", nullable=True)
    used_at: Mapped[datetime | None]


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
    organization_id: Mapped[int | None] = _ref("organizations.id", nullable=True, index=True)
    person_id: Mapped[int | None] = _ref("people.id", nullable=True, index=True)
    payer_id: Mapped[int] = _ref("people.id", index=True)
    amount: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str]
    method: Mapped[PaymentMethod]
    status: Mapped[PaymentStatus]
    asked_by: Mapped[int | None] = _ref("people.id", nullable=True, index=True)
    asked_at: Mapped[datetime]
    settled_by: Mapped[int | None] = _ref("people.id", nullable=True, index=True)
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
    made_by: Mapped[int | None] = _ref("people.id", nullable=True, index=True)
    origin: Mapped[Origin]
    at: Mapped[datetime]
    __table_args__ = (
        CheckConstraint(_ONE_OWNER, name="ledger_entries_owner"),
        Index("ix_ledger_entries_organization", "organization_id", "at"),
        Index("ix_ledger_entries_person", "person_id", "at"),
    )


class Erasure(Base):
    """An erasure of everything about a person. `asked_by`: who asked for it, the person or an admin; empty: an
    integration. `due_at`: when its next step is due: the goodbye, the erasing (`told_at` is set then), and, from
    `erased_at` on, looking whether the copies outside are gone. `withdrawn_at`: it was called off before; `done_at`: it
    is over; `copies`: how many messages in other people's chats were deleted or emptied, `unreached`: how much could
    not be reached, by where it is."""

    __tablename__ = "erasures"
    id: Mapped[int] = _id()
    person_id: Mapped[int] = _ref("people.id")
    asked_by: Mapped[int | None] = _ref("people.id", nullable=True)
    origin: Mapped[Origin]
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    unreached: Mapped[Json | None] = mapped_column(JSONB(none_as_null=True))
    copies: Mapped[int | None]
    __table_args__ = (
        Index("ix_erasures_due", "due_at", postgresql_where=text("due_at is not null")),
        Index(
            "uq_erasures_open",
            "person_id",
            unique=True,
            postgresql_where=text("withdrawn_at is null and done_at is null"),
        ),
    )
