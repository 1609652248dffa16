"""The list of metrics: a row each. Their names and definitions are the texts `figure-<key>` and
`figure-<key>-definition`. How they are computed is in `measuring/`, from which rows in `streams.py`."""

from dataclasses import dataclass
from enum import StrEnum

from desk import DeskSettings


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
    USE = "use"


class MetricUnit(StrEnum):
    """The unit: a number; seconds; a share (0 to 1); a mean; stars (1 to 5)."""

    COUNT = "count"
    SECONDS = "seconds"
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


def _use() -> list[Metric]:
    group = MetricGroup.USE
    sums = {"messages": "bot_messages", "commands": "bot_commands", "buttons": "bot_buttons"}
    return [
        Metric("bot_people", group, MetricUnit.COUNT, "uses", Aggregate.DISTINCT, "person_id"),
        *(Metric(key, group, MetricUnit.COUNT, "uses", Aggregate.SUM, column) for column, key in sums.items()),
    ]


_GROUPS = (_now, _volume, _speed, _promises, _people, _quality, _stages, _answers, _reviews, _trainees, _use)
METRICS: dict[str, Metric] = {one.key: one for group in _GROUPS for one in group()}


def list_hidden_groups(rules: DeskSettings) -> frozenset[MetricGroup]:
    """Return the groups for which this desk has nothing to count."""
    shown = {
        MetricGroup.ANSWERS: rules.knowledge.counts_answers,
        MetricGroup.REVIEWS: rules.team.reviews,
        MetricGroup.TRAINEES: rules.team.trainees,
    }
    return frozenset(group for group, is_shown in shown.items() if not is_shown)


def list_metrics(rules: DeskSettings) -> dict[str, Metric]:
    """Return the desk's metrics, by key."""
    hidden = list_hidden_groups(rules)
    return {key: one for key, one in METRICS.items() if one.group not in hidden}
