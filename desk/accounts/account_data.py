"""Account data: what another system of the operator knows about a requester, asked for or pushed, read by staff.

Answers of other systems are untrusted: each text becomes one line of limited length, and a link is an http(s) address.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import AccountBlock, AccountSource, any_of
from desk import Desk, DeskSettings, Refused, history
from desk.admin_settings.changes import bump_settings_version
from desk.notifications import message_refresh
from desk.policy.permissions import Grant
from desk.rule_specs import fold_label
from desk.text import clean_text, strip_invisible

MOST_FIELDS, MOST_LABELS = 12, 20
LONGEST_LABEL, LONGEST_VALUE, LONGEST_URL = 40, 200, 500
LARGEST_ANSWER = 16_384
"""Bytes of an answer; a longer one is refused."""


@dataclass(frozen=True, slots=True)
class AccountField:
    """A value with its label, each one line."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class AccountLink:
    """An address where staff read more, in the other system."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class AccountData:
    """An answer of another system about a person; without fields and link it does not know them. `labels`: replace
    those the person has; None leaves them."""

    fields: tuple[AccountField, ...] = ()
    link: AccountLink | None = None
    labels: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class AccountInfo:
    """Account data as staff see it. `as_of`: when the other system last said so, None if it never did;
    `failed_since`: the first of the requests that have failed since then."""

    fields: tuple[AccountField, ...]
    link: AccountLink | None
    as_of: datetime | None
    failed_since: datetime | None
    labels: tuple[str, ...] = ()


def parse_answer(body: bytes) -> AccountData:
    """Return what an answer says; fields beyond the limit and those without text are left out. Raises ValueError if it
    is not such an answer."""
    try:
        said = json.loads(body)
    except RecursionError:
        raise ValueError("too deep") from None
    if not isinstance(said, dict) or not isinstance(said.get("fields", []), list):
        raise ValueError("no fields")
    labels = _make_labels(said["labels"]) if isinstance(said.get("labels"), list) else None
    return AccountData(make_fields(said.get("fields", [])), make_link(said.get("link")), labels)


def make_fields(said: Iterable[Any]) -> tuple[AccountField, ...]:
    """Return fields of objects with `label` and `value`."""
    found = []
    for one in said:
        if isinstance(one, dict):
            label, value = _make_line(one.get("label"), LONGEST_LABEL), _make_line(one.get("value"), LONGEST_VALUE)
            if label and value:
                found.append(AccountField(label, value))
    return tuple(found[:MOST_FIELDS])


def _make_labels(said: Iterable[Any]) -> tuple[str, ...]:
    """Return labels of a person, each once and in small letters, as rules compare them; those without text are left
    out."""
    folded = (fold_label(_make_line(one, LONGEST_LABEL)) for one in said)
    return tuple(dict.fromkeys(one for one in folded if one))[:MOST_LABELS]


def make_link(said: Any) -> AccountLink | None:
    """Return a link of an object with `label` and `url`; None if the address is not fit to be opened."""
    url = said.get("url") if isinstance(said, dict) else None
    if not isinstance(url, str) or not _is_good_address(url):
        return None
    return AccountLink(_make_line(said.get("label"), LONGEST_LABEL) or urlsplit(url).hostname or "", url)


def _is_good_address(url: str) -> bool:
    """Return True for an http(s) address in plain letters, without a name or password in it."""
    if not (url.isascii() and url.isprintable() and " " not in url) or len(url) > LONGEST_URL:
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
    except ValueError:
        return False


def require_address(url: str) -> str:
    """Return the address. Raises ValueError unless it is fit to be opened."""
    if not _is_good_address(url):
        raise ValueError("is no http(s) address")
    return url


def require_line(said: str) -> str:
    """Return a text as one line. Raises ValueError if it says nothing."""
    line = _make_line(said, len(said) + 1)
    if not line:
        raise ValueError("says nothing")
    return line


def _make_line(said: Any, most: int) -> str:
    """Return a text or number as one line, cut to a number of characters; empty for anything else."""
    if isinstance(said, bool) or not isinstance(said, str | int | float):
        return ""
    line = " ".join(clean_text(str(said)).split())
    if not strip_invisible(line).strip():
        return ""
    return line if len(line) <= most else line[: most - 1] + "…"


_PUT_EVENTS = text("select rules_put_customer(:person, :key, :now)")


async def find_account(session: AsyncSession, person_id: int, rules: DeskSettings) -> AccountInfo | None:
    """Return a person's account data; None if there is none. Costs no statement as long as nobody has any."""
    return (await find_accounts(session, [person_id], rules)).get(person_id)


async def find_accounts(session: AsyncSession, people: Iterable[int], rules: DeskSettings) -> dict[int, AccountInfo]:
    """Return the account data of several people, by person id."""
    if not rules.accounts.stored:
        return {}
    columns = AccountBlock.person_id, AccountBlock.fields, AccountBlock.link, AccountBlock.labels
    times = AccountBlock.fetched_at, AccountBlock.failed_since
    rows = await session.execute(select(*columns, *times).where(any_of(AccountBlock.person_id, people)))
    return {
        person_id: AccountInfo(make_fields(fields), make_link(link), as_of, failed, tuple(labels))
        for person_id, fields, link, labels, as_of, failed in rows
    }


async def store_account(desk: Desk, person_id: int, data: AccountData, source: AccountSource) -> None:
    """Replace a person's account data, and edit the cards that show it."""
    values: dict[str, Any] = {
        "fields": [{"label": one.label, "value": one.value} for one in data.fields],
        "link": {"label": data.link.label, "url": data.link.url} if data.link is not None else None,
        "source": source,
        "fetched_at": desk.now,
        "failed_since": None,
    }
    if data.labels is not None:
        values["labels"] = list(data.labels)
    await write(desk, person_id, values, values)


async def set_labels(desk: Desk, person_id: int, labels: Iterable[Any]) -> tuple[str, ...]:
    """Replace a person's labels and return them; whoever calls has checked that the actor may. Rules that wait for a
    customer run on their open tickets. Raises Refused for too many or too long ones."""
    typed = [one for one in labels if not isinstance(one, str) or one.strip()]
    if len(typed) > MOST_LABELS or any(len(str(one)) > LONGEST_LABEL for one in typed):
        raise Refused("person-labels-wrong", most=MOST_LABELS, longest=LONGEST_LABEL)
    new = _make_labels(typed)
    now = await desk.session.scalar(select(AccountBlock.labels).where(AccountBlock.person_id == person_id))
    if list(new) != list(now or []):
        given = {"labels": list(new)}
        await write(desk, person_id, {"source": AccountSource.PUSH, **given}, given)
        history.record_action(desk, "person-labels", f"person:{person_id}")
    return new


async def set_labels_typed(desk: Desk, person_id: int, typed: str) -> None:
    """Replace a person's labels by what somebody who may write rules has typed, separated by commas. Raises NotAllowed,
    Refused."""
    await desk.require_grant(Grant.RULES)
    await set_labels(desk, person_id, typed.replace("\n", ",").split(","))


async def write(desk: Desk, person_id: int, new: dict[str, Any], over: dict[str, Any]) -> None:
    before = await _load_decisive(desk.session, person_id)
    row = insert(AccountBlock).values(person_id=person_id, **new)
    await desk.session.execute(row.on_conflict_do_update(index_elements=["person_id"], set_=over))
    if before != await _load_decisive(desk.session, person_id):
        key = f"customer:{int(desk.now.timestamp() * 1000)}"
        await desk.session.execute(_PUT_EVENTS, {"person": person_id, "key": key, "now": desk.now})
    if not desk.rules.accounts.stored:
        await bump_settings_version(desk)
    await message_refresh.refresh_tickets_of(desk, person_id)


async def _load_decisive(session: AsyncSession, person_id: int) -> tuple[Any, ...]:
    """Return what rules compare."""
    found = select(AccountBlock.fields, AccountBlock.labels).where(AccountBlock.person_id == person_id)
    row = (await session.execute(found)).one_or_none()
    return ([], []) if row is None else (row[0], list(row[1]))


def is_recent(fetched_at: datetime | None, now: datetime, rules: DeskSettings) -> bool:
    """Return True if account data of that moment need not be asked for again."""
    return fetched_at is not None and now - fetched_at < rules.accounts.recent
