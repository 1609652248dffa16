"""The role of a member of the team. Single grants are switched in the panel."""

from bot.features.team import buttons as team_buttons
from bot.views import Reader, Rendered, RenderedButton, compose, keyboards
from db.models import Role
from desk.policy.permissions import PRESETS, get_grants, list_roles
from desk.queries.team_member import MemberInfo


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
    return Rendered(
        words, (*rows, (reader.make_button("btn-member", team_buttons.MemberPage(person=one.person.key or 0)),))
    )


def _may_change(reader: Reader, one: MemberInfo) -> bool:
    is_own = one.person.id == reader.person.id
    return not is_own and not one.by_setting and one.grants <= get_grants(reader.person)


def _role_button(reader: Reader, one: MemberInfo, role: Role) -> RenderedButton:
    press = team_buttons.GiveRole(person=one.person.key or 0, role=role)
    label = "btn-role-now" if role is one.person.role else "btn-role"
    return reader.make_button(label, press, role=role.value)
