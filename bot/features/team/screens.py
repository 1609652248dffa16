"""Chooses the screen of a team letter. `letter.find` has the person's Telegram id and, after a colon, which of their
screens. Screens of others are for admins."""

from bot.features.team import screens_member, screens_roles, screens_team
from bot.features.team.buttons import AllTickets, MoveTarget, MoveTickets
from bot.views import Reader, Rendered
from db.models import Person
from desk.outbox import Show
from desk.policy.grants import Grant
from desk.queries import people, team_member, tickets
from desk.queries.team_member import MemberInfo
from desk.sessions import sessions


async def render_team(reader: Reader, letter: Show) -> Rendered | None:
    """Render a page of the team."""
    invites = await people.list_unused_invites(reader.session, reader.now)
    return screens_team.render_team(reader, await people.list_staff(reader.session), invites, letter.page)


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
    if rest == screens_roles.ROLE:
        return screens_roles.render_role(reader, found)
    if rest == screens_roles.GRANTS:
        return screens_roles.render_grants(reader, found, letter.page)
    if rest == "which":
        return screens_member.render_ticket_choice(reader, found, letter.page)
    return (
        await _moving(reader, found, rest)
        if rest
        else screens_member.render_member(reader, found, await _sessions(reader, found))
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
        return screens_member.render_receiver_choice(reader, found, others, asked)
    receiver = next((person.name for person in others if person.key == asked.to), "")
    if asked.to is not MoveTarget.QUEUE and not receiver:
        return None
    held = {category.id if category is not None else 0: n for category, n in found.holding}
    n = found.in_hand if asked.what is AllTickets.ALL else held.get(asked.what, 0)
    return screens_member.confirm_screen(reader, found, receiver, n, asked)


async def render_topics(reader: Reader, letter: Show) -> Rendered | None:
    """Render the topics, with those that the person answers best."""
    found, _ = await find_member(reader, letter.find)
    if found is None:
        return None
    chosen = await team_member.list_topic_ids(reader.session, found.person.key or 0)
    return screens_member.render_member_topics(
        reader, found.person, await tickets.list_categories_and_groups(reader.session), chosen, letter.page
    )
