"""The facts that a request keeps of its mail, in `context` under the keys of their labels: who reads them is told in
words, and no word decides anything."""

from db.models import Origin, Ticket
from desk.i18n import say
from desk.text.mail_address import find_address

ADDRESS, REPLY, COPIES, BLIND = "mail-label-address", "mail-label-reply", "mail-label-copies", "mail-label-blind"
DOUBT, AUTOMATIC, ABOUT = "mail-label-doubt", "mail-label-automatic", "mail-label-about"
FORWARDED = "mail-label-forwarded"
_LABELS = (ADDRESS, REPLY, COPIES, BLIND, DOUBT, AUTOMATIC, ABOUT, FORWARDED)
_SAID = {BLIND, DOUBT, AUTOMATIC}
"""Their value is the key of a text, too."""
_OLD = {
    "Answers go to": REPLY, "Отвечать на": REPLY, "Sender": DOUBT, "Отправитель": DOUBT,
    "Whose is it? Forwarded from": FORWARDED, "Чья заявка? Переслано письмо от": FORWARDED,
}  # fmt: skip
"""Labels as requests kept them before their keys; no text that people read today."""


def read_facts(ticket: Ticket) -> dict[str, str]:
    """Return the facts of a request that came by mail, or that the team began by one."""
    held = (ticket.context or {}).items() if _is_of_mail(ticket) else ()
    return {_OLD.get(name, name): str(value) for name, value in held}


def set_facts(ticket: Ticket, facts: dict[str, str | None]) -> None:
    """Set facts of such a request; None takes one away."""
    kept = {**read_facts(ticket), **facts}
    ticket.context = {name: value for name, value in kept.items() if value is not None} or None


def show_context(ticket: Ticket, language: str) -> dict[str, str]:
    """Return what a request keeps of where its requester was, as people read it."""
    if not _is_of_mail(ticket) and ticket.origin is not Origin.IMPORT:
        return {str(name): str(value) for name, value in (ticket.context or {}).items()}
    held = read_facts(ticket) or {str(name): str(value) for name, value in (ticket.context or {}).items()}
    return {
        say(language, name) if name in _LABELS else name: say(language, value)
        if name in _SAID and value.startswith("mail-")
        else value
        for name, value in held.items()
    }


def _is_of_mail(ticket: Ticket) -> bool:
    """Return False where an integration may have said the context."""
    return ticket.origin is Origin.MAIL or ticket.begun_by is not None


def find_address_of(ticket: Ticket, name: str) -> str | None:
    """Return the address that is the value of a fact; None if there is none, or a part of it was masked."""
    said = read_facts(ticket).get(name)
    return said.lower() if said is not None and said.isascii() and find_address(said) == said.lower() else None


def find_forwarded(ticket: Ticket) -> str | None:
    """Return the address of who wrote the forwarded mail; None if there is none, or it is said whose request it is."""
    return find_address_of(ticket, FORWARDED)
