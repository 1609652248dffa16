"""The list of metrics: a row each. Their names and definitions are the texts `figure-<key>` and
`figure-<key>-definition`. How they are computed is in `measuring/`, from which rows in `streams.py`."""

from dataclasses import dataclass
from enum import StrEnum


class FigureGroup(StrEnum):
    """The subject of a metric: the report forms, and the use of the bot."""

    NOW = "now"
    VOLUME = "volume"
    SPEED = "speed"
    PROMISES = "promises"
    PEOPLE = "people"
    QUALITY = "quality"
    STAGES = "stages"
    ANSWERS = "answers"
    USE = "use"


class FigureUnit(StrEnum):
    """The unit: a number; seconds; a share (0 to 1); a mean; stars (1 to 5)."""

    COUNT = "count"
    SECONDS = "seconds"
    SHARE = "share"
    MEAN = "mean"
    STARS = "stars"


class How(StrEnum):
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
class Figure:
    """One metric: the stream, its column (empty: the rows themselves), and how they become one number. Only rows whose
    column is not empty count."""

    key: str
    group: FigureGroup
    unit: FigureUnit
    stream: str
    how: How
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
        return self.unit is FigureUnit.SHARE


def _counts(group: FigureGroup, stream: str, *columns: str, **keys: str) -> list[Figure]:
    """Return metrics that count rows with a value in each column; their key is the column's name, or another one."""
    return [Figure(keys.get(one, one), group, FigureUnit.COUNT, stream, How.COUNT, one) for one in columns]


def _lengths(group: FigureGroup, stream: str, column: str, key: str, *hows: How) -> list[Figure]:
    return [Figure(f"{key}_{how.value}", group, FigureUnit.SECONDS, stream, how, column) for how in hows]


def _share(group: FigureGroup, key: str, stream: str, column: str) -> Figure:
    return Figure(key, group, FigureUnit.SHARE, stream, How.SHARE, column)


def _mean(group: FigureGroup, key: str, stream: str, column: str) -> Figure:
    return Figure(key, group, FigureUnit.MEAN, stream, How.MEAN, column)


def _now() -> list[Figure]:
    group, states = (
        FigureGroup.NOW,
        ("untaken", "held", "pending", "on_hold", "resolved", "unanswered", "late", "escalated"),
    )
    return [
        Figure("open_now", group, FigureUnit.COUNT, "open", How.COUNT),
        *_counts(group, "open", *states, **{state: f"{state}_now" for state in states}),
        *_lengths(group, "open", "age", "age", How.MEDIAN, How.LONGEST),
        Figure("agents_now", group, FigureUnit.COUNT, "open", How.DISTINCT, "agent"),
        Figure("busiest_now", group, FigureUnit.SHARE, "open", How.TOP_SHARE, "agent"),
    ]


def _volume() -> list[Figure]:
    group = FigureGroup.VOLUME
    happened = ("filed", "taken", "answered", "solved", "closed", "reopened", "cancelled", "handed_over", "released")
    return [
        *(Figure(one, group, FigureUnit.COUNT, one, How.COUNT) for one in happened),
        Figure("solved_tickets", group, FigureUnit.COUNT, "solved", How.DISTINCT, "ticket_id"),
        Figure("requesters", group, FigureUnit.COUNT, "filed", How.DISTINCT, "requester"),
        Figure("new_requesters", group, FigureUnit.COUNT, "filed", How.DISTINCT, "newcomer"),
        _share(group, "filed_outside", "filed", "outside"),
    ]


def _speed() -> list[Figure]:
    group, each = FigureGroup.SPEED, (How.MEAN, How.MEDIAN, How.P90)
    return [
        *_lengths(group, "answered", "answered_work", "response_work", *each),
        *_lengths(group, "answered", "answered_clock", "response_clock", *each),
        *_lengths(group, "solution", "solved_work", "solution_work", *each),
        *_lengths(group, "solution", "solved_clock", "solution_clock", *each),
        *_lengths(group, "first_taken", "taken_work", "take_work", How.MEDIAN, How.P90),
        *_lengths(group, "first_taken", "taken_clock", "take_clock", How.MEDIAN, How.P90),
        *_lengths(group, "ended", "took", "closing_clock", How.MEDIAN),
    ]


def _promises() -> list[Figure]:
    group = FigureGroup.PROMISES
    return [
        _share(group, "response_within", "answered", "within"),
        _share(group, "solution_within", "solution", "within"),
        *_counts(group, "answered", "overrun", overrun="responses_late"),
        *_counts(group, "solution", "overrun", overrun="solutions_late"),
        *_lengths(group, "answered", "overrun", "response_overrun", How.MEDIAN),
        *_lengths(group, "solution", "overrun", "solution_overrun", How.MEDIAN),
        *_counts(
            group, "promised", "made", "moved", "taken_back",
            made="promises_made", moved="promises_moved", taken_back="promises_taken_back",
        ),
    ]  # fmt: skip


def _people() -> list[Figure]:
    group = FigureGroup.PEOPLE
    return [
        Figure("agents_solving", group, FigureUnit.COUNT, "solved", How.DISTINCT, "person_id"),
        Figure("busiest_solving", group, FigureUnit.SHARE, "solved", How.TOP_SHARE, "person_id"),
        Figure("busiest_taking", group, FigureUnit.SHARE, "taken", How.TOP_SHARE, "person_id"),
        _mean(group, "agents_per_ticket", "solution", "agents"),
        *_lengths(group, "left_agent", "work", "with_agent_work", How.MEDIAN),
        *_lengths(group, "left_agent", "clock", "with_agent_clock", How.MEDIAN),
    ]


def _quality() -> list[Figure]:
    group = FigureGroup.QUALITY
    return [
        _share(group, "first_attempt", "solution", "at_once"),
        _share(group, "reopened_share", "solved", "came_back"),
        Figure("escalations", group, FigureUnit.COUNT, "escalated", How.COUNT),
        _share(group, "escalated_share", "filed", "was_escalated"),
        _share(group, "cancelled_share", "filed", "was_cancelled"),
        _share(group, "silent_share", "ended", "silently"),
        _mean(group, "replies_per_ticket", "solution", "replies"),
        _mean(group, "comments_per_ticket", "solution", "comments"),
        _mean(group, "notes_per_ticket", "solution", "notes"),
        *_counts(group, "marked", "stars", "low", stars="marks", low="low_marks"),
        Figure("mark_solution", group, FigureUnit.STARS, "marked", How.MEAN, "stars"),
        *_counts(group, "agent_marked", "stars", stars="agent_marks"),
        Figure("mark_agent", group, FigureUnit.STARS, "agent_marked", How.MEAN, "stars"),
        _share(group, "marks_answered", "asked", "has_stars"),
    ]


_STATUSES = ("new", "assigned", "in_progress", "pending", "on_hold", "resolved", "reopened")


def _stages() -> list[Figure]:
    return [
        figure
        for status in _STATUSES
        for kind in ("work", "clock")
        for figure in _lengths(FigureGroup.STAGES, f"left_{status}", kind, f"in_{status}_{kind}", How.MEDIAN)
    ]


def _answers() -> list[Figure]:
    group = FigureGroup.ANSWERS
    return [
        Figure("offers_shown", group, FigureUnit.COUNT, "offered", How.COUNT),
        *_counts(
            group, "offered", "helped", "refused", "silent", "read",
            helped="offers_helped", refused="offers_refused", silent="offers_silent", read="offers_read",
        ),
        _share(group, "solved_by_itself", "filed", "by_itself"),
        Figure("searches", group, FigureUnit.COUNT, "searched", How.COUNT),
        *_counts(group, "searched", "nothing", nothing="searches_nothing"),
        _share(group, "searches_nothing_share", "searched", "is_nothing"),
        Figure("canned_used", group, FigureUnit.COUNT, "canned", How.COUNT),
        *_counts(group, "canned", "changed", changed="canned_changed"),
        Figure("answers_taken", group, FigureUnit.COUNT, "taken_over", How.COUNT),
    ]  # fmt: skip


def _use() -> list[Figure]:
    group = FigureGroup.USE
    sums = {"messages": "bot_messages", "commands": "bot_commands", "buttons": "bot_buttons"}
    return [
        Figure("bot_people", group, FigureUnit.COUNT, "uses", How.DISTINCT, "person_id"),
        *(Figure(key, group, FigureUnit.COUNT, "uses", How.SUM, column) for column, key in sums.items()),
    ]


_GROUPS = (_now, _volume, _speed, _promises, _people, _quality, _stages, _answers, _use)
FIGURES: dict[str, Figure] = {one.key: one for group in _GROUPS for one in group()}


def figures_of(*, answers: bool) -> dict[str, Figure]:
    """Return the desk's metrics, by key; `answers`: it has articles, automatic answers or canned replies."""
    return {key: one for key, one in FIGURES.items() if answers or one.group is not FigureGroup.ANSWERS}
