"""The words that are columns: every closed list of values the tables hold. Knows nothing but their names."""

from enum import IntEnum, StrEnum


class UnknownWordError(KeyError, ValueError):
    """A stored word (a kind, a view, the key of a text) that this version does not know: a newer one wrote it."""


class Role(StrEnum):
    """What a person may do; agents and admins together are staff. GROUP: the team's chat, which does nothing."""

    REQUESTER = "requester"
    AGENT = "agent"
    ADMIN = "admin"
    GROUP = "group"


class ArticleState(StrEnum):
    """Whether an article is read: not yet, by everybody, no longer."""

    DRAFT = "draft"
    PUBLISHED = "published"
    OLD = "old"


class PresetState(StrEnum):
    """Whether a preset answer answers: not yet, to whom it fits, no longer."""

    DRAFT = "draft"
    PUBLISHED = "published"
    OLD = "old"


class Status(StrEnum):
    """The nine statuses of a ticket; a draft has none of them yet shown (its `filed_at` is empty)."""

    NEW = "new"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    PENDING = "pending"
    ON_HOLD = "on_hold"
    RESOLVED = "resolved"
    CLOSED = "closed"
    REOPENED = "reopened"
    CANCELLED = "cancelled"


class EntryKind(StrEnum):
    """COMMENT by the requester, REPLY by an agent, NOTE for staff only, REMARK by the desk for staff only."""

    COMMENT = "comment"
    REPLY = "reply"
    NOTE = "note"
    REMARK = "remark"


class Origin(StrEnum):
    """The door, or the clock, through which a change came."""

    TELEGRAM = "telegram"
    TODOIST = "todoist"
    CLOCK = "clock"
    API = "api"
    PANEL = "panel"


class FileKind(StrEnum):
    """What a file is to Telegram; decides how it is sent."""

    PHOTO = "photo"
    DOCUMENT = "document"
    VIDEO = "video"
    ANIMATION = "animation"
    AUDIO = "audio"
    VOICE = "voice"
    VIDEO_NOTE = "video_note"
    STICKER = "sticker"


class FileLack(StrEnum):
    """Why a file stays on the side where it came from: too large for the other, or not to be fetched."""

    TOO_LARGE = "too_large"
    LOST = "lost"


class Delivery(StrEnum):
    """What became of an entry on its way to the person it is for."""

    NONE = "none"
    WAITING = "waiting"
    SENT = "sent"
    BLOCKED = "blocked"
    FAILED = "failed"


class MessageKind(StrEnum):
    """What a Telegram message is to us: words a person sent, words we relayed, or a face of something."""

    SAID = "said"
    RELAY = "relay"
    SLOT = "slot"
    LINE = "line"


class QuestionKind(StrEnum):
    """What the bot has asked a person and still awaits. ALBUM is not asked: a staff member's album is held together
    until its last part is in, because any caption may make a note of it. ADD_SAME, PRESET, MISSING and TOPIC_FORM are
    asked of a request before a person answers."""

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


class MarkAbout(StrEnum):
    """What stars are for."""

    SOLUTION = "solution"
    AGENT = "agent"


class BrakeKind(StrEnum):
    """What can be too much at once on the board."""

    VANISH = "vanish"
    COMPLETE = "complete"
    COMMENT = "comment"
    ADD = "add"
    DUE = "due"


class Box(StrEnum):
    """The rows of waiting jobs: two inboxes, two outboxes; CLOCK holds what the clock gave up, and nothing waits in
    it; REPORTS is worked off by a process of its own; what goes to other systems by the web door."""

    FROM_TELEGRAM = "from_telegram"
    FROM_TODOIST = "from_todoist"
    TO_TELEGRAM = "to_telegram"
    TO_TODOIST = "to_todoist"
    CLOCK = "clock"
    REPORTS = "reports"
    TO_WEBHOOKS = "to_webhooks"


class Lane(IntEnum):
    """Urgency in a box; smaller goes first. ANSWERS: people's words to each other; PEOPLE: what the desk tells one
    person; then edits of what stands, what goes to many, and what an admin tells everybody. Coming in: staff, people
    answered before, all others."""

    ANSWERS = 0
    PEOPLE = 1
    EDITS = 2
    BROADCASTS = 3
    MAILINGS = 4


class JobState(StrEnum):
    """Where a job stands: waiting its turn, parked for someone who blocked the bot, done, or given up on."""

    WAITING = "waiting"
    PARKED = "parked"
    DONE = "done"
    BURIED = "buried"
