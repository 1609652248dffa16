"""The writer of a mail that a requester forwarded, as the request names them until somebody says whose it is."""

from db.models import Origin, Ticket
from desk.i18n import LANGUAGES, say
from desk.text.mail_address import find_address

LABEL = "mail-label-forwarded"


def find_forwarded(ticket: Ticket) -> str | None:
    """Return the address of who wrote the forwarded mail; None if there is none, or it is said whose request it is."""
    labels = {say(language, LABEL) for language in LANGUAGES} if ticket.origin is Origin.MAIL else ()
    said = next((str(value) for name, value in (ticket.context or {}).items() if name in labels), None)
    if said is None or not said.isascii() or find_address(said) != said.lower():  # a part of it is somebody else's
        return None
    return said.lower()
