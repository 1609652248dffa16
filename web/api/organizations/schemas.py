"""Requests and answers about organizations as the API's schema describes them. Knows no tables."""

from datetime import datetime
from typing import Annotated

from fastapi import Path, Query
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from db.models import ClientRole, MembershipSource
from desk.organizations import requisites
from desk.organizations.record_fields import LONGEST_LINE, LONGEST_NAME, LONGEST_NOTES, MOST_EQUIPMENT
from desk.organizations.requisites import Requisite
from web.api.schemas.values import (
    RECORD_ID,
    ApiPage,
    HereId,
    Moment,
    OfHereId,
    OfOwnId,
    OwnId,
    PlaceCursor,
    UpdatedAt,
    tidy_text,
)
from web.api.schemas.values import Limit as PageLimit

RecordId = Annotated[
    str, Path(pattern=RECORD_ID, description="its id in your own system", examples=["crm-17"])
]  # fmt: skip
OfOrganization = Annotated[
    str | None, Query(pattern=RECORD_ID, description="only of this organization, by your id")
]  # fmt: skip
After = Annotated[PlaceCursor | None, Query()]
Limit = Annotated[PageLimit, Query()]
MembershipId = Annotated[int, Path(ge=1, lt=2**63, description="of the membership")]
_CHANGED = "when your system changed it; a change that is older than another one of the record is left out"
ChangedAt = Annotated[Moment | None, Query(description=_CHANGED)]
_Id = Annotated[str, Field(pattern=RECORD_ID)]
_Name = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_NAME), AfterValidator(tidy_text)]
_Short = Annotated[str, StringConstraints(max_length=LONGEST_NAME), AfterValidator(tidy_text)]
_Line = Annotated[str, StringConstraints(max_length=LONGEST_LINE), AfterValidator(tidy_text)]
_Notes = Annotated[str, StringConstraints(max_length=LONGEST_NOTES), AfterValidator(tidy_text)]
_RoleThere = Annotated[
    ClientRole,
    Field(
        description="user: sees their own requests; administrator: also the open ones of the organization; director: "
        "all of them, and its members"
    ),
]


_RequisiteName = Annotated[
    str, StringConstraints(min_length=1, max_length=requisites.LONGEST_NAME), AfterValidator(tidy_text)
]


class _Put(BaseModel):
    model_config = ConfigDict(extra="forbid")
    changed_at: Moment | None = Field(None, description=_CHANGED, examples=["2026-11-22T09:30:00Z"])

    def get_changes(self) -> dict[str, object]:
        """Return the record's own fields that were sent."""
        return {name: getattr(self, name) for name in self.model_fields_set - {"changed_at", "organization"}}


class RequisiteLine(BaseModel):
    """A requisite: `full_name`, `address`, `kpp`, `ogrn`, `head`, `post`, or a name of your own."""

    model_config = ConfigDict(extra="forbid")
    name: _RequisiteName = Field(description="a known name, or one of your own", examples=["kpp"])
    value: _Line = Field(description="one line", examples=["773601001"])


class PutOrganization(_Put):
    """An organization; fields that are left out stay as they are."""

    name: _Name = Field("", description="needed for a new one", examples=["Romashka"])
    tax_id: _Short | None = Field(None, description="unique; an organization without an external id is found by it")
    notes: _Notes = Field("", description="only the team reads them")
    requisites: list[RequisiteLine] = Field(
        [], max_length=requisites.MOST, description="all of them; of one name the last; only the team reads them"
    )

    def get_changes(self) -> dict[str, object]:
        """Return the organization's own fields that were sent."""
        changes = super().get_changes()
        if "requisites" in changes:
            changes["requisites"] = tuple(Requisite(one.name, one.value) for one in self.requisites)
        return changes


class PutOutlet(_Put):
    """An outlet; fields that are left out stay as they are."""

    organization: _Id = Field(description="the organization's id in your own system", examples=["crm-17"])
    name: _Name = Field("", description="needed for a new one")
    address: _Line = Field("", description="one line")
    equipment: list[_Line] = Field([], max_length=MOST_EQUIPMENT, description="a line for each device")


class PutContact(_Put):
    """A contact; fields that are left out stay as they are."""

    organization: _Id = Field(description="the organization's id in your own system", examples=["crm-17"])
    outlet: _Id | None = Field(None, description="where they work: an outlet's id in your own system")
    name: _Name = Field("", description="needed for a new one")
    phone: _Short | None = Field(None, description="the person who registers with this number becomes a member")
    position: _Short = Field("", description="the desk's table of positions gives the role")
    email: _Short = Field("", description="agents read it; the desk sends nothing there")


class PutMember(_Put):
    """A membership of one of your users."""

    role: _RoleThere = ClientRole.USER


class OrganizationSeen(BaseModel):
    """An organization as your system and the team know it."""

    id: HereId
    external_id: OwnId
    name: str = Field(description="as it was entered")
    tax_id: str | None = Field(description="null: not known")
    notes: str = Field(description="only the team reads them")
    requisites: list[RequisiteLine] = Field(description="only the team reads them")
    requisites_at: datetime | None = Field(description="when a service for tax ids last answered; null: never")
    updated_at: UpdatedAt


class OutletSeen(BaseModel):
    """An outlet of an organization."""

    id: HereId
    external_id: OwnId
    organization_id: OfHereId
    organization: OfOwnId
    name: str = Field(description="as it was entered")
    address: str = Field(description="one line; empty: not known")
    equipment: list[str] = Field(description="a line for each device")
    updated_at: UpdatedAt


class ContactSeen(BaseModel):
    """A contact of an organization."""

    id: HereId
    external_id: OwnId
    organization_id: OfHereId
    organization: OfOwnId
    outlet_id: int | None = Field(description="where they work, by its id here; null: not said")
    outlet: str | None = Field(description="the same, by its id in your own system")
    name: str = Field(description="as it was entered")
    phone: str | None = Field(description="in E.164, such as +79161234567; null: not known")
    position: str = Field(description="as it was entered; it gives the role")
    email: str = Field(description="empty: not known")
    updated_at: UpdatedAt


class MembershipSeen(BaseModel):
    """A membership of a person in an organization."""

    id: HereId
    organization_id: OfHereId
    organization: OfOwnId
    person: str | None = Field(description="your own id of the user; null for people of others")
    name: str = Field(description="how agents call them")
    role: _RoleThere
    source: MembershipSource = Field(
        description="how they joined: a contact's phone number, a tax id, a director's invitation, an admin, the API, "
        "a request in the organization's group"
    )
    confirmed: bool = Field(description="false: only the person says that they belong there")
    since: datetime = Field(description="when they joined")


class ListedOrganizations(ApiPage[OrganizationSeen]):
    """Organizations in the order in which they were added. `next_cursor`: null on the last page."""


class OutletPage(ApiPage[OutletSeen]):
    """Outlets in the order in which they were added."""


class ContactPage(ApiPage[ContactSeen]):
    """Contacts in the order in which they were added."""


class MembershipPage(ApiPage[MembershipSeen]):
    """Memberships in the order in which they were made."""
