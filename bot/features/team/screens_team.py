"""Letters for those who run the desk: what is read for each, and the screens that nothing else shows."""

from dataclasses import replace

from bot.features.staff_group import screens as staff_group
from bot.features.team import buttons as team_callbacks
from bot.features.team import screens_staff as staff
from bot.views import Reader, Rendered, compose, keyboards, reply_targets
from desk.i18n import formats
from desk.inbound import blocklist
from desk.inbound.blocklist import BlockedRow
from desk.notifications.staff_group import announced as in_minute
from desk.operations import failed_jobs
from desk.operations.audit_lines import LONGEST_VALUE, what_was_done
from desk.operations.failed_jobs import FailedRow
from desk.outbox import Show, Slot
from desk.queries import people as queries_people
from desk.queries.audit import AuditFilter, AuditLine, audited
from desk.text import RichText, shorten_line

_SAID_UNITS = 120
_WHY_UNITS = 120


async def link(reader: Reader, _letter: Show) -> Rendered | None:
    """Which collaborator on the board the reader is."""
    return staff.link(reader, await queries_people.collaborators_to_link(reader.session, reader.person))


async def hand(reader: Reader, letter: Show) -> Rendered | None:
    """To whom the ticket can be handed over."""
    number = Slot.parse(letter.slot).number
    ticket = await reader.card(number)
    if ticket is None or ticket.for_requester:
        return None
    people = await queries_people.hand_to(reader.session, ticket.id, reader.person)
    return replace(staff.hand(reader, number, people), ticket_id=ticket.id)


async def ended(reader: Reader, letter: Show) -> Rendered | None:
    """In the group, below what announced it: that it is over."""
    number = Slot.parse(letter.slot).number
    ticket = await reader.card(number)
    made = staff_group.ended(reader, ticket) if ticket else None
    return None if made is None else replace(made, reply_to=await reply_targets.of_slot(reader, f"group:{number}"))


async def announced(reader: Reader, letter: Show) -> Rendered | None:
    """Those of the slot's minute."""
    tickets = []
    for number, is_ended in await in_minute(reader.session, Slot.parse(letter.slot).number):
        ticket = await reader.card(number)
        if ticket is not None:
            tickets.append((ticket, is_ended))
    return staff_group.announced(reader, tickets)


async def blocked(reader: Reader, _letter: Show) -> Rendered:
    """Blocked people, each with a button that unblocks them."""
    lines = await blocklist.blocked(reader.session)
    if not lines:
        return Rendered(reader.words("blocked-empty"))
    buttons = [
        keyboards.button(reader.language, "btn-unblock", team_callbacks.Unblock(person=line.key), name=line.name)
        for line in lines
    ]
    words = compose.joined([reader.words("blocked-title"), *(_blocked(reader, line) for line in lines)], "\n\n")
    return Rendered(compose.clipped(words, 4000), keyboards.rows(buttons, 1))


def _blocked(reader: Reader, line: BlockedRow) -> RichText:
    facts = compose.dotted(
        [
            compose.bold(line.name),
            reader.ago(line.since),
            reader.say("blocked-by", name=line.by) if line.by else "",
            reader.say("blocked-messages", n=line.count) if line.count else "",
        ]
    )
    return compose.lines(
        [facts, *(compose.quoted(compose.clipped(words, _SAID_UNITS)) for words in line.said if words)]
    )


async def failed(reader: Reader, _letter: Show) -> Rendered:
    """Failed jobs, each with a button that tries it again."""
    lines = await failed_jobs.failed(reader.session)
    if not lines:
        return Rendered(reader.words("failed-empty"))
    buttons = [
        keyboards.button(reader.language, "btn-retry", team_callbacks.RetryJob(job=line.job), job=line.job)
        for line in lines
    ]
    words = compose.lines([reader.words("failed-title"), *(_failed(reader, line) for line in lines)])
    return Rendered(words, keyboards.rows(buttons, 3))


def _failed(reader: Reader, line: FailedRow) -> RichText:
    what = reader.say("failed-what", box=line.box.value)
    number = f"#{line.number}" if line.number is not None else ""
    why = compose.clipped(RichText(line.why), _WHY_UNITS)
    return compose.dotted([f"{line.job}", what, number, line.name or "", reader.ago(line.since), why])


async def audited_page(reader: Reader, letter: Show) -> Rendered:
    """What was done to the desk, a line each, or what of it holds the words of the slot."""
    words = Slot.parse(letter.slot).key.removeprefix("?")
    page = await audited(reader.session, letter.page, AuditFilter(words, reader.language))
    title = reader.words("audit-title-found", words=shorten_line(words)) if words else reader.words("audit-title")
    at = reader.say("list-pages", page=page.page, pages=page.pages) if page.pages > 1 else ""
    body = compose.lines(_audit_line(reader, line) for line in page.lines)
    if not page.lines:
        body = reader.words("audit-none" if words else "audit-empty")
    turning = keyboards.turning(reader.language, page.page, page.pages, lambda to: team_callbacks.AuditTurn(page=to))
    return Rendered(compose.joined([compose.dotted([title, at]), body], "\n\n"), turning)


def _audit_line(reader: Reader, line: AuditLine) -> RichText:
    at = formats.format_moment(reader.language, line.at, reader.settings.timezone, reader.now)
    door = reader.say("history-door", origin=line.origin.value)
    who = reader.words("history-who", name=_clipped(line.by), door=door) if line.by else RichText(door)
    change = what_was_done(reader.language, line, zone=reader.settings.timezone, now=reader.now)
    return reader.words("history-line", at=at, who=who, change=change)


def _clipped(text: str) -> RichText:
    return compose.clipped(RichText(" ".join(text.split())), LONGEST_VALUE)
