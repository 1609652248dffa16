"""Todoist's refusals and missing answers, without secrets. Knows no HTTP library."""

from enum import StrEnum
from typing import Any

_TOKEN_TAGS = frozenset({"AUTH_INVALID_TOKEN", "AUTH_USER_DELETED", "AUTH_INSUFFICIENT_TOKEN_SCOPE"})
ALREADY_PROCESSED = 37  # a command's uuid was executed before (Sync API, read 2026-11)
TOO_MANY_TASKS = "MAX_ITEMS_LIMIT_REACHED"
_LATER_TAGS = frozenset({"LIMITS_REACHED_RETRY_LATER"})


class Outcome(StrEnum):
    """Says if a failed request may have had its effect."""

    NONE = "none"
    UNKNOWN = "unknown"


class TodoistError(Exception):
    """A failed request or command. `retry_after` in seconds; branch on the properties, never on the status alone."""

    def __init__(
        self,
        what: str,
        *,
        tag: str = "",
        code: int = 0,
        http: int = 0,
        retry_after: float | None = None,
        outcome: Outcome = Outcome.NONE,
    ) -> None:
        super().__init__(f"{what} ({tag or http or 'no answer'})")
        self.tag = tag
        self.code = code
        self.http = http
        self.retry_after = retry_after
        self.outcome = outcome

    @classmethod
    def of_body(cls, what: str, body: Any, http: int, retry_after: float | None = None) -> "TodoistError":
        """Build from the error object that HTTP errors and failed commands share (facts of Todoist, section 8)."""
        data: dict[str, Any] = body if isinstance(body, dict) else {}
        extra = data.get("error_extra")
        if retry_after is None and isinstance(extra, dict) and isinstance(extra.get("retry_after"), int | float):
            retry_after = float(extra["retry_after"])
        outcome = Outcome.UNKNOWN if http >= 500 else Outcome.NONE
        status = _number(data.get("http_code")) or http
        code, tag = _number(data.get("error_code")), str(data.get("error_tag") or "")[:60]
        return cls(what, tag=tag, code=code, http=status, retry_after=retry_after, outcome=outcome)

    @property
    def token_refused(self) -> bool:
        """The token is missing, expired, revoked or too narrow: retrying does not help until the operator acts."""
        return self.http == 401 or self.tag in _TOKEN_TAGS

    @property
    def throttled(self) -> bool:
        """There were too many requests: send nothing before `retry_after`."""
        return self.http == 429 or self.tag in _LATER_TAGS

    @property
    def not_found(self) -> bool:
        """The object is unknown, deleted or not visible to us."""
        return self.http == 404 or self.tag == "NOT_FOUND" or self.code == 22

    @property
    def already_processed(self) -> bool:
        """The command was executed before: success, without the id of what it made."""
        return self.code == ALREADY_PROCESSED

    @property
    def full(self) -> bool:
        """The project holds as many active tasks as it may (300)."""
        return self.tag == TOO_MANY_TASKS or self.code == 49

    @property
    def too_large(self) -> bool:
        """The file is larger than the account's plan allows."""
        return self.http == 413 or "TOO_LARGE" in self.tag

    @property
    def later(self) -> bool:
        """Retrying makes sense: no answer, a server error, too many requests."""
        return self.throttled or self.http >= 500 or (not self.http and not self.tag)


def _number(value: Any) -> int:
    return value if isinstance(value, int) else 0
