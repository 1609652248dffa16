"""A member of the team, for admins: their state and where their tickets go; and anyone's topics."""

from collections.abc import Sequence

from bot.features.approvals.buttons import TraineePage
from bot.features.availability.buttons import AwayFor
from bot.features.shifts import buttons as shift_buttons
from bot.features.shifts.buttons import ShiftPart
from bot.features.team import buttons as team_buttons
from bot.features.team.buttons import AllTickets, MovableTickets, MoveTarget, MoveTickets, Topics
from bot.features.team.screens_team import format_away_mark
from bot.views import Reader, Rendered, RenderedButton, Row, Style, compose, keyboards
from bot.views.pages import cut_shown_page
from db.models import Role
from desk.queries.people import PersonInfo
from desk.queries.team_member import MemberInfo
from desk.queries.ticket_card import CategoryInfo
from desk.text import RichText

_LISTED = 4  # with four other buttons
_TOPICS = 5


def render_member(reader: Reader, one: MemberInfo, sessions: int) -> Rendered:
    """Render role, absence, assigned tickets and topics, with an admin's buttons. `sessions`: how many they have at the
    panel."""
    key, name = one.person.key or 0, one.person.name
    words = compose.join_lines(
        [
            compose.join_dotted([compose.make_bold(name), reader.say("role-name", role=one.person.role.value)]),
            format_away_mark(reader, one.person) or reader.say("member-there"),
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
            keyboards.make_button(
                reader.language,
                "btn-member-away",
                team_buttons.MemberAway(person=key, until=choice),
                until=choice.value,
            )
            for choice in choices
        ),
    )


def _more(reader: Reader, one: MemberInfo, key: int, sessions: int) -> tuple[Row, ...]:
    language = reader.language
    tickets = keyboards.make_button(language, "btn-member-tickets", MovableTickets(person=key, page=1), n=one.in_hand)
    topics = keyboards.make_button(language, "btn-member-topics", Topics(person=key, page=1))
    week = shift_buttons.Shifts(person=key, part=ShiftPart.WEEK, page=1)
    shifts = keyboards.make_button(language, "btn-member-shifts", week)
    last = [keyboards.make_button(language, "btn-team", team_buttons.StaffPage(page=1))]
    if one.person.id != reader.person.id and not one.by_setting:
        gone = team_buttons.Dismiss(person=key)
        last.insert(0, keyboards.make_button(language, "btn-dismiss", gone, style=Style.DANGER, name=one.person.name))
    ending = keyboards.make_button(
        language, "btn-member-sessions", team_buttons.EndPanelSessions(person=key), n=sessions
    )  # fmt: skip
    role = keyboards.make_button(language, "btn-member-role", team_buttons.MemberRole(person=key))
    ends = ((ending,),) if sessions else ()
    trainee = ((keyboards.make_button(language, "btn-trainee", TraineePage(person=key)),),)
    is_trainee = one.person.role is Role.TRAINEE
    return (
        *(((tickets,),) if one.in_hand else ()),
        (topics, shifts),
        (role,),
        *(trainee if is_trainee else ()),
        *ends,
        tuple(last),
    )


def render_ticket_choice(reader: Reader, one: MemberInfo, page: int) -> Rendered:
    """Render the choice: all tickets, or those of a topic."""
    key = one.person.key or 0
    listed = cut_shown_page(reader, one.holding, page, _LISTED, lambda to: MovableTickets(person=key, page=to))
    buttons = [_moving(reader, "btn-move-all", key, AllTickets.ALL, n=one.in_hand)]
    for held, n in listed.shown if len(one.holding) > 1 else ():
        what = held.id if held is not None else 0
        buttons.append(_moving(reader, "btn-move-some", key, what, n=n, name=_category(reader, held)))
    words = reader.say_rich("move-which", name=one.person.name, n=one.in_hand)
    return Rendered(words, (*keyboards.arrange_rows(buttons, 1), *listed.turning, _back(reader, key)))


def _moving(reader: Reader, label: str, key: int, what: AllTickets | int, *, n: int, name: str = "") -> RenderedButton:
    press = MoveTickets(person=key, what=what, to=MoveTarget.ASK, page=1, sure=0)
    return keyboards.make_button(reader.language, label, press, n=n, name=name)


def render_receiver_choice(
    reader: Reader, one: MemberInfo, people: Sequence[PersonInfo], asked: MoveTickets
) -> Rendered:
    """Render the choice of a receiver: the queue or a colleague."""
    listed = cut_shown_page(reader, people, asked.page, _LISTED, lambda to: asked.model_copy(update={"page": to}))
    key = one.person.key or 0
    queue = MoveTickets(person=key, what=asked.what, to=MoveTarget.QUEUE, page=1, sure=0)
    buttons = [keyboards.make_button(reader.language, "btn-move-queue", queue)]
    for person in listed.shown:
        to = MoveTickets(person=key, what=asked.what, to=person.key or 1, page=1, sure=0)
        buttons.append(keyboards.make_button(reader.language, _person(person), to, name=person.name))
    words = reader.say_rich("move-whither", name=one.person.name)
    return Rendered(words, (*keyboards.arrange_rows(buttons, 2), *listed.turning, _back(reader, key)))


def _person(person: PersonInfo) -> str:
    return "person-away" if person.away else "btn-person"


def confirm_screen(reader: Reader, one: MemberInfo, receiver: str, n: int, asked: MoveTickets) -> Rendered:
    """Render the question before tickets move: how many, and to whom (no name: the queue)."""
    yes = asked.model_copy(update={"sure": 1})
    words = reader.say_rich("move-sure-to", n=n, name=one.person.name, to=receiver)
    if not receiver:
        words = reader.say_rich("move-sure-queue", n=n, name=one.person.name)
    sure = keyboards.make_button(reader.language, "btn-move-sure", yes, style=Style.PRIMARY, n=n)
    return Rendered(words, ((sure,), _back(reader, one.person.key or 0)))


def render_member_topics(
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
        keyboards.make_button(
            reader.language,
            "btn-topic-on" if one.id in chosen else "btn-topic",
            team_buttons.Topic(person=key, category=one.id, on=int(one.id not in chosen), page=listed.number),
            name=one.get_name(reader.language),
        )
        for one in listed.shown
    ]
    back = () if own else (_back(reader, key),)
    return Rendered(words, (*keyboards.arrange_rows(buttons, 2), *listed.turning, *back))


def _back(reader: Reader, key: int) -> Row:
    return (keyboards.make_button(reader.language, "btn-member", team_buttons.MemberPage(person=key)),)
