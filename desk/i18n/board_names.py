"""Names of the board's sections, and of the labels that the desk itself sets, in each language. They are compared with
the board, so admins cannot reword them."""

from db.models import Status


def get_section_name(language: str, status: Status) -> str:
    """Return the name of the board section for `status`; raises KeyError for closed and cancelled, which have none."""
    return SECTION_NAMES[language][status]


SECTION_NAMES: dict[str, dict[Status, str]] = {
    "en": {
        Status.NEW: "New",
        Status.ASSIGNED: "Assigned",
        Status.IN_PROGRESS: "In progress",
        Status.PENDING: "Pending",
        Status.ON_HOLD: "On hold",
        Status.RESOLVED: "Resolved",
        Status.REOPENED: "Reopened",
    },
    "ru": {
        Status.NEW: "Новые",
        Status.ASSIGNED: "Назначены",
        Status.IN_PROGRESS: "В работе",
        Status.PENDING: "Ждём ответа",
        Status.ON_HOLD: "Отложены",
        Status.RESOLVED: "Решены",
        Status.REOPENED: "Возвращены",
    },
}
NEEDS_ANSWER = {"en": "needs-answer", "ru": "нужен-ответ"}
LATE = {"en": "late", "ru": "просрочена"}
ESCALATED = {"en": "escalated", "ru": "позвали-старшего"}
_OWN_LABELS = frozenset(name for names in (NEEDS_ANSWER, LATE, ESCALATED) for name in names.values())
"""Labels on the board that the desk itself sets, in each language: no label of a person and no topic may have such a
name."""


def match_own_label(name: str) -> str | None:
    """Return which of the desk's own labels a label or topic of that name would be, however it is written, or None."""
    plain = name.strip().casefold().replace(" ", "-").replace("_", "-")
    return plain if plain in _OWN_LABELS else None
