"""A chart or file that a report has made, with the caption stored with it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from bot.features.stats import screens_choices
from bot.views import Reader, Rendered, RenderedFile, Row, keyboards
from db.models import FileKind, ReportResult, Role
from desk import Outdated
from desk.charts import client_figures, report_requests
from desk.outbox import ReportReady
from desk.payments import statements
from desk.policy.grants import Grant
from desk.privacy import personal_data
from desk.text import RichText

_ABOUT = (
    ReportResult.kind,
    ReportResult.arguments,
    ReportResult.filename,
    ReportResult.mime,
    ReportResult.caption,
    ReportResult.entities,
)


async def render_result(reader: Reader, letter: ReportReady) -> Rendered | None:
    """Render the result with its caption; its bytes are read when it is sent.

    Return None if it is not for this reader (any more), or too old to be kept.
    """
    about = (await reader.session.execute(select(*_ABOUT).where(ReportResult.id == letter.result_id))).first()
    if about is None or not await _may_read(reader, letter, about.kind, about.arguments):
        return None
    buttons = keyboards.make_letter_buttons(reader, letter.buttons)
    if about.kind == report_requests.KIND:
        buttons = await _of_figures(reader, letter, about.arguments)
    kind = FileKind.PHOTO if about.mime == "image/png" else FileKind.DOCUMENT
    file = RenderedFile(
        -letter.result_id, kind, about.filename, about.mime, None, None, None, result_id=letter.result_id
    )
    return Rendered(RichText.load(about.caption, about.entities), buttons, (file,))


async def _may_read(reader: Reader, letter: ReportReady, kind: str, arguments: Mapping[str, Any]) -> bool:
    """Return True for staff; a statement and figures of an organization are for those who lead it now, a person's own
    data for that person."""
    if kind == statements.KIND:
        return await statements.is_for(reader.session, reader.person, int(arguments["organization"]))
    if kind == client_figures.KIND:
        return await client_figures.can_read_figures(reader.session, reader.person, int(arguments["organization"]))
    if kind == personal_data.KIND:
        return int(arguments["person"]) == reader.person.id
    return reader.person.role is not Role.REQUESTER and (reader.may(Grant.FIGURES) or not letter.admins_only)


async def _of_figures(reader: Reader, letter: ReportReady, arguments: Mapping[str, Any]) -> tuple[Row, ...]:
    """Return the buttons that change a chart; none under another person's."""
    try:
        question = report_requests.read_question(arguments, reader.person.id)
    except Outdated:
        return ()
    return await screens_choices.make_choice_rows(reader, letter.result_id, question, letter.screen, letter.page)
