"""The list of metrics: a row each. Their names and definitions are the texts `figure-<key>` and
`figure-<key>-definition`. How they are computed is in `measuring/`, from which rows in `streams.py`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, Text, case, cast, func, literal, null

from desk import DeskSettings
from desk.metrics.periods import Period

Label = int | str | date | None
"""Of a person, topic, event, root cause, organization or outlet the id, of a criterion too, of an answer the text of
`make_answer_label`; None for rows without one."""


class Dimension(StrEnum):
    """A dimension; those of time are in the desk's zone. AGENT: the person who did it; all others are of the ticket as
    it is now. EQUIPMENT: the models at its outlet, as one text. ANSWER: the article, automatic answer or canned reply.
    CRITERION: of reviews. HOUR is 0 to 23, WEEKDAY 0 for Monday; WEEK its Monday, MONTH its first day."""

    AGENT = "agent"
    CATEGORY = "category"
    PRIORITY = "priority"
    REQUESTER = "requester"
    EVENT = "event"
    ROOT_CAUSE = "root_cause"
    ORGANIZATION = "organization"
    OUTLET = "outlet"
    EQUIPMENT = "equipment"
    SOURCE = "source"
    ANSWER = "answer"
    CRITERION = "criterion"
    HOUR = "hour"
    WEEKDAY = "weekday"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


TICKET_COLUMNS = {
    Dimension.CATEGORY: "category_id",
    Dimension.PRIORITY: "priority",
    Dimension.REQUESTER: "requester_id",
    Dimension.EVENT: "event_id",
    Dimension.ROOT_CAUSE: "root_cause_id",
    Dimension.SOURCE: "origin",
    Dimension.ORGANIZATION: "organization_id",
    Dimension.OUTLET: "outlet_id",
}
"""Columns of tickets, and of their facts."""
OF_ORGANIZATIONS = (Dimension.ORGANIZATION, Dimension.OUTLET, Dimension.EQUIPMENT)
"""Only while organizations are on."""
TIME_DIMENSIONS = frozenset({Dimension.HOUR, Dimension.WEEKDAY, Dimension.DAY, Dimension.WEEK, Dimension.MONTH})


_ANSWER_KINDS = ("article", "preset", "canned")
"""Kinds of answers; the table has the id in `<kind>_id`."""


def make_answer_label(columns: Any) -> ColumnElement[Any]:
    """Return "article-12" as SQL, by the ids that the table has; null if it has none."""
    held = [(kind, columns[f"{kind}_id"]) for kind in _ANSWER_KINDS if f"{kind}_id" in columns]
    named = [(one.is_not(None), literal(f"{kind}-", Text) + cast(one, Text)) for kind, one in held]
    return (case(*named) if named else cast(null(), Text)).label("answer")


def label_moment(by: Dimension, at: ColumnElement[Any], zone: ColumnElement[str]) -> ColumnElement[Any]:
    """Return the label of a moment, as SQL."""
    local = func.timezone(zone, at)
    if by is Dimension.HOUR:
        return cast(func.extract("hour", local), Integer)
    if by is Dimension.WEEKDAY:
        return cast(func.extract("isodow", local), Integer) - 1
    if by is Dimension.DAY:
        return cast(local, Date)
    return cast(func.date_trunc(by.value, local), Date)


def list_expected(by: Dimension, period: Period) -> Iterable[Label]:
    """Return the labels of a period, also for times when nothing happened; empty for other dimensions."""
    if by is Dimension.HOUR:
        return range(24)
    if by is Dimension.WEEKDAY:
        return range(7)
    return dict.fromkeys(_label_day(by, day) for day in period.iterate_days()) if by in TIME_DIMENSIONS else ()


def _label_day(by: Dimension, day: date) -> date:
    if by is Dimension.WEEK:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if by is Dimension.MONTH else day


class MetricGroup(StrEnum):
    """The subject of a metric: the report forms, and the use of the bot."""

    NOW = "now"
    VOLUME = "volume"
    SPEED = "speed"
    PROMISES = "promises"
    PEOPLE = "people"
    QUALITY = "quality"
    STAGES = "stages"
    ANSWERS = "answers"
    REVIEWS = "reviews"
    TRAINEES = "trainees"
    TIME = "time"
    ASSIST = "assist"
    USE = "use"


class MetricUnit(StrEnum):
    """The unit: a number; seconds; hours of work; a share (0 to 1); a mean; stars (1 to 5)."""

    COUNT = "count"
    SECONDS = "seconds"
    HOURS = "hours"
    SHARE = "share"
    MEAN = "mean"
    STARS = "stars"


class Aggregate(StrEnum):
    """How rows of a stream become one number. TOP_SHARE: the share of the person who has most of them."""

    COUNT = "count"
    SUM = "sum"
    DISTINCT = "distinct"
    MEAN = "mean"
    MEDIAN = "median"
    P90 = "p90"
    LONGEST = "longest"
    SHARE = "share"
    TOP_SHARE = "top_share"


TOO_FEW = 10
"""A share of fewer rows is not shown."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric: the stream, its column (empty: the rows themselves), and how they become one number. Only rows whose
    column is not empty count."""

    key: str
    group: MetricGroup
    unit: MetricUnit
    stream: str
    how: Aggregate
    column: str = ""

    @property
    def name(self) -> str:
        """Return the key of its name."""
        return f"figure-{self.key}"

    @property
    def definition(self) -> str:
        """Return the key of its definition."""
        return f"figure-{self.key}-definition"

    @property
    def is_share(self) -> bool:
        """Return True for a share, which is not shown for few rows."""
        return self.unit is MetricUnit.SHARE


def _counts(group: MetricGroup, stream: str, *columns: str, **keys: str) -> list[Metric]:
    """Return metrics that count rows with a value in each column; their key is the column's name, or another one."""
    return [Metric(keys.get(one, one), group, MetricUnit.COUNT, stream, Aggregate.COUNT, one) for one in columns]


def _lengths(group: MetricGroup, stream: str, column: str, key: str, *hows: Aggregate) -> list[Metric]:
    return [Metric(f"{key}_{how.value}", group, MetricUnit.SECONDS, stream, how, column) for how in hows]


def _share(group: MetricGroup, key: str, stream: str, column: str) -> Metric:
    return Metric(key, group, MetricUnit.SHARE, stream, Aggregate.SHARE, column)


def _mean(group: MetricGroup, key: str, stream: str, column: str) -> Metric:
    return Metric(key, group, MetricUnit.MEAN, stream, Aggregate.MEAN, column)


def _now() -> list[Metric]:
    group, states = (
        MetricGroup.NOW,
        ("untaken", "held", "pending", "on_hold", "resolved", "unanswered", "late", "escalated"),
    )
    return [
        Metric("open_now", group, MetricUnit.COUNT, "open", Aggregate.COUNT),
        *_counts(group, "open", *states, **{state: f"{state}_now" for state in states}),
        *_lengths(group, "open", "age", "age", Aggregate.MEDIAN, Aggregate.LONGEST),
        Metric("agents_now", group, MetricUnit.COUNT, "open", Aggregate.DISTINCT, "agent"),
        Metric("busiest_now", group, MetricUnit.SHARE, "open", Aggregate.TOP_SHARE, "agent"),
    ]


def _volume() -> list[Metric]:
    group = MetricGroup.VOLUME
    happened = ("filed", "taken", "answered", "solved", "closed", "reopened", "cancelled", "handed_over", "released")
    return [
        *(Metric(one, group, MetricUnit.COUNT, one, Aggregate.COUNT) for one in happened),
        *_counts(group, "ended", "confirmed", "silent", confirmed="closed_confirmed", silent="closed_silently"),
        Metric("solved_tickets", group, MetricUnit.COUNT, "solved", Aggregate.DISTINCT, "ticket_id"),
        Metric("requesters", group, MetricUnit.COUNT, "filed", Aggregate.DISTINCT, "requester"),
        Metric("new_requesters", group, MetricUnit.COUNT, "filed", Aggregate.DISTINCT, "newcomer"),
        _share(group, "filed_outside", "filed", "outside"),
        Metric("begun", group, MetricUnit.COUNT, "begun", Aggregate.COUNT),
        _share(group, "begun_answered", "begun", "reacted"),
    ]


def _speed() -> list[Metric]:
    group, each = MetricGroup.SPEED, (Aggregate.MEAN, Aggregate.MEDIAN, Aggregate.P90)
    return [
        *_lengths(group, "answered", "answered_work", "response_work", *each),
        *_lengths(group, "answered", "answered_clock", "response_clock", *each),
        *_lengths(group, "solution", "solved_work", "solution_work", *each),
        *_lengths(group, "solution", "solved_clock", "solution_clock", *each),
        *_lengths(group, "first_taken", "taken_work", "take_work", Aggregate.MEDIAN, Aggregate.P90),
        *_lengths(group, "first_taken", "taken_clock", "take_clock", Aggregate.MEDIAN, Aggregate.P90),
        *_lengths(group, "ended", "took", "closing_clock", Aggregate.MEDIAN),
    ]


def _promises() -> list[Metric]:
    group = MetricGroup.PROMISES
    return [
        _share(group, "response_within", "answered", "within"),
        _share(group, "solution_within", "solution", "within"),
        *_counts(group, "answered", "overrun", overrun="responses_late"),
        *_counts(group, "solution", "overrun", overrun="solutions_late"),
        *_lengths(group, "answered", "overrun", "response_overrun", Aggregate.MEDIAN),
        *_lengths(group, "solution", "overrun", "solution_overrun", Aggregate.MEDIAN),
        *_counts(
            group, "promised", "made", "moved", "taken_back",
            made="promises_made", moved="promises_moved", taken_back="promises_taken_back",
        ),
    ]  # fmt: skip


def _people() -> list[Metric]:
    group = MetricGroup.PEOPLE
    return [
        Metric("agents_solving", group, MetricUnit.COUNT, "solved", Aggregate.DISTINCT, "person_id"),
        Metric("busiest_solving", group, MetricUnit.SHARE, "solved", Aggregate.TOP_SHARE, "person_id"),
        Metric("busiest_taking", group, MetricUnit.SHARE, "taken", Aggregate.TOP_SHARE, "person_id"),
        _mean(group, "agents_per_ticket", "solution", "agents"),
        *_lengths(group, "left_agent", "work", "with_agent_work", Aggregate.MEDIAN),
        *_lengths(group, "left_agent", "clock", "with_agent_clock", Aggregate.MEDIAN),
    ]


def _quality() -> list[Metric]:
    group = MetricGroup.QUALITY
    return [
        _share(group, "first_attempt", "solution", "at_once"),
        _share(group, "reopened_share", "solved", "came_back"),
        Metric("escalations", group, MetricUnit.COUNT, "escalated", Aggregate.COUNT),
        _share(group, "escalated_share", "filed", "was_escalated"),
        _share(group, "cancelled_share", "filed", "was_cancelled"),
        _share(group, "silent_share", "ended", "silently"),
        _mean(group, "replies_per_ticket", "solution", "replies"),
        _mean(group, "comments_per_ticket", "solution", "comments"),
        _mean(group, "notes_per_ticket", "solution", "notes"),
        *_counts(group, "marked", "stars", "low", stars="marks", low="low_marks"),
        Metric("mark_solution", group, MetricUnit.STARS, "marked", Aggregate.MEAN, "stars"),
        *_counts(group, "agent_marked", "stars", stars="agent_marks"),
        Metric("mark_agent", group, MetricUnit.STARS, "agent_marked", Aggregate.MEAN, "stars"),
        _share(group, "marks_answered", "asked", "has_stars"),
        *_counts(group, "said", "taken_back", taken_back="answers_taken_back"),
        *_lengths(group, "said", "read", "answers_read", Aggregate.MEDIAN),
        Metric("questions", group, MetricUnit.COUNT, "questioned", Aggregate.COUNT),
        *_counts(
            group,
            "questioned",
            "unpressed",
            "refused",
            unpressed="questions_unpressed",
            refused="questions_refused",
        ),
    ]


_STATUSES = ("new", "assigned", "in_progress", "pending", "on_hold", "resolved", "reopened")


def _stages() -> list[Metric]:
    return [
        metric
        for status in _STATUSES
        for kind in ("work", "clock")
        for metric in _lengths(MetricGroup.STAGES, f"left_{status}", kind, f"in_{status}_{kind}", Aggregate.MEDIAN)
    ]


def _answers() -> list[Metric]:
    group = MetricGroup.ANSWERS
    return [
        Metric("offers_shown", group, MetricUnit.COUNT, "offered", Aggregate.COUNT),
        *_counts(
            group, "offered", "helped", "refused", "silent", "read",
            helped="offers_helped", refused="offers_refused", silent="offers_silent", read="offers_read",
        ),
        _share(group, "solved_by_itself", "filed", "by_itself"),
        Metric("searches", group, MetricUnit.COUNT, "searched", Aggregate.COUNT),
        *_counts(group, "searched", "nothing", nothing="searches_nothing"),
        _share(group, "searches_nothing_share", "searched", "is_nothing"),
        Metric("canned_used", group, MetricUnit.COUNT, "canned", Aggregate.COUNT),
        *_counts(group, "canned", "changed", changed="canned_changed"),
        Metric("answers_taken", group, MetricUnit.COUNT, "taken_over", Aggregate.COUNT),
    ]  # fmt: skip


def _reviews() -> list[Metric]:
    group = MetricGroup.REVIEWS
    return [
        Metric("reviews", group, MetricUnit.COUNT, "reviewed", Aggregate.COUNT),
        _mean(group, "review_score", "reviewed", "score"),
        _mean(group, "criterion_score", "review_marked", "points"),
    ]


def _trainees() -> list[Metric]:
    group = MetricGroup.TRAINEES
    return [
        Metric("drafts_sent", group, MetricUnit.COUNT, "drafted", Aggregate.COUNT),
        *_counts(
            group, "drafted", "unchanged", "changed", "returned",
            unchanged="drafts_unchanged", changed="drafts_changed", returned="drafts_returned",
        ),
        _share(group, "drafts_unchanged_share", "drafted", "is_unchanged"),
        *_lengths(group, "drafted", "wait", "drafts_wait", Aggregate.MEDIAN, Aggregate.P90),
    ]  # fmt: skip


def _time() -> list[Metric]:
    group, columns = MetricGroup.TIME, ("spent", "billed")
    return [Metric(f"time_{one}", group, MetricUnit.HOURS, "time", Aggregate.SUM, one) for one in columns]


def _assist() -> list[Metric]:
    group = MetricGroup.ASSIST
    return [
        Metric("assist_drafts", group, MetricUnit.COUNT, "helped", Aggregate.COUNT),
        *_counts(
            group, "helped", "as_it_was", "reworded", "refused",
            as_it_was="assist_unchanged", reworded="assist_changed", refused="assist_refused",
        ),
        _share(group, "assist_unchanged_share", "helped", "is_as_it_was"),
    ]  # fmt: skip


def _use() -> list[Metric]:
    group = MetricGroup.USE
    sums = {"messages": "bot_messages", "commands": "bot_commands", "buttons": "bot_buttons"}
    return [
        Metric("bot_people", group, MetricUnit.COUNT, "uses", Aggregate.DISTINCT, "person_id"),
        *(Metric(key, group, MetricUnit.COUNT, "uses", Aggregate.SUM, column) for column, key in sums.items()),
    ]


_GROUPS = (
    _now,
    _volume,
    _speed,
    _promises,
    _people,
    _quality,
    _stages,
    _answers,
    _reviews,
    _trainees,
    _time,
    _assist,
    _use,
)
METRICS: dict[str, Metric] = {one.key: one for group in _GROUPS for one in group()}


def list_hidden_groups(rules: DeskSettings) -> frozenset[MetricGroup]:
    """Return the groups for which this desk has nothing to count."""
    shown = {
        MetricGroup.ANSWERS: rules.knowledge.counts_answers,
        MetricGroup.REVIEWS: rules.team.reviews,
        MetricGroup.TRAINEES: rules.team.trainees,
        MetricGroup.TIME: rules.team.time,
        MetricGroup.ASSIST: rules.assist.url is not None,
    }
    return frozenset(group for group, is_shown in shown.items() if not is_shown)


def list_metrics(rules: DeskSettings) -> dict[str, Metric]:
    """Return the desk's metrics, by key."""
    hidden = list_hidden_groups(rules)
    return {key: one for key, one in METRICS.items() if one.group not in hidden}


@dataclass(frozen=True, slots=True)
class Chart:
    """Metrics of one unit, by one dimension."""

    metrics: tuple[str, ...]
    by: Dimension


@dataclass(frozen=True, slots=True)
class ReportForm:
    """`numbers` are shown with the change against the period before; `charts` are drawn."""

    numbers: tuple[str, ...]
    charts: tuple[Chart, ...]


REPORT_FORMS: dict[str, ReportForm] = {
    "volume": ReportForm(
        (
            "filed", "solved_tickets", "solved", "closed", "closed_confirmed", "closed_silently", "cancelled",
            "reopened", "requesters",
        ),
        (Chart(("filed", "solved"), Dimension.DAY), Chart(("filed",), Dimension.HOUR)),
    ),
    "speed": ReportForm(
        ("response_work_median", "response_work_p90", "solution_work_median", "solution_work_p90", "take_work_median"),
        (
            Chart(("response_work_median", "response_work_p90"), Dimension.DAY),
            Chart(("solution_work_median", "solution_work_p90"), Dimension.PRIORITY),
        ),
    ),
    "promises": ReportForm(
        ("response_within", "solution_within", "responses_late", "solutions_late", "promises_moved"),
        (
            Chart(("response_within", "solution_within"), Dimension.PRIORITY),
            Chart(("responses_late", "solutions_late"), Dimension.DAY),
        ),
    ),
    "people": ReportForm(
        ("agents_solving", "busiest_solving", "busiest_now", "handed_over", "with_agent_work_median"),
        (Chart(("solved",), Dimension.AGENT), Chart(("held_now",), Dimension.AGENT)),
    ),
    "quality": ReportForm(
        (
            "first_attempt", "reopened_share", "escalations", "mark_solution", "marks_answered", "low_marks",
            "answers_taken_back", "answers_read_median", "questions_unpressed", "questions_refused",
        ),
        (Chart(("mark_solution",), Dimension.WEEK), Chart(("reopened", "escalations"), Dimension.DAY)),
    ),
    "topics": ReportForm(
        ("filed", "solved", "solution_work_median", "first_attempt"),
        (Chart(("filed",), Dimension.CATEGORY), Chart(("solution_work_median",), Dimension.CATEGORY)),
    ),
    "answers": ReportForm(
        (
            "offers_shown", "offers_helped", "offers_refused", "offers_silent", "solved_by_itself", "searches_nothing",
            "canned_used", "answers_taken",
        ),
        (Chart(("offers_helped", "offers_refused", "offers_silent"), Dimension.ANSWER),),
    ),
    "trainees": ReportForm(
        ("drafts_sent", "drafts_unchanged_share", "drafts_changed", "drafts_returned", "drafts_wait_median"),
        (
            Chart(("drafts_unchanged", "drafts_changed", "drafts_returned"), Dimension.AGENT),
            Chart(("drafts_wait_median",), Dimension.AGENT),
        ),
    ),
    "time": ReportForm(
        ("time_spent", "time_billed"),
        (
            Chart(("time_spent", "time_billed"), Dimension.AGENT),
            Chart(("time_spent", "time_billed"), Dimension.REQUESTER),
            Chart(("time_spent", "time_billed"), Dimension.ORGANIZATION),
            Chart(("time_spent", "time_billed"), Dimension.MONTH),
        ),
    ),
    "assist": ReportForm(
        ("assist_drafts", "assist_unchanged_share", "assist_unchanged", "assist_changed", "assist_refused"),
        (Chart(("assist_unchanged", "assist_changed", "assist_refused"), Dimension.AGENT),),
    ),
    "now": ReportForm(
        ("open_now", "untaken_now", "unanswered_now", "late_now", "escalated_now", "age_longest"),
        (Chart(("held_now", "pending_now", "on_hold_now"), Dimension.AGENT), Chart(("open_now",), Dimension.PRIORITY)),
    ),
}  # fmt: skip
QUALITY = "quality"
"""The form that also shows reviews on a desk that has them."""
_REVIEWS = ReportForm(
    ("reviews", "review_score"),
    (Chart(("review_score",), Dimension.AGENT), Chart(("criterion_score",), Dimension.CRITERION)),
)
OF_CLIENT = "client"
"""The form of one organization, which its directors read."""
_CLIENT_FORM = ReportForm(
    ("filed", "solved_tickets", "response_work_median", "solution_work_median", "requesters"),
    (
        Chart(("filed", "solved"), Dimension.DAY),
        Chart(("filed",), Dimension.CATEGORY),
        Chart(("filed",), Dimension.REQUESTER),
        Chart(("filed",), Dimension.OUTLET),
    ),
)
ANSWERS = "answers"
"""The form of a desk that has articles, automatic answers or canned replies."""


_REPORT_FORMS_GROUPS = {
    ANSWERS: MetricGroup.ANSWERS, "trainees": MetricGroup.TRAINEES, "time": MetricGroup.TIME,
    "assist": MetricGroup.ASSIST,
}  # fmt: skip
"""The forms that are shown only with a group of metrics."""


def list_report_forms(rules: DeskSettings) -> dict[str, ReportForm]:
    """Return the desk's forms, by name."""
    hidden = list_hidden_groups(rules)
    unknown = () if rules.organizations.enabled else OF_ORGANIZATIONS
    forms = {
        name: ReportForm(form.numbers, tuple(chart for chart in form.charts if chart.by not in unknown))
        for name, form in REPORT_FORMS.items()
        if _REPORT_FORMS_GROUPS.get(name) not in hidden
    }
    if MetricGroup.REVIEWS not in hidden:
        quality = forms[QUALITY]
        forms[QUALITY] = ReportForm(_REVIEWS.numbers + quality.numbers, _REVIEWS.charts + quality.charts)
    return forms


def get_report_form(name: str, rules: DeskSettings) -> ReportForm:
    """Return a form by name, the one of an organization too, also one that the desk has nothing for."""
    return _CLIENT_FORM if name == OF_CLIENT else list_report_forms(rules).get(name, REPORT_FORMS[name])
