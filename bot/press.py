"""A pressed button on its way through one update: what it was, and what the presser is told at once."""

from dataclasses import dataclass, field

from desk.outbox.letters import Args


@dataclass(slots=True)
class Press:
    """A callback query. `say` shows a line for a moment, `alert` a box to close; the last one said counts."""

    id: str
    data: str
    chat_id: int
    message_id: int
    key: str | None = None
    args: Args = field(default_factory=dict)
    boxed: bool = False

    @property
    def in_group(self) -> bool:
        """Whether it was pressed in a group (whose ids are below zero: Bot API, Chat, read 2026-11)."""
        return self.chat_id < 0

    def say(self, key: str, **args: str | int) -> None:
        """Answer with a line that goes away by itself."""
        self.key, self.args, self.boxed = key, args, False

    def alert(self, key: str, **args: str | int) -> None:
        """Answer with a box that has to be closed."""
        self.key, self.args, self.boxed = key, args, True
