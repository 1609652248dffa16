"""The closed lists of values that tables store. Knows nothing else."""

from enum import IntEnum, StrEnum


class UnknownWordError(KeyError, ValueError):
    """A stored value (a kind, a view, the key of a text) that this version does not know: a newer one wrote it."""


class Role(StrEnum):
    """A person's role; all but requesters and groups are staff. What each role of staff may do is in
    `desk/policy/permissions.py`. GROUP: the team's chat, which does nothing. INTAKE_GROUP: a chat whose messages may
    become requests, which is sent answers and may see nothing."""

    REQUESTER = "requester"
    TRAINEE = "trainee"
    AGENT = "agent"
    SENIOR = "senior"
    REVIEWER = "reviewer"
    MANAGER = "manager"
    ADMIN = "admin"
    GROUP = "group"
    INTAKE_GROUP = "intake_group"


class ClientRole(StrEnum):
    """A person's role in an organization: a user sees their own requests, an administrator also the open ones of the
    organization, a director all of them, and manages its members."""

    USER = "user"
    ADMINISTRATOR = "administrator"
    DIRECTOR = "director"


class AnswerWay(StrEnum):
    """The way by which a requester wants answers: in the chat where they wrote, by phone, by e-mail."""

    HERE = "here"
    PHONE = "phone"
    EMAIL = "email"


class MembershipSource(StrEnum):
    """How a membership came about: the phone number or address of a contact, a tax id that the person typed, a
    director's link, an admin, an integration, a request in the organization's group."""

    CONTACT = "contact"
    TAX_ID = "tax_id"
    INVITE = "invite"
    ADMIN = "admin"
    API = "api"
    GROUP = "group"


class LedgerKind(StrEnum):
    """Kinds of entries in the ledger: what a request costs (below zero; above it where the price was withdrawn), what
    was paid for it, money paid in advance, a correction by an admin."""

    CHARGE = "charge"
    PAYMENT = "payment"
    TOP_UP = "top_up"
    CORRECTION = "correction"


class PaymentStatus(StrEnum):
    """The state of what a person is asked to pay."""

    ASKED = "asked"
    PAID = "paid"
    WITHDRAWN = "withdrawn"


class PaymentMethod(StrEnum):
    """How it is paid: by Telegram's invoice; by the desk's own link or as people agree, which an agent confirms; from
    the balance."""

    TELEGRAM = "telegram"
    MANUAL = "manual"
    BALANCE = "balance"


class AccountSource(StrEnum):
    """How account data came: asked for at ACCOUNT_URL, or pushed through the API."""

    PULL = "pull"
    PUSH = "push"


class ArticleState(StrEnum):
    """The state of an article: not published yet, published, archived."""

    DRAFT = "draft"
    PUBLISHED = "published"
    OLD = "old"


class ArticleAudience(StrEnum):
    """The readers of an article: requesters and the team, or the team alone (a runbook)."""

    EVERYBODY = "everybody"
    TEAM = "team"


class PresetState(StrEnum):
    """The state of an automatic answer: not published yet, in use, archived."""

    DRAFT = "draft"
    PUBLISHED = "published"
    OLD = "old"


class Status(StrEnum):
    """The nine statuses of a ticket; a draft shows none of them yet (its `filed_at` is empty)."""

    NEW = "new"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    PENDING = "pending"
    ON_HOLD = "on_hold"
    RESOLVED = "resolved"
    CLOSED = "closed"
    REOPENED = "reopened"
    CANCELLED = "cancelled"

    @property
    def is_finished(self) -> bool:
        """Closed or cancelled: nothing happens any more."""
        return self in FINISHED

    @property
    def is_open(self) -> bool:
        """Neither closed nor cancelled."""
        return self not in FINISHED

    @property
    def is_working(self) -> bool:
        """Open and not resolved."""
        return self in WORKING


FINISHED = frozenset({Status.CLOSED, Status.CANCELLED})
OPEN = frozenset(Status) - FINISHED
WORKING = OPEN - {Status.RESOLVED}
TEAMS_TURN = frozenset({Status.NEW, Status.ASSIGNED, Status.IN_PROGRESS, Status.REOPENED})
REQUESTERS_TURN = frozenset({Status.PENDING, Status.RESOLVED})
TO_BE_TAKEN = frozenset({Status.NEW, Status.REOPENED})
"""What a ticket without an assignee shows while nobody has started on it."""


class EntryKind(StrEnum):
    """COMMENT by the requester, REPLY by an agent, NOTE for staff only, REMARK by the desk for staff only, DRAFT: an
    answer that waits for approval, for staff only until it becomes a REPLY."""

    COMMENT = "comment"
    REPLY = "reply"
    NOTE = "note"
    REMARK = "remark"
    DRAFT = "draft"


class ApprovalState(StrEnum):
    """The state of an approval: asked for; sent unchanged; changed and sent; returned with a comment; withdrawn by its
    author; ended because its author left the team. Of what was planned: it waits for its moment; it was stopped by what
    happened meanwhile, and its author asked; it was done. OFFERED: the assistant drafted it, and who asked decides."""

    WAITING = "waiting"
    SENT = "sent"
    CHANGED = "changed"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"
    PLANNED = "planned"
    STOPPED = "stopped"
    DONE = "done"
    OFFERED = "offered"


class AssistKind(StrEnum):
    """The requests to the assistant: the draft of an answer, a summary for who takes over."""

    DRAFT = "draft"
    SUMMARY = "summary"


class AssistTrouble(StrEnum):
    """The reasons why nothing came: no answer in time, none at all, too many requests, its key or address is
    refused, an answer that is not understood, too long, cut off, or empty; or the request has changed meanwhile."""

    SLOW = "slow"
    AWAY = "away"
    BUSY = "busy"
    DENIED = "denied"
    WRONG = "wrong"
    LARGE = "large"
    CUT = "cut"
    EMPTY = "empty"
    OVER = "over"


class Origin(StrEnum):
    """The channel, or the clock, through which a change came; IMPORT: it is history, brought in from another desk."""

    TELEGRAM = "telegram"
    TODOIST = "todoist"
    CLOCK = "clock"
    API = "api"
    PANEL = "panel"
    GROUP = "group"
    FORWARD = "forward"
    MAIL = "mail"
    IMPORT = "import"

    @property
    def is_telegram(self) -> bool:
        """Return True for words from Telegram: from the own chat with the bot, a group, or forwarded by an agent."""
        return self in (Origin.TELEGRAM, Origin.GROUP, Origin.FORWARD)


BY_SYSTEM = (Origin.API, Origin.MAIL)
"""Channels of people who need no Telegram: the desk knows them through an integration or the mailbox."""


class FileKind(StrEnum):
    """The kind of a file in Telegram; decides how it is sent."""

    PHOTO = "photo"
    DOCUMENT = "document"
    VIDEO = "video"
    ANIMATION = "animation"
    AUDIO = "audio"
    VOICE = "voice"
    VIDEO_NOTE = "video_note"
    STICKER = "sticker"


class FileLack(StrEnum):
    """The reason why a file stays on the side it came from: too large for the other, or it cannot be fetched."""

    TOO_LARGE = "too_large"
    LOST = "lost"


class Delivery(StrEnum):
    """The state of an entry on its way to its reader."""

    NONE = "none"
    WAITING = "waiting"
    SENT = "sent"
    BLOCKED = "blocked"
    FAILED = "failed"


class MessageKind(StrEnum):
    """Kinds of Telegram messages: words a person sent, words we relayed, or a message of ours that we edit."""

    SAID = "said"
    RELAY = "relay"
    SLOT = "slot"
    LINE = "line"


class QuestionKind(StrEnum):
    """A question of the bot to which it awaits an answer. ALBUM is not asked: a staff member's album is held together
    until its last part is in, because any caption may make a note of it. ADD_SAME, PRESET, ORGANIZATION, MISSING and
    TOPIC_FORM concern a request before an agent answers. REGISTER_NUMBER waits for the person's own contact, REGISTER
    for words about the person. FOCUS is open while what a person writes without replying goes to its ticket. WROTE_MAIL
    is about a request that is not theirs yet."""

    WHICH_TICKET = "which_ticket"
    WHERE_TO = "where_to"
    ADD_TO = "add_to"
    SUBJECT = "subject"
    NEW_NEXT = "new_next"
    RATING_WORD = "rating_word"
    HOLD_REASON = "hold_reason"
    RESOLVED_ADDED = "resolved_added"
    CLOSED_REPLY = "closed_reply"
    NOT_YOURS = "not_yours"
    ALBUM = "album"
    ESCALATION = "escalation"
    LOW_MARK = "low_mark"
    ADD_SAME = "add_same"
    PRESET = "preset"
    MISSING = "missing"
    TOPIC_FORM = "topic_form"
    ORGANIZATION = "organization"
    REGISTER_NUMBER = "register_number"
    REGISTER = "register"
    FOCUS = "focus"
    CLOSE = "close"
    WROTE_MAIL = "wrote_mail"


class RatingAbout(StrEnum):
    """The subject of a rating."""

    SOLUTION = "solution"
    AGENT = "agent"


class BrakeKind(StrEnum):
    """The kinds of board changes that the brake counts."""

    VANISH = "vanish"
    COMPLETE = "complete"
    COMMENT = "comment"
    ADD = "add"
    DUE = "due"


class GroupMentions(StrEnum):
    """The ways to treat a message in a group that names a member of the team."""

    OFF = "off"
    OFFER = "offer"
    AT_ONCE = "at_once"


class Participation(StrEnum):
    """The ways to take part in a ticket: as its requester; COPIED: a mail of the requester's names them in To or Cc;
    BLIND: the team sends them copies that the others do not see; SHARED: the requester gave them a link; IN_GROUP: they
    write in the group that it is from; LEADER: they lead the organization that it is for; ASIDE: the team asks them
    something beside the requester. Rows of `ticket_participants` are COPIED, BLIND, SHARED or ASIDE, others follow from
    the ticket."""

    REQUESTER = "requester"
    COPIED = "copied"
    BLIND = "blind"
    SHARED = "shared"
    IN_GROUP = "in_group"
    LEADER = "leader"
    ASIDE = "aside"


class Hears(StrEnum):
    """The wishes of a participant, as far as their part allows them: NEWS are answers and what becomes of the
    ticket."""

    NEWS = "news"
    ANSWERS = "answers"
    NOTHING = "nothing"


class Box(StrEnum):
    """The boxes of the queue: two inboxes, two outboxes. CLOCK holds only failed work of the clock; REPORTS is worked
    off by a process of its own, TO_WEBHOOKS and TO_CRM by the web process, TO_ACCOUNTS (requests for account data),
    TO_GATEWAY (SMS and calls to staff) and TO_ASSIST (requests to the assistant) by the bot, FROM_MAIL and TO_MAIL by
    the one of the mailbox."""

    FROM_TELEGRAM = "from_telegram"
    FROM_TODOIST = "from_todoist"
    TO_TELEGRAM = "to_telegram"
    TO_TODOIST = "to_todoist"
    CLOCK = "clock"
    REPORTS = "reports"
    TO_WEBHOOKS = "to_webhooks"
    TO_ACCOUNTS = "to_accounts"
    TO_CRM = "to_crm"
    FROM_MAIL = "from_mail"
    TO_MAIL = "to_mail"
    TO_GATEWAY = "to_gateway"
    TO_ASSIST = "to_assist"


class Lane(IntEnum):
    """The urgency in a box; smaller goes first. ANSWERS: people's words to each other; PEOPLE: the desk's messages to
    one person; then edits of sent messages, messages to many, announcements. Of incoming updates: staff, people
    answered before, all others."""

    ANSWERS = 0
    PEOPLE = 1
    EDITS = 2
    BROADCASTS = 3
    MAILINGS = 4


class Recovery(StrEnum):
    """The step of the work that follows a restore: what people had sent and what had become due is worked off, then the
    board is read and compared. Meanwhile nothing is sent."""

    INBOX = "inbox"
    BOARD = "board"


class JobState(StrEnum):
    """The state of a job: waiting, parked for a person who blocked the bot, held because it may have been done before
    the database was restored, done, or buried after failing."""

    WAITING = "waiting"
    PARKED = "parked"
    HELD = "held"
    DONE = "done"
    BURIED = "buried"
