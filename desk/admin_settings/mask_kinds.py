"""The kind of setting for patterns of what is masked."""

from dataclasses import dataclass

from desk.admin_settings.value_kinds import Stored
from desk.i18n import say
from desk.text.masking.secret_masking import LONGEST_PATTERN, MOST_PATTERNS, parse_pattern


@dataclass(frozen=True, slots=True)
class MaskPatterns:
    """Patterns as `desk/text/masking/secret_masking.py` reads them, one a line."""

    presets: tuple[Stored, ...] = ()

    @property
    def wrong(self) -> tuple[str, dict[str, str | int]]:
        return "setting-wrong-patterns", {"most": MOST_PATTERNS, "longest": LONGEST_PATTERN}

    def load_value(self, stored: Stored) -> tuple[str, ...]:
        if not isinstance(stored, list) or not all(isinstance(one, str) for one in stored):
            raise ValueError(stored)
        if len(stored) > MOST_PATTERNS:
            raise ValueError(stored)
        for one in stored:
            parse_pattern(str(one))
        return tuple(map(str, stored))

    def dump_value(self, value: tuple[str, ...]) -> Stored:
        return list(value)

    def parse_text(self, text: str) -> Stored:
        """Parse the patterns, each kept once; a lone dash for none."""
        if text.strip() in {"-", "–", "—"}:
            return []
        lines = (" ".join(line.split()) for line in text.splitlines())
        return list(self.load_value(list(dict.fromkeys(line for line in lines if line))))

    def format_value(self, language: str, stored: Stored) -> str:
        return ", ".join(map(str, stored)) if isinstance(stored, list) and stored else say(language, "setting-none")
