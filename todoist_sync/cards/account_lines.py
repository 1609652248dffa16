"""Account data of a requester as lines of a task's description. Reads no table."""

from datetime import datetime, timedelta

from desk.accounts.account_data import AccountInfo
from desk.i18n import catalog, formats
from desk.text import RichText, isolate_direction
from desk.text.markdown import writer
from desk.text.phone_numbers import mask_phones_in
from todoist_sync.context import SyncContext


def write_account(account: AccountInfo | None, ctx: SyncContext) -> list[str]:
    """Return the lines in the board's language; phone numbers are masked unless the board may show them."""
    if account is None:
        return []
    lines = [f"{_escape(one.label, ctx)}: {_escape(one.value, ctx)}" for one in account.fields]
    if account.link is not None:
        lines.append(writer.write_markdown(RichText(account.link.label).with_style("text_link", url=account.link.url)))
    times = {"account-as-of": account.as_of if lines else None, "account-failed": account.failed_since}
    said = [_say(key, at, ctx) for key, at in times.items() if at is not None]
    return [*lines, *([" · ".join(said)] if said else [])]


def _say(key: str, at: datetime, ctx: SyncContext) -> str:
    language = ctx.rules.locale
    day_after = at + timedelta(days=1)  # so that the date is always written
    return catalog.say(language, key, at=formats.format_moment(language, at, ctx.rules.timezone, day_after))


def _escape(text: str, ctx: SyncContext) -> str:
    shown = text if ctx.rules.board.phone_numbers else mask_phones_in(text)
    return writer.escape_markdown(isolate_direction(RichText(shown)).text)
