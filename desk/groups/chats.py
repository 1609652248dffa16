"""The groups that the bot is in: noted as Telegram reports them, allowed by admins.

Every process reads them as it reads settings, so that a desk without groups pays nothing.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from db.models import GroupChat, GroupMentions, Organization, Person, Role, StoredSetting
from desk import Desk, Outdated, history
from desk.admin_settings.changes import bump_settings_version, lock_settings
from desk.groups import queries
from desk.notifications import staff_group, to_admins
from desk.outbox import Args, Say, Show, letters, make_press
from desk.people import person_rows
from desk.people.names import clean_person_name
from desk.policy import is_staff
from desk.policy.permissions import Grant

JOINED = "joined"
FORUM = "forum"  # a supergroup with topics
RIGHTS, PRIVACY = "rights", "privacy"
_MOST_ADDED = 5  # within an hour; /groups shows the others
_AN_HOUR = timedelta(hours=1)


async def _tell_added(desk: Desk, chat: GroupChat) -> None:
    """Tell that the bot was added. Anybody can add a bot, so after some within an hour nothing is told."""
    await desk.session.flush()
    lately = select(func.count()).select_from(GroupChat).where(GroupChat.created_at > desk.now - _AN_HOUR)
    if int(await desk.session.scalar(lately) or 0) <= _MOST_ADDED:
        await _tell(desk, "group-added", chat)


async def _tell_left(desk: Desk, chat: GroupChat, count: int) -> None:
    """Tell that the bot was removed; `count`: open requests from there."""
    if chat.allowed_at is not None or count:
        await _tell(desk, "group-left", chat, n=count)


async def _tell_once(desk: Desk, chat: GroupChat, what: str) -> None:
    """Tell of a problem with a group, if that was not told yet."""
    if what not in chat.told and chat.allowed_at is not None:
        chat.told = {**chat.told, what: desk.now.isoformat()}
        await _tell(desk, f"group-{what}", chat)


def forget(chat: GroupChat, what: str) -> None:
    """Note that a problem is over, so that it is told if it comes back."""
    if what in chat.told:
        chat.told = {name: at for name, at in chat.told.items() if name != what}


async def _tell(desk: Desk, key: str, chat: GroupChat, **more: int) -> None:
    args: Args = {"group": chat.title, **more}
    button = make_press("btn-chat", "chat", chat.id, args={"title": chat.title})
    await to_admins.notify_admins(desk, key, args, buttons=((button,),))


_LONGEST = 128  # characters of a title (Telegram allows 255)


@dataclass(frozen=True, slots=True)
class BotPresence:
    """The bot's place in a group, as Telegram reports it."""

    chat_id: int
    kind: str
    title: str
    is_there: bool
    may_write: bool
    is_admin: bool


async def note_membership(desk: Desk, said: BotPresence) -> None:
    """Note that the bot was added to a group, removed from it, or what it may do there, and tell admins what they have
    to know. `desk.actor` is the person who did it, None if that is unknown."""
    chat = await find_chat(desk.session, said.chat_id)
    if chat is None:
        if said.is_there and await person_rows.find_by_telegram(desk.session, said.chat_id) is None:
            await _add_chat(desk, said)
        return
    group = await desk.session.get_one(Person, chat.person_id, with_for_update=True, populate_existing=True)
    was_there = chat.left_at is None
    group.name = chat.title = _clean_title(said.title)
    chat.kind, chat.is_admin = said.kind, said.is_admin
    chat.left_at = None if said.is_there else chat.left_at or desk.now
    if said.is_there and said.may_write and group.bot_blocked_at is not None:
        await person_rows.mark_reachable(desk.session, group, now=desk.now)
    elif not said.is_there:
        await person_rows.mark_blocked(desk.session, group, now=desk.now)
    await bump_settings_version(desk)
    if not was_there and said.is_there:
        _ask_whose(desk, chat, group, said)
    if was_there and not said.is_there:
        await _tell_left(desk, chat, await queries.count_open(desk.session, chat))
    elif said.is_there and not said.may_write:
        await _tell_once(desk, chat, RIGHTS)
    elif said.is_there:
        forget(chat, RIGHTS)


async def note_group(desk: Desk, chat_id: int, kind: str, title: str) -> None:
    """Note a group that the bot turns out to be in: it was added before the desk began, and Telegram says so once."""
    if await person_rows.find_by_telegram(desk.session, chat_id) is None:
        await _add_chat(desk, BotPresence(chat_id, kind, title, is_there=True, may_write=True, is_admin=False))


async def _add_chat(desk: Desk, said: BotPresence) -> None:
    """Add the group, unless another update of it does so at this moment."""
    title = _clean_title(said.title)
    group = insert(Person).values(telegram_id=said.chat_id, role=Role.INTAKE_GROUP, name=title, created_at=desk.now)
    person_id = await desk.session.scalar(group.on_conflict_do_nothing().returning(Person.id))
    if person_id is None:
        return
    chat = GroupChat(
        person_id=person_id, kind=said.kind, title=title, is_admin=said.is_admin, created_at=desk.now, told={},
        answers_privately=False,
    )  # fmt: skip
    desk.session.add(chat)
    await bump_settings_version(desk)
    await _tell_added(desk, chat)
    _ask_whose(desk, chat, await desk.session.get_one(Person, person_id), said)


def _ask_whose(desk: Desk, chat: GroupChat, group: Person, said: BotPresence) -> None:
    """Ask in a group to which staff added the bot whether it is the team's, or where requesters write."""
    is_known = chat.allowed_at is not None or group.role is not Role.INTAKE_GROUP
    if desk.actor is not None and is_staff(desk.actor) and said.may_write and not is_known:
        show_joined(desk, chat, fresh=True)


def show_joined(desk: Desk, chat: GroupChat, page: int = 1, *, fresh: bool = False) -> None:
    """Show in the group the question what it is to the desk; `page`: which one follows."""
    letters.queue_letter(
        desk.session, chat.person_id, Show(JOINED, slot=f"{JOINED}:{chat.id}", page=page, fresh=fresh), now=desk.now
    )


def _clean_title(title: str) -> str:
    return clean_person_name(title)[:_LONGEST] or "?"


async def find_chat(session: AsyncSession, chat_id: int) -> GroupChat | None:
    """Return the group with that Telegram id, or None."""
    there = select(GroupChat).join(Person, Person.id == GroupChat.person_id)
    found: GroupChat | None = await session.scalar(there.where(Person.telegram_id == chat_id))
    return found


async def find_chat_of(session: AsyncSession, person_id: int) -> GroupChat | None:
    """Return the group with that row among the people, or None."""
    found: GroupChat | None = await session.scalar(select(GroupChat).where(GroupChat.person_id == person_id))
    return found


async def set_allowed(desk: Desk, key: int, *, allowed: bool) -> GroupChat:
    """Take requests from a group, or stop; requests from there go on. Raises NotAllowed, Outdated."""
    chat = await _get_changeable(desk, key)
    if (chat.allowed_at is not None) is not allowed:
        chat.allowed_at, chat.allowed_by = (desk.now, desk.actor_id) if allowed else (None, None)
        history.record_action(
            desk, "group-allowed" if allowed else "group-stopped", f"group:{chat.id}", None, chat.title
        )
        await bump_settings_version(desk)
    return chat


async def connect_team(desk: Desk, key: int) -> tuple[GroupChat, bool]:
    """Make a group the team's; return it, and whether it was not before. The group before is told, and so are admins.
    Raises NotAllowed, Outdated."""
    await desk.require_grant(Grant.SETTINGS_REQUESTS)
    await lock_settings(desk)
    chat, group = await _get_there(desk, key)
    if group.role is Role.GROUP and group.dismissed_at is None:
        return chat, False
    former = await staff_group.use_chat(desk.session, group, now=desk.now)
    if former is not None:
        letters.queue_letter(desk.session, former.id, Say("team-chat-moved"), now=desk.now)
    await _choose_team(desk, group.id)
    history.record_action(desk, "group-team", f"group:{chat.id}", None, chat.title)
    args: Args = {"group": chat.title, "name": desk.require_actor().name}
    await to_admins.notify_admins(desk, "group-team", args, but=(desk.require_actor().id,))
    return chat, True


async def open_to_requesters(desk: Desk, key: int) -> GroupChat:
    """Take requests from a group, which is the team's no more. Raises NotAllowed, Outdated."""
    await desk.require_grant(Grant.SETTINGS_REQUESTS)
    await lock_settings(desk)
    chat, group = await _get_there(desk, key)
    if group.role is Role.GROUP:
        group.role, group.name, group.dismissed_at = Role.INTAKE_GROUP, chat.title, None
        await _choose_team(desk, None)
        await desk.session.flush()
    return await set_allowed(desk, key, allowed=True)


async def _choose_team(desk: Desk, person_id: int | None) -> None:
    """Note which group an admin chose, so that STAFF_CHAT_ID counts only when it changes."""
    row = await desk.session.get(StoredSetting, staff_group.CHOSEN) or StoredSetting(key=staff_group.CHOSEN)
    row.value, row.changed_by, row.changed_at = {"person": person_id}, desk.actor_id, desk.now
    row.version = await bump_settings_version(desk)
    desk.session.add(row)


async def _get_there(desk: Desk, key: int) -> tuple[GroupChat, Person]:
    """Return a group that the bot is in. Raises Outdated."""
    chat = await desk.session.get(GroupChat, key, with_for_update=True, populate_existing=True)
    if chat is None or chat.left_at is not None:
        raise Outdated
    return chat, await desk.session.get_one(Person, chat.person_id, with_for_update=True, populate_existing=True)


async def set_answers_privately(desk: Desk, key: int, *, privately: bool) -> GroupChat:
    """Choose where answers to a group's requests go. Raises NotAllowed, Outdated."""
    chat = await _get_changeable(desk, key)
    if chat.answers_privately is not privately:
        chat.answers_privately = privately
        action = "group-answers-privately" if privately else "group-answers-there"
        history.record_action(desk, action, f"group:{chat.id}", None, chat.title)
        await bump_settings_version(desk)
    return chat


async def set_mentions(desk: Desk, key: int, mode: GroupMentions) -> GroupChat:
    """Choose what becomes of a group's messages that name a member of the team. Raises NotAllowed, Outdated."""
    chat = await _get_changeable(desk, key)
    if chat.mentions is not mode:
        chat.mentions = mode
        action = f"group-mentions-{mode.value.replace('_', '-')}"
        history.record_action(desk, action, f"group:{chat.id}", None, chat.title)
        await bump_settings_version(desk)
    return chat


async def set_event(desk: Desk, key: int, event_id: int | None) -> GroupChat:
    """Tie a group to an event, or to none: what is written there from now on belongs to it. Raises NotAllowed,
    Outdated for a group or event that there is not any more."""
    chat = await _get_changeable(desk, key)
    known = {event.id: event.name for event in desk.rules.events}
    if event_id is not None and event_id not in known:
        raise Outdated
    if chat.event_id != event_id:
        action, event = ("group-event-none", chat.event_id) if event_id is None else ("group-event", event_id)
        history.record_action(desk, action, f"group:{chat.id}", known.get(event or 0), chat.title)
        chat.event_id = event_id
        await bump_settings_version(desk)
    return chat


async def set_organization(desk: Desk, key: int, organization_id: int | None) -> GroupChat:
    """Tie a group to an organization, or to none: what is asked there from now on is its own, unconfirmed where it does
    not know who asked. Raises NotAllowed, Outdated for a group or organization that there is not any more."""
    chat = await _get_changeable(desk, key)
    await desk.require_grant(Grant.ORGANIZATIONS)
    known = await desk.session.get(Organization, organization_id or chat.organization_id or 0)
    if organization_id is not None and (known is None or known.removed_at is not None):
        raise Outdated
    if chat.organization_id != organization_id:
        action = "group-organization" if organization_id is not None else "group-organization-none"
        history.record_action(desk, action, f"group:{chat.id}", known.name if known is not None else None, chat.title)
        chat.organization_id = organization_id
        await bump_settings_version(desk)
    return chat


async def _get_changeable(desk: Desk, key: int) -> GroupChat:
    await desk.require_grant(Grant.SETTINGS_REQUESTS)
    chat = await desk.session.get(GroupChat, key, with_for_update=True, populate_existing=True)
    group = await desk.session.get(Person, chat.person_id) if chat is not None else None
    if chat is None or group is None or group.role is not Role.INTAKE_GROUP:
        raise Outdated
    return chat


async def follow_move(desk: Desk, old: int, new: int) -> bool:
    """Follow a group into its supergroup and tell admins once: Telegram reports the move in both chats, and refuses
    what was sent to the former one, perhaps after that (`old` is `new` then). Return True if it is a group of ours."""
    chat = await find_chat(desk.session, old)
    if chat is None:
        return False
    group = await desk.session.get_one(Person, chat.person_id, with_for_update=True, populate_existing=True)
    if group.telegram_id != old or old == new:  # handled meanwhile, by the report in the other chat
        return True
    there = await find_chat(desk.session, new)
    if there is not None:  # reported before the move was
        twin = await desk.session.get_one(Person, there.person_id)
        await desk.session.delete(there)
        twin.telegram_id, twin.dismissed_at = None, desk.now
        await desk.session.flush()
    elif await person_rows.find_by_telegram(desk.session, new) is not None:
        return False
    group.telegram_id, chat.kind = new, "supergroup"
    await bump_settings_version(desk)
    if chat.allowed_at is not None:
        await _tell(desk, "group-moved", chat)
    return True


async def note_refusal(desk: Desk, person_id: int, *, is_out: bool) -> None:
    """Note that Telegram refused a message to a group, because the bot was removed or may not write."""
    chat = await find_chat_of(desk.session, person_id)
    group = await desk.session.get_one(Person, person_id, with_for_update=True, populate_existing=True)
    if chat is None:
        return
    if not is_out:
        await _tell_once(desk, chat, RIGHTS)
        return
    await person_rows.mark_blocked(desk.session, group, now=desk.now)
    if chat.left_at is None:
        chat.left_at = desk.now
        await bump_settings_version(desk)
        await _tell_left(desk, chat, await queries.count_open(desk.session, chat))
