"""Solved tickets to draft an article from: agents gave the same answer repeatedly, and no article has it. Knows no
channel.

Three signs count: requests similar to a solved one that got no article, its answer reused for other tickets, a canned
reply changed repeatedly. They are added up for the ticket that most of them lead to.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import Person, Ticket, any_of
from desk.i18n import TicketSubject
from desk.knowledge import article_search
from desk.policy import visibility

LOOKED_BACK = timedelta(days=90)
MOST = 20
"""Candidates that are shown."""
FEWEST_ALIKE, FEWEST_TAKEN, FEWEST_CHANGED = 3, 2, 3
"""The least number of similar requests, reused answers or changed canned replies that makes a candidate."""
_READ = 5_000  # requests that are read, the newest first
_LOOKED_UP = 30  # candidates for which an article is searched
_FITS = 0.35  # the threshold of articles shown to agents, desk/canned/solved_alike.py

_ALIKE = text("""
select t.id, t.alike from tickets t
where t.filed_at >= :since and cardinality(t.alike) > 0 and t.merged_into_id is null
  and t.status in ('resolved', 'closed') and coalesce(cardinality(t.offered), 0) = 0
  and coalesce(cardinality(t.alike_articles), 0) = 0
order by t.filed_at desc limit :most
""")
_TAKEN = text("""
select from_ticket_id, count(*) as n from answers_taken where at >= :since and from_ticket_id is not null group by 1
""")
_CHANGED = text("""
select count(*) as n, (array_agg(t.id order by u.at desc))[1] as ticket_id
from canned_uses u join entries e on e.id = u.entry_id join tickets t on t.id = e.ticket_id
where u.at >= :since and u.changed and t.status in ('resolved', 'closed') and t.merged_into_id is null
group by u.canned_id having count(*) >= :fewest
""")
_DRAFTED = text("select source_ticket_id from articles where source_ticket_id is not null")
_SHOWN = text("""
select t.id, t.number, t.subject, t.subject_line, coalesce(c.names ->> :language, c.name) as topic
from tickets t left join categories c on c.id = t.category_id and c.removed_at is null
where t.id = any(:ids) and t.status in ('resolved', 'closed') and t.merged_into_id is null
""")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A solved ticket to draft an article from, with its topic and the reasons: `alike` similar requests, its answer
    `taken` so often, a canned reply `changed` so often."""

    number: int
    subject: TicketSubject
    topic: str | None
    alike: int
    taken: int
    changed: int


@dataclass(frozen=True, slots=True)
class RankedTicket:
    """A candidate by the ticket's id."""

    ticket_id: int
    alike: int
    taken: int
    changed: int


async def find_candidates(
    session: AsyncSession, viewer: Person, language: str, now: datetime, *, articles: bool
) -> list[Candidate]:
    """Return the best `MOST` candidates that the viewer sees, those with most reasons first. `articles`: the desk has
    published some, which may have the answer already."""
    since = now - LOOKED_BACK
    alike = await session.execute(_ALIKE, {"since": since, "most": _READ})
    groups = group_alike({row.id: row.alike for row in alike})
    taken = {row.from_ticket_id: row.n for row in await session.execute(_TAKEN, {"since": since})}
    asked = {"since": since, "fewest": FEWEST_CHANGED}
    changed = {row.ticket_id: row.n for row in await session.execute(_CHANGED, asked)}
    done = set(await session.scalars(_DRAFTED))
    ranked = rank_candidates(groups, taken, changed, done)
    shown = any_of(Ticket.id, [one.ticket_id for one in ranked]), visibility.is_seen_by_staff(viewer)
    seen = set(await session.scalars(select(Ticket.id).where(*shown)))
    ranked = [one for one in ranked if one.ticket_id in seen][: _LOOKED_UP if articles else MOST]
    rows = await session.execute(_SHOWN, {"ids": [one.ticket_id for one in ranked], "language": language})
    by_id = {row.id: row for row in rows}
    found: list[Candidate] = []
    for one in ranked:
        if len(found) == MOST:
            break
        row = by_id.get(one.ticket_id)
        if row is not None and not (articles and await _is_said(session, row.subject)):
            named = TicketSubject(row.subject, row.subject_line)
            found.append(Candidate(row.number, named, row.topic, one.alike, one.taken, one.changed))
    return found


async def _is_said(session: AsyncSession, subject: str) -> bool:
    """Return True if a published article fits the subject."""
    return any(one.score >= _FITS for one in await article_search.find_articles(session, subject, limit=1))


def group_alike(alike: Mapping[int, Sequence[int]]) -> dict[int, set[int]]:
    """Group similar requests by the ticket that most are similar to. `alike` has the similar tickets of each request. A
    ticket that is in another's group already adds its own to it."""
    like: dict[int, set[int]] = defaultdict(set)
    for request, others in alike.items():
        for one in others:
            like[one].add(request)
    groups: dict[int, set[int]] = {}
    belongs: dict[int, int] = {}
    for one in sorted(like, key=lambda key: (-len(like[key]), key)):
        to = belongs.get(one, one)
        new = {request for request in like[one] if belongs.get(request, to) == to and request != to}
        if new:
            groups.setdefault(to, set()).update(new)
            belongs.update(dict.fromkeys((to, *new), to))
    return groups


def rank_candidates(
    groups: Mapping[int, Collection[int]], taken: Mapping[int, int], changed: Mapping[int, int], done: Collection[int]
) -> list[RankedTicket]:
    """Return tickets with enough reasons, most first. `done`: tickets from which an article was drafted, whose groups
    are left out. Reuses and changes within a group count for the whole group; the ticket whose answer was reused most
    represents it."""
    group_of = {member: head for head, members in groups.items() for member in (head, *members)}
    together: dict[int, list[int]] = defaultdict(list)
    for ticket in {*group_of, *taken, *changed}:
        together[group_of.get(ticket, ticket)].append(ticket)
    found = []
    for head, tickets in together.items():
        if any(one in done for one in tickets):
            continue
        alike = len(groups.get(head, ())) + 1
        used, edited = sum(taken.get(one, 0) for one in tickets), sum(changed.get(one, 0) for one in tickets)
        if alike >= FEWEST_ALIKE or used >= FEWEST_TAKEN or edited >= FEWEST_CHANGED:
            best = max(tickets, key=lambda one: (taken.get(one, 0), one == head, -one))
            found.append(RankedTicket(best, alike, used, edited))
    return sorted(found, key=lambda one: (-(one.alike + one.taken + one.changed), one.ticket_id))
