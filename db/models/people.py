"""Tables of people: accounts, invites, their chats, presence and shifts, what waits for their digest."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Date, ForeignKey, Index, Integer, LargeBinary, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from db.encryption import SealedBytes, SealedWords
from db.enums import AnswerWay, GroupMentions, Recovery, Role
from db.models.base import Base, Json, _id, _ref


class DeskRow(Base):
    """The one row about the desk itself: its bot and board, and whether the sandbox made it. `troubles`: the unfinished
    problems that admins were told of; `staff_chat_id`: STAFF_CHAT_ID when last read; `topics_lack`: the rights that
    topics in the staff group's forum need and the bot has not; `settings_version`: increased by each change of
    `settings`. `opens_at`: the next begin of business hours; `recalculate_at`: when open tickets are
    adapted to changed hours; `briefing_at`: when the next summary is due; `statements_at`: when organizations
    get their next statements, or reminders of bills; `statements_of`: the first day of the last month that they got
    them of; `words_asked_at`: when a count of people's words was last
    requested; `file_key`: signs addresses of files on the web. `backup_at`: the moment of the backup that this database
    was restored from, `recovery`: what is still to be done after that; `is_quiet`: it is a copy that sends nothing.
    `backed_up_at`: when its newest backup was made, `backup_hours`: from one to the next, if they are made by
    themselves."""

    __tablename__ = "desk"
    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    bot_id: Mapped[int | None] = mapped_column(BigInteger)
    bot_username: Mapped[str | None]
    project_id: Mapped[str | None]
    sandbox_mark: Mapped[str | None]
    troubles: Mapped[Json] = mapped_column(server_default=text("'{}'"))
    staff_chat_id: Mapped[int | None] = mapped_column(BigInteger)
    topics_lack: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    opens_at: Mapped[datetime | None]
    recalculate_at: Mapped[datetime | None]
    briefing_at: Mapped[datetime | None]
    statements_at: Mapped[datetime | None]
    statements_of: Mapped[date | None]
    settings_version: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    words_asked_at: Mapped[datetime | None]
    file_key: Mapped[bytes] = mapped_column(
        LargeBinary, server_default=text("uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())")
    )
    backup_at: Mapped[datetime | None]
    recovery: Mapped[Recovery | None]
    is_quiet: Mapped[bool] = mapped_column(server_default=text("false"))
    backed_up_at: Mapped[datetime | None]
    backup_hours: Mapped[int | None] = mapped_column(Integer)


class Person(Base):
    """A person by a Telegram id, a Todoist id, or both. `dismissed_at` marks a former member of staff, `former_id` on
    the row of an unlinked Todoist account whose it was: it may do what that member may do now.

    `username`: in Telegram, kept of the team; `panel_opened_at`: when they last sent
    `/panel`; requests of browsers from before are ignored; `panel_word`: in the link that it showed. `role` is what
    counts; `role_given` what an invite gave, which remains when the person leaves ADMIN_IDS. `grants`: by grant true or
    false where the person differs from their role. `bot_blocked_at`: they blocked the bot (`gone_at` too: Telegram no
    longer knows them), `absence_at`: the block their tickets know of; `blocked_at`: the team takes no requests from
    them. `away_until`: when an absence ends; empty: when they say so. `has_shifts`: they have rows in `shifts`;
    `switches`: by kind of notification "silent" or "off", and how staff are woken outside Telegram. `open_list`: their
    last settings of `/open`; `digest_at`: when their digest is sent. `event_id`: the event whose link they opened last,
    valid until `event_until`.
    `mentor_id`: who approves their answers first.
    `system_id`: the integration that brought them, through which they are told while they have no Telegram; `link_id`:
    its link that they opened, to which their next request belongs.
    `consent_version`, `consent_at`: the version of the terms that they agreed to, and when; `erased_at`: everything
    about them was erased, and the row remains for what is only counted. `answer_way`: how they want answers, empty if
    they did not say.
    """

    __tablename__ = "people"
    id: Mapped[int] = _id()
    telegram_id: Mapped[int | None] = mapped_column(BigInteger, unique=True)
    todoist_id: Mapped[str | None] = mapped_column(unique=True)
    username: Mapped[str | None]
    panel_opened_at: Mapped[datetime | None]
    panel_word: Mapped[str | None]
    role: Mapped[Role] = mapped_column(server_default=Role.REQUESTER)
    role_given: Mapped[Role | None]
    grants: Mapped[Json] = mapped_column(server_default=text("'{}'"))
    admin_by_setting: Mapped[bool] = mapped_column(server_default=text("false"))
    name: Mapped[str]
    todoist_name: Mapped[str | None]
    full_name: Mapped[str | None]
    answer_way: Mapped[AnswerWay | None]
    language: Mapped[str | None]
    language_chosen: Mapped[str | None]
    away: Mapped[bool] = mapped_column(server_default=text("false"))
    away_until: Mapped[datetime | None]
    has_shifts: Mapped[bool] = mapped_column(server_default=text("false"))
    switches: Mapped[Json] = mapped_column(server_default=text("'{}'"))
    quiet: Mapped[bool] = mapped_column(server_default=text("false"))
    started_at: Mapped[datetime | None]
    bot_blocked_at: Mapped[datetime | None] = mapped_column("blocked_at")
    gone_at: Mapped[datetime | None]
    absence_at: Mapped[datetime | None]
    back_at: Mapped[datetime | None]
    blocked_at: Mapped[datetime | None] = mapped_column("barred_at")
    blocked_by: Mapped[int | None] = mapped_column("barred_by", BigInteger, ForeignKey("people.id"))
    flood_at: Mapped[datetime | None]
    limit_told_at: Mapped[datetime | None]
    dismissed_at: Mapped[datetime | None]
    former_id: Mapped[int | None] = _ref("people.id", nullable=True)
    board_hint_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    menu: Mapped[str | None]
    open_list: Mapped[Json | None]
    digest_at: Mapped[datetime | None]
    event_id: Mapped[int | None] = _ref("events.id", nullable=True)
    event_until: Mapped[datetime | None]
    mentor_id: Mapped[int | None] = _ref("people.id", nullable=True)
    system_id: Mapped[int | None] = mapped_column(BigInteger)
    link_id: Mapped[int | None] = mapped_column(BigInteger)
    consent_version: Mapped[int | None]
    consent_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    __table_args__ = (
        Index("ix_people_away", "away_until", postgresql_where=text("away_until is not null")),
        Index("ix_people_absence", "id", postgresql_where=text("blocked_at is distinct from absence_at")),
        Index("ix_people_digest", "digest_at", postgresql_where=text("digest_at is not null")),
        Index("ix_people_barred", "barred_at", postgresql_where=text("barred_at is not null")),
        Index("ix_people_team", "role", postgresql_where=text("role <> 'requester'")),
    )

    @property
    def is_reachable(self) -> bool:
        """The person can be reached: in Telegram, or through the integration that brought them."""
        return self.telegram_id is not None or self.system_id is not None


class Invite(Base):
    """A link valid once; only the hash of its code is stored. Without a maker: the first admin's link of an empty
    desk."""

    __tablename__ = "invites"
    id: Mapped[int] = _id()
    code_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    role: Mapped[Role]
    made_by: Mapped[int | None] = _ref("people.id", nullable=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_by: Mapped[int | None] = _ref("people.id", nullable=True)
    used_at: Mapped[datetime | None]
    admitted_at: Mapped[datetime | None]


class GroupChat(Base):
    """A group whose messages may become requests. `person_id`: the row among the people to which messages for the group
    go, whose Telegram id is the group's. Without `allowed_at` nothing is taken from it. `answers_privately`: answers go
    to the requester's own chat if they have started the bot. `event_id`: the event that requests from there belong to;
    `organization_id`: the organization that they are of. `mentions`: what becomes of messages that name a member of the
    team. `left_at`: the bot is no longer there. `told`: problems that admins were told of, with the time."""

    __tablename__ = "chats"
    id: Mapped[int] = _id()
    person_id: Mapped[int] = _ref("people.id")
    kind: Mapped[str]
    title: Mapped[str]
    allowed_at: Mapped[datetime | None]
    allowed_by: Mapped[int | None] = _ref("people.id", nullable=True)
    answers_privately: Mapped[bool] = mapped_column(server_default=text("false"))
    mentions: Mapped[GroupMentions] = mapped_column(server_default=GroupMentions.OFFER)
    is_admin: Mapped[bool] = mapped_column(server_default=text("false"))
    event_id: Mapped[int | None] = _ref("events.id", nullable=True)
    organization_id: Mapped[int | None] = _ref("organizations.id", nullable=True, index=True)
    left_at: Mapped[datetime | None]
    told: Mapped[Json] = mapped_column(server_default=text("'{}'"))
    created_at: Mapped[datetime]
    __table_args__ = (Index("uq_chats_person", "person_id", unique=True),)


class GroupMention(Base):
    """Messages of a person in a group that name a member of the team, which the team was offered as a request. `said`:
    these, as Telegram's JSON, until somebody decides; `told`: ids of the people who were told. At `due_at` all agents
    are told; at `until` the row is deleted. `ticket_id`: the request that was made of it; `ended_by`: who made it, or
    said that it is not for the team."""

    __tablename__ = "group_mentions"
    id: Mapped[int] = _id()
    group_id: Mapped[int] = _ref("people.id")
    author_id: Mapped[int] = mapped_column(BigInteger)
    said: Mapped[bytes | None] = mapped_column(SealedBytes)
    told: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default=text("'{}'"))
    due_at: Mapped[datetime] = mapped_column(index=True)
    until: Mapped[datetime]
    ticket_id: Mapped[int | None] = _ref("tickets.id", nullable=True)
    ended_by: Mapped[int | None] = _ref("people.id", nullable=True)
    __table_args__ = (
        Index(
            "uq_group_mentions_author",
            "group_id",
            "author_id",
            unique=True,
            postgresql_where=text("ticket_id is null"),
        ),
    )


class OwnAccount(Base):
    """The Telegram account of a member of the team (`owner_id`) that they have connected, so that what people write to
    them becomes requests. `connection_id`: as Telegram names it now. `is_enabled`, `can_reply`, `can_delete`: what the
    connection allows. Before `chosen_at` nothing is taken; with a `word` only what has it, and what follows.
    `excluded`: the chats of which nothing is taken, as digests with the `salt`. `ended_at`: since when nothing can be
    sent."""

    __tablename__ = "own_accounts"
    id: Mapped[int] = _id()
    owner_id: Mapped[int] = _ref("people.id")
    connection_id: Mapped[str]
    is_enabled: Mapped[bool]
    can_reply: Mapped[bool]
    can_delete: Mapped[bool]
    chosen_at: Mapped[datetime | None]
    word: Mapped[str | None]
    salt: Mapped[str]
    excluded: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    connected_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    __table_args__ = (
        Index("uq_own_accounts_owner", "owner_id", unique=True),
        Index("uq_own_accounts_connection", "connection_id", unique=True),
    )


class Shift(Base):
    """One working interval: each week on `weekday` (0: Monday), or on one `day` only, whose rows replace its weekday's.
    In minutes after local midnight; `ends` above 1440 is on the next day; empty: off that day."""

    __tablename__ = "shifts"
    id: Mapped[int] = _id()
    person_id: Mapped[int] = _ref("people.id", index=True)
    weekday: Mapped[int | None] = mapped_column(SmallInteger)
    day: Mapped[date | None] = mapped_column(Date)
    starts: Mapped[int | None] = mapped_column(SmallInteger)
    ends: Mapped[int | None] = mapped_column(SmallInteger)


class AgentTopic(Base):
    """A topic that an agent answers best."""

    __tablename__ = "agent_topics"
    person_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id"), primary_key=True, autoincrement=False)
    category_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("categories.id"), primary_key=True, autoincrement=False
    )


class SentCard(Base):
    """A ticket's card sent to an agent when tickets go to a few agents at a time; `rang`: with sound."""

    __tablename__ = "sent_cards"
    id: Mapped[int] = _id()
    ticket_id: Mapped[int] = _ref("tickets.id", index=True)
    person_id: Mapped[int] = _ref("people.id")
    at: Mapped[datetime] = mapped_column(index=True)
    rang: Mapped[bool] = mapped_column(server_default=text("false"))
    __table_args__ = (Index("ix_sent_cards_person_id", "person_id", "at"),)


class SoundRecord(Base):
    """Another notification with sound to an agent; recorded only when tickets go to a few agents at a time."""

    __tablename__ = "rings"
    id: Mapped[int] = _id()
    person_id: Mapped[int] = _ref("people.id")
    at: Mapped[datetime] = mapped_column(index=True)
    __table_args__ = (Index("ix_rings_person_id", "person_id", "at"),)


class Ask(Base):
    """A question to a colleague about a ticket, as a note (`entry_id`); the colleague's answers go back to the
    asker."""

    __tablename__ = "asks"
    id: Mapped[int] = _id()
    entry_id: Mapped[int] = _ref("entries.id", index=True)
    asker_id: Mapped[int] = _ref("people.id", index=True)
    asked_id: Mapped[int] = _ref("people.id", index=True)
    at: Mapped[datetime]


class DigestLine(Base):
    """A line for a person's digest: key and arguments of a text; `told_at`: when it was sent."""

    __tablename__ = "digest_lines"
    id: Mapped[int] = _id()
    person_id: Mapped[int] = _ref("people.id", index=True)
    ticket_id: Mapped[int] = _ref("tickets.id")
    key: Mapped[str]
    args: Mapped[Json] = mapped_column(SealedWords("at"), server_default=text("'{}'"))
    at: Mapped[datetime]
    told_at: Mapped[datetime | None]
