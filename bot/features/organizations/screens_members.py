"""The members of an organization: the list, one of them, what may be done with them, one's own membership."""

from bot.features.organizations import buttons as data
from bot.features.organizations.buttons import MemberScreen
from bot.views import Reader, Rendered, RenderedButton, Row, Style, compose, keyboards
from bot.views.pages import format_page_number
from db.models import ClientRole
from desk.listing import Page
from desk.organizations import roles as member_roles
from desk.outbox import Show
from desk.queries import memberships
from desk.queries.memberships import ClientMemberRow
from desk.text import RichText

_ROLES = (ClientRole.USER, ClientRole.ADMINISTRATOR, ClientRole.DIRECTOR)


def _read_find(letter: Show) -> tuple[int, MemberScreen]:
    key, _, screen = (letter.find or "").partition(":")
    return int(key or 0), MemberScreen(screen or MemberScreen.ITSELF)


async def render_own(reader: Reader, letter: Show) -> Rendered | None:
    """Render the list of one's own organizations, the only one, or the one that the letter names."""
    if not reader.settings.organizations.enabled:
        return None
    mine = await memberships.list_own(reader.session, reader.person)
    key, screen = _read_find(letter)
    named = next((one for one in mine if one.id == key), mine[0] if len(mine) == 1 else None)
    if named is not None and screen is MemberScreen.END and named.id == key:
        return _render_leaving(reader, named)
    if named is not None:
        return _render_membership(reader, named, several=len(mine) > 1)
    return _render_list(reader, mine)


def _render_list(reader: Reader, mine: list[ClientMemberRow]) -> Rendered:
    if not mine:
        return Rendered(reader.say_rich("org-none-staff" if reader.is_staff else "org-none"))
    buttons = [_own_button(reader, "btn-org", one) for one in mine]
    lines = [_name(reader, one) for one in mine]
    return Rendered(compose.join_lines([reader.say_rich("org-own-title"), *lines]), keyboards.arrange_rows(buttons, 1))


def _name(reader: Reader, one: ClientMemberRow) -> RichText:
    role = reader.say("client-role", role=one.role.value)
    unconfirmed = "" if one.confirmed else reader.say("org-unconfirmed")
    return compose.join_dotted([compose.make_bold(one.organization), role, one.outlet, unconfirmed])


def _own_button(
    reader: Reader, key: str, one: ClientMemberRow, screen: MemberScreen = MemberScreen.ITSELF
) -> RenderedButton:
    press = data.OwnOrganization(membership=one.id, screen=screen)
    return reader.make_button(key, press, organization=one.organization)


def _render_membership(reader: Reader, one: ClientMemberRow, *, several: bool) -> Rendered:
    known = reader.say_rich("org-effect", role=one.role.value)
    effect = known if one.confirmed else reader.say_rich("org-unconfirmed-effect")
    rows: list[Row] = [*_notice_rows(reader, one)] if one.confirmed else []
    if one.confirmed and one.role is ClientRole.DIRECTOR and not reader.is_staff:
        figures = data.OrganizationFigures(organization=one.organization_id)
        drawing = reader.make_button("btn-org-figures", figures)
        rows.append((_members_button(reader, "btn-org-members", one.organization_id), drawing))
    rows.append((_own_button(reader, "btn-org-leave", one, MemberScreen.END),))
    if several:
        rows.append((_back_to_own(reader),))
    told = _notice_lines(reader, one) if one.confirmed else RichText()
    return Rendered(compose.join([_name(reader, one), effect, told], "\n\n"), tuple(rows))


def _notice_lines(reader: Reader, one: ClientMemberRow) -> RichText:
    lines = [reader.say_rich("org-notice-line", kind=kind.value, on=int(on)) for kind, on in one.notices.items()]
    return compose.join_lines([reader.say_rich("org-notices"), *lines])


def _notice_rows(reader: Reader, one: ClientMemberRow) -> tuple[Row, ...]:
    buttons = [
        reader.make_button(
            "btn-org-notice",
            data.SwitchMemberNotice(membership=one.id, kind=kind, on=not on),
            kind=kind.value,
            on=int(on),
        )
        for kind, on in one.notices.items()
    ]
    return keyboards.arrange_rows(buttons, 1)


def _back_to_own(reader: Reader) -> RenderedButton:
    press = data.OwnOrganization(membership=0, screen=MemberScreen.ITSELF)
    return reader.make_button("btn-org-back", press)


def _members_button(reader: Reader, key: str, organization_id: int) -> RenderedButton:
    press = data.OrganizationMembers(organization=organization_id, page=1)
    return reader.make_button(key, press)


def _render_leaving(reader: Reader, one: ClientMemberRow) -> Rendered:
    leave = reader.make_button("btn-org-leave-sure", data.LeaveOrganization(membership=one.id), style=Style.DANGER)
    words = reader.say_rich("org-leave-ask", organization=one.organization, role=one.role.value)
    return Rendered(words, ((leave,), (_own_button(reader, "btn-org-stay", one),)))


async def render_members(reader: Reader, letter: Show) -> Rendered | None:
    """Render a page of an organization's members for its director."""
    organization_id, _ = _read_find(letter)
    page = await memberships.load_page(reader.session, reader.person, organization_id, letter.page)
    if page is None:
        return None
    lines = [_member_line(reader, one) for one in page.lines]
    buttons = [
        reader.make_button(
            "btn-org-member",
            data.OrganizationMember(membership=one.id, screen=MemberScreen.ITSELF),
            name=one.name,
        )
        for one in page.lines
    ]
    invite = reader.make_main_button("btn-org-invite", data.AskMemberRole(organization=organization_id))
    rows = (*keyboards.arrange_rows(buttons, 2), *_turning(reader, page, organization_id), (invite,))
    return Rendered(compose.join_lines([_title(reader, page), *lines]), (*rows, (_back_to_own(reader),)))


def _title(reader: Reader, page: Page[ClientMemberRow]) -> RichText:
    title = reader.say_rich("org-members-title", organization=page.lines[0].organization)
    return compose.join_dotted([title, format_page_number(reader, page.page, page.pages)])


def _turning(reader: Reader, page: Page[ClientMemberRow], organization_id: int) -> tuple[Row, ...]:
    return keyboards.make_page_buttons(
        reader,
        page.page,
        page.pages,
        lambda to: data.OrganizationMembers(organization=organization_id, page=to),
    )


def _member_line(reader: Reader, one: ClientMemberRow) -> RichText:
    role = reader.say("client-role", role=one.role.value)
    unconfirmed = "" if one.confirmed else reader.say("org-unconfirmed")
    return compose.join_dotted([compose.make_bold(one.name), role, unconfirmed])


async def render_member(reader: Reader, letter: Show) -> Rendered | None:
    """Render a member for the director: the roles that can be given, and removing."""
    key, screen = _read_find(letter)
    one = await memberships.load_member(reader.session, reader.person, key)
    if one is None:
        return None
    if screen is MemberScreen.END:
        return _render_removal(reader, one)
    since = reader.format_moment(one.since)
    how = reader.say_rich("org-joined-how", source=one.source.value, since=since)
    facts = [_member_line(reader, one), *([RichText(one.outlet)] if one.outlet else []), how]
    own = one.person_id == reader.person.id
    rows = [] if own else _member_buttons(reader, one)
    back = _members_button(reader, "btn-org-back-members", one.organization_id)
    return Rendered(compose.join_lines(facts), (*rows, (back,)))


def _member_buttons(reader: Reader, one: ClientMemberRow) -> list[Row]:
    roles = [role for role in _ROLES if role is not one.role]
    giving = [
        reader.make_button("btn-org-role", data.GiveClientRole(membership=one.id, role=role), role=role.value)
        for role in roles
    ]
    confirm = reader.make_main_button("btn-org-confirm", data.ConfirmClient(membership=one.id))
    ending = data.OrganizationMember(membership=one.id, screen=MemberScreen.END)
    first = keyboards.arrange_rows(giving, 1) if one.confirmed else ((confirm,),)
    return [*first, (reader.make_button("btn-org-remove", ending),)]


def _render_removal(reader: Reader, one: ClientMemberRow) -> Rendered:
    remove = reader.make_button(
        "btn-org-remove-sure", data.RemoveClient(membership=one.id), style=Style.DANGER, name=one.name
    )
    keep = data.OrganizationMember(membership=one.id, screen=MemberScreen.ITSELF)
    words = reader.say_rich("org-remove-ask", name=one.name, organization=one.organization)
    return Rendered(words, ((remove,), (reader.make_button("btn-org-keep", keep),)))


async def render_role_choice(reader: Reader, letter: Show) -> Rendered | None:
    """Render the question which role a link gives."""
    organization_id, _ = _read_find(letter)
    own = await member_roles.find_leading_role(reader.session, reader.person, organization_id)
    if own is None:
        return None
    buttons = [
        reader.make_button(
            "btn-org-link",
            data.InviteClient(organization=organization_id, role=role),
            role=role.value,
        )
        for role in _ROLES
        if member_roles.can_give_role(own, role)
    ]
    back = _members_button(reader, "btn-org-back-members", organization_id)
    return Rendered(reader.say_rich("org-link-ask"), (*keyboards.arrange_rows(buttons, 1), (back,)))
