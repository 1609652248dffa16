"""How each channel knows whether an answer has reached its requester, and which words say so. Looks nothing up."""

from collections.abc import Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class KnownDelivery:
    """How a channel knows it (`by`), and the states of which it has words of its own; of others those of CHAT are
    said."""

    by: str
    own: frozenset[Delivery]


DELIVERIES: Mapping[DeliveryChannel, KnownDelivery] = {
    DeliveryChannel.CHAT: KnownDelivery(
        "Telegram answers with the message, or says why there is none", frozenset(Delivery) - {Delivery.NONE}
    ),
    DeliveryChannel.GROUP: KnownDelivery(
        "as in a chat; what was written in the group itself has been read there", frozenset({Delivery.NONE})
    ),
    DeliveryChannel.CALL: KnownDelivery(
        "Telegram answers with the message that shows the request", frozenset({Delivery.NONE})
    ),
    DeliveryChannel.ACCOUNT: KnownDelivery(
        "as in a chat, unless the connection has ended", frozenset({Delivery.NONE, Delivery.BLOCKED})
    ),
    DeliveryChannel.MAIL: KnownDelivery(
        "the mail server takes the mail or refuses it; later, a mail that comes back",
        frozenset({Delivery.WAITING, Delivery.SENT, Delivery.FAILED}),
    ),
    DeliveryChannel.PAGE: KnownDelivery(
        "it is there once it is stored; a mail to the address in the form, as by e-mail",
        frozenset({Delivery.NONE, Delivery.SENT, Delivery.FAILED}),
    ),
    DeliveryChannel.API: KnownDelivery(
        "it is there once it is stored; the integration's webhooks have their own log", frozenset({Delivery.NONE})
    ),
    DeliveryChannel.BOARD: KnownDelivery("the comment has its id at Todoist", frozenset({Delivery.NONE})),
    DeliveryChannel.NOBODY: KnownDelivery("nothing is sent: no address is known", frozenset({Delivery.NONE})),
}


def name_delivery(channel: DeliveryChannel, state: Delivery) -> str:
    """Return the variant of the text `delivery` for an answer; "" where nobody knows and nothing is said."""
    for one in (channel, DeliveryChannel.CHAT):
        if state in DELIVERIES[one].own:
            return f"{one.value}-{state.value}"
    return ""
