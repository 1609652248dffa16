"""The role of a member of the team, and a page of their grants as switches."""

from bot.features.team import buttons as team_buttons
from bot.views import Reader, Rendered, RenderedButton, Row, compose, keyboards
from bot.views.pages import cut_shown_page
from db.models import Role
from desk.policy.permissions import PRESETS, Grant, get_grants, list_roles
from desk.queries.team_member import MemberInfo
from desk.text import RichText

_A_PAGE = 4  # with two to turn, one to reset and one to go back


def render_role(reader: Reader, one: MemberInfo) -> Rendered:
    """Render the role, with a button for each that the reader may give."""
    name, role = one.person.name, one.person.role
    differs = reader.say_rich("role-differs", n=len(one.grants ^ PRESETS[role]))
    may_change = _may_change(reader, one)
    words = compose.join_lines(
        [
            reader.say_rich("role-title", name=name, role=role.value),
            differs if one.grants != PRESETS[role] else "",
            reader.say_rich("role-how", name=name) if may_change else "",
        ]
    )
    offered = list_roles(reader.person) if may_change else []
    rows = keyboards.arrange_rows([_role_button(reader, one, other) for other in offered], 2)
    return Rendered(words, (*rows, _last_row(reader, one)))


def render_grants(reader: Reader, one: MemberInfo, page: int) -> Rendered:
    """Render a page of grants; the reader can switch those they have themselves."""
    key, preset = one.person.key or 0, PRESETS[one.person.role]
    listed = cut_shown_page(
        reader, list(Grant), page, _A_PAGE, lambda to: team_buttons.MemberGrants(person=key, page=to)
    )
    lines = [_line(reader, grant, one, preset) for grant in listed.shown]
    title = compose.join_dotted([reader.say_rich("grants-title", name=one.person.name), listed.said])
    can_switch = _may_change(reader, one) and one.person.role is not Role.ADMIN
    switches = [_switch(reader, one, grant, listed.number) for grant in listed.shown if reader.may(grant)]
    back = reader.make_button("btn-member", team_buttons.MemberRole(person=key))
    reset = reader.make_button("btn-grants-back", team_buttons.ResetGrants(person=key))
    last = (reset, back) if can_switch and one.grants != preset else (back,)
    rows = keyboards.arrange_rows(switches if can_switch else [], 1)
    return Rendered(compose.join([title, compose.join_lines(lines)], "\n\n"), (*rows, *listed.turning, last))


def _name_grant(reader: Reader, grant: Grant) -> str:
    """Return the name of a grant; that of settings by their group."""
    group = grant.value.removeprefix("settings_")
    if group != grant.value:
        return reader.say("grant-of-settings", group=reader.say(f"setting-group-{group}"))
    return reader.say(f"grant-{grant.value.replace('_', '-')}")


def _may_change(reader: Reader, one: MemberInfo) -> bool:
    is_own = one.person.id == reader.person.id
    return not is_own and not one.by_setting and one.grants <= get_grants(reader.person)


def _role_button(reader: Reader, one: MemberInfo, role: Role) -> RenderedButton:
    press = team_buttons.GiveRole(person=one.person.key or 0, role=role)
    label = "btn-role-now" if role is one.person.role else "btn-role"
    return reader.make_button(label, press, role=role.value)


def _last_row(reader: Reader, one: MemberInfo) -> Row:
    key = one.person.key or 0
    grants = reader.make_button("btn-grants", team_buttons.MemberGrants(person=key, page=1))
    back = reader.make_button("btn-member", team_buttons.MemberPage(person=key))
    return (grants, back)


def _line(reader: Reader, grant: Grant, one: MemberInfo, preset: frozenset[Grant]) -> RichText:
    has = grant in one.grants
    differs = has != (grant in preset)
    return reader.say_rich("grants-line", on=int(has), what=_name_grant(reader, grant), differs=int(differs))


def _switch(reader: Reader, one: MemberInfo, grant: Grant, page: int) -> RenderedButton:
    has = grant in one.grants
    press = team_buttons.SwitchGrant(person=one.person.key or 0, grant=grant, on=int(not has), page=page)
    return reader.make_button("btn-grant", press, on=int(has), what=_name_grant(reader, grant))
