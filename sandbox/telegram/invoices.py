"""Invoices: the bot sends one, a person pays or their card is declined; must not know HTTP.

Telegram asks the bot before it takes money, for ten seconds (Bot API, answerPreCheckoutQuery, read 2026-11). Money is
taken once the bot has agreed.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any, Final

from sandbox.telegram.api_call import Call
from sandbox.telegram.chats import Checkout, Message, Person, Side, make_api_message
from sandbox.telegram.errors import Mistake, make_bad_request
from sandbox.telegram.world import TelegramWorld

MAX_TITLE: Final = 32
MAX_DESCRIPTION: Final = 255
MAX_PAYLOAD_BYTES: Final = 128
ANSWERED_WITHIN: Final = timedelta(seconds=10)
PAID, DECLINED, REFUSED, EXPIRED = "paid", "declined", "refused", "expired"
PAY, DECLINE, TWICE = "sandbox:pay", "sandbox:decline", "sandbox:twice"
"""Data of the buttons that the page shows under an invoice: what Telegram's own window asks."""
_LABELS: Final = {PAY: "Pay", DECLINE: "Pay, declined by the bank", TWICE: "Pay twice at once"}
_SMALLEST: Final = 100
"""In the smallest unit; Telegram's own limit is about one dollar, in each currency."""
_TOO_OLD: Final = "query is too old and response timeout expired or query ID is invalid"


def read_invoice(call: Call) -> dict[str, Any]:
    """Return the content of an invoice. Raises 400 for what the server refuses."""
    title, description = call.get_text("title"), call.get_text("description")
    if not 1 <= len(title) <= MAX_TITLE or not 1 <= len(description) <= MAX_DESCRIPTION:
        raise make_bad_request("invoice title or description is wrong")
    if not 1 <= len(call.get_text("payload").encode()) <= MAX_PAYLOAD_BYTES:
        raise make_bad_request("INVOICE_PAYLOAD_INVALID")
    if not call.get_text("provider_token"):
        raise make_bad_request("PAYMENT_PROVIDER_INVALID")
    prices = call.get_array("prices") or []
    total = sum(price["amount"] for price in prices)
    if total < _SMALLEST or len(call.get_text("currency")) != 3:
        raise make_bad_request("CURRENCY_TOTAL_AMOUNT_INVALID")
    shown = {"title": title, "description": description, "start_parameter": "", "currency": call.get_text("currency")}
    return {"invoice": {**shown, "total_amount": total}}


def perform_payment(world: TelegramWorld, given: dict[str, Any]) -> dict[str, Any]:
    """Carry out `pay`: {person, message_id, declined?, times?}: the bot is asked, `times` at once. An invoice that was
    deleted can be paid too: a forwarded copy of it stays."""
    person = world.get_person(given.get("person"))
    found = world.get_chat(person).messages.get(given.get("message_id", 0))
    if found is None or "invoice" not in found.body:
        raise Mistake("there is no invoice to pay")
    times = given.get("times") or 1
    return {"query_ids": [_ask_bot(world, person, found, bool(given.get("declined"))) for _ in range(times)]}


def press_pay_button(world: TelegramWorld, person: Person, invoice: Message, data: str) -> dict[str, str]:
    """Pay as a button of the page says; the press is answered with what the bot says against it."""
    press = world.add_query(person, data, invoice.message_id)
    for _ in range(2 if data == TWICE else 1):
        query_id = _ask_bot(world, person, invoice, data == DECLINE)
        world.checkouts[query_id].press = press
    return {"query_id": press.query_id}


def make_pay_buttons() -> list[list[dict[str, Any]]]:
    """Return the buttons of the page under an invoice."""
    return [[{"text": label, "data": data, "url": None, "style": None}] for data, label in _LABELS.items()]


def describe_invoice(invoice: dict[str, Any]) -> str:
    """Return what Telegram shows of an invoice."""
    amount = f"{invoice['total_amount'] / 100:,.2f} {invoice['currency']}"
    return f"{invoice['title']}\n{invoice['description']}\n{amount}"


def _ask_bot(world: TelegramWorld, person: Person, invoice: Message, declined: bool) -> str:
    query_id = str(secrets.randbelow(10**18) + 10**17)
    world.checkouts[query_id] = Checkout(query_id, person.person_id, invoice.message_id, world.now(), declined)
    about = {
        "id": query_id,
        "from": person.user,
        "invoice_payload": world.payloads[person.person_id, invoice.message_id],
    }
    price = {name: invoice.body["invoice"][name] for name in ("currency", "total_amount")}
    world.updates.add_update("pre_checkout_query", {**about, **price})
    return query_id


def answer_checkout(world: TelegramWorld, call: Call) -> bool:
    """Answer the method `answerPreCheckoutQuery`; with its agreement the money is taken at once."""
    checkout = world.checkouts.get(call.get_text("pre_checkout_query_id"))
    if checkout is None or checkout.state:
        raise make_bad_request(_TOO_OLD)
    if world.now() - checkout.asked_at > ANSWERED_WITHIN:
        checkout.state = EXPIRED
        raise make_bad_request(_TOO_OLD)
    if not call.get_flag("ok"):
        checkout.state, checkout.error = REFUSED, call.get_text("error_message")
        if not checkout.error:
            raise make_bad_request("error message is empty")
    elif checkout.declined:
        checkout.state = DECLINED
    else:
        _take_money(world, checkout)
    if checkout.press is not None:
        press = checkout.press
        press.answered, press.text, press.show_alert = world.now(), checkout.error, bool(checkout.error)
    world.publish_change(world.chats[checkout.person_id])
    return True


def _take_money(world: TelegramWorld, checkout: Checkout) -> None:
    checkout.state = PAID
    person = world.get_person(checkout.person_id)
    chat = world.get_chat(person)
    invoice = chat.messages[checkout.message_id].body["invoice"]
    paid = {
        "currency": invoice["currency"],
        "total_amount": invoice["total_amount"],
        "invoice_payload": world.payloads[checkout.person_id, checkout.message_id],
        "telegram_payment_charge_id": f"charge-{checkout.query_id}",
        "provider_payment_charge_id": f"provider-{checkout.query_id}",
    }
    body = world.make_body(chat, person.user, {"successful_payment": paid})
    sent = Message(body["message_id"], Side.PERSON, body)
    chat.add_message(sent)
    world.updates.add_update("message", make_api_message(chat, sent))


def list_checkouts(world: TelegramWorld, person_id: int) -> list[dict[str, Any]]:
    """Return how a person's payments went, oldest first."""
    theirs = [one for one in world.checkouts.values() if one.person_id == person_id]
    return [{"message_id": one.message_id, "state": one.state, "error": one.error} for one in theirs]
