"""How each channel knows whether an answer has reached its requester, and which words say so. Looks nothing up."""

from collections.abc import Mapping
from enum import StrEnum

from db.models import Delivery


class DeliveryChannel(StrEnum):
    """Where the answers to a request go."""

    CHAT = "chat"
    GROUP = "group"
    CALL = "call"
    ACCOUNT = "account"
    MAIL = "mail"
    PAGE = "page"
    API = "api"
    BOARD = "board"
    NOBODY = "nobody"


# Beside each channel: how it is known there that an answer has arrived.
DELIVERIES: Mapping[DeliveryChannel, frozenset[Delivery]] = {
    # Telegram answers with the message, or says why there is none.
    DeliveryChannel.CHAT: frozenset(Delivery) - {Delivery.NONE},
    # As in a chat; what was written in the group itself has been read there.
    DeliveryChannel.GROUP: frozenset({Delivery.NONE}),
    # Telegram answers with the message that shows the request.
    DeliveryChannel.CALL: frozenset({Delivery.NONE}),
    # As in a chat, unless the connection has ended.
    DeliveryChannel.ACCOUNT: frozenset({Delivery.NONE, Delivery.BLOCKED}),
    # The mail server takes the mail or refuses it; later, a mail that comes back.
    DeliveryChannel.MAIL: frozenset({Delivery.WAITING, Delivery.SENT, Delivery.FAILED}),
    # It is there once it is stored; a mail to the address in the form, as by e-mail.
    DeliveryChannel.PAGE: frozenset({Delivery.NONE, Delivery.SENT, Delivery.FAILED}),
    # It is there once it is stored; the integration's webhooks have their own log.
    DeliveryChannel.API: frozenset({Delivery.NONE}),
    # The comment has its id at Todoist.
    DeliveryChannel.BOARD: frozenset({Delivery.NONE}),
    # Nothing is sent: no address is known.
    DeliveryChannel.NOBODY: frozenset({Delivery.NONE}),
}
"""The states of which a channel has words of its own; of others those of CHAT are said."""


def name_delivery(channel: DeliveryChannel, state: Delivery) -> str:
    """Return the variant of the text `delivery` for an answer; "" where nobody knows and nothing is said."""
    for one in (channel, DeliveryChannel.CHAT):
        if state in DELIVERIES[one]:
            return f"{one.value}-{state.value}"
    return ""
