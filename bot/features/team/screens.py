"""Chooses the screen of a team letter. `letter.find` has the person's Telegram id and, after a colon, which of their
screens. Screens of others are for admins."""

from collections.abc import Sequence

from bot.features.approvals import TraineePage
from bot.features.availability import AwayFor
from bot.features.shifts import buttons as shift_buttons
from bot.features.team import buttons as team_buttons
from bot.features.team.buttons import AllTickets, MovableTickets, MoveTarget, MoveTickets, Topics
from bot.features.team.screens_grants import render_role
from bot.views import Reader, Rendered, RenderedButton, Row, Style, compose, keyboards
from bot.views.pages import cut_shown_page
from db.models import Person, Role
from desk.outbox import Show
from desk.policy.permissions import Grant
from desk.queries import team, team_member, topic_choices
from desk.queries.invites import InviteRow, list_unused_invites
from desk.queries.people import PersonInfo
from desk.queries.team import StaffRow
from desk.queries.team_member import MemberInfo
from desk.queries.topic_choices import CategoryInfo
from desk.sessions import sessions
from desk.text import RichText

_MOST_BUTTONS = 8
_TEAM_A_PAGE = 6  # and two to turn it


def _render_team_of_team(
    reader: Reader, lines: Sequence[StaffRow], invites: Sequence[InviteRow], page: int
) -> Rendered:
    """Render `/staff`: the team, people who wait to be admitted, open invites; a button for each person, over pages if
    they are more than eight."""
    a_page = _MOST_BUTTONS if len(lines) <= _MOST_BUTTONS else _TEAM_A_PAGE
    listed = cut_shown_page(reader, lines, page, a_page, lambda to: team_buttons.StaffPage(page=to))
    title = compose.join_dotted([reader.say_rich("staff-title"), listed.said])
    people = [_staff_line(reader, line) for line in listed.shown]
    links = (_invite_line(reader, one) for one in invites) if listed.number == listed.count else ()
    warning = [reader.say_rich("staff-board-open")] if _is_board_open(reader, lines) else []
    buttons = [_staff_button(reader, line) for line in listed.shown if line.person.key is not None]
    return Rendered(
        compose.join_lines([title, *people, *links, *warning]), (*keyboards.arrange_rows(buttons, 2), *listed.turning)
    )


def _is_board_open(reader: Reader, lines: Sequence[StaffRow]) -> bool:
    """Return True if somebody may do more on the board, with an account that is not linked, than here."""
    board = reader.settings.board
    return board.enabled and not board.members_only and any(line.limited for line in lines)


def _invite_line(reader: Reader, invite: InviteRow) -> RichText:
    until = reader.format_moment(invite.until)
    return reader.say_rich("staff-invite", role=invite.role.value, name=invite.by, until=until)


def _staff_line(reader: Reader, line: StaffRow) -> RichText:
    role = reader.say("role-name", role=line.person.role.value)
    if line.waiting:
        return compose.join_dotted([line.person.name, reader.say("staff-waiting", role=role)])
    return compose.join_dotted(
        [
            reader.say_rich("staff-line", name=line.person.name, role=role),
            reader.say("staff-by-setting") if line.by_setting else "",
            reader.say("staff-holding", n=line.holding) if line.holding else "",
            _format_away_mark(reader, line.person),
            reader.say("staff-blocked") if line.blocked else "",
            "" if line.started else reader.say("staff-not-started"),
            reader.say("staff-linked", name=line.linked_as) if line.linked_as else "",
        ]
    )


def _format_away_mark(reader: Reader, person: PersonInfo) -> str:
    """Return that a person is away, and until when if they said so; empty for a person who is available."""
    if not person.away:
        return ""
    return (
        reader.say("staff-away-until", until=format_until(reader, person))
        if person.away_until
        else reader.say("staff-away")
    )


def format_until(reader: Reader, person: PersonInfo) -> str:
    """Return when an absent person is back, in the reader's words."""
    at = person.away_until or reader.now
    return reader.format_moment(at)


def format_member_label(person: PersonInfo) -> str:
    """Return the key of the label for a button with their name."""
    if not person.away:
        return "btn-person"
    return "person-away-until" if person.away_until else "person-away"


def _staff_button(reader: Reader, line: StaffRow) -> RenderedButton:
    key = line.person.key or 0
    if line.waiting:
        return reader.make_button("btn-admit-named", team_buttons.Admit(person=key), name=line.person.name)
    return reader.make_button("btn-person", team_buttons.MemberPage(person=key), name=line.person.name)


ROLE = "role"


async def render_team(reader: Reader, letter: Show) -> Rendered | None:
    """Render a page of the team."""
    invites = await list_unused_invites(reader.session, reader.now)
    return _render_team_of_team(reader, await team.list_staff(reader.session), invites, letter.page)


async def find_member(reader: Reader, find: str | None) -> tuple[MemberInfo | None, str]:
    """Return the person, if the reader may look at them, and the rest of the letter's `find`."""
    key, _, rest = (find or "").partition(":")
    person = int(key) if key.isdigit() else reader.person.telegram_id or 0
    if not reader.may(Grant.TEAM) and person != reader.person.telegram_id:
        return None, rest
    return await team_member.load_member(reader.session, person), rest


async def render_member(reader: Reader, letter: Show) -> Rendered | None:
    """Render a member of the team, or a step of moving their tickets."""
    found, rest = await find_member(reader, letter.find)
    if found is None:
        return None
    if rest == ROLE:
        return render_role(reader, found)
    if rest == "which":
        return _render_ticket_choice(reader, found, letter.page)
    return (
        await _moving(reader, found, rest)
        if rest
        else _render_member_of_member(reader, found, await _sessions(reader, found))
    )


async def _sessions(reader: Reader, found: MemberInfo) -> int:
    """Return how many sessions they have at the panel; 0 without a panel."""
    if reader.settings.web.url is None:
        return 0
    person = await reader.session.get_one(Person, found.person.id)
    return len(await sessions.list_sessions(reader.session, person, now=reader.now, rules=reader.settings))


async def _moving(reader: Reader, found: MemberInfo, rest: str) -> Rendered | None:
    asked = MoveTickets.unpack(rest)
    others = await team_member.list_colleagues(reader.session, found.person.key or 0)
    if asked.to is MoveTarget.ASK:
        return _render_receiver_choice(reader, found, others, asked)
    receiver = next((person.name for person in others if person.key == asked.to), "")
    if asked.to is not MoveTarget.QUEUE and not receiver:
        return None
    held = {category.id if category is not None else 0: n for category, n in found.holding}
    n = found.in_hand if asked.what is AllTickets.ALL else held.get(asked.what, 0)
    return _confirm_screen(reader, found, receiver, n, asked)


async def render_topics(reader: Reader, letter: Show) -> Rendered | None:
    """Render the topics, with those that the person answers best."""
    found, _ = await find_member(reader, letter.find)
    if found is None:
        return None
    chosen = await team_member.list_topic_ids(reader.session, found.person.key or 0)
    return _render_member_topics(
        reader, found.person, await topic_choices.list_categories_and_groups(reader.session), chosen, letter.page
    )


_LISTED = 4  # with four other buttons
_TOPICS = 5


def _render_member_of_member(reader: Reader, one: MemberInfo, sessions: int) -> Rendered:
    """Render role, absence, assigned tickets and topics, with an admin's buttons. `sessions`: how many they have at the
    panel."""
    key, name = one.person.key or 0, one.person.name
    words = compose.join_lines(
        [
            compose.join_dotted([compose.make_bold(name), reader.say("role-name", role=one.person.role.value)]),
            _format_away_mark(reader, one.person) or reader.say("member-there"),
            _holding(reader, one),
            reader.say_rich(
                "member-topics",
                names=", ".join(topic.get_name(reader.language) for topic in one.topics)
                or reader.say("member-no-topics"),
            ),
            reader.say("member-shifts", own=int(one.rota is not None)),
            reader.say("staff-blocked") if one.blocked else "",
            reader.say_rich("staff-linked", name=one.linked_as) if one.linked_as else "",
        ]
    )
    return Rendered(words, (*_presence(reader, one), *_more(reader, one, key, sessions)))


def _holding(reader: Reader, one: MemberInfo) -> RichText:
    parts = [reader.say_rich("member-holding-of", n=n, name=_category(reader, held)) for held, n in one.holding]
    return compose.join_dotted([reader.say_rich("member-holding", n=one.in_hand), *(parts if len(parts) > 1 else ())])


def _category(reader: Reader, held: CategoryInfo | None) -> str:
    return held.get_name(reader.language) if held is not None else reader.say("member-no-category")


def _presence(reader: Reader, one: MemberInfo) -> tuple[Row, ...]:
    key = one.person.key or 0
    choices = (AwayFor.BACK,) if one.person.away else (AwayFor.TWO, AwayFor.TOMORROW, AwayFor.OPEN)
    return (
        tuple(
            reader.make_button(
                "btn-member-away",
                team_buttons.MemberAway(person=key, until=choice),
                until=choice.value,
            )
            for choice in choices
        ),
    )


def _more(reader: Reader, one: MemberInfo, key: int, sessions: int) -> tuple[Row, ...]:
    tickets = reader.make_button("btn-member-tickets", MovableTickets(person=key, page=1), n=one.in_hand)
    topics = reader.make_button("btn-member-topics", Topics(person=key, page=1))
    week = shift_buttons.Shifts(person=key, part=shift_buttons.WEEK, page=1)
    shifts = reader.make_button("btn-member-shifts", week)
    last = [reader.make_button("btn-team", team_buttons.StaffPage(page=1))]
    if one.person.id != reader.person.id and not one.by_setting:
        gone = team_buttons.Dismiss(person=key)
        last.insert(0, reader.make_button("btn-dismiss", gone, style=Style.DANGER, name=one.person.name))
    ending = reader.make_button("btn-member-sessions", team_buttons.EndPanelSessions(person=key), n=sessions
    )  # fmt: skip
    role = reader.make_button("btn-member-role", team_buttons.MemberRole(person=key))
    ends = ((ending,),) if sessions else ()
    trainee = ((reader.make_button("btn-trainee", TraineePage(person=key)),),)
    is_trainee = one.person.role is Role.TRAINEE
    return (
        *(((tickets,),) if one.in_hand else ()),
        (topics, shifts),
        (role,),
        *(trainee if is_trainee else ()),
        *ends,
        tuple(last),
    )


def _render_ticket_choice(reader: Reader, one: MemberInfo, page: int) -> Rendered:
    """Render the choice: all tickets, or those of a topic."""
    key = one.person.key or 0
    listed = cut_shown_page(reader, one.holding, page, _LISTED, lambda to: MovableTickets(person=key, page=to))
    buttons = [_moving_of_member(reader, "btn-move-all", key, AllTickets.ALL, n=one.in_hand)]
    for held, n in listed.shown if len(one.holding) > 1 else ():
        what = held.id if held is not None else 0
        buttons.append(_moving_of_member(reader, "btn-move-some", key, what, n=n, name=_category(reader, held)))
    words = reader.say_rich("move-which", name=one.person.name, n=one.in_hand)
    return Rendered(words, (*keyboards.arrange_rows(buttons, 1), *listed.turning, _back(reader, key)))


def _moving_of_member(
    reader: Reader, label: str, key: int, what: AllTickets | int, *, n: int, name: str = ""
) -> RenderedButton:
    press = MoveTickets(person=key, what=what, to=MoveTarget.ASK, page=1, sure=0)
    return reader.make_button(label, press, n=n, name=name)


def _render_receiver_choice(
    reader: Reader, one: MemberInfo, people: Sequence[PersonInfo], asked: MoveTickets
) -> Rendered:
    """Render the choice of a receiver: the queue or a colleague."""
    listed = cut_shown_page(reader, people, asked.page, _LISTED, lambda to: asked.model_copy(update={"page": to}))
    key = one.person.key or 0
    queue = MoveTickets(person=key, what=asked.what, to=MoveTarget.QUEUE, page=1, sure=0)
    buttons = [reader.make_button("btn-move-queue", queue)]
    for person in listed.shown:
        to = MoveTickets(person=key, what=asked.what, to=person.key or 1, page=1, sure=0)
        buttons.append(reader.make_button("person-away" if person.away else "btn-person", to, name=person.name))
    words = reader.say_rich("move-whither", name=one.person.name)
    return Rendered(words, (*keyboards.arrange_rows(buttons, 2), *listed.turning, _back(reader, key)))


def _confirm_screen(reader: Reader, one: MemberInfo, receiver: str, n: int, asked: MoveTickets) -> Rendered:
    """Render the question before tickets move: how many, and to whom (no name: the queue)."""
    yes = asked.model_copy(update={"sure": 1})
    words = reader.say_rich("move-sure-to", n=n, name=one.person.name, to=receiver)
    if not receiver:
        words = reader.say_rich("move-sure-queue", n=n, name=one.person.name)
    sure = reader.make_button("btn-move-sure", yes, style=Style.PRIMARY, n=n)
    return Rendered(words, ((sure,), _back(reader, one.person.key or 0)))


def _render_member_topics(
    reader: Reader, person: PersonInfo, known: Sequence[CategoryInfo], chosen: frozenset[int], page: int
) -> Rendered:
    """Render a page of five topics, with those that the person answers best."""
    own, key = person.id == reader.person.id, person.key or 0
    if not known:
        return Rendered(reader.say_rich("topics-none"))
    listed = cut_shown_page(reader, known, page, _TOPICS, lambda to: Topics(person=key, page=to))
    names = ", ".join(one.get_name(reader.language) for one in known if one.id in chosen)
    title = reader.say_rich("topics-title") if own else reader.say_rich("topics-title-of", name=person.name)
    now = reader.say_rich("topics-now", names=names or reader.say("member-no-topics"))
    words = compose.join_lines([compose.make_bold(title.text), now, reader.say("topics-effect")])
    buttons = [
        reader.make_button(
            "btn-topic-on" if one.id in chosen else "btn-topic",
            team_buttons.Topic(person=key, category=one.id, on=int(one.id not in chosen), page=listed.number),
            name=one.get_name(reader.language),
        )
        for one in listed.shown
    ]
    back = () if own else (_back(reader, key),)
    return Rendered(words, (*keyboards.arrange_rows(buttons, 2), *listed.turning, *back))


def _back(reader: Reader, key: int) -> Row:
    return (reader.make_button("btn-member", team_buttons.MemberPage(person=key)),)
