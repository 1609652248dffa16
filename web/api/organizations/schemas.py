"""Requests and answers about organizations as the API's schema describes them. Knows no tables."""

from datetime import datetime
from typing import Annotated

from fastapi import Path, Query
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from db.models import ClientRole, MembershipSource
from desk.organizations.directory import LONGEST_LINE, LONGEST_NAME, LONGEST_NOTES, MOST_EQUIPMENT
from web.api.schemas.values import RECORD_ID, ApiPage, Cursor, tidy_text

RecordId = Annotated[
    str, Path(pattern=RECORD_ID, description="its id in your own system", examples=["crm-17"])
]  # fmt: skip
OfOrganization = Annotated[
    str | None, Query(pattern=RECORD_ID, description="only of this organization, by your id")
]  # fmt: skip
After = Annotated[Cursor | None, Query()]
Limit = Annotated[int, Query(ge=1, le=100)]
MembershipId = Annotated[int, Path(ge=1, lt=2**63, description="of the membership")]
_CHANGED = "when your system changed it; a change that is older than another one of the record is left out"
ChangedAt = Annotated[AwareDatetime | None, Query(description=_CHANGED)]
_Id = Annotated[str, Field(pattern=RECORD_ID)]
_Name = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_NAME), AfterValidator(tidy_text)]
_Short = Annotated[str, StringConstraints(max_length=LONGEST_NAME), AfterValidator(tidy_text)]
_Line = Annotated[str, StringConstraints(max_length=LONGEST_LINE), AfterValidator(tidy_text)]
_Notes = Annotated[str, StringConstraints(max_length=LONGEST_NOTES), AfterValidator(tidy_text)]


class _Put(BaseModel):
    model_config = ConfigDict(extra="forbid")
    changed_at: AwareDatetime | None = Field(None, description=_CHANGED, examples=["2026-11-22T09:30:00Z"])

    def get_changes(self) -> dict[str, object]:
        """Return the record's own fields that were sent."""
        return {name: getattr(self, name) for name in self.model_fields_set - {"changed_at", "organization"}}


class PutOrganization(_Put):
    """An organization; fields that are left out stay as they are."""

    name: _Name = Field("", description="needed for a new one", examples=["Romashka"])
    tax_id: _Short | None = Field(None, description="unique; an organization without an external id is found by it")
    notes: _Notes = Field("", description="only the team reads them")


class PutOutlet(_Put):
    """An outlet; fields that are left out stay as they are."""

    organization: _Id = Field(description="the organization's id in your own system", examples=["crm-17"])
    name: _Name = Field("", description="needed for a new one")
    address: _Line = ""
    equipment: list[_Line] = Field([], max_length=MOST_EQUIPMENT, description="a line for each device")


class PutContact(_Put):
    """A contact; fields that are left out stay as they are."""

    organization: _Id = Field(description="the organization's id in your own system", examples=["crm-17"])
    outlet: _Id | None = Field(None, description="where they work: an outlet's id in your own system")
    name: _Name = Field("", description="needed for a new one")
    phone: _Short | None = Field(None, description="whoever registers with this number becomes a member")
    position: _Short = Field("", description="the desk's table of positions gives the role")
    email: _Short = ""


class PutMember(_Put):
    """A membership of one of your users."""

    role: ClientRole = ClientRole.USER


class OrganizationSeen(BaseModel):
    """An organization. `external_id` is null for one that your system does not know yet."""

    id: int
    external_id: str | None
    name: str
    tax_id: str | None
    notes: str
    updated_at: datetime


class OutletSeen(BaseModel):
    """An outlet of the organization with this id here and in your own system."""

    id: int
    external_id: str | None
    organization_id: int
    organization: str | None
    name: str
    address: str
    equipment: list[str]
    updated_at: datetime


class ContactSeen(BaseModel):
    """A contact. `phone` is in E.164, such as +79161234567; `outlet`: your id of it."""

    id: int
    external_id: str | None
    organization_id: int
    organization: str | None
    outlet_id: int | None
    outlet: str | None
    name: str
    phone: str | None
    position: str
    email: str
    updated_at: datetime


class MembershipSeen(BaseModel):
    """A membership. `person`: your own id of the user, null for people of others; `confirmed`: somebody other than the
    person says that they belong there."""

    id: int
    organization_id: int
    organization: str | None
    person: str | None
    name: str
    role: ClientRole
    source: MembershipSource
    confirmed: bool
    since: datetime


class ListedOrganizations(ApiPage):
    """Organizations in the order in which they were added. `next_cursor`: null on the last page."""

    items: list[OrganizationSeen]


class OutletPage(ApiPage):
    """Outlets in the order in which they were added."""

    items: list[OutletSeen]


class ContactPage(ApiPage):
    """Contacts in the order in which they were added."""

    items: list[ContactSeen]


class MembershipPage(ApiPage):
    """Memberships in the order in which they were made."""

    items: list[MembershipSeen]
