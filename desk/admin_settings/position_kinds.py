"""A kind of setting: which role in an organization a position gives. Stored as an object of positions and roles."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from db.models import ClientRole
from desk import Desk
from desk.admin_settings.value_kinds import Stored
from desk.i18n import LANGUAGES, say
from desk.text import clean_name

_REMOVED = {"-", "–", "—"}


@dataclass(frozen=True, slots=True)
class PositionTable:
    """Positions in small letters, each with a role. People type lines such as "accountant = administrator", which
    change those positions and leave the others; with a lone dash as role the position is removed."""

    presets: tuple[Stored, ...] = ()
    most: int = 100
    longest: int = 60

    @property
    def wrong(self) -> tuple[str, dict[str, str | int]]:
        return "setting-wrong-positions", {"most": self.most}

    def load_value(self, stored: Stored) -> Mapping[str, ClientRole]:
        if not isinstance(stored, dict) or len(stored) > self.most:
            raise ValueError(stored)
        return {position: ClientRole(role) for position, role in stored.items()}

    def dump_value(self, value: Mapping[str, ClientRole]) -> Stored:
        return {position: role.value for position, role in value.items()}

    def parse_text(self, text: str) -> Stored:
        """Raise ValueError: what is typed changes the stored table."""
        raise ValueError(text)

    async def parse_change(self, desk: Desk, text: str, stored: Stored) -> Stored:
        """Return the table with the typed lines. Raises ValueError if one of them is not "position = role"."""
        changed = dict(stored)
        for line in re.split(r"[;\n]", text.strip()):
            typed, equals, role = line.rpartition("=")
            position = clean_name(typed, self.longest + 1).casefold()
            if not equals or not 0 < len(position) <= self.longest:
                raise ValueError(line)
            if role.strip() in _REMOVED:
                changed.pop(position, None)
            else:
                changed[position] = _parse_role(role).value
        return self.dump_value(self.load_value(changed))

    def format_value(self, language: str, stored: Stored) -> str:
        lines = (f"{position} = {say(language, 'client-role', role=role)}" for position, role in stored.items())
        return "; ".join(lines) or say(language, "setting-none")


def _parse_role(typed: str) -> ClientRole:
    """Return the role by its name in any language, or as it is stored. Raises ValueError."""
    wanted = " ".join(typed.casefold().split())
    named = {say(language, "client-role", role=role.value): role for language in LANGUAGES for role in ClientRole}
    return named.get(wanted) or ClientRole(wanted)
