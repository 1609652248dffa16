"""The groups, the staff group and the own accounts that a desk reads."""

from dataclasses import dataclass

from db.models import GroupMentions


@dataclass(frozen=True, slots=True)
class GroupPlace:
    """A group that the bot is in or was in. `person_id`: its row among the people. `allowed`: messages there may become
    requests. `answers_privately`: answers go to the requester's own chat if they have started the bot. `event_id`: the
    event that they belong to; `organization_id`: the organization that they are of. `mentions`: what becomes of
    messages that name a member of the team."""

    person_id: int
    chat_id: int
    allowed: bool
    answers_privately: bool
    is_there: bool
    event_id: int | None = None
    organization_id: int | None = None
    mentions: GroupMentions = GroupMentions.OFFER


@dataclass(frozen=True, slots=True)
class ConnectedAccount:
    """The own account of a member of the team (`owner_id`, whose Telegram id is `owner_chat`), as `own_accounts` has
    it. `is_chosen`: they said that requests are taken from it; with a `word` only what has that."""

    id: int
    owner_id: int
    owner_chat: int
    connection_id: str
    is_chosen: bool
    word: str | None
    salt: str
    excluded: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class TeamChat:
    """The staff group. `person_id`: its row among the people; `lacks`: the rights that topics in its forum need and the
    bot has not there."""

    person_id: int
    chat_id: int
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupRules:
    """Groups as a source of requests. `places`: the groups; `team`: the staff group; `reads_all`: the bot's privacy
    mode is off; `username`: the bot's name."""

    places: tuple[GroupPlace, ...] = ()
    team: TeamChat | None = None
    reads_all: bool = False
    username: str = ""

    def find_place(self, chat_id: int) -> GroupPlace | None:
        """Return the group with that Telegram id, or None."""
        return next((place for place in self.places if place.chat_id == chat_id), None)

    def find_team(self, chat_id: int) -> TeamChat | None:
        """Return the staff group if it has that Telegram id, or None."""
        return self.team if self.team is not None and self.team.chat_id == chat_id else None

    def find_receiver(self, chat_id: int) -> int | None:
        """Return the id, among the people, of the group with that Telegram id, or None."""
        place = self.find_place(chat_id) or self.find_team(chat_id)
        return place.person_id if place is not None else None

    def find_by_person(self, person_id: int) -> GroupPlace | None:
        """Return the group with that row among the people, or None."""
        return next((place for place in self.places if place.person_id == person_id), None)
