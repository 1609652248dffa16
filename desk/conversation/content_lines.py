"""Describes what an entry has beside words and files, for readers outside of Telegram."""

from desk.conversation.new_entry import load_line
from desk.i18n import catalog
from desk.text.masking import phone_numbers


def add_content(said: str, stored: str | None, language: str, *, shows_phones: bool = False) -> str:
    """Return an entry's words with the line of its content below; a shared contact's number is masked in it unless its
    reader is meant to have it."""
    if stored is None:
        return said
    key, args = load_line(stored)
    if key == phone_numbers.CONTACT and not shows_phones:
        args = phone_numbers.mask_contact(args)
    line = catalog.say(language, key, **args) if catalog.has_key(language, key) else ""
    return "\n".join(filter(None, (said, line)))
