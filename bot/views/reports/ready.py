"""A picture or a file that a report has made, with the words stored with it. Draws nothing, reads no figures."""

from sqlalchemy import select

from bot.views.reader import Reader
from bot.views.rendered import Rendered, RenderedFile, Row
from db.enums import FileKind, Role
from db.models import ReportResult
from desk.outbox.letters import ReportReady
from desk.text.rich_text import RichText

_ABOUT = (ReportResult.filename, ReportResult.mime, ReportResult.caption, ReportResult.entities)


async def result(reader: Reader, letter: ReportReady, buttons: tuple[Row, ...]) -> Rendered | None:
    """The result with its caption; its bytes are read when it is sent. None: it is not for this reader (any more), or
    too old to be kept."""
    if reader.person.role is Role.REQUESTER or (letter.admins_only and not reader.is_admin):
        return None
    about = (await reader.session.execute(select(*_ABOUT).where(ReportResult.id == letter.result_id))).first()
    if about is None:
        return None
    kind = FileKind.PHOTO if about.mime == "image/png" else FileKind.DOCUMENT
    file = RenderedFile(
        -letter.result_id, kind, about.filename, about.mime, None, None, None, result_id=letter.result_id
    )
    return Rendered(RichText.load(about.caption, about.entities), buttons, (file,))
