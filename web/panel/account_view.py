"""Account data on the pages of tickets and requesters (`account.html`)."""

from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from desk.accounts import account_data, account_lookups
from desk.accounts.account_data import AccountInfo
from desk.i18n.formats import format_said_money
from desk.outbox import account_jobs
from web.context import Visitor


@dataclass(frozen=True, slots=True)
class AccountView:
    """Account data, whether there is a system to ask for it again, and whether it is being asked now. `system`: where
    it is."""

    info: AccountInfo | None
    can_refresh: bool
    is_under_way: bool
    system: str


async def load_account_view(visitor: Visitor, person_id: int, *, is_opened: bool = False) -> AccountView:
    """Return what the page of a person shows; if it `is_opened` and the data is not recent, ask for it. Costs nothing
    while there is no account data."""
    info = await account_data.find_account(visitor.session, person_id, visitor.rules)
    if is_opened and not account_data.is_recent(info.as_of if info else None, visitor.now, visitor.rules):
        account_jobs.queue_lookup(visitor.desk, person_id)
    under_way = await account_lookups.is_under_way(visitor.session, person_id, visitor.rules)
    if info is not None:
        said = tuple(replace(one, value=format_said_money(visitor.language, one.value)) for one in info.fields)
        info = replace(info, fields=said)
    url = visitor.rules.accounts.url
    return AccountView(info, url is not None, under_way, urlsplit(url or "").hostname or "")
