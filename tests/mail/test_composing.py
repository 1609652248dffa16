"""What is composed says the same when it is read, in any script, and nothing in it becomes a header."""

from datetime import UTC, datetime

import pytest

from mail.contents import Attachment
from mail.mime_writing import Automatic, OutgoingMail, compose_mail
from mail.reading import Kind, read_mail

AT = datetime(2026, 11, 27, 8, 30, tzinfo=UTC)


def _mail(**given: object) -> OutgoingMail:
    usual = {
        "sender": "help@desk.example",
        "recipient": "rita@client.example",
        "subject": "The printer",
        "text": "It works again.",
        "message_id": "7.1@desk.example",
        "sent_at": AT,
    }
    return OutgoingMail(**(usual | given))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "words",
    [
        "Printer",
        "Очень длинная тема, которая не поместится ни в одну строку заголовка и будет перенесена",
        "打印机坏了" * 30,
        "😀 emoji 👨‍👩‍👧 and ÄÖÜ",
        "=?utf-8?q?not_encoded?=",
        "a " * 200,
        "x" * 300,
        'quotes " and \\ and, commas <a@b.example>',
    ],
)
def test_words_come_back_in_any_script(words: str) -> None:
    raw = compose_mail(_mail(subject=words, text=words, sender_name=words[:100], html=f"<p>{words}</p>"))
    read = read_mail(raw)
    assert (read.subject, read.text) == (words.strip(), words.strip())
    assert read.sender_name == " ".join(words[:100].split())
    assert (read.sender, read.sent_at, read.message_id) == ("help@desk.example", AT, "7.1@desk.example")
    assert max(map(len, raw.split(b"\r\n"))) <= 78
    assert b"\n" not in raw.replace(b"\r\n", b"")


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\x0b", "\u2028", "\x00"])
def test_no_value_begins_a_header(end: str) -> None:
    evil = f"x{end}Bcc: all@client.example{end}{end}body"
    raw = compose_mail(
        _mail(
            subject=evil,
            sender_name=evil,
            recipient_name=evil,
            message_id=evil,
            in_reply_to=evil,
            references=(evil,),
            attachments=(Attachment(evil, evil, b"x"),),
        )
    )
    assert not [line for line in raw.lower().split(b"\n") if line.startswith((b"bcc", b"body"))]
    with pytest.raises(ValueError, match="address"):
        compose_mail(_mail(recipient=f"rita@client.example{end}Bcc: all@client.example"))


def test_threads_files_and_who_wrote_it_come_back() -> None:
    files = (
        Attachment("отчёт.pdf", "application/pdf", b"%PDF-1.7"),
        Attachment("a.png", "image/png", b"\x89PNG", True),
    )
    raw = compose_mail(
        _mail(
            in_reply_to="3@client.example",
            references=("1@client.example", "3@client.example"),
            reply_to="help+t0ken@desk.example",
            automatic=Automatic.REPLIED,
            attachments=files,
            html="<p>It works again.</p>",
        )
    )
    read = read_mail(raw)
    assert read.references == ("3@client.example", "1@client.example")
    assert (read.reply_to, read.kind, read.attachments) == ("help+t0ken@desk.example", Kind.AUTO_REPLY, files)
