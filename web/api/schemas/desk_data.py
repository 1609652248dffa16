"""Answers about the team, figures, articles and settings."""

from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import Path
from pydantic import BaseModel, Field

from db.models import ArticleAudience
from desk.metrics import MetricUnit
from desk.policy.permissions import Grant
from web.api.schemas.values import FromIntegration

MemberId = Annotated[int, Path(ge=1, lt=2**63, description="of a person on the team, as GET /staff says")]


class StaffMember(BaseModel):
    """A person on the team, with their role and what they may do."""

    id: int
    name: str
    away: bool
    role: str
    grants: list[str]


class ChangedMember(FromIntegration):
    """Permissions of a person on the team. With `role`, single grants are as the role says again; `grants` are given
    (true) or taken (false) after that, the others stay."""

    role: Literal["trainee", "agent", "senior", "reviewer", "manager"] | None = None
    grants: dict[Grant, bool] = Field({}, examples=[{"export": True}])


class Staff(BaseModel):
    """The people on the team."""

    items: list[StaffMember]


class FigureSeen(BaseModel):
    """A figure: `amount` in its unit (seconds, a share from 0 to 1, stars, or a count); null where there is nothing
    to count, or too little."""

    key: str
    means: str
    unit: MetricUnit
    amount: float | None
    of: int = Field(description="of how many rows it is made")


class StaffingSeen(BaseModel):
    """How many people next week needs, and the range that holds in eight of ten weeks."""

    people: float
    low: float
    high: float
    requests: float = Field(description="of a week, on average")
    minutes: float = Field(description="of an agent for a request")
    weeks: int = Field(description="full weeks that it follows from")


class Figures(BaseModel):
    """Figures of whole days; the last day up to now."""

    first: date
    last: date
    items: list[FigureSeen]
    staffing: StaffingSeen | None = Field(
        None, description="null while `staffing_hours` is off, or there are too few weeks or finished requests"
    )


class ArticleFound(BaseModel):
    """A published article."""

    id: int
    title: str
    snippet: str | None = None
    audience: ArticleAudience = Field(description="team: a runbook, for tokens with the scope notes alone")


class ArticleList(BaseModel):
    """Articles that match, best first; without words, the most recent ones."""

    items: list[ArticleFound]


class ArticleWhole(BaseModel):
    """An article as it is read, in its published version."""

    id: int
    slug: str
    language: str
    title: str
    text: str
    topic: str | None
    at: datetime
    audience: ArticleAudience


class SettingSeen(BaseModel):
    """A setting: its value and its default, both in words."""

    key: str
    value: str
    default: str
    pinned: bool = Field(description="the environment has it: nobody changes it here")


class SettingsSeen(BaseModel):
    """All settings of the desk."""

    items: list[SettingSeen]
