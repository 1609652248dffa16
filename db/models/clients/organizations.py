"""Tables of organizations: the clients of a service company, their outlets, contacts and members."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from db.enums import ClientRole, MembershipSource
from db.models.base import Base, Json, _id, _ref

_LIVE = text("removed_at is null")


class Organization(Base):
    """An organization that requests are filed for. `folded`: its name in small letters, for searching; `external_id`:
    its id in the operator's own system; `notes`, `requisites` (lines with "name" and "value"): for staff only;
    `requisites_at`: when a service last answered them. Removed ones stay for the history."""

    __tablename__ = "organizations"
    id: Mapped[int] = _id()
    name: Mapped[str]
    folded: Mapped[str] = mapped_column(index=True)
    tax_id: Mapped[str | None]
    external_id: Mapped[str | None]
    notes: Mapped[str] = mapped_column(server_default="")
    requisites: Mapped[list[Json]] = mapped_column(server_default=text("'[]'"))
    requisites_at: Mapped[datetime | None]
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
        Index("uq_contacts_external_id_live", "external_id", unique=True, postgresql_where=_LIVE),
    )


class Membership(Base):
    """A person belongs to an organization with a role, until `ended_at`.

    `contact_id`: the contact whose phone number matched; `outlet_id`: where they work. `confirmed_at` is empty while
    only the person says that they belong there; they are a user then and see nothing of others. `notices`: by kind
    what they chose instead of the default of their role.
    """

    __tablename__ = "memberships"
    id: Mapped[int] = _id()
    organization_id: Mapped[int] = _ref("organizations.id", index=True)
    person_id: Mapped[int] = _ref("people.id")
    role: Mapped[ClientRole]
    source: Mapped[MembershipSource]
    contact_id: Mapped[int | None] = _ref("contacts.id", nullable=True)
    outlet_id: Mapped[int | None] = _ref("outlets.id", nullable=True)
    notices: Mapped[Json] = mapped_column(server_default=text("'{}'"))
    made_by: Mapped[int | None] = _ref("people.id", nullable=True)
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
