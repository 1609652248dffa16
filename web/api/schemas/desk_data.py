"""Answers about the team, figures, articles and settings."""

from datetime import date, datetime

from pydantic import BaseModel, Field

from desk.metrics import MetricUnit


class StaffMember(BaseModel):
    """A person on the team, with their role and what they may do."""

    id: int
    name: str
    away: bool
    role: str
    grants: list[str]


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


class Figures(BaseModel):
    """Figures of whole days; the last day up to now."""

    first: date
    last: date
    items: list[FigureSeen]


class ArticleFound(BaseModel):
    """A published article."""

    id: int
    title: str
    snippet: str | None = None


class ArticleList(BaseModel):
    """Articles that match, best first; without words, the most recent ones."""

    items: list[ArticleFound]


class ArticleWhole(BaseModel):
    """An article as requesters read it."""

    id: int
    slug: str
    language: str
    title: str
    text: str
    topic: str | None
    at: datetime


class SettingSeen(BaseModel):
    """A setting: its value and its default, both in words."""

    key: str
    value: str
    default: str
    pinned: bool = Field(description="the environment has it: nobody changes it here")


class SettingsSeen(BaseModel):
    """All settings of the desk."""

    items: list[SettingSeen]
