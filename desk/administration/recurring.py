"""Recurring requests: when they are filed, with what, for whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from db.models import Organization, Person, RecurringRequest, Ticket
from desk import Desk
from desk.administration.kinds import Asker, FieldValue
from desk.administration.resource import (
    Act,
    New,
    NounField,
    Resource,
    RowLine,
    StoredNames,
    Wanted,
    do_by_id,
    find_by_id,
    make_new_field,
    make_removal,
    set_id,
    set_text,
)
from desk.i18n import formats
from desk.policy.permissions import Grant, has_grant
from desk.recurring import setup
from desk.recurring.rhythm_words import write_rhythm
from desk.recurring.rhythms import Rhythm
from desk.settings.kinds import FieldOption, OneOf, TypedLine, TypedText
from desk.staff.who_is_there import list_team
from desk.text import RichText
from desk.topics import editing


@dataclass(frozen=True, slots=True)
class ShownRecurring:
    """A recurring request. `rhythm`: in the asker's words; `client`: its name, `names_client`: the asker may read it;
    `is_stopped`: its client is gone; `last`: the number of the last one."""

    row: RecurringRequest
    rhythm: str
    client: str
    names_client: bool
    is_stopped: bool
    last: int | None

    @property
    def id(self) -> int:
        """Return its id."""
        return self.row.id

    @property
    def is_removed(self) -> bool:
        """Return True if it was removed."""
        return self.row.removed_at is not None


_CLIENT = aliased(Person)


def _select() -> Select[RecurringRequest, Person, Organization, int]:
    found = select(RecurringRequest, _CLIENT, Organization, Ticket.number)
    found = found.outerjoin(_CLIENT, _CLIENT.id == RecurringRequest.client_id)
    found = found.outerjoin(Organization, Organization.id == RecurringRequest.organization_id)
    found = found.outerjoin(Ticket, Ticket.id == RecurringRequest.last_ticket_id)
    return found.execution_options(populate_existing=True)


def _make(
    asker: Asker, row: RecurringRequest, client: Person | None, firm: Organization | None, last: int | None
) -> ShownRecurring:
    name = client.name if client is not None else firm.name if firm is not None else ""
    names = asker.may(Grant.ORGANIZATIONS)
    said = write_rhythm(asker.language, Rhythm.load(row.rhythm))
    return ShownRecurring(row, said, name, names, setup.is_gone(client, firm), last)


async def _list_lines(asker: Asker, wanted: Wanted) -> Sequence[RowLine]:
    found = _select().where(RecurringRequest.removed_at.is_(None))
    rows = await asker.session.execute(found.order_by(RecurringRequest.next_at.nulls_last(), RecurringRequest.id))
    lines = [_make_line(asker, _make(asker, *row)) for row in rows]
    return [one for one in lines if wanted.has_match(one.label, *one.about)]


async def _find(asker: Asker, recurring_id: int) -> ShownRecurring | None:
    row = (await asker.session.execute(_select().where(RecurringRequest.id == recurring_id))).one_or_none()
    return None if row is None else _make(asker, *row)


def _make_line(asker: Asker, one: ShownRecurring) -> RowLine:
    client = one.client or asker.say("recurring-client-none")
    trouble = asker.say("recurring-stopped-client") if one.is_stopped else ""
    about = (one.rhythm, client if one.names_client or not one.client else "", _say_next(asker, one))
    return RowLine(str(one.id), one.row.subject, about, trouble)


def _say_next(asker: Asker, one: ShownRecurring) -> str:
    if one.row.next_at is None:
        return asker.say("recurring-next-none")
    return formats.format_moment(asker.language, one.row.next_at, asker.rules.timezone, asker.now)


async def _list_facts(asker: Asker, one: ShownRecurring) -> Sequence[RichText | str]:
    if one.is_removed:
        return [asker.say("recurring-removed")]
    upcoming = asker.say("recurring-next", at=_say_next(asker, one))
    return [upcoming, *([asker.say("recurring-last", number=one.last)] if one.last is not None else ())]


async def _list_topics(asker: Asker, _row: ShownRecurring) -> Sequence[FieldOption]:
    known = [one for one in await editing.load_tree(asker.session) if not one.is_group]
    none = FieldOption("", asker.say("recurring-topic-none"))
    return [none, *(FieldOption(str(one.id), one.get_name(asker.language)) for one in known)]


async def _list_priorities(asker: Asker, _row: ShownRecurring) -> Sequence[FieldOption]:
    none = FieldOption("", asker.say("recurring-priority-none"))
    return [none, *(FieldOption(str(n), asker.say("priority-name", priority=n)) for n in range(1, 5))]


async def _list_people(asker: Asker, _row: ShownRecurring) -> Sequence[FieldOption]:
    team = [one for one in await list_team(asker.session) if has_grant(one, Grant.WORK)]
    none = FieldOption("", asker.say("recurring-assignee-none"))
    return [none, *(FieldOption(str(one.id), one.name) for one in team)]


async def _add(desk: Desk, _inside: str, given: Mapping[str, FieldValue]) -> str:
    return str(await setup.add_recurring(desk, given["what"].text))


RECURRING = Resource(
    name="recurring",
    stored=StoredNames("recurring", "recurringask"),
    command="recurring",
    address="/recurring",
    section=("settings", "recurring"),
    grant=Grant.RULES,
    setting="team.recurring",
    columns=("rhythm", "client", "next"),
    list_lines=_list_lines,
    find=find_by_id(_find),
    make_line=_make_line,
    list_facts=_list_facts,
    fields=(
        NounField("subject", TypedLine(setup.LONGEST), lambda one: one.row.subject, set_text(setup.set_subject)),
        NounField("rhythm", TypedLine(setup.LONGEST_RHYTHM), lambda one: one.rhythm, set_text(setup.set_rhythm)),
        NounField(
            "client",
            TypedLine(setup.LONGEST),
            lambda one: one.client,
            set_text(setup.set_client),
            has=lambda one: one.names_client,
        ),
        NounField("words", TypedText(setup.LONGEST_WORDS), lambda one: one.row.words, set_text(setup.set_words)),
        NounField(
            "steps", TypedText(setup.LONGEST_WORDS), lambda one: "\n".join(one.row.steps), set_text(setup.set_steps)
        ),
        NounField("topic", OneOf(_list_topics), lambda one: one.row.category_id, set_id(setup.set_topic)),
        NounField("priority", OneOf(_list_priorities), lambda one: one.row.priority, set_id(setup.set_priority)),
        NounField("labels", TypedLine(800), lambda one: ", ".join(one.row.tags), set_text(setup.set_labels)),
        NounField("assignee", OneOf(_list_people), lambda one: one.row.assignee_id, set_id(setup.set_assignee)),
    ),
    acts=(
        Act("pause", do_by_id(setup.stop_recurring), has=lambda one: one.row.next_at is not None),
        Act(
            "resume",
            do_by_id(setup.continue_recurring),
            has=lambda one: one.row.next_at is None and not one.is_removed,
        ),
        *make_removal(do_by_id(setup.remove_recurring), do_by_id(setup.restore_recurring)),
    ),
    news=(New("request", (make_new_field("what", TypedText(setup.LONGEST + setup.LONGEST_RHYTHM)),), _add),),
)
