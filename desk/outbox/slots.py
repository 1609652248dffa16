"""The place of a letter's message in a chat; later letters of that slot edit it. Stored as a text ("card:42")."""

from dataclasses import dataclass

PAST = "past:"  # before the slot of a message that a newer one of the same slot has taken the place of


@dataclass(frozen=True, slots=True)
class Slot:
    """What stands there: `face` is the kind ("card", "thread", "queue"), `key` says of what: a ticket's number, an id,
    a list's `?` and the words it was searched for; nothing where there is one of a kind. `past`: a newer message has
    its place."""

    face: str = ""
    key: str = ""
    past: bool = False

    @classmethod
    def parse(cls, stored: str) -> "Slot":
        """The slot that a text names."""
        face, _, key = stored.removeprefix(PAST).partition(":")
        return cls(face, key, stored.startswith(PAST))

    def __str__(self) -> str:
        return (PAST if self.past else "") + self.face + (f":{self.key}" if self.key else "")

    @property
    def number(self) -> int:
        """The number of a ticket's view; raises ValueError for what is of no ticket."""
        return int(self.key)
