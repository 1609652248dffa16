"""Places of letters' messages in a chat; later letters of that slot edit them. Stored as a text ("card:42")."""

from dataclasses import dataclass

PAST = "past:"  # before the slot of a message that a newer message has replaced


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot: `kind`: its kind ("card", "thread", "queue"), `key` its object: a ticket's number, an id, a list's
    `?` and search words; empty if there is one of a kind. `past`: a newer message has taken its place."""

    kind: str = ""
    key: str = ""
    past: bool = False

    @classmethod
    def parse(cls, stored: str) -> "Slot":
        """Parse the stored text of a slot."""
        kind, _, key = stored.removeprefix(PAST).partition(":")
        return cls(kind, key, stored.startswith(PAST))

    def __str__(self) -> str:
        return (PAST if self.past else "") + self.kind + (f":{self.key}" if self.key else "")

    @property
    def number(self) -> int:
        """Return the number of a ticket's view; raises ValueError for other slots."""
        return int(self.key)
