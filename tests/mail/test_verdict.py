"""One verdict on who wrote a mail: by its header lines, the address, how sure that is, and if a person wrote it."""

import pytest

from mail.own import OwnMailbox
from mail.reading import read_mail
from mail.verdict import MailSender, SenderStanding, Writer, judge_sender
from tests.mail.post import ADDRESS

_ANN, _SERVER = "ann@acme.example", "mx.desk.example"
_OWN = OwnMailbox(ADDRESS, trusted_server=_SERVER)
PROVEN, CLAIMED, DOUBTED, REFUSED = SenderStanding
PERSON, NOBODY, PERHAPS, MACHINE = Writer


def _says(result: str) -> str:
    return f"Authentication-Results: {_SERVER}; {result}"


_PASS, _FAIL = _says("dmarc=pass header.from=acme.example"), _says("dmarc=fail header.from=acme.example")
VERDICTS: dict[str, tuple[str | None, SenderStanding, Writer]] = {
    f"From: Ann <{_ANN}>": (_ANN, CLAIMED, PERSON),
    f"From: Ann@ACME.example\n{_PASS}": (_ANN, PROVEN, PERSON),
    f"From: {_ANN}\n{_FAIL}": (_ANN, REFUSED, PERSON),
    f"From: {_ANN}\n{_says('none')}": (_ANN, DOUBTED, PERSON),
    f"From: {_ANN}\nAuthentication-Results: mx.evil.example; dmarc=pass header.from=acme.example": (
        _ANN, CLAIMED, PERSON,
    ),
    f"From: {ADDRESS}\nReply-To: {_ANN}\n{_says('dmarc=pass header.from=desk.example')}": (_ANN, CLAIMED, PERSON),
    f"From: {_ANN}\nReply-To: bob@acme.example\n{_PASS}": (_ANN, PROVEN, PERSON),
    f"From: {_ANN}, bob@acme.example\n{_PASS}": (_ANN, DOUBTED, NOBODY),
    f"From: {ADDRESS}": (None, CLAIMED, NOBODY),
    "Subject: no sender": (None, CLAIMED, PERHAPS),
    f"From: {_ANN}\nList-ID: <news.acme.example>\n{_PASS}": (_ANN, PROVEN, PERHAPS),
    f"From: {_ANN}\nList-ID: <{ADDRESS.replace('@', '.')}>": (_ANN, CLAIMED, PERSON),
    f"From: {_ANN}\nList-Unsubscribe: <mailto:off@acme.example>": (_ANN, CLAIMED, PERHAPS),
    f"From: {_ANN}\nPrecedence: bulk": (_ANN, CLAIMED, PERHAPS),
    f"From: {_ANN}\nAuto-Submitted: auto-generated\n{_PASS}": (_ANN, PROVEN, MACHINE),
    f"From: {_ANN}\nAuto-Submitted: auto-replied": (_ANN, CLAIMED, MACHINE),
    f"From: {_ANN}\nSubject: Automatic reply: Printer": (_ANN, CLAIMED, PERHAPS),
    f"From: {_ANN}\nX-Spam-Flag: YES\n{_PASS}": (_ANN, PROVEN, PERHAPS),
    f"From: {_ANN}\nX-Spam-Status: Yes, score=9.1": (_ANN, CLAIMED, PERHAPS),
    f"From: {_ANN}\nX-Spam-Status: No, score=-1": (_ANN, CLAIMED, PERSON),
    "From: MAILER-DAEMON@mx.example\nSubject: Undelivered Mail Returned to Sender": (
        "mailer-daemon@mx.example", CLAIMED, PERHAPS,
    ),
    "From: MAILER-DAEMON@mx.example\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n"
    "Subject: Undelivered Mail": ("mailer-daemon@mx.example", CLAIMED, MACHINE),
    "From: noreply@shop.example": ("noreply@shop.example", CLAIMED, PERSON),
}  # fmt: skip


@pytest.mark.parametrize("head", VERDICTS)
def test_a_mail_has_one_verdict(head: str) -> None:
    raw = f"{head}\n\nThe till is broken\n".replace("\n", "\r\n").encode()
    assert judge_sender(read_mail(raw, trusted_server=_SERVER), _OWN) == MailSender(*VERDICTS[head])
