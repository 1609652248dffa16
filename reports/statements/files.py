"""Makes a statement's two files for one reader."""

import io
from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from desk.i18n import say
from desk.i18n.formats import format_money
from desk.metrics import ExportFormat
from desk.metrics.row_writers import CsvWriter, FileStyle
from desk.payments.statements import Statement, StatementRow, load_statement
from desk.text import RichText
from desk.text.money import format_plain, pack_money
from reports.request import MadeReport, ReportRequest

_PDF, _CSV = "application/pdf", "text/csv"


async def make_statement(request: ReportRequest) -> AsyncIterator[MadeReport]:
    """Yield the PDF and the CSV of an organization's month."""
    from reports.drawing.paper import PaperTable, render_pdf

    first, zone = date.fromisoformat(request.arguments["first"]), request.rules.timezone
    currency, key = request.rules.payments.currency, int(request.arguments["organization"])
    statement = await load_statement(request.session, key, first, currency, zone)
    language, month = request.language, f"{first:%Y-%m}"
    title = say(language, "statement-title", name=statement.organization, month=month)
    heads = tuple(say(language, f"statement-{column}") for column in ("day", "what", "amount", "balance"))
    table = PaperTable(title, heads, _list_lines(statement, language, zone), say(language, "statement-page"))
    name = f"statement-{month}"
    yield MadeReport(render_pdf(table), f"{name}.pdf", _PDF, RichText(title))
    yield MadeReport(_make_csv(statement, zone), f"{name}.csv", _CSV, RichText(title))


def _list_lines(statement: Statement, language: str, zone: str) -> list[tuple[str, str, str, str]]:
    def money(amount: int) -> str:
        return format_money(language, pack_money(amount, statement.currency))

    balance = statement.opening
    lines = [("", say(language, "statement-opening"), "", money(balance))]
    for row in statement.rows:
        balance += row.amount
        day = f"{row.at.astimezone(ZoneInfo(zone)):%d.%m.%Y}"
        lines.append((day, _describe(row, language), money(row.amount), money(balance)))
    return [*lines, ("", say(language, "statement-closing"), "", money(balance))]


def _describe(row: StatementRow, language: str) -> str:
    what = say(language, "statement-kind", kind=row.kind.value, back=int(row.amount > 0))
    number = f" #{row.number}" if row.number is not None else ""
    return what + number + (f": {row.reason}" if row.reason else "")


def _make_csv(statement: Statement, zone: str) -> bytes:
    """Return the rows with times and amounts as machines read them, in every language."""
    written, style = io.BytesIO(), FileStyle(ExportFormat.CSV, "en", ZoneInfo(zone))
    table = CsvWriter(written, ("at", "kind", "ticket", "amount", "currency", "reason"), style)
    for row in statement.rows:
        at = row.at.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds")
        amount = Decimal(format_plain(row.amount, statement.currency))
        table.write_row((at, row.kind.value, row.number or "", amount, statement.currency, row.reason))
    table.finish_table()
    return written.getvalue()
