"""Whether a reaction is the one by which an agent makes a request of a message in a group."""

from desk.settings.rules import REACTIONS

_VARIANT = "\ufe0f"  # some apps add it; Telegram's list has none


def is_chosen(emoji: str, name: str) -> bool:
    """Return True if this emoji is the reaction with that name."""
    return bool(REACTIONS.get(name)) and emoji.replace(_VARIANT, "") == REACTIONS[name]
