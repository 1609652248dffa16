"""The tables, one subject a file, with the enums of their columns. Their meaning: docs/schema.md."""

from db.enums import (
    BY_SYSTEM,
    AccountSource,
    AnswerWay,
    ApprovalState,
    ArticleAudience,
    ArticleState,
    Box,
    BrakeKind,
    ClientRole,
    Delivery,
    EntryKind,
    FileKind,
    FileLack,
    GroupMentions,
    JobState,
    Lane,
    LedgerKind,
    MembershipSource,
    MessageKind,
    Origin,
    PaymentMethod,
    PaymentStatus,
    PresetState,
    QuestionKind,
    RatingAbout,
    Recovery,
    Role,
    Status,
    UnknownWordError,
)
from db.models.answers.announcements import Announcement, AnnouncementReceiver
from db.models.answers.canned import AnswerTaken, CannedReply, CannedUse, PreparedAnswer
from db.models.answers.ideas import Idea, IdeaVote
from db.models.answers.knowledge import Article, ArticleText, KnownWord, Search
from db.models.answers.problems import KnownProblem, ProblemFollower
from db.models.answers.suggestions import PresetAnswer, PresetText, Suggestion
from db.models.answers.texts_and_menu import MenuItemRow, PublishedMenu, TextOverride
from db.models.approvals import Approval
from db.models.audit import AuditRecord
from db.models.automation import Rule, RuleEvent, RuleRun
from db.models.base import TICKET_NUMBERS, Base, DueFailure, EnumText, any_of, make_any_of
from db.models.board import (
    BoardCard,
    BoardChange,
    BoardCommand,
    BoardComment,
    BoardConnection,
    BoardState,
    Brake,
    Collaborator,
    ConnectCode,
    CountedChange,
    HeldChange,
)
from db.models.chats import GroupChat, GroupMention
from db.models.clients.accounts import AccountBlock
from db.models.clients.crm import CrmChange, CrmRecord, CrmState
from db.models.clients.erasures import Erasure
from db.models.clients.organizations import Contact, MemberInvite, Membership, Organization, Outlet, Profile
from db.models.clients.payments import LedgerEntry, PaymentRequest
from db.models.conversation import Entry, EntryFile, EntryVersion, FormAnswer, MaskedWords, Message, Question, Reaction
from db.models.events import Event, Participant
from db.models.jobs import Job, JobKey
from db.models.metrics import DailyCount, DailyValues, TicketFacts, TicketSpan, Use
from db.models.people import DeskRow, Invite, Person
from db.models.presence import AgentTopic, Ask, SentCard, Shift, SoundRecord
from db.models.promises import Pause, Policy, Target, Timer
from db.models.ratings import Rating, Review, ReviewCriterion, ReviewMark
from db.models.reports import ReportResult
from db.models.requester_digest import DigestLine
from db.models.settings import StoredSetting
from db.models.summaries import Summary
from db.models.tickets import (
    Category,
    GroupDigestLine,
    History,
    OwnTicket,
    RootCause,
    Ticket,
    TicketGroup,
    TicketTopic,
    TopicModel,
)
from db.models.web.factors import RecoveryCode, SecondFactor
from db.models.web.feed import FEED_POSITIONS, FeedEvent, Subscription
from db.models.web.files import Blob, BlobPiece, DataKey
from db.models.web.integrations import (
    ExternalChange,
    ExternalPerson,
    Integration,
    IntegrationLink,
    PersonToken,
    StoredAnswer,
)
from db.models.web.sent_forms import SentForm
from db.models.web.sessions import Confirmation, WebSession, WebSignIn
from db.models.web.use_log import LoggedUse
from db.models.web.views import SavedView
