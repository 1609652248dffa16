"""The demo's mails, SMS and calls: what a visitor writes reaches the desk's mailbox, what the desk sends the page."""

import asyncio
import smtplib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any
from urllib.parse import urlsplit

import pytest
import pytest_asyncio

from mail.servers import MailFolder
from mail.settings import ServerAccess
from sandbox.dashboard.server import ActionRefused
from sandbox.demo_messages import ADDRESS, DemoMessages

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


@pytest_asyncio.fixture
async def messages() -> AsyncIterator[DemoMessages]:
    async with AsyncExitStack() as stack:
        served = DemoMessages(lambda: NOW, lambda: None)
        await served.start(stack)
        yield served


def _access(messages: DemoMessages, variable: str) -> ServerAccess:
    parts = urlsplit(messages.get_settings()[variable])
    assert parts.hostname and parts.port and parts.username and parts.password
    return ServerAccess(parts.hostname, parts.port, parts.username, parts.password, is_tls=False)


async def _read_mailbox(messages: DemoMessages) -> EmailMessage:
    folder = MailFolder(_access(messages, "MAIL_URL"))
    (found,) = await folder.list_new(NOW.date())
    raw = await folder.fetch(found.uid)
    await folder.mark_read(found.uid)
    folder.close()
    mail = message_from_bytes(raw or b"", policy=default)
    assert isinstance(mail, EmailMessage)
    return mail


def _send(access: ServerAccess) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = ADDRESS, "nora@client.example", "Till"
    mail["Reply-To"], mail["Message-ID"] = "support+token@desk.example", "<1@desk.example>"
    mail.set_content("Is it plugged in? " + "x" * 100)
    with smtplib.SMTP(access.host, access.port) as client:
        client.send_message(mail)


async def test_a_visitors_mail_is_in_the_mailbox_and_answers_go_where_the_desk_asks(messages: DemoMessages) -> None:
    messages.write_mail({"from": "Nora <nora@client.example>", "subject": "Till", "text": "Hello"})
    assert (await _read_mailbox(messages))["To"] == ADDRESS
    await asyncio.to_thread(_send, _access(messages, "MAIL_SMTP_URL"))
    (row,) = messages.get_view()["mails"]
    assert messages.read_mail({"id": row["id"]})["text"].startswith("Is it plugged in?")
    messages.write_mail({"from": "nora@client.example", "subject": "Re: Till", "text": "Yes", "answers": row["id"]})
    answer = await _read_mailbox(messages)
    assert (answer["To"], answer["In-Reply-To"]) == ("support+token@desk.example", "<1@desk.example>")


@pytest.mark.parametrize(
    "body",
    [
        {"from": "nora", "text": "Hello"},
        {"from": "nora@client.example", "text": " "},
        {"from": "nora@client.example\nBcc: all@client.example", "text": "Hello"},
        {"from": "nora@client.example", "text": "x" * 5000},
        {"from": "nora@client.example", "text": "Hello", "answers": 7},
    ],
)
async def test_what_is_no_mail_is_refused(messages: DemoMessages, body: dict[str, Any]) -> None:
    with pytest.raises(ActionRefused):
        messages.write_mail(body)


async def test_the_page_shows_what_a_telephone_got(messages: DemoMessages) -> None:
    messages._ring({"id": "alert_1", "way": "sms", "to": "+79005555001", "text": "No. 3", "ticket": 3})
    assert messages.get_view()["rung"] == [
        {"id": "alert_1", "way": "sms", "to": "+79005555001", "text": "No. 3", "at": NOW.isoformat()}
    ]
