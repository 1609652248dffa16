"""By which ways a member of staff is woken outside Telegram: a phone, an address, browsers, as kept among their
switches. Pure; sends nothing, and does not know what for."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from db.models import Person
from desk.settings import DeskSettings


class PhoneWay(StrEnum):
    """The ways to wake a member of staff outside Telegram."""

    SMS = "sms"
    CALL = "call"
    EMAIL = "email"


def list_phone_ways(rules: DeskSettings) -> tuple[PhoneWay, ...]:
    """Return the ways that the operator has set up."""
    by_gateway = (PhoneWay.SMS, PhoneWay.CALL) if rules.gateway.url is not None else ()
    return (*by_gateway, PhoneWay.EMAIL) if rules.mailbox else by_gateway


_PHONE_WAY, _PHONE_NUMBER, _UNPROVEN = "phone_way", "phone_number", "unproven_address"


def get_phone_way(person: Person) -> PhoneWay | None:
    """Return how the person is woken outside Telegram, as they chose; None: not at all."""
    said = (person.switches or {}).get(_PHONE_WAY)
    return PhoneWay(said) if said in tuple(PhoneWay) else None


def get_phone_number(person: Person) -> str | None:
    """Return the number that the person shared for it, or the address for e-mails that they proved to be theirs."""
    said = (person.switches or {}).get(_PHONE_NUMBER)
    return said if isinstance(said, str) else None


def set_phone(person: Person, way: PhoneWay | None, number: str | None) -> dict[str, str]:
    """Return the person's switches with these set; without a way the number is forgotten, and in any case an address
    that was not proven."""
    names = (_PHONE_WAY, _PHONE_NUMBER, _UNPROVEN)
    others = {name: said for name, said in (person.switches or {}).items() if name not in names}
    chosen = {_PHONE_WAY: way.value} if way is not None else {}
    return {**others, **chosen, **({_PHONE_NUMBER: number} if way is not None and number is not None else {})}


def get_unproven_address(person: Person) -> str | None:
    """Return the address that the person typed and has not proven to be theirs."""
    said = (person.switches or {}).get(_UNPROVEN)
    return said if isinstance(said, str) else None


def set_unproven_address(person: Person, address: str) -> dict[str, str]:
    """Return the person's switches with this address, to which no alert is sent yet."""
    return {**(person.switches or {}), _UNPROVEN: address}


@dataclass(frozen=True, slots=True)
class AlertBrowser:
    """A browser in which its person is woken, subscribed in a session of the panel. `address`: at its push service;
    `key`, `auth`: by which messages for it are encrypted; `under`: the desk's public key at that time."""

    session_id: int
    address: str
    key: str
    auth: str
    under: str


ALERT_BROWSERS = "alert_browsers"
"""The name of the switch that has them."""


def get_alert_browsers(person: Person) -> list[AlertBrowser]:
    """Return the browsers in which the person is woken, the oldest first."""
    return [AlertBrowser(**one) for one in (person.switches or {}).get(ALERT_BROWSERS, ())]


def set_alert_browsers(person: Person, browsers: Sequence[AlertBrowser]) -> dict[str, Any]:
    """Return the person's switches with these browsers."""
    others = {name: said for name, said in (person.switches or {}).items() if name != ALERT_BROWSERS}
    return {**others, **({ALERT_BROWSERS: [asdict(one) for one in browsers]} if browsers else {})}
