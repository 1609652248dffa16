"""The list of the team (`/staff`), and how colleagues are named on buttons."""

from collections.abc import Sequence

from bot.features.team import buttons as team_buttons
from bot.views import Reader, Rendered, RenderedButton, compose, keyboards
from bot.views.pages import cut_shown_page
from desk.i18n import formats
from desk.queries.people import InviteRow, PersonInfo, StaffRow
from desk.text import RichText

MOST_BUTTONS = 8
_A_PAGE = 6  # and two to turn it


def render_team(reader: Reader, lines: Sequence[StaffRow], invites: Sequence[InviteRow], page: int = 1) -> Rendered:
    """Render `/staff`: the team, people who wait to be admitted, open invites; a button for each person, over pages if
    they are more than eight."""
    a_page = MOST_BUTTONS if len(lines) <= MOST_BUTTONS else _A_PAGE
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
    until = formats.format_moment(reader.language, invite.until, reader.settings.timezone, reader.now)
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
            format_away_mark(reader, line.person),
            reader.say("staff-blocked") if line.blocked else "",
            "" if line.started else reader.say("staff-not-started"),
            reader.say("staff-linked", name=line.linked_as) if line.linked_as else "",
        ]
    )


def format_away_mark(reader: Reader, person: PersonInfo) -> str:
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
    return formats.format_moment(reader.language, at, reader.settings.timezone, reader.now)


def format_member_label(person: PersonInfo) -> str:
    """Return the key of the label for a button with their name."""
    if not person.away:
        return "btn-person"
    return "person-away-until" if person.away_until else "person-away"


def _staff_button(reader: Reader, line: StaffRow) -> RenderedButton:
    key = line.person.key or 0
    if line.waiting:
        return keyboards.make_button(
            reader.language, "btn-admit-named", team_buttons.Admit(person=key), name=line.person.name
        )
    return keyboards.make_button(
        reader.language, "btn-person", team_buttons.MemberPage(person=key), name=line.person.name
    )
