"""The report forms: the numbers each shows, and its charts. Knows no picture."""

from dataclasses import dataclass

from desk import DeskSettings
from desk.metrics.dimensions import Dimension
from desk.metrics.registry import MetricGroup, list_hidden_groups


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
    "now": ReportForm(
        ("open_now", "untaken_now", "unanswered_now", "late_now", "escalated_now", "age_longest"),
        (Chart(("held_now", "pending_now", "on_hold_now"), Dimension.AGENT), Chart(("open_now",), Dimension.PRIORITY)),
    ),
    "volume": ReportForm(
        ("filed", "solved_tickets", "solved", "closed", "reopened", "cancelled", "requesters"),
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
        ("first_attempt", "reopened_share", "escalations", "mark_solution", "marks_answered", "low_marks"),
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
}  # fmt: skip
QUALITY = "quality"
"""The form that also shows reviews on a desk that has them."""
_REVIEWS = ReportForm(
    ("reviews", "review_score"),
    (Chart(("review_score",), Dimension.AGENT), Chart(("criterion_score",), Dimension.CRITERION)),
)
OF_CLIENT = "client"
"""The form of one organization, which its directors read."""
CLIENT_FORM = ReportForm(
    ("filed", "solved_tickets", "response_work_median", "solution_work_median", "requesters"),
    (
        Chart(("filed", "solved"), Dimension.DAY),
        Chart(("filed",), Dimension.CATEGORY),
        Chart(("filed",), Dimension.REQUESTER),
        Chart(("filed",), Dimension.OUTLET),
    ),
)
EVENTS = Chart(
    ("filed", "response_work_median", "solution_work_median", "mark_solution", "busiest_solving"), Dimension.EVENT
)
"""The metrics by which events are compared."""
ANSWERS = "answers"
"""The form of a desk that has articles, automatic answers or canned replies."""


_GROUPS = {ANSWERS: MetricGroup.ANSWERS, "trainees": MetricGroup.TRAINEES}
"""The forms that are shown only with a group of metrics."""


def list_report_forms(rules: DeskSettings) -> dict[str, ReportForm]:
    """Return the desk's forms, by name."""
    hidden = list_hidden_groups(rules)
    forms = {name: form for name, form in REPORT_FORMS.items() if _GROUPS.get(name) not in hidden}
    if MetricGroup.REVIEWS not in hidden:
        quality = forms[QUALITY]
        forms[QUALITY] = ReportForm(_REVIEWS.numbers + quality.numbers, _REVIEWS.charts + quality.charts)
    return forms


def get_report_form(name: str, rules: DeskSettings) -> ReportForm:
    """Return a form by name, the one of an organization too, also one that the desk has nothing for."""
    return CLIENT_FORM if name == OF_CLIENT else list_report_forms(rules).get(name, REPORT_FORMS[name])
