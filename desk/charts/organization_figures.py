"""Figures of one organization for its directors: asked for, and composed as a picture. Draws nothing. Only requests
that were filed for the organization count, never personal ones. Who may read them is asked three times: when they are
asked for, drawn and delivered."""

from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Lane, Organization, Person
from desk import Desk
from desk.charts import composition, report
from desk.charts.pictures import Picture
from desk.charts.stats_command import ReportReader, StatsQuestion
from desk.i18n import say
from desk.metrics import Dimension
from desk.metrics.registry import OF_CLIENT
from desk.organizations import director_verbs, roles
from desk.outbox import queue_report
from desk.text import RichText, directions

KIND = "client"
"""The kind of the report job; its argument is the organization's id."""
_PERIOD = "month"


async def request_figures(desk: Desk, organization_id: int) -> None:
    """Queue the picture for the actor. Raises NotAllowed, Refused unless they lead the organization."""
    await director_verbs.require_leader(desk, organization_id)
    await queue_report(desk, KIND, desk.require_actor().id, {"organization": organization_id}, lane=Lane.PEOPLE)


async def can_read_figures(session: AsyncSession, person: Person, organization_id: int) -> bool:
    """Return True if the person leads the organization now."""
    return await roles.find_leading_role(session, person, organization_id) is not None


async def make_figures(reader: ReportReader, organization_id: int) -> tuple[Picture, RichText] | None:
    """Return the picture of the month and its caption; None if there was nothing."""
    question = StatsQuestion(of=OF_CLIENT, period=_PERIOD, where={Dimension.ORGANIZATION: organization_id})
    found = await report.measure_report(reader, question)
    if found.is_empty:
        return None
    organization = await reader.session.get_one(Organization, organization_id)
    heads = (
        say(reader.language, "org-figures-title", organization=directions.isolate_plain(organization.name)),
        composition.format_period(reader, question, found),
        "",
    )
    page = await composition.make_picture(reader, (*heads, composition.format_drawn_at(reader)), found)
    return page, composition.make_caption(reader, heads, found)
