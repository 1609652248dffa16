"""The verdict on a day: every promise of the contract's guarantees that can be looked up at its end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from sqlalchemy import text

from desk.conversation.undelivered_answers import UNSURE
from desk.settings.defaults.limits import LimitRules
from tests.chaos import (
    facts,
    mailbox,
    verdict_board,
    verdict_clients,
    verdict_crm,
    verdict_forum,
    verdict_payments,
    verdict_rules,
    verdict_scenes,
    verdict_team,
    verdict_web,
)
from tests.chaos.cast import Cast, buttons
from tests.chaos.city import City, now
from tests.chaos.facts import Facts, Row
from tests.chaos.ledger import Ledger
from tests.chaos.verdict_words import Words
from todoist_sync.api.client import RequestBudget, Todoist
from todoist_sync.mirror.loop import Mirror
from todoist_sync.settings import BoardSettings

_FREE = ("new", "reopened", "in_progress", "pending", "on_hold", "assigned")
_EFFECTS = ("board_commands", "history", "entries", "jobs")


@dataclass(slots=True)
class Verdict:
    """What is wrong (nothing: the day is passed), and figures of the day."""

    complaints: list[str]
    doubled: int
    repeats: int


async def judge(city: City, cast: Cast, ledger: Ledger, hidden: list[tuple[int, str]]) -> Verdict:
    """Look at everything; the doors are stopped meanwhile, in an orderly way. `hidden`: by reader, what they must not
    have read."""
    found = await facts.gather(city.database)
    ledger.words += verdict_web.came_true(ledger, found)
    words = Words(city, ledger, found)
    complaints = [*words.complaints(), *verdict_board.complaints(city, found), *buried(found)]
    complaints += verdict_board.dues(city, found, now())
    complaints += [*_cards(city, cast, found), *ledger.complaints, *verdict_scenes.complaints(city, ledger, found)]
    complaints += [*_held_back(found), *verdict_web.complaints(city, ledger, found)]
    complaints += [*verdict_crm.complaints(city, found), *verdict_clients.complaints(city, found, hidden)]
    complaints += [*verdict_payments.complaints(city, found), *verdict_forum.complaints(city, found, _FREE)]
    complaints += [*verdict_team.complaints(city, ledger, found, words), *verdict_rules.complaints(found)]
    complaints += await mailbox.complaints(city, ledger, found)
    for fleet in city.fleets:
        for slot in list(fleet.running):
            code = await fleet.stop(slot)
            if code != 0:
                complaints.append(f"{fleet.name} was asked to stop and ended with {code}")
        complaints += fleet.surprises
    complaints += [] if complaints else [line async for line in _another_cycle(city)]
    complaints += _told(city, found)
    return Verdict(complaints, words.doubled, found.repeats)


def buried(found: Facts) -> Iterator[str]:
    """What was set aside, but for a mail of which nobody knows if it has arrived, as long as admins read just that."""
    unsure = {row["id"] for row in found.rows["listed"] if row["why"] == UNSURE}
    for row in found.rows["buried"]:
        if row["box"] == "to_mail" and row["id"] in unsure:
            continue
        yield f"a job of {row['box']} was buried: {row['error']}: {row['payload'][:300]}"


def _held_back(found: Facts) -> Iterator[str]:
    """At rest the team was told of everything that waits for anybody."""
    for ticket in found.tickets.values():
        if ticket["status"] not in ("new", "reopened") or ticket["assignee_id"] is not None:
            continue
        if ticket["filed_at"] is None or ticket["origin"] == "todoist":
            continue
        is_silent = ticket["broadcast_at"] is None or ticket["broadcast_at"] > now()
        if is_silent and not _is_over_limit(found, ticket):
            yield f"#{ticket['number']} waits for anybody, and nobody was told"


def _is_over_limit(found: Facts, ticket: Row) -> bool:
    """Its requester had as many as they may before it: then the team is only reminded of it."""
    theirs = (one for one in found.tickets.values() if one["requester_id"] == ticket["requester_id"])
    before = [one for one in theirs if one["filed_at"] is not None and one["filed_at"] < ticket["filed_at"]]
    return ticket["broadcast_at"] is not None and len(before) >= LimitRules().max_untaken


def _cards(city: City, cast: Cast, found: Facts) -> Iterator[str]:
    """Take stands under a card exactly while it can be taken."""
    for person in cast.all_staff:
        shown = {message["message_id"]: message for message in city.from_bot(person)}
        for row in found.rows["messages"]:
            if row["chat_id"] != person or not (row["slot"] or "").startswith("card:"):
                continue
            ticket, message = found.tickets[row["ticket_id"]], shown.get(row["message_id"])
            own = found.people[ticket["requester_id"]]["telegram_id"] == person
            free = ticket["assignee_id"] is None and ticket["status"] in _FREE
            if message is not None and not own and (f"claim:{ticket['number']}" in buttons(message)) != free:
                named = f"#{ticket['number']} ({ticket['status']})"
                yield f"{named}: {person}'s card is out of date: {message['text'][:80]!r}"


async def _another_cycle(city: City) -> Any:
    """One more round of the mirror, and one that reads everything, plan nothing."""
    settings = BoardSettings(
        _env_file=None,
        todoist_api_token=SecretStr(city.secrets[1]),
        todoist_api_url=city.todoist.url,
    )
    for how in ("another cycle", "a full comparison"):
        before = await _counts(city)
        budget = RequestBudget(now)
        client = Todoist(city.secrets[1], city.todoist.url, budget)
        try:
            await Mirror(city.database, client, settings, budget, now=now).run_round(read=True)
        finally:
            await client.aclose()
        after = await _counts(city)
        for name in _EFFECTS:
            if after[name] != before[name]:
                yield f"{how} was not without effect: {after[name] - before[name]} new {name}"
        async with city.database.unit_of_work() as session:
            await session.execute(text("update boards set sync_token = null"))


async def _counts(city: City) -> dict[str, int]:
    async with city.database.sessions() as session:
        rows = {n: await session.execute(text(f"select count(*) from {n}")) for n in _EFFECTS}  # noqa: S608
        return {name: int(result.scalar_one()) for name, result in rows.items()}


def _told(city: City, found: Facts) -> Iterator[str]:
    """No secret in any log, and none on a command line or in the table of jobs."""
    for log in sorted(Path(city.bots.folder).glob("*.log")):
        held = log.read_text("utf-8", "replace")
        for secret in city.secrets:
            if secret in held or secret.split(":")[-1] in held:
                yield f"a secret stands in {log.name}"
        for line in held.splitlines():
            if "Traceback" in line or "unforeseen" in line:
                yield f"{log.name}: {line[:200]}"
