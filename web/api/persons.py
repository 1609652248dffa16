"""One of an integration's users: read, named; a token for a chat on a page, a link to Telegram, account data, all that
is kept of them and its erasure."""

from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import or_, select
from starlette.requests import Request

from db.models import AccountSource, DeskRow, ExternalPerson, Person
from desk.accounts import account_data
from desk.accounts.account_data import AccountData, AccountField, AccountInfo, AccountLink
from desk.integrations import token_bearers, user_rows, user_tickets
from desk.integrations.integrations import take_change
from desk.integrations.scopes import Scope
from desk.privacy import erasures, person_file
from desk.queries.memberships import MemberFilters
from desk.requests import team_requests
from web.api.caller import Caller, get_caller
from web.api.operations import declare_operation
from web.api.organizations.reading import list_memberships
from web.api.problems import ApiError
from web.api.route import ApiRoute
from web.api.schemas.persons import (
    AccountSeen,
    ErasureAsked,
    LinkMade,
    NewAccount,
    NewLink,
    PersonDataSeen,
    PersonLabels,
    PersonListed,
    PersonPage,
    PersonSeen,
    PersonsWanted,
    PutPerson,
    TeamRequestsSwitch,
    TokenMade,
)
from web.api.schemas.values import ExternalId

_MOST = 100
_LINK = "https://t.me/{bot}?start={payload}"


def make_router() -> APIRouter:
    """Return the routes of users."""
    made = APIRouter(prefix="/v1/persons", tags=["People"], route_class=ApiRoute)
    reading_one = declare_operation(Scope.TICKETS, Scope.ORGANIZATIONS, may=(404,))
    made.add_api_route("/{external_id}", get_person, methods=["GET"], **reading_one)
    made.add_api_route("", list_persons, methods=["GET"], **declare_operation(Scope.TICKETS))
    putting_one = declare_operation(Scope.TICKETS, may=(404, 415))
    made.add_api_route("/{external_id}", put_person, methods=["PUT"], **putting_one)
    asked = declare_operation(Scope.TICKETS, may=(404, 415))
    made.add_api_route("/{external_id}/token", create_person_token, methods=["POST"], status_code=201, **asked)
    made.add_api_route("/{external_id}/link", create_person_link, methods=["POST"], status_code=201, **asked)
    made.add_api_route("/{external_id}/team-requests", switch_team_requests, methods=["PUT"], **asked)
    of_account = declare_operation(Scope.ACCOUNTS, may=(404,))
    made.add_api_route("/{external_id}/account", get_account, methods=["GET"], **of_account)
    putting = declare_operation(Scope.ACCOUNTS, may=(404, 409, 415))
    made.add_api_route("/{external_id}/account", put_account, methods=["PUT"], **putting)
    labelling = declare_operation(Scope.ACCOUNTS, may=(404, 415))
    made.add_api_route("/{external_id}/labels", put_person_labels, methods=["PUT"], **labelling)
    reading_all = declare_operation(Scope.PRIVACY, may=(404,))
    made.add_api_route("/{external_id}/data", get_personal_data, methods=["GET"], **reading_all)
    erasing = declare_operation(Scope.PRIVACY, may=(404, 409))
    made.add_api_route("/{external_id}/data", erase_personal_data, methods=["DELETE"], status_code=202, **erasing)
    return made


async def list_persons(request: Request, wanted: Annotated[PersonsWanted, Query()]) -> PersonPage:
    """List your users, in the order in which you named them; `q` finds them by name or by your own id."""
    caller = _system(request)
    rows = select(ExternalPerson, Person).join(Person, Person.id == ExternalPerson.person_id)
    rows = rows.where(ExternalPerson.system_id == caller.bearer.system.id, ExternalPerson.id > int(wanted.cursor or 0))
    if wanted.q:
        said = [Person.name.icontains(wanted.q, autoescape=True)]
        rows = rows.where(or_(*said, ExternalPerson.external_id.icontains(wanted.q, autoescape=True)))
    found = (await caller.session.execute(rows.order_by(ExternalPerson.id).limit(wanted.limit + 1))).all()
    shown, has_more = found[: wanted.limit], len(found) > wanted.limit
    items = [
        PersonListed(
            external_id=external.external_id, name=person.name, in_telegram=person.telegram_id is not None,
            made_at=external.made_at,
        )
        for external, person in shown
    ]  # fmt: skip
    return PersonPage(items=items, next_cursor=str(shown[-1][0].id) if has_more else None, has_more=has_more)


async def get_person(request: Request, external_id: ExternalId) -> PersonSeen:
    """Read one of your users, and what they are a member of."""
    caller = _system(request)
    return await _show(caller, await _require_user(caller, external_id))


async def put_person(request: Request, external_id: ExternalId, given: PutPerson) -> PersonSeen:
    """Create or name one of your users, also before they have a request."""
    caller = _system(request)
    external = await user_rows.get_or_create(
        caller.session, caller.bearer.system, external_id, name=given.name, language=given.language, now=caller.now
    )
    return await _show(caller, external)


async def _show(caller: Caller, external: ExternalPerson) -> PersonSeen:
    person = await caller.session.get_one(Person, external.person_id)
    shown = None
    if caller.bearer.has_scope(Scope.ORGANIZATIONS):
        theirs = MemberFilters(person=person.id)
        shown = await list_memberships(caller, theirs, _MOST) if caller.rules.organizations.enabled else []
    erased = await erasures.find_open(caller.session, person.id)
    return PersonSeen(
        external_id=external.external_id, name=person.name, language=person.language_chosen or person.language,
        in_telegram=person.telegram_id is not None, made_at=external.made_at, memberships=shown,
        erase_at=erased.due_at if erased is not None else None,
    )  # fmt: skip


async def switch_team_requests(
    request: Request, external_id: ExternalId, switch: TeamRequestsSwitch
) -> TeamRequestsSwitch:
    """Decline requests begun by the team, for one of your users, or take them again. Afterwards the team is told that
    they have declined when it writes first (409 `write-declined`)."""
    caller = _system(request)
    person = await caller.act_as(await _require_user(caller, external_id))
    await team_requests.switch_requests(caller.make_desk(person), on=switch.on)
    return switch


async def get_account(request: Request, external_id: ExternalId) -> AccountSeen:
    """Read the account data of one of your users, as agents see it, also what another system said last."""
    caller = _system(request)
    external = await user_rows.find_user(caller.session, caller.bearer.system, external_id)
    found = await account_data.find_account(caller.session, external.person_id, caller.rules) if external else None
    if found is None:
        raise ApiError(404, "no-account-data", "there is no account data of this user")
    return AccountSeen.model_validate(found, from_attributes=True)


async def put_account(request: Request, external_id: ExternalId, new: NewAccount) -> AccountSeen:
    """Replace the account data of one of your users. The same once more changes nothing but the time. Agents see it on
    open requests; without fields and link nothing is shown."""
    caller = _system(request)
    external = await user_rows.get_or_create(
        caller.session, caller.bearer.system, external_id, name=None, language=None, now=caller.now
    )
    desk = caller.make_desk(None)
    if not await take_change(desk, "account", f"{caller.bearer.system.id}:{external_id}", new.changed_at):
        return await get_account(request, external_id)
    fields = tuple(AccountField(one.label, str(one.value)) for one in new.fields)
    link = AccountLink(new.link.label, new.link.url) if new.link is not None else None
    data = AccountData(fields, link)
    await account_data.store_account(desk, external.person_id, data, AccountSource.PUSH)
    seen = await account_data.find_accounts(caller.session, [external.person_id], caller.rules)
    labels = seen[external.person_id].labels if external.person_id in seen else ()
    shown = AccountInfo(fields, link, as_of=caller.now, failed_since=None, labels=labels)
    return AccountSeen.model_validate(shown, from_attributes=True)


async def put_person_labels(request: Request, external_id: ExternalId, new: PersonLabels) -> PersonLabels:
    """Replace the labels of one of your users, also those that the help desk gave them. Rules that wait for a customer
    run on their open requests. The same once more changes nothing."""
    caller = _system(request)
    external = await user_rows.get_or_create(
        caller.session, caller.bearer.system, external_id, name=None, language=None, now=caller.now
    )
    labels = await account_data.set_labels(caller.make_desk(None), external.person_id, new.labels)
    return PersonLabels(labels=list(labels))


async def get_personal_data(request: Request, external_id: ExternalId) -> PersonDataSeen:
    """Read everything about one of your users, also what they asked in Telegram if they have joined. Notes of the team
    and bytes of files are left out."""
    caller = _system(request)
    external = await _require_user(caller, external_id)
    found = await erasures.find_open(caller.session, external.person_id)
    data = await person_file.collect_data(caller.session, external.person_id, caller.now)
    return PersonDataSeen(external_id=external_id, data=data, erase_at=found.due_at if found is not None else None)


async def erase_personal_data(request: Request, external_id: ExternalId) -> ErasureAsked:
    """Erase everything about one of your users, after the pause that the help desk has set; a person in Telegram is
    told. The same once more changes nothing. Members of the team are refused (409 `erase-team`). An address that
    others claim, too, is several users, who are erased one by one."""
    caller = _system(request)
    external = await _require_user(caller, external_id)
    found = await erasures.ask_for_user(caller.make_desk(None), external.person_id)
    others = await erasures.list_same_address(caller.session, external.person_id)
    theirs = await user_rows.list_ids(caller.session, caller.bearer.system, others)
    return ErasureAsked(external_id=external_id, erase_at=found.due_at, same_address=theirs)


async def create_person_token(request: Request, external_id: ExternalId) -> TokenMade:
    """Create a token for one of your users, valid for an hour, for a chat on a page that is on your integration's list.
    It permits what the scope `tickets` permits, for this user alone."""
    caller = _system(request)
    external = await user_rows.get_or_create(
        caller.session, caller.bearer.system, external_id, name=None, language=None, now=caller.now
    )
    made = await token_bearers.create_person_token(caller.session, external, caller.now)
    return TokenMade(token=made, expires_at=caller.now + token_bearers.PERSON_TOKEN)


async def create_person_link(request: Request, external_id: ExternalId, new: NewLink) -> LinkMade:
    """Create a link to Telegram for one of your users, valid for an hour. Telegram asks the person who opens it whether
    they are this user. After they confirm, they see the requests filed here in Telegram and get answers there, until
    they undo it. The `context` you send is shown on the card of their next request."""
    caller = _system(request)
    external = await user_rows.get_or_create(
        caller.session, caller.bearer.system, external_id, name=new.name, language=new.language, now=caller.now
    )
    payload = await user_tickets.create_link(caller.session, external, new.context or {}, caller.now)
    desk = await caller.session.get_one(DeskRow, 1)
    url = _LINK.format(bot=desk.bot_username, payload=payload) if desk.bot_username else None
    return LinkMade(url=url, payload=payload, expires_at=caller.now + user_tickets.GOOD_FOR)


async def _require_user(caller: Caller, external_id: str) -> ExternalPerson:
    external = await user_rows.find_user(caller.session, caller.bearer.system, external_id)
    if external is None:
        raise ApiError(404, "no-such-person")
    return external


def _system(request: Request) -> Caller:
    """Return the integration itself: a user's token cannot create further tokens."""
    caller = get_caller(request)
    if caller.bearer.only is not None:
        raise ApiError(403, "scope", "not with a person's own token")
    return caller
