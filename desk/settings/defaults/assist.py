"""The assistant: a model's address that speaks chat completions."""

from dataclasses import dataclass, field
from datetime import timedelta

from pydantic import SecretStr


@dataclass(frozen=True, slots=True)
class AssistRules:
    """Drafts of answers by a model at `url` (None: there are none), which is told `key` and asked for `model`. Within
    24 hours it is used `per_day` times at most, for `tokens_per_day`; `per_minute`: within a minute. A use that has not
    ended after `patience` counts as lost."""

    url: str | None = None
    key: SecretStr | None = field(default=None, repr=False)
    model: str = ""
    per_day: int = 500
    tokens_per_day: int = 1_000_000
    per_minute: int = 20
    patience: timedelta = timedelta(minutes=3)
