# ruff: noqa: E501
"""What machines send: bounces of many servers, automatic replies, lists, reports; and what servers say about senders."""

from mail.kinds import Kind
from tests.mail.forms import PLAIN, Form, join, part, write

RITA, SENT = "rita@client.example", "7.1@desk.example"
SENT_MAIL = f"From: help@desk.example\nTo: {RITA}\nSubject: Printer\nMessage-ID: <{SENT}>\n\nIt works again."
DAEMON = {"From": "Mail Delivery System <mailer-daemon@mx.client.example>", "Return_Path": "<>"}


def _status(
    *fields: str, words: str = "Your message could not be delivered.", subject: str = "Undelivered Mail", **more: str
) -> bytes:
    return join(
        "report; report-type=delivery-status",
        part("text/plain; charset=utf-8", words),
        part("message/delivery-status", "Reporting-MTA: dns; mx.client.example\n\n" + "\n".join(fields)),
        part("message/rfc822", SENT_MAIL),
        **{**DAEMON, "Subject": subject, **more},
    )


def _bounce(name: str, raw: bytes, code: str | None, *, is_permanent: bool = True, original: str | None = SENT) -> Form:
    return Form(name, raw, {"kind": Kind.BOUNCE, "reached": ((RITA,), original, is_permanent, code)})


def _words(words: str, subject: str, **more: str) -> bytes:
    return write(words, **{**DAEMON, "Subject": subject, "Content_Type": "text/plain; charset=utf-8", **more})


TO = f"Final-Recipient: rfc822; {RITA}"
UNKNOWN = "Diagnostic-Code: smtp; 550 5.1.1 User unknown"
BOUNCES = [
    _bounce("Postfix", _status(TO, "Action: failed", "Status: 5.1.1", UNKNOWN), "5.1.1"),
    _bounce("Postfix, not yet", _status(TO, "Action: delayed", "Status: 4.4.1", subject="Delayed Mail (still being retried)"), "4.4.1",
            is_permanent=False),
    _bounce("a full mailbox", _status(TO, "Action: failed", "Status: 4.2.2"), "4.2.2"),
    _bounce("given up after days", _status(TO, "Action: failed", "Status: 4.4.1"), "4.4.1"),
    _bounce("given up, in capitals and with a comment", _status(TO, "Action: FAILED (expired)", "Status: 4.4.7"), "4.4.7"),
    _bounce("delayed, with a code of what does not pass", _status(TO, "Action: delayed", "Status: 5.4.7"), "5.4.7", is_permanent=False),
    _bounce("no action, and a code of what passes", _status(TO, "Status: 4.2.2"), "4.2.2", is_permanent=False),
    _bounce("of two, one is delayed and one has failed", _status("Final-Recipient: rfc822; lou@client.example", "Action: delayed",
            "Status: 4.2.0", "", TO, "Action: failed", "Status: 4.4.1"), "4.4.1"),
    _bounce("Gmail", _status(TO, "Action: failed", "Status: 5.1.1", UNKNOWN, subject="Delivery Status Notification (Failure)",
            words=f"** Address not found **\nYour message wasn't delivered to {RITA}", X_Failed_Recipients=RITA), "5.1.1"),
    _bounce("Exchange Online", _status(TO, "Action: failed", "Status: 5.1.10", subject="Undeliverable: Printer",
            From="<postmaster@client.example>"), "5.1.10"),
    _bounce("Exchange, its own address", _status(f"Final-Recipient: RFC822;{RITA}", "Action: failed", "Status: 5.7.1",
            From="Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@client.example>"), "5.7.1"),
    _bounce("Exchange, de", _status(TO, "Action: failed", "Status: 5.1.1", subject="Unzustellbar: Printer"), "5.1.1"),
    _bounce("Yandex", _status(TO, "Action: failed", "Status: 5.1.1", subject="Недоставленное сообщение",
            words="Это письмо отправлено почтовым сервером yandex.ru.\nК сожалению, ваше письмо не доставлено.",
            From="mailer-daemon@yandex.example"), "5.1.1"),
    _bounce("Sendmail", _status(TO, "Action: failed", "Status: 5.1.1", subject="Returned mail: see transcript for details",
            words="----- The following addresses had permanent fatal errors -----\n<rita@client.example>"), "5.1.1"),
    _bounce("an original recipient too", _status(f"Original-Recipient: rfc822;{RITA}", "Final-Recipient: rfc822;r17@store.example",
            "Action: failed", "Status: 5.1.1"), "5.1.1"),
    _bounce("a vague status, words that know more", _status(TO, "Action: failed", "Status: 5.0.0", words="said: 550 5.7.1 Spam"), "5.7.1"),
    _bounce("a status without an action", _status(TO, "Status: 5.1.1"), "5.1.1"),
    _bounce("a status that says nothing", _status("", words=f"<{RITA}>: 550 5.1.1 unknown"), "5.1.1"),
    _bounce("headers of the mail only", join("report; report-type=delivery-status", PLAIN,
            part("message/delivery-status", f"Reporting-MTA: dns; x\n\n{TO}\nAction: failed\nStatus: 5.1.1"),
            part("text/rfc822-headers", f"Subject: Printer\nMessage-ID: <{SENT}>"), **DAEMON), "5.1.1"),
    _bounce("a person's name as sender", _status(TO, "Action: failed", "Status: 5.1.1", From="Rita <rita@client.example>"), "5.1.1"),
    _bounce("a status in a mail of other parts", join("mixed", PLAIN,
            part("message/delivery-status", f"Reporting-MTA: dns; x\n\n{TO}\nAction: failed\nStatus: 5.1.1"),
            part("message/rfc822", SENT_MAIL), **DAEMON), "5.1.1"),
    _bounce("Exim", _words("This message was created automatically by mail delivery software.\n\nA message that you sent could not be "
            f"delivered to one or more of its\nrecipients. This is a permanent error.\n\n  {RITA}\n    host mx [192.0.2.1]\n    SMTP error "
            "from remote mail server after RCPT TO:<rita@client.example>:\n    550 No such user\n\n------ This is a copy of the message ------"
            f"\n\n{SENT_MAIL}", "Mail delivery failed: returning message to sender", X_Failed_Recipients=RITA), "550"),
    _bounce("Exim, not yet", _words("The message has not yet been delivered. No action is required on your part.\n\n"
            f"  {RITA}\n    Delay reason: connection timed out\n\nMessage-ID: <{SENT}>", "Warning: message 1kL delayed 24 hours"), None,
            is_permanent=False),
    _bounce("qmail", _words("Hi. This is the qmail-send program at mx.example.\nI'm afraid I wasn't able to deliver your message to the "
            f"following addresses.\n\n<{RITA}>:\n192.0.2.1 does not like recipient.\nRemote host said: 550 5.1.1 unknown user\n\n"
            f"--- Below this line is a copy of the message.\n\n{SENT_MAIL}", "failure notice"), "5.1.1"),
    _bounce("Mail.ru", _words("Это письмо создано автоматически сервером Mail.Ru, отвечать на него не нужно.\n\nК сожалению, ваше письмо "
            f"не может быть доставлено одному или нескольким получателям:\n\n**********************\n\n{RITA}:\nuser not found, 550 "
            f"Message was not accepted\n\n**********************\n\n{SENT_MAIL}", "Mail failure.", From="mailer-daemon@corp.mail.example"), "550"),
    _bounce("Rambler", _words(f"Ваше сообщение не доставлено.\n<{RITA}>: 550 5.1.1 нет такого ящика\n\n{SENT_MAIL}",
            "Сообщение не доставлено", From="MAILER-DAEMON@rambler.example"), "5.1.1"),
    _bounce("Exchange 5.5", _words(f"Your message\n\n  To: {RITA}\n  Subject: Printer\n\ndid not reach the following recipient(s):\n\n{RITA}\n"
            "    The recipient name is not recognized\n    550 5.1.1", "Undeliverable: Printer", From="System Administrator <postmaster@x.example>",
            In_Reply_To=f"<{SENT}>"), "5.1.1"),
    _bounce("Yahoo", _words(f"Message from yahoo.example.\nUnable to deliver message to the following address(es).\n\n<{RITA}>:\n"
            f"554 delivery error: no such user\n\n--- Original message follows.\n\n{SENT_MAIL}", "Failure Notice",
            From="MAILER-DAEMON@yahoo.example"), "554"),
    _bounce("Amazon", _words(f"An error occurred while trying to deliver the mail to the following recipients:\n{RITA}\n",
            "Delivery Status Notification (Failure)", From="MAILER-DAEMON@amazonses.example"), None, original=None),
    _bounce("Courier", _words(f"This is a delivery status notification from mx.\n\nUNDELIVERABLE MAIL\n\n<{RITA}>: 550 User unknown.\n\n{SENT_MAIL}",
            "NOTICE: mail delivery status."), "550"),
    _bounce("Kerio", _words(f"Your message could not be delivered.\n\n<{RITA}>\n(550 5.1.1 unknown)\n\n{SENT_MAIL}",
            "Undeliverable mail - unable to deliver"), "5.1.1"),
    _bounce("Lotus Domino", _words(f"User not listed: {RITA} 5.1.1\n\n{SENT_MAIL}", "DELIVERY FAILURE: User not listed",
            From="postmaster@domino.example"), "5.1.1"),
    _bounce("Communigate", _words(f"Failed to deliver to '{RITA}'\n550 5.1.1 mailbox unknown\n\n{SENT_MAIL}", "Undeliverable mail"), "5.1.1"),
    _bounce("NetEase", _words(f"抱歉，您的邮件被退回来了\n{RITA}\n550 User not found\n\n{SENT_MAIL}", "系统退信", From="Postmaster@163.example"), "550"),
    _bounce("an empty From", _words(f"<{RITA}>: 550 5.1.1 unknown\n{SENT_MAIL}", "Undelivered Mail Returned to Sender", From=""), "5.1.1"),
]  # fmt: skip


def _kind(kind: Kind, name: str, **headers: str) -> Form:
    return Form(name, write(**headers), {"kind": kind, "text": "Hello", "bounce": None})


MACHINES = [
    _kind(Kind.LETTER, "a letter"),
    _kind(Kind.LETTER, "not automatic, as it says", Auto_Submitted="no"),
    _kind(Kind.LETTER, "Exchange's wish for no answer", X_Auto_Response_Suppress="DR, OOF, AutoReply"),
    _kind(Kind.LETTER, "a person asks about a bounce", Subject="Fwd: Undelivered Mail Returned to Sender"),
    _kind(Kind.LETTER, "a person writes of an office", Subject="Out of office printer is broken"),
    _kind(Kind.LETTER, "an answer to an automatic reply", Subject="Re: Automatic reply: Printer"),
    _kind(Kind.LETTER, "a company that begins like a server", From="postmasters-inc@client.example"),
    _kind(Kind.LETTER, "an urgent letter", Precedence="first-class", X_Priority="1"),
    _kind(Kind.AUTO_REPLY, "an automatic reply (RFC 3834)", Auto_Submitted="auto-replied"),
    _kind(Kind.AUTO_REPLY, "the same with a comment", Auto_Submitted="auto-replied (vacation); owner=x"),
    _kind(Kind.AUTO_REPLY, "the same in capitals", Auto_Submitted="AUTO-REPLIED"),
    _kind(Kind.AUTO_REPLY, "X-Autoreply", X_Autoreply="yes"),
    _kind(Kind.AUTO_REPLY, "X-Autorespond", X_Autorespond="Printer"),
    _kind(Kind.AUTO_REPLY, "Precedence", Precedence="auto_reply"),
    _kind(Kind.AUTO_REPLY, "cPanel", Delivered_To="Autoresponder"),
    _kind(Kind.AUTO_REPLY, "Outlook away, en", Subject="Automatic reply: Printer"),
    _kind(Kind.AUTO_REPLY, "Outlook away, ru", Subject="Автоматический ответ: Принтер"),
    _kind(Kind.AUTO_REPLY, "Outlook away, de", Subject="Automatische Antwort: Drucker"),
    _kind(Kind.AUTO_REPLY, "Lotus away, de", Subject="Abwesenheitsnotiz: Drucker"),
    _kind(Kind.AUTO_REPLY, "Outlook away, fr", Subject="Réponse automatique : imprimante"),
    _kind(Kind.AUTO_REPLY, "Outlook away, es", Subject="Respuesta automática: impresora"),
    _kind(Kind.AUTO_REPLY, "Outlook away, it", Subject="Risposta automatica: stampante"),
    _kind(Kind.AUTO_REPLY, "Outlook away, uk", Subject="Автоматична відповідь: Принтер"),
    _kind(Kind.AUTO_REPLY, "old Exchange away", Subject="Out of Office AutoReply: Printer"),
    _kind(Kind.AUTO_REPLY, "Mail.ru away", Subject="Автоответ: Принтер"),
    _kind(Kind.LIST, "a mailing list", List_ID="Users <users.client.example>"),
    _kind(Kind.LIST, "a list by precedence", Precedence="list"),
    _kind(Kind.LIST, "a newsletter", List_Unsubscribe="<https://x.example/u>"),
    _kind(Kind.LIST, "mail in bulk", Precedence="bulk"),
    _kind(Kind.GENERATED, "an alarm", Auto_Submitted="auto-generated"),
    _kind(Kind.GENERATED, "cron", X_Cron_Env="<SHELL=/bin/sh>"),
    _kind(Kind.GENERATED, "no way back", Return_Path="<>"),
    _kind(Kind.GENERATED, "a server that writes of itself", From="postmaster@client.example"),
    _kind(Kind.AUTO_REPLY, "an automatic reply through a list", Auto_Submitted="auto-replied", List_ID="<users.client.example>"),
    Form("whose list", write(List_ID="Users <users.client.example>"), {"list_id": "users.client.example"}),
    Form("a notice that somebody read", join("report; report-type=disposition-notification", part("text/plain", "Read."),
         part("message/disposition-notification", f"Final-Recipient: rfc822;{RITA}\nDisposition: manual-action; displayed")),
         {"kind": Kind.REPORT, "text": "Read."}),
    Form("a notice of delivery", _status(TO, "Action: delivered", "Status: 2.0.0"), {"kind": Kind.REPORT, "bounce": None}),
    Form("a notice that it went on", _status(TO, "Action: relayed", "Status: 2.0.0"), {"kind": Kind.REPORT, "bounce": None}),
    Form("a complaint about spam", join("report; report-type=feedback-report", part("text/plain", "Spam."),
         part("message/feedback-report", "Feedback-Type: abuse"), part("message/rfc822", SENT_MAIL)), {"kind": Kind.REPORT, "text": "Spam."}),
    Form("a bounce that a person forwards", join("mixed", PLAIN, b"Content-Type: message/rfc822\r\n\r\n" + _status(TO, "Action: failed")),
         {"kind": Kind.LETTER, "bounce": None}),
    Form("the copy of a bounce is no text", _status(TO, "Action: failed", words="Sorry."),
         {"text": "Sorry."}),
]  # fmt: skip

MINE = "Authentication-Results: mx.desk.example"


def _verdict(value: str, right: bool | None, name: str, sender: str = "rita@client.example") -> Form:
    raw = value.replace("\n", "\r\n").encode() + b"\r\n" + write(From=sender)
    return Form(f"verdict: {name}", raw, {"verified": right})


VERDICTS = [
    _verdict(f"{MINE}; dmarc=pass header.from=client.example", True, "DMARC"),
    _verdict(f"{MINE}; dmarc=fail (p=none) header.from=client.example", False, "DMARC fails"),
    _verdict(f"{MINE};\n spf=pass smtp.mailfrom=client.example;\n dkim=pass header.d=client.example", True, "folded"),
    _verdict(
        f"{MINE}; dkim=pass (2048-bit key; unprotected) header.i=@client.example",
        True,
        "a subdomain, and a comment",
        "rita@mail.client.example",
    ),
    _verdict(f"{MINE}; spf=pass smtp.mailfrom=bounce@other.example", None, "SPF of another domain"),
    _verdict(f"{MINE}; dkim=pass header.d=other.example", None, "DKIM of another domain"),
    _verdict(f"{MINE}; spf=fail smtp.mailfrom=client.example", False, "SPF fails"),
    _verdict(f"{MINE}; spf=softfail smtp.mailfrom=client.example", None, "SPF is not sure"),
    _verdict(
        f"{MINE}; dkim=fail header.d=other.example; dkim=pass header.d=client.example", True, "one of two signatures"
    ),
    _verdict(
        f"{MINE}; dkim=pass header.d=other.example; dkim=pass header.d=client.example", True, "the second signature"
    ),
    _verdict(f"{MINE}; none", None, "nothing was checked"),
    _verdict(f"{MINE} 1; dmarc=pass header.from=client.example", True, "a version"),
    _verdict("Authentication-Results: mx.evil.example; dmarc=pass header.from=client.example", None, "another server"),
    _verdict("Authentication-Results: mx.desk.example.evil.example; dmarc=pass", None, "a longer name"),
    _verdict(
        f"{MINE}; dmarc=fail header.from=client.example\n{MINE}; dmarc=pass header.from=client.example",
        False,
        "a forged one below",
    ),
    _verdict(f"{MINE}; dmarc=pass header.from=other.example", False, "about another sender"),
    _verdict(f"{MINE}; spf=pass smtp.mailfrom=a@client.example; dmarc=none", True, "SPF of the domain"),
    _verdict(f'{MINE}; spf=none reason="dmarc=pass header.from=client.example"', None, "a result in a reason"),
    _verdict(f"{MINE}; dmarc=pass (x dmarc=fail) header.from=client.example", True, "a result in a comment"),
    _verdict(f"{MINE}; dmarc=pass header.from=client.example", None, "two senders", f"{RITA}, olga@client.example"),
    _verdict(f"{MINE}; spf=pass smtp.mailfrom=x@example", None, "a domain of one word", "rita@client.example"),
    _verdict(f"{MINE}; dkim=pass header.d=evil.client.example", None, "a subdomain says nothing of its parent"),
    _verdict(f"{MINE}; dmarc=temperror header.from=client.example", None, "DMARC could not be checked"),
    _verdict("X-Nothing: here", None, "no header"),
]
MACHINE_FORMS = [*BOUNCES, *MACHINES, *VERDICTS]
