"""A person's own organizations; for directors their members and the question which role a link gives. `letter.find`
names the membership (or organization) by id and, after a colon, which of its screens."""

from collections.abc import Sequence

from bot.features.organizations import buttons
from bot.features.organizations import buttons as data
from bot.features.organizations.buttons import MemberScreen
from bot.features.ticket import buttons as ticket_buttons
from bot.views import Reader, Rendered, RenderedButton, Row, Style, compose, keyboards
from bot.views.pages import cut_shown_page, format_page_number
from db.models import ClientRole
from desk.i18n import formats
from desk.organizations import choices
from desk.organizations import members as organizations_members
from desk.organizations.choices import OrganizationOption
from desk.organizations.of_ticket import TicketOrganization
from desk.organizations.requisites import write_requisites
from desk.outbox import Show, Slot
from desk.policy.member_notices import NEW_LINE, MemberNotice, get_told_status, has_notice
from desk.queries import clients, memberships
from desk.queries.clients import ClientDigestLine, ClientNotice
from desk.queries.memberships import ClientMemberPage, ClientMemberRow
from desk.queries.questions import OrganizationQuestion, QuestionInfo
from desk.queries.ticket_card import TicketCard
from desk.text import RichText

# For which organization a ticket is: the question to its requester, the list to choose from, and lines of it on
# cards.


_ON_A_PAGE = 8
_EQUIPMENT_ON_CARD = 2
_CARD_UNITS = 500  # UTF-16 units of what a card says about organization and outlet


async def render_organizations(reader: Reader, letter: Show) -> Rendered | None:
    """Render for which organization a ticket is, and the requester's others."""
    ticket = await _load_of_ticket(reader, letter)
    if ticket is None:
        return None
    now = ticket.organization
    own = await choices.list_own(reader.session, ticket.requester.id, without=ticket.id)
    others = [one for one in own if now is None or one.id != now.id]
    page = cut_shown_page(
        reader, others, letter.page, _ON_A_PAGE, lambda to: buttons.TurnOrganizations(number=ticket.number, page=to)
    )
    how = "" if ticket.for_requester else reader.say_rich("organization-how-staff", number=ticket.number)
    return Rendered(
        compose.join_lines([_format_state(reader, ticket.number, now), how, page.said]),
        (*_organization_rows(reader, ticket, page.shown), *page.turning),
        ticket_id=ticket.id,
    )


async def render_outlets(reader: Reader, letter: Show) -> Rendered | None:
    """Render the question which outlet of its organization a ticket is about."""
    ticket = await _load_of_ticket(reader, letter)
    if ticket is None or ticket.organization is None or not _may_see_outlets(reader, ticket.organization):
        return None
    outlets = await choices.list_outlets(reader.session, ticket.organization.id)
    page = cut_shown_page(
        reader, outlets, letter.page, _ON_A_PAGE, lambda to: buttons.TurnOutlets(number=ticket.number, page=to)
    )
    return Rendered(
        compose.join_lines(
            [reader.say_rich("outlet-which", number=ticket.number, name=ticket.organization.name), page.said]
        ),
        (*_outlet_rows(reader, ticket.number, page.shown), *page.turning),
        ticket_id=ticket.id,
    )


def make_question(reader: Reader, question: QuestionInfo) -> tuple[RichText, tuple[Row, ...]]:
    """Return the question for which organization a request is, then for which outlet, or what it is filed for."""
    asked, number = question.organization, question.number
    if asked is None or number is None:
        return RichText(), ()
    if not question.is_open or not reader.settings.organizations.enabled:
        return _make_answered(reader, asked, number)
    shown, more = asked.choices[:_ON_A_PAGE], len(asked.choices) > _ON_A_PAGE
    how = RichText(reader.say("organization-type")) if more else RichText()
    if asked.now is not None:
        words = reader.say_rich("outlet-which", number=number, name=asked.now.name)
        words = compose.join_lines([words, how.with_style("italic")])
        to_rest = keyboards.make_button(reader.language, "btn-more", buttons.TurnOutlets(number=number, page=2))
        return words, _outlet_rows(reader, number, shown, *([to_rest] if more else []))
    to_rest = keyboards.make_button(reader.language, "btn-more", buttons.AskOrganization(number=number))
    personal = keyboards.make_button(
        reader.language, "btn-organization-none", buttons.OrganizationChoice(number=number, organization=0)
    )
    rows = [*(_choose(reader, number, one) for one in shown), *([to_rest] if more else []), personal]
    last = next((one.name for one in asked.choices if one.is_last), "none")
    otherwise = compose.join([how, reader.say_rich("organization-otherwise", name=last)], " ").with_style("italic")
    words = compose.join_lines([reader.say_rich("organization-which", number=number), otherwise])
    return words, keyboards.arrange_rows(rows, 1)


def _make_answered(reader: Reader, asked: OrganizationQuestion, number: int) -> tuple[RichText, tuple[Row, ...]]:
    rows = ((make_other_button(reader, number),),) if asked.can_change and reader.settings.organizations.enabled else ()
    return _format_state(reader, number, asked.now), rows


def make_other_button(reader: Reader, number: int) -> RenderedButton:
    """Return the button by which a requester corrects what their request is for."""
    return keyboards.make_button(reader.language, "btn-organization-other", buttons.AskOrganization(number=number))


def make_choose_button(reader: Reader, number: int) -> RenderedButton:
    """Return the button by which staff correct what a ticket is for."""
    return keyboards.make_button(reader.language, "btn-organization", buttons.AskOrganization(number=number))


async def has_other_button(reader: Reader, ticket: TicketCard) -> bool:
    """Return True if the viewer filed the ticket and has an organization to choose."""
    is_theirs = ticket.for_requester and ticket.is_own
    if not is_theirs or ticket.is_draft or not reader.settings.organizations.enabled:
        return False
    return ticket.organization is not None or bool(await choices.list_own(reader.session, reader.person.id))


async def _load_of_ticket(reader: Reader, letter: Show) -> TicketCard | None:
    """Load the ticket of the slot, for its requester and for staff."""
    ticket = await reader.load_card(Slot.parse(letter.slot).number)
    may_choose = ticket is not None and (reader.is_staff or ticket.is_own)
    return ticket if may_choose and reader.settings.organizations.enabled else None


def _organization_rows(reader: Reader, ticket: TicketCard, shown: Sequence[OrganizationOption]) -> tuple[Row, ...]:
    rows = [_choose(reader, ticket.number, one) for one in shown]
    if ticket.organization is not None:
        personal = buttons.OrganizationChoice(number=ticket.number, organization=0)
        rows.append(keyboards.make_button(reader.language, "btn-organization-none", personal))
        if _may_see_outlets(reader, ticket.organization):
            turn = buttons.TurnOutlets(number=ticket.number, page=1)
            rows.append(keyboards.make_button(reader.language, "btn-outlets", turn))
    return keyboards.arrange_rows(rows, 1)


def _may_see_outlets(reader: Reader, of: TicketOrganization) -> bool:
    return reader.is_staff or of.is_confirmed


def _outlet_rows(
    reader: Reader, number: int, shown: Sequence[OrganizationOption], *to_rest: RenderedButton
) -> tuple[Row, ...]:
    rows = [
        keyboards.make_button(
            reader.language,
            "btn-organization-choice",
            buttons.OutletChoice(number=number, outlet=one.id),
            name=one.name,
        )
        for one in shown
    ]
    none = keyboards.make_button(reader.language, "btn-outlet-none", buttons.OutletChoice(number=number, outlet=0))
    return keyboards.arrange_rows([*rows, *to_rest, none], 1)


def _choose(reader: Reader, number: int, one: OrganizationOption) -> RenderedButton:
    press = buttons.OrganizationChoice(number=number, organization=one.id)
    return keyboards.make_button(reader.language, "btn-organization-choice", press, name=one.name)


def _format_state(reader: Reader, number: int, organization: TicketOrganization | None) -> RichText:
    """Return the sentence that says what the ticket is for."""
    if organization is None:
        return reader.say_rich("organization-personal", number=number)
    return reader.say_rich("organization-is", number=number, name=_format_name(reader, organization))


def _format_name(reader: Reader, organization: TicketOrganization) -> str:
    """Return the organization with its outlet."""
    return reader.say("organization-name", **organization.name_args)


def format_for_requester(reader: Reader, ticket: TicketCard) -> RichText:
    """Return the organization of a filed request, so that its requester sees a wrong one."""
    if ticket.organization is None:
        return RichText()
    return reader.say_rich("organization-own-line", name=_format_name(reader, ticket.organization))


def format_on_card(reader: Reader, ticket: TicketCard) -> RichText:
    """Return organization, outlet with address, the requester's position and phone, and the first of the equipment,
    for staff."""
    return compose.clip_text(_format_for_staff(reader, ticket, _EQUIPMENT_ON_CARD), _CARD_UNITS)


def format_on_page(reader: Reader, ticket: TicketCard) -> RichText:
    """Return the same with all equipment, and the requisites."""
    lines = ticket.organization.requisites if ticket.organization is not None else ()
    requisites = write_requisites(lines, reader.language)
    folded = compose.fold_quote(RichText(requisites)) if requisites else RichText()
    return compose.join_lines([_format_for_staff(reader, ticket, None), folded])


def _format_for_staff(reader: Reader, ticket: TicketCard, most: int | None) -> RichText:
    of = ticket.organization
    if of is None:
        return reader.say_rich("organization-open-line") if ticket.organization_open else RichText()
    confirmed = "" if of.is_confirmed else reader.say("organization-unconfirmed")
    named = reader.say_rich("organization-line", name=_format_name(reader, of))
    equipment = of.outlet.equipment if of.outlet is not None else ()
    left = len(equipment) - most if most is not None else 0
    return compose.join_lines(
        [
            compose.join_dotted([named, confirmed]),
            of.outlet.address if of.outlet is not None else "",
            compose.join_dotted([of.position, of.phone or ""]),
            *(f"– {line}" for line in equipment[:most]),
            reader.say_rich("card-more-lines", n=left) if left > 0 else "",
        ]
    )


# The notices that members get of the requests of their organization: of one, and those of a day. `letter.find` has
# the step that it tells: "new", or a status, which must still be true.


_NEW = "new"
_MOST_LINES = 20
_MOST_OPENED = 10


async def render_notice(reader: Reader, letter: Show) -> Rendered | None:
    """Render a notice; None if the reader is no member any more, has switched it off, or it is no longer true."""
    found = await _load(reader, Slot.parse(letter.slot).number)
    told = letter.find or _NEW
    kind = MemberNotice.NEW if told == _NEW else MemberNotice.STATUS
    if found is None or not has_notice(found.membership, kind):
        return None
    if kind is MemberNotice.STATUS and told != get_told_status(found.status):
        return None
    press = ticket_buttons.Open(number=found.number)
    rows = ((keyboards.make_button(reader.language, "btn-open", press),),) if found.opens else ()
    words = reader.say_rich("member-notice", step=told, organization=found.organization)
    return Rendered(compose.join_lines([words, _describe(reader, found)]), rows)


async def _load(reader: Reader, number: int) -> ClientNotice | None:
    if not reader.settings.organizations.enabled:
        return None
    return await clients.load_notice(reader.session, reader.person, number)


def _describe(reader: Reader, one: ClientNotice) -> RichText:
    named = reader.say_rich("member-request", number=one.number, subject=one.subject.say_in(reader.language))
    return compose.join_dotted([named, one.requester, one.outlet])


async def render_gathered(reader: Reader, last_id: int) -> Rendered | None:
    """Render the notices of a day, which follow those of one's own requests; None if there are none."""
    if not reader.settings.organizations.enabled:
        return None
    lines = await clients.load_digest_lines(reader.session, reader.person, last_id)
    if not lines:
        return None
    said = [_line(reader, line) for line in lines[-_MOST_LINES:]]
    more = len(lines) - len(said)
    cut = reader.say_rich("card-more-lines", n=more) if more else RichText()
    opened = list(dict.fromkeys(line.notice.number for line in lines if line.notice.opens))[-_MOST_OPENED:]
    buttons = [
        keyboards.make_button(reader.language, "btn-number", ticket_buttons.Open(number=n), number=n) for n in opened
    ]
    return Rendered(
        compose.join_lines([reader.say_rich("member-digest-title"), cut, *said]), keyboards.arrange_rows(buttons, 5)
    )


def _line(reader: Reader, line: ClientDigestLine) -> RichText:
    step = _NEW if line.key == NEW_LINE else str(line.args["status"])
    said = reader.say_rich("member-line", organization=line.notice.organization, step=step)
    return RichText("• ") + compose.join_dotted([said, _describe(reader, line.notice)])


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
    return keyboards.make_button(reader.language, key, press, organization=one.organization)


def _render_membership(reader: Reader, one: ClientMemberRow, *, several: bool) -> Rendered:
    known = reader.say_rich("org-effect", role=one.role.value)
    effect = known if one.confirmed else reader.say_rich("org-unconfirmed-effect")
    rows: list[Row] = [*_notice_rows(reader, one)] if one.confirmed else []
    if one.confirmed and one.role is ClientRole.DIRECTOR and not reader.is_staff:
        figures = data.OrganizationFigures(organization=one.organization_id)
        drawing = keyboards.make_button(reader.language, "btn-org-figures", figures)
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
        keyboards.make_button(
            reader.language,
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
    return keyboards.make_button(reader.language, "btn-org-back", press)


def _members_button(reader: Reader, key: str, organization_id: int) -> RenderedButton:
    press = data.OrganizationMembers(organization=organization_id, page=1)
    return keyboards.make_button(reader.language, key, press)


def _render_leaving(reader: Reader, one: ClientMemberRow) -> Rendered:
    leave = keyboards.make_button(
        reader.language, "btn-org-leave-sure", data.LeaveOrganization(membership=one.id), style=Style.DANGER
    )
    words = reader.say_rich("org-leave-ask", organization=one.organization, role=one.role.value)
    return Rendered(words, ((leave,), (_own_button(reader, "btn-org-stay", one),)))


async def render_members(reader: Reader, letter: Show) -> Rendered | None:
    """Render a page of an organization's members for its director."""
    organization_id, _ = _read_find(letter)
    page = await memberships.load_page(reader.session, reader.person, organization_id, letter.page)
    if page is None:
        return None
    lines = [_member_line(reader, one) for one in page.shown]
    buttons = [
        keyboards.make_button(
            reader.language,
            "btn-org-member",
            data.OrganizationMember(membership=one.id, screen=MemberScreen.ITSELF),
            name=one.name,
        )
        for one in page.shown
    ]
    invite = keyboards.make_main_button(
        reader.language, "btn-org-invite", data.AskMemberRole(organization=organization_id)
    )
    rows = (*keyboards.arrange_rows(buttons, 2), *_turning(reader, page, organization_id), (invite,))
    return Rendered(compose.join_lines([_title(reader, page), *lines]), (*rows, (_back_to_own(reader),)))


def _title(reader: Reader, page: ClientMemberPage) -> RichText:
    title = reader.say_rich("org-members-title", organization=page.organization)
    return compose.join_dotted([title, format_page_number(reader, page.number, page.count)])


def _turning(reader: Reader, page: ClientMemberPage, organization_id: int) -> tuple[Row, ...]:
    return keyboards.make_page_buttons(
        reader.language,
        page.number,
        page.count,
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
    since = formats.format_moment(reader.language, one.since, reader.settings.timezone, reader.now)
    how = reader.say_rich("org-joined-how", source=one.source.value, since=since)
    facts = [_member_line(reader, one), *([RichText(one.outlet)] if one.outlet else []), how]
    own = one.person_id == reader.person.id
    rows = [] if own else _member_buttons(reader, one)
    back = _members_button(reader, "btn-org-back-members", one.organization_id)
    return Rendered(compose.join_lines(facts), (*rows, (back,)))


def _member_buttons(reader: Reader, one: ClientMemberRow) -> list[Row]:
    roles = [role for role in _ROLES if role is not one.role]
    giving = [
        keyboards.make_button(
            reader.language, "btn-org-role", data.GiveClientRole(membership=one.id, role=role), role=role.value
        )
        for role in roles
    ]
    confirm = keyboards.make_main_button(reader.language, "btn-org-confirm", data.ConfirmClient(membership=one.id))
    ending = data.OrganizationMember(membership=one.id, screen=MemberScreen.END)
    first = keyboards.arrange_rows(giving, 1) if one.confirmed else ((confirm,),)
    return [*first, (keyboards.make_button(reader.language, "btn-org-remove", ending),)]


def _render_removal(reader: Reader, one: ClientMemberRow) -> Rendered:
    remove = keyboards.make_button(
        reader.language, "btn-org-remove-sure", data.RemoveClient(membership=one.id), style=Style.DANGER, name=one.name
    )
    keep = data.OrganizationMember(membership=one.id, screen=MemberScreen.ITSELF)
    words = reader.say_rich("org-remove-ask", name=one.name, organization=one.organization)
    return Rendered(words, ((remove,), (keyboards.make_button(reader.language, "btn-org-keep", keep),)))


async def render_role_choice(reader: Reader, letter: Show) -> Rendered | None:
    """Render the question which role a link gives."""
    organization_id, _ = _read_find(letter)
    own = await organizations_members.find_leading_role(reader.session, reader.person, organization_id)
    if own is None:
        return None
    buttons = [
        keyboards.make_button(
            reader.language,
            "btn-org-link",
            data.InviteClient(organization=organization_id, role=role),
            role=role.value,
        )
        for role in _ROLES
        if organizations_members.can_give_role(own, role)
    ]
    back = _members_button(reader, "btn-org-back-members", organization_id)
    return Rendered(reader.say_rich("org-link-ask"), (*keyboards.arrange_rows(buttons, 1), (back,)))
