"""The tables, one subject a file, with the enums of their columns. Their meaning: docs/schema.md."""

from db.enums import (
    ArticleState,
    Box,
    BrakeKind,
    Delivery,
    EntryKind,
    FileKind,
    FileLack,
    JobState,
    Lane,
    MarkAbout,
    MessageKind,
    Origin,
    PresetState,
    QuestionKind,
    Role,
    Status,
    UnknownWordError,
)
from db.models.answers.canned import AnswerTaken, CannedReply, CannedUse, PreparedAnswer
from db.models.answers.knowledge import Article, ArticleText, KnownWord, Search
from db.models.answers.mailings import Mailing, MailingReceiver
from db.models.answers.offers import ArticleOffer, PresetAnswer, PresetText
from db.models.answers.problems import KnownProblem, ProblemFollower
from db.models.answers.wordings import MenuItemRow, PublishedMenu, Wording
from db.models.audit import AuditRecord
from db.models.base import TICKET_NUMBERS, Base, DueFailure, EnumText, any_of
from db.models.board import (
    BoardAct,
    BoardCard,
    BoardCommand,
    BoardComment,
    BoardMove,
    BoardState,
    Brake,
    Collaborator,
    HeldAct,
)
from db.models.briefings import Briefing
from db.models.conversation import Entry, EntryFile, EntryVersion, FormAnswer, Message, Question, Reaction
from db.models.events import Event, Participant
from db.models.figures import DailyCount, DailyRun, TicketFacts, TicketSpan, Use
from db.models.jobs import Job, JobKey
from db.models.marks import Mark
from db.models.people import DeskRow, Invite, Person
from db.models.presence import AgentTopic, Ask, Ring, SentCard, Shift
from db.models.promises import Pause, Policy, Target, Timer
from db.models.reports import ReportResult
from db.models.requester_digest import DigestLine
from db.models.settings import StoredSetting
from db.models.tickets import Announcement, Category, History, RootCause, Ticket, TicketGroup, TopicModel
from db.models.web.feed import FEED_POSITIONS, FeedEvent, Subscription
from db.models.web.files import Blob, BlobPiece
from db.models.web.sent_forms import SentForm
from db.models.web.sessions import Confirmation, WebSession, WebSignIn
from db.models.web.systems import ExternalPerson, PersonToken, StoredAnswer, System, SystemLink
from db.models.web.use_log import LoggedUse
from db.models.web.views import SavedView
