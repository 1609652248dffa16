"""A table of a page of figures as a file that a spreadsheet opens; who took it is audited."""

import io
from zoneinfo import ZoneInfo

from starlette.responses import Response

from desk import NotAllowed
from desk.figures import ExportFormat, Period
from desk.figures.csv_and_json import CsvWriter, FileStyle
from desk.stats import asking
from desk.stats.page import FiguresPage
from web.door import Visitor


def table_file(visitor: Visitor, found: FiguresPage | None, number: int, what: str, days: Period) -> Response:
    """The table at that place of the page. Raises NotAllowed where there is none."""
    if found is None or number >= len(found.sections):
        raise NotAllowed
    table, to = found.sections[number].table, io.BytesIO()
    style = FileStyle(ExportFormat.CSV, visitor.language, ZoneInfo(visitor.rules.timezone))
    writer = CsvWriter(to, table.columns, style)
    for row in table.rows:
        writer.row((row.name, *row.values))
    writer.end()
    asking.taken_away(visitor.desk, what, days)
    name = f"pulldesk_{what}_{days.first}_{days.last}_{number + 1}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(to.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)
