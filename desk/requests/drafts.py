"""The beginning of requests: drafts that gather messages, the quiet period, the subject, filing.

Limits for one person: how many requests they may begin, when many messages are answered by a line. Nothing accepted is
dropped.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import TIMESTAMP, BigInteger, and_, bindparam, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from db import queue
from db.models import (
    Box,
    Entry,
    EntryFile,
    EntryKind,
    ExternalPerson,
    FileKind,
    History,
    Membership,
    Organization,
    Origin,
    OwnAccount,
    Person,
    Status,
    Ticket,
    any_of,
)
from db.unit_of_work import NewJob
from desk import Desk, Locked, NoSuchTicket, Outdated, Refused, TicketResult, history, ticket_similarity
from desk.conversation import answer_and_status, editing, entry_parts, thread
from desk.conversation.new_entry import NewEntry, load_line
from desk.conversation.writing import put_entry
from desk.i18n import NAMELESS, TicketSubject, catalog, formats, subjects
from desk.i18n.subjects import word_subject
from desk.notifications import notifier, to_admins, to_staff
from desk.organizations import registration
from desk.outbox import Args, Say, Show, letters, make_press
from desk.people import chat_ids, waiting
from desk.people.person_locks import take_turn
from desk.people.waiting import Offer
from desk.policy import permissions
from desk.policy.endings import Ending, decide_ending
from desk.policy.event_links import find_opened_event
from desk.settings.defaults.groups import GroupPlace
from desk.sla import night_alerts
from desk.sla.work_calendar import CRITICAL
from desk.text import RichText, has_more_than_greeting, join_texts, vague_request
from desk.text.masking import phone_numbers
from desk.text.masking.secret_masking import mask_secrets_in
from desk.text.subject import is_about_none, is_thin, make_subject
from desk.tickets import escalation, fields, filing
from desk.topics import guess

AN_HOUR = timedelta(hours=1)
A_MINUTE = timedelta(minutes=1)
_SAY_AGAIN = timedelta(minutes=10)
_KNOWN_TIMES = 4


@dataclass(frozen=True, slots=True)
class GivenFields:
    """Fields of a request that are chosen before it is filed; None: the desk finds them. `asks_back`: if it only says
    hello, its sender is asked what it is about; `is_automatic`: perhaps no person wrote it."""

    subject: str | None = None
    priority: int | None = None
    topic_id: int | None = None
    tags: Sequence[str] = ()
    asks_back: bool = False
    is_automatic: bool = False


_NOTHING_GIVEN = GivenFields()


def is_exempt(desk: Desk) -> bool:
    """Return True if the actor has no limits."""
    return desk.require_actor().id in desk.rules.limits.exempt_people


async def is_known(desk: Desk) -> bool:
    """Return True if the actor is no stranger: they write in an allowed group or have a request from there, opened the
    link of an event that still counts, or belong to an organization. Asked only of those who reached a limit."""
    me, allowed = desk.require_actor(), [one.person_id for one in desk.rules.groups.places if one.allowed]
    if desk.origin is Origin.GROUP or find_opened_event(me, desk.rules, desk.now) is not None:
        return True
    member = select(Membership.id).join(Organization, Organization.id == Membership.organization_id)
    member = member.where(Membership.person_id == me.id, permissions.is_member(), Organization.removed_at.is_(None))
    in_group = select(Ticket.id).where(Ticket.requester_id == me.id, any_of(Ticket.intake_group_id, allowed))
    either = [one.exists() for one in ((member, in_group) if desk.rules.organizations.enabled else (in_group,))]
    return bool(await desk.session.scalar(select(or_(*either))))


async def _is_over(desk: Desk, count: int, most: int) -> bool:
    """Return True if one more would be too many: `most` for strangers, four times as many for people who are known."""
    return count >= most and (count >= most * _KNOWN_TIMES or not await is_known(desk))


async def tell_admins(desk: Desk, key: str) -> None:
    """Tell the admins, if that is switched on and once an hour, that the actor reached a limit. `key`: the line the
    actor gets."""
    me = desk.require_actor()
    if not desk.rules.limits.notices or (me.limit_told_at is not None and abs(desk.now - me.limit_told_at) < AN_HOUR):
        return
    me.limit_told_at = desk.now
    buttons = ((make_press("btn-exempt", "exempt", me.telegram_id, "on"),),) if me.telegram_id is not None else ()
    args: Args = {"name": me.name, "why": f"limit-{key}"}
    await to_admins.notify_admins(
        desk, "limit-hit", args, keyed=("why",), buttons=buttons, slot=f"limit:{me.telegram_id or -me.id}"
    )


_ME = bindparam("me", type_=BigInteger)
_SINCE, _NOW = (bindparam(name, type_=TIMESTAMP(timezone=True)) for name in ("since", "now"))
_OPENED = aliased(Ticket)
_REOPENED = (
    select(func.count())
    .select_from(History)
    .join(_OPENED, _OPENED.id == History.ticket_id)
    .where(_OPENED.requester_id == _ME, _OPENED.reopened_at > _SINCE)
    .where(History.actor_id == _ME, History.at > _SINCE, History.at <= _NOW, History.field == history.STATUS)
    .where(History.old == Status.CANCELLED.value, History.new == Status.REOPENED.value)
)
"""How often a person reopened within the hour what they had cancelled. Made once: an alias of all of a ticket's columns
takes longer to make than the query to run."""
_MINE = and_(Ticket.requester_id == _ME, Ticket.origin.not_in((Origin.TODOIST, Origin.CLOCK)))
_LATELY = func.count().filter(Ticket.created_at > _SINCE, Ticket.created_at <= _NOW)
_CALLED = (
    select(func.count())
    .select_from(Entry)
    .where(Entry.author_id == _ME, Entry.kind == EntryKind.REMARK)
    .where(Entry.created_at > _SINCE, Entry.created_at <= _NOW)
)
"""How many requests of others a person made within the hour of messages in groups: each has a remark of theirs."""
_UNTAKEN = Ticket.status == Status.NEW, Ticket.assignee_id.is_(None), Ticket.filed_at.is_not(None)
_COUNTS = select(
    (_LATELY + _REOPENED.scalar_subquery() + _CALLED.scalar_subquery()).label("lately"),
    func.count().filter(Ticket.is_open).label("still_open"),
    func.count().filter(*_UNTAKEN).label("untaken"),
).where(_MINE, Ticket.id != bindparam("but", type_=BigInteger))


async def find_reached_limit(desk: Desk, *, but: int = 0) -> str | None:
    """Return the key of the limit that a request of the actor's exceeds, as admins are told it, or None. `but`: the id
    of that request, which is not counted.

    A request that was cancelled and reopened counts again, and a cancelled draft counts, because it had a number. So
    does one of somebody else that the actor made of a message in a group.
    Tickets added on the board or filed by the clock do not count.
    """
    if is_exempt(desk):
        return None
    limits, me = desk.rules.limits, desk.require_actor().id
    given = {"me": me, "since": desk.now - AN_HOUR, "now": desk.now, "but": but}
    row = (await desk.session.execute(_COUNTS, given)).one()
    if row.still_open >= limits.max_open:
        return "crowded-open"
    if await _is_over(desk, row.lately, limits.max_new_per_hour):
        return "crowded-hour"
    return "crowded" if await _is_over(desk, row.untaken, limits.max_untaken) else None


async def warn_on_flood(desk: Desk, flood_marker_at: datetime) -> None:
    """Send the actor one line after twenty messages within a minute (`flood_marker_at`: when the twentieth last was
    sent), and not again for ten minutes."""
    me = desk.require_actor()
    if is_exempt(desk):
        return
    if me.flood_at is not None and abs(desk.now - me.flood_at) < _SAY_AGAIN:
        return
    if abs(desk.now - flood_marker_at) < A_MINUTE:
        me.flood_at = desk.now
        letters.queue_letter(desk.session, me.id, Say("flood"), now=desk.now)
        await tell_admins(desk, "flood")


def has_to_agree(desk: Desk, person: Person, ticket: Ticket | None = None) -> bool:
    """Return True if the person has to agree before a request of theirs is filed, by the door at which it was begun. A
    system that asks has shown the terms."""
    door = desk.origin if ticket is None else ticket.origin
    return decide_ending(person, door, terms=desk.rules.privacy.consent) is Ending.WAITS


async def _hold_draft(desk: Desk, ticket: Locked, given: GivenFields) -> TicketResult:
    """Keep a draft from being filed, with what is given, and ask its requester: again when they try to send it, not
    when time passes. Who wrote by mail is asked by the mailbox."""
    ticket.file_at = ticket.waiting_told_at = None
    await _keep_given(desk, ticket, given)
    if given.subject is not None:
        ticket.subject = mask_secrets_in(given.subject, desk.rules.masking)
    requester, is_late = await desk.get_requester(ticket), desk.origin in (Origin.CLOCK, Origin.GROUP)
    ask_to_agree(desk, ticket, requester, find_place(desk, ticket, requester) if is_late else None)
    return await desk.make_result(ticket, changed=False)


def find_place(desk: Desk, ticket: Ticket, requester: Person) -> GroupPlace | None:
    """Return the group where the requester of a draft is asked and told; None: in private."""
    if ticket.is_private and notifier.has_started(requester):
        return None
    return desk.rules.groups.find_by_person(ticket.intake_group_id or 0)


def ask_to_agree(
    desk: Desk, ticket: Ticket, requester: Person, place: GroupPlace | None, *, under: int | None = None
) -> None:
    """Ask what a draft waits for: in private, or in a group (`under`: that message; None: in the place of what was said
    of it), where a press agrees for who presses."""
    version, bot = desk.rules.privacy.consent, desk.rules.groups.username
    ticket.consent_asked = version
    if place is None:
        asked = Show("consent", slot=f"consent:{version}", fresh=desk.origin is not Origin.CLOCK)
        notifier.post_letter(desk, requester, asked)
        if requester.telegram_id is None and desk.origin is Origin.CLOCK:  # else the mailbox asks
            queue_mail(desk, ticket)
        return
    slot, button = f"{notifier.GROUP_RECEIPT}:{ticket.number}", make_press("btn-consent", "consent", version)
    line = Say(
        "group-consent", {"number": ticket.number, "bot": bot}, ((button,),), slot=slot, replace=under is None,
        reply_to_message=under, silent=True,
    )  # fmt: skip
    letters.queue_letter(desk.session, place.person_id, line, now=desk.now, ticket_id=ticket.id)


def queue_mail(desk: Desk, ticket: Ticket) -> None:
    """Have the requester of a draft mailed how it stands: that they are to agree, or that it is erased."""
    said = queue.encode_payload({"do": "receipt"})
    queue.put_job(desk.session, NewJob(Box.TO_MAIL, f"{ticket.id}", said, desk.now, ticket_id=ticket.id))


THIN_TIMES, OPENER_TIMES, MOST_TIMES = 3, 6, 12
_NAMED = 60  # characters of a subject within a line


def _get_file_time(first: datetime, now: datetime, quiet: timedelta, *, times: int) -> datetime:
    """Return when a draft begun at `first` is filed if nothing follows after `now`: `times` the quiet period."""
    return min(now + quiet * times, first + quiet * MOST_TIMES)


async def start_request(
    desk: Desk,
    said: Sequence[NewEntry | Entry],
    *,
    at_once: bool = False,
    given: GivenFields = _NOTHING_GIVEN,
    group_id: int | None = None,
) -> TicketResult:
    """Start a request of the actor's: a draft that gathers (`at_once`: filed, with the fields `given`), shown by its
    receipt. An earlier draft is filed now, or gets the words if it waits for consent. `group_id`: where it was said."""
    held = await _file_or_join(desk, _say_subject(said, given.subject))
    if held is not None:
        return held
    made = await filing.begin_draft(desk)
    if desk.rules.organizations.enabled:
        await registration.note_offer(desk)
    for one in said:
        await _add_words(desk, made.number, one)
    receipt = Show("receipt", slot=f"receipt:{made.number}", reply_to_message=_get_message_id(said))
    ticket = await desk.session.get_one(Ticket, made.id)
    ticket.intake_group_id = group_id
    notifier.post_letter(desk, desk.require_actor(), receipt, ticket)
    if at_once or desk.rules.requests.intake_quiet <= timedelta(0):
        return await file_request(desk, made.number, given)
    await wait_for_more(desk, made.id)
    return made


def _say_subject(said: Sequence[NewEntry | Entry], subject: str | None) -> list[NewEntry | Entry]:
    first = said[0] if said else None
    return [put_subject(first, subject), *said[1:]] if isinstance(first, NewEntry) else list(said)


def put_subject(said: NewEntry, subject: str | None) -> NewEntry:
    """Return words that open no request with the subject given for one of their own, which has no other place."""
    if not subject or subject in said.words.text:
        return said
    return replace(said, words=join_texts([RichText(subject), said.words], "\n\n"))


async def _file_or_join(desk: Desk, said: Sequence[NewEntry | Entry]) -> TicketResult | None:
    """File an earlier draft; if it waits for consent, add the words to it and return it. A system that asks is told of
    its own request at once, and nothing is asked."""
    me = desk.require_actor()
    earlier = await find_gathering(desk.session, me.id) if desk.origin is Origin.API else None
    if earlier is not None and has_to_agree(desk, me, earlier):
        return None
    if (held := await file_earlier(desk)) is not None:
        for one in said:
            await _add_words(desk, held.number, one)
    return held


async def file_earlier(desk: Desk) -> TicketResult | None:
    """File the actor's draft, if one gathers; return it if it waits for their consent."""
    held = await file_gathering(desk)
    return held if held is not None and held.is_draft else None


async def _add_words(desk: Desk, number: int, said: NewEntry | Entry) -> None:
    """Add words as the requester's comment; words on another ticket move."""
    if isinstance(said, Entry) and said.ticket_id is not None:
        await editing.move_entry(desk, said, number)
    else:
        await thread.add_comment(desk, number, said)


async def add_to_draft(desk: Desk, ticket_id: int, said: NewEntry | Entry) -> Entry:
    """Add words to a draft, which then waits for more."""
    ticket = await desk.session.get_one(Ticket, ticket_id)
    entry = await thread.add_comment(desk, ticket.number, said)
    await wait_for_more(desk, ticket_id)
    return entry


async def keep_answer(desk: Desk, number: int, said: NewEntry) -> Entry:
    """Keep with a draft what its requester has read of the actor's: it waits with the draft for the requester's
    consent, and the team reads both then."""
    ticket = await desk.lock_ticket(number)
    return await put_entry(desk, ticket, EntryKind.REPLY, said, answers_id=said.answers_id)


async def reopen_request(desk: Desk, number: int, *, with_words: bool = False) -> TicketResult:
    """Reopen for a press (`reopen:N`). `with_words`: words follow. For its requester that counts as a new request.
    Raises Refused if there are too many by now, Outdated for a draft whose words were all withdrawn."""
    theirs = select(Ticket).where(Ticket.number == number, Ticket.requester_id == desk.require_actor().id)
    ticket = await desk.session.scalar(theirs)
    if ticket is not None and ticket.filed_at is not None and ticket.is_finished:
        await take_turn(desk.session, desk.require_actor().id)
        if await find_reached_limit(desk) is not None:
            raise Refused("reopen-crowded", number=number)
    elif ticket is not None and ticket.filed_at is None and not with_words and await _is_empty(desk, ticket):
        raise Outdated(number)
    return await answer_and_status.reopen(desk, number)


async def _is_empty(desk: Desk, ticket: Ticket) -> bool:
    """Return True if everything said in the draft was withdrawn, erased or moved to another."""
    words = select(Entry.id).where(Entry.ticket_id == ticket.id, Entry.withdrawn_at.is_(None))
    return await desk.session.scalar(words.where(Entry.emptied_at.is_(None)).limit(1)) is None


async def send_draft(desk: Desk, number: int) -> TicketResult:
    """File a draft for a press (`send:N`). Raises NoSuchTicket for another person's, Outdated if it is no draft any
    more."""
    await take_turn(desk.session, desk.require_actor().id)
    await desk.refresh_actor()
    ticket = await desk.lock_ticket(number)
    if ticket.requester_id != desk.require_actor().id:
        raise NoSuchTicket(number)
    if not is_gathering(ticket):
        raise Outdated(number)
    return await file_request(desk, number)


async def file_gathering(desk: Desk) -> TicketResult | None:
    """File the actor's draft, if one gathers."""
    ticket = await find_gathering(desk.session, desk.require_actor().id)
    return await file_request(desk, ticket.number) if ticket is not None else None


async def file_request(
    desk: Desk, number: int, given: GivenFields = _NOTHING_GIVEN, *, accepted: bool = False
) -> TicketResult:
    """File a draft as `file_now` does, once the owner of the account in whose chat it is the first has `accepted` it or
    the time for that is over, and its requester has agreed to the terms, if the desk has some."""
    is_private = chat_ids.is_own_chat(desk.require_actor().telegram_id)
    if is_private or desk.rules.privacy.consent:
        ticket = await desk.lock_ticket(number)
        requester = await desk.get_requester(ticket)
        offer = None if accepted else await waiting.find_offer(desk, ticket, requester)
        if offer is not None and (offer.is_answered or offer.until > desk.now):
            ticket.file_at = offer.until
            await tell_owner(desk, ticket, requester, offer)
            return await desk.make_result(ticket, changed=False)
        if is_private:
            await tell_owner(desk, ticket, requester, None)
        if has_to_agree(desk, requester, ticket):
            return await _hold_draft(desk, ticket, given)
    return await file_now(desk, number, given)


async def tell_owner(desk: Desk, ticket: Ticket, requester: Person, offer: Offer | None) -> None:
    """Tell the owner of the account, without a sound, what becomes of a request that was begun there (`offer` None: it
    goes to the team), in the place of what was said of it."""
    account = await desk.session.get(OwnAccount, chat_ids.get_account_id(requester.telegram_id or 0))
    if account is None:
        return
    key = "begun" if offer is None else "answered" if offer.is_answered else "offered"
    yes = (make_press("btn-own-request", "own_yes", ticket.number),) if offer is not None else ()
    buttons = (*yes, make_press("btn-own-not-request", "own_not", ticket.number))
    args: Args = {"name": requester.name, "number": ticket.number}
    args |= {"at": int(offer.until.timestamp())} if offer is not None else {}
    line = Say(
        f"own-account-{key}", args, (buttons,), slot=f"ownbegun:{ticket.number}", replace=True, silent=True,
        staff_only=True,
    )  # fmt: skip
    letters.queue_letter(desk.session, account.owner_id, line, now=desk.now, ticket_id=ticket.id)


async def file_now(
    desk: Desk, number: int, given: GivenFields = _NOTHING_GIVEN, *, caller: Person | None = None
) -> TicketResult:
    """Make the subject of a draft and file it; a critical word of the settings makes it critical. What is `given` is
    kept. One request too many of its requester's, or of the `caller` who made it of a message, is filed as well, and
    waits in the queue. So does a mail that only says hello while its sender is asked what it is about, and one that
    perhaps no person wrote."""
    ticket = await desk.lock_ticket(number)
    if given.subject is None and ticket.subject_kept:  # it has waited with the draft
        given = replace(given, subject=ticket.subject)
    entries = await _load_comments(desk.session, ticket.id)
    without_text = await _name_content(desk.session, entries, desk.rules.locale)
    await _keep_given(desk, ticket, given)
    if given.priority is not None:
        await fields.set_priority(desk, ticket, given.priority)
    elif any(vague_request.has_any_keyword(entry.body, desk.rules.hours.critical_words) for entry in entries):
        await fields.set_priority(desk, ticket, CRITICAL)
    await guess.guess_at_filing(desk, ticket, [entry.body for entry in entries])
    made = subjects.make_ticket_subject([entry.body for entry in entries], without_text)
    subject = None if given.subject is None else mask_secrets_in(given.subject, desk.rules.masking)
    theirs, limit = desk, await find_reached_limit(desk, but=ticket.id)
    if limit is None and caller is not None and not permissions.is_staff(caller):
        theirs = Desk(desk.session, desk.origin, caller, now=desk.now, rules=desk.rules)
        limit = await find_reached_limit(theirs)
    named = TicketSubject(subject) if subject is not None else made
    waits = limit is not None or (given.asks_back and await is_only_greeting(desk.session, ticket, subject))
    wait = filing.Wait.A_DAY if given.is_automatic else filing.Wait.REMINDER if waits else filing.Wait.NONE
    filed = await filing.file_draft(desk, number, named, wait=wait)
    if limit is not None:
        await tell_admins(theirs, limit)
    if ticket.consent_asked is not None and ticket.origin is Origin.MAIL:  # it has waited
        queue_mail(desk, ticket)
    await escalation.escalate_by_word(desk, ticket, *(entry.body for entry in entries))
    if ticket.escalated_at is not None:
        await desk.publish(ticket)
    await ticket_similarity.compare_with_recent(desk, ticket)
    return filed


async def _keep_given(desk: Desk, ticket: Locked, given: GivenFields) -> None:
    """Set labels and topic of a draft; a subject that is given is kept whole. Raises Refused for a topic that there is
    not."""
    ticket.subject_kept = ticket.subject_kept or given.subject is not None
    if given.tags:
        ticket.tags = fields.choose_tags(given.tags)
    if given.topic_id is not None:
        await fields.set_first_topic(desk, ticket, given.topic_id, has_priority=given.priority is not None)


def is_gathering(ticket: Ticket) -> bool:
    """Return True if the ticket is a draft that still gathers messages."""
    return ticket.is_draft


async def find_gathering(session: AsyncSession, person_id: int) -> Ticket | None:
    """Return the person's draft that gathers, if there is one."""
    mine = select(Ticket).where(
        Ticket.requester_id == person_id, Ticket.filed_at.is_(None), Ticket.status == Status.NEW
    )
    return await session.scalar(mine.execution_options(populate_existing=True))


async def wait_for_more(desk: Desk, ticket_id: int) -> None:
    """Set when the draft is filed if nothing more comes."""
    ticket = await desk.lock_by_id(ticket_id)
    entries = await _load_comments(desk.session, ticket_id)
    has_file = bool(await _load_files(desk.session, entries)) or any(entry.content_line for entry in entries)
    texts = [entry.body for entry in entries]
    is_bare = is_about_none(texts) or not has_more_than_greeting(texts)
    times = 1 if has_file or not (is_bare or is_thin(texts)) else OPENER_TIMES if is_bare else THIN_TIMES
    ticket.file_at = _get_file_time(ticket.created_at, desk.now, desk.rules.requests.intake_quiet, times=times)


async def is_only_greeting(session: AsyncSession, ticket: Ticket, subject: str | None = None) -> bool:
    """Return True if neither the words of a request nor the subject that its requester gave (`subject`, before it is
    filed) say what it is about or that it is urgent, and it has no files."""
    entries = await _load_comments(session, ticket.id)
    said = [subject or _get_given_subject(ticket), *(entry.body for entry in entries)]
    if has_more_than_greeting(said) or any(vague_request.is_urgent(one) for one in said):
        return False
    return not await _load_files(session, entries)


def _get_given_subject(ticket: Ticket) -> str:
    return (ticket.subject or "") if ticket.subject_kept else ""


async def improve_subject(desk: Desk, entry: Entry) -> None:
    """Replace a subject that says nothing by the new text, until someone renames or answers the ticket. If the text
    joined words that say something, there is a subject already. A mail that said hello alone is broadcast now."""
    if entry.ticket_id is None or entry.author_role is not None:
        return
    ticket = await desk.session.get_one(Ticket, entry.ticket_id)
    if ticket.filed_at is None or ticket.first_response_at is not None or not has_more_than_greeting([entry.body]):
        return
    before = [e.body for e in await _load_comments(desk.session, ticket.id) if e.id != entry.id and not e.small_talk]
    before.extend(part.words.text for part in entry_parts.list_parts(entry)[:-1])
    if has_more_than_greeting([_get_given_subject(ticket), *before]):
        return
    ticket = await desk.lock_by_id(entry.ticket_id)
    new = make_subject([entry.body])
    desk.record(ticket, history.SUBJECT, ticket.subject, new)
    ticket.subject, ticket.subject_line, ticket.subject_at = new, None, desk.now
    waits = ticket.origin is Origin.MAIL and night_alerts.can_ring(desk.rules, desk.now, ticket)
    if waits and await find_reached_limit(desk, but=ticket.id) is None:
        await to_staff.broadcast_waiting(desk, ticket)
    await desk.publish(ticket)


async def has_words(desk: Desk, ticket: Ticket) -> bool:
    """Return True if the ticket has anything its requester wrote."""
    return bool(await _load_comments(desk.session, ticket.id))


async def _load_comments(session: AsyncSession, ticket_id: int) -> list[Entry]:
    await session.flush()
    spoken = select(Entry).where(
        Entry.ticket_id == ticket_id, Entry.kind == EntryKind.COMMENT, Entry.withdrawn_at.is_(None)
    )
    return list(await session.scalars(spoken.order_by(Entry.created_at, Entry.id)))


async def _load_files(session: AsyncSession, entries: Sequence[Entry]) -> list[EntryFile]:
    query = select(EntryFile).where(any_of(EntryFile.entry_id, [entry.id for entry in entries]))
    return list(await session.scalars(query.order_by(EntryFile.entry_id, EntryFile.ordinal, EntryFile.id)))


async def _name_content(session: AsyncSession, entries: Sequence[Entry], language: str) -> TicketSubject:
    """Name the first content without text: "Photo", "Voice message, 0:34"."""
    files = await _load_files(session, entries)
    if files:
        return _name_file(language, FileKind(files[0].kind), files[0].name, files[0].seconds)
    return next((_name_content_line(language, e.content_line) for e in entries if e.content_line), NAMELESS)


def _name_file(language: str, kind: FileKind, name: str, seconds: int | None) -> TicketSubject:
    """Name a file as a subject says it."""
    if kind is FileKind.DOCUMENT and name:
        return word_subject(language, "kind-document-named", name=name)
    return word_subject(language, f"kind-{kind.value}", time=formats.format_playing_time(seconds) or "none")


_LOCATION = "content-location"


def _name_content_line(language: str, content_line: str) -> TicketSubject:
    """Name a content without text or file."""
    key, args = load_line(content_line)
    if key == phone_numbers.CONTACT:  # a subject is read by more people than the request
        return word_subject(language, "subject-contact", name=phone_numbers.mask_numbers_in(str(args["name"])))
    if key == _LOCATION:  # without the address of its map
        return word_subject(language, "subject-location", **args)
    if catalog.has_key(language, key):
        return word_subject(language, key, **args)
    return word_subject(language, "content-unknown", kind=key.removeprefix("content-"))


def _get_message_id(said: Sequence[NewEntry | Entry]) -> int | None:
    ids = (one.message_id if isinstance(one, NewEntry) else one.said_message_id for one in said)
    return next((one for one in ids if one is not None), None)


async def file_from_integration(
    desk: Desk,
    external: ExternalPerson,
    said: Sequence[NewEntry | Entry],
    *,
    context: dict[str, str] | None,
    external_ref: str | None = None,
    given: GivenFields = _NOTHING_GIVEN,
) -> Ticket:
    """File a request of the actor's, known to the integration as `external`, with where they were in it, and
    with the fields that it gives. Raises Refused for a topic that there is not."""
    made = await start_request(desk, said, at_once=True, given=given)
    ticket = await desk.session.get_one(Ticket, made.id)
    ticket.system_id, ticket.external_person_id = external.system_id, external.id
    rules, there = desk.rules.masking, context or {}
    ticket.context = {name: mask_secrets_in(value, rules) for name, value in there.items()} or None
    if external_ref is not None:
        ticket.external_ref = mask_secrets_in(external_ref, rules)
    await desk.session.flush()
    return ticket
