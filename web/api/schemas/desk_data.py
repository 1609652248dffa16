"""Answers about the team, figures and settings."""

from datetime import date
from typing import Annotated, Literal

from fastapi import Path
from pydantic import BaseModel, Field

from desk.metrics import MetricUnit
from desk.policy.permissions import Grant
from web.api.schemas.values import FromIntegration, Items

MemberId = Annotated[int, Path(ge=1, lt=2**63, description="of a person on the team, as GET /staff says")]


class StaffMember(BaseModel):
    """A person on the team, with their role and what they may do."""

    id: int = Field(description="of the person here; requests are assigned by it")
    name: str = Field(description="as colleagues read it")
    away: bool = Field(description="they get no new requests at the moment")
    role: str = Field(description="trainee, agent, senior, reviewer, manager or admin")
    grants: list[str] = Field(description="what they may do, by the role and besides it")


class ChangedMember(FromIntegration):
    """Permissions of a person on the team. With `role`, single grants are as the role says again; `grants` are given
    (true) or taken (false) after that, the others stay."""

    role: Literal["trainee", "agent", "senior", "reviewer", "manager"] | None = Field(
        None, description="what they are from now on; left out: as before"
    )
    grants: dict[Grant, bool] = Field(
        {}, examples=[{"export": True}], description="what they may do besides the role: true gives, false takes"
    )


class Staff(BaseModel):
    """The people on the team."""

    items: Items[StaffMember]


class FigureSeen(BaseModel):
    """A figure of a period."""

    key: str = Field(description="the name of the figure, for programs")
    means: str = Field(description="its name in English, for people")
    unit: MetricUnit = Field(
        description="of the amount: a count, seconds, hours of work, a share from 0 to 1, a mean, or stars"
    )
    amount: float | None = Field(description="null: nothing to count, or too little for a share")
    of: int = Field(description="of how many rows it is made")


class StaffingSeen(BaseModel):
    """How many people next week needs, and the range that holds in eight of ten weeks."""

    people: float = Field(description="how many it probably takes")
    low: float = Field(description="the lower end of the range")
    high: float = Field(description="the upper end of the range")
    requests: float = Field(description="of a week, on average")
    minutes: float = Field(description="of an agent for a request")
    weeks: int = Field(description="full weeks that it follows from")


class ExpectedSeen(BaseModel):
    """How many requests to expect, and the range that holds for eight of ten events."""

    requests: float = Field(description="how many it will probably be")
    low: float = Field(description="the lower end of the range")
    high: float = Field(description="the upper end of the range")


class ExpectedDay(ExpectedSeen):
    """The expected requests of one day."""

    day: date = Field(description="in the desk's time zone")
    people: float | None = Field(description="how many people they take; null: past answers say too little")


class ForecastSeen(ExpectedSeen):
    """The expected requests of an event."""

    per_hundred: float = Field(description="requests for each hundred participants")
    past_events: int = Field(description="how many it follows from")
    before: ExpectedSeen = Field(description="before its first day")
    days: list[ExpectedDay] = Field(description="on each of its days")
    after: ExpectedSeen = Field(description="after its last day")


class EventAheadSeen(BaseModel):
    """An event that is not over."""

    slug: str = Field(description="its short name on the help desk")
    external_id: str | None = Field(description="its id on your platform; null: it has none there")
    name: str = Field(description="as it was entered")
    first: date = Field(description="its first day, in the desk's time zone")
    last: date = Field(description="its last day")
    attendance: int | None = Field(description="how many take part; null: nobody has said it")
    forecast: ForecastSeen | None = Field(description="null without `attendance`, or with fewer than two past events")


class Figures(BaseModel):
    """Figures of whole days; the last day up to now."""

    first: date = Field(description="the first day, in the desk's time zone")
    last: date = Field(description="the last day, in the desk's time zone")
    items: Items[FigureSeen]
    staffing: StaffingSeen | None = Field(
        None, description="null while `staffing_hours` is off, or there are too few weeks or finished requests"
    )
    events: list[EventAheadSeen] = Field([], description="the next events, at most 20, with what they will bring")


class SettingSeen(BaseModel):
    """A setting: its value and its default, both in words."""

    key: str = Field(description="its name, as in /settings")
    value: str = Field(description="what it is now")
    default: str = Field(description="what it is until an admin changes it")
    pinned: bool = Field(description="the environment has it: nobody changes it here")


class SettingsSeen(BaseModel):
    """All settings of the desk."""

    items: Items[SettingSeen]
