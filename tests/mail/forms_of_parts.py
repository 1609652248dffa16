# ruff: noqa: E501
"""Structures of MIME, transfer encodings, files and their names, HTML."""

from base64 import b64encode
from quopri import encodestring
from typing import Any

from mail.contents import Attachment, LeftOut, Reason
from tests.mail.forms import HTML, PDF, PLAIN, PNG, Form, join, nest, pack, part, write

FILE = Attachment("a.pdf", "application/pdf", PDF)
PICTURE = Attachment("a.png", "image/png", PNG, inline=True, cid="a")
PDF_PART = part("application/pdf", PDF, 'Content-Disposition: attachment; filename="a.pdf"')
PNG_PART = part("image/png; name=a.png", PNG, "Content-Disposition: inline", "Content-ID: <a>")
AMP = part("text/x-amp-html", "<html amp4email>Hi")
HELLO: dict[str, Any] = {"text": "Hello"}
WITH_FILE = {"text": "Hello", "attachments": (FILE,)}
TWO = b"--b\r\n" + PLAIN + b"\r\n--b\r\n" + PDF_PART + b"\r\n"


def _mixed(body: bytes, boundary: str = ' boundary="b"') -> bytes:
    return write(body, Content_Type=f"multipart/mixed;{boundary}")


STRUCTURES = [
    Form("text and a file", join("mixed", PLAIN, PDF_PART), WITH_FILE),
    Form("plain and HTML", join("alternative", PLAIN, HTML), HELLO),
    Form("HTML before plain", join("alternative", HTML, part("text/plain", "Plain")), {"text": "Plain"}),
    Form("HTML only", join("alternative", HTML), HELLO),
    Form("a form for Google's readers", join("alternative", part("text/plain", ""), HTML, AMP), HELLO),
    Form("a form for watches", join("alternative", PLAIN, part("text/watch-html", "<b>Hi</b>"), HTML), HELLO),
    Form("nothing but a form for Google's readers", join("alternative", AMP), {"text": "Hi"}),
    Form(
        "base64 with a footer of a list",
        write("SGVsbG8=\n-- \nLeave this list: https://l.example/u", Content_Transfer_Encoding="base64"),
        {"text": "Hello"},
    ),
    Form("an empty plain part", join("alternative", part("text/plain", " \n\n"), HTML), HELLO),
    Form(
        "a plain part that asks for HTML",
        join(
            "alternative",
            part("text/plain", "Your mail program does not support HTML. View this email in your browser."),
            HTML,
        ),
        HELLO,
    ),
    Form(
        "a plain part that has only the beginning",
        join("alternative", part("text/plain", "Hel"), part("text/html", f"<p>{'Hello there. ' * 40}</p>")),
        {"text": ("Hello there. " * 40).strip()},
    ),
    Form("a picture of the text", join("related", HTML, PNG_PART), {"text": "Hello", "attachments": (PICTURE,)}),
    Form(
        "all three",
        join("mixed", nest("alternative", PLAIN, nest("related", HTML, PNG_PART, boundary="=_d")), PDF_PART),
        {"text": "Hello", "attachments": (PICTURE, FILE)},
    ),
    Form(
        "Apple: text, picture, text",
        join("mixed", PLAIN, PNG_PART, part("text/plain", "and more")),
        {"text": "Hello\n\nand more", "attachments": (PICTURE,)},
    ),
    Form(
        "Apple: a file within the alternatives",
        join(
            "alternative",
            part("text/plain", "Hello there"),
            nest("mixed", HTML, PDF_PART, part("text/html", "<p>there</p>")),
        ),
        {"text": "Hello there", "attachments": (FILE,)},
    ),
    Form("no last boundary", _mixed(TWO), WITH_FILE),
    Form("no boundary in the header", _mixed(TWO + b"--b--", ""), WITH_FILE),
    Form("another boundary in the header", _mixed(TWO + b"--b--", " boundary=other"), WITH_FILE),
    Form("a boundary that never comes", _mixed(b"Hello", " boundary=other"), HELLO),
    Form("a boundary without quotes", _mixed(TWO + b"--b--", " boundary=b"), WITH_FILE),
    Form("a boundary with blanks after it", _mixed(TWO.replace(b"--b\r\n", b"--b  \t\r\n")), WITH_FILE),
    Form("a boundary with signs", join("mixed", PLAIN, PDF_PART, boundary="'()+_,-./:=? x"), WITH_FILE),
    Form(
        "a boundary as the beginning of another",
        join("mixed", nest("alternative", PLAIN, HTML, boundary="=_b_inner"), PDF_PART),
        WITH_FILE,
    ),
    Form(
        "a boundary in the middle of a line",
        join("mixed", part("text/plain", "see --=_b here\nand --=_bx"), PDF_PART),
        {"text": "see --=_b here\nand --=_bx", "attachments": (FILE,)},
    ),
    Form(
        "one boundary for two levels",
        join("mixed", nest("alternative", PLAIN, HTML, boundary="=_b"), PDF_PART),
        WITH_FILE,
    ),
    Form(
        "an inner part that nobody ends",
        join("mixed", nest("alternative", PLAIN, HTML).rsplit(b"--=_c--", 1)[0], PDF_PART),
        WITH_FILE,
    ),
    Form(
        "an inner part with nothing in it",
        join("mixed", PLAIN, b"Content-Type: multipart/alternative; boundary=x\r\n", PDF_PART),
        WITH_FILE,
    ),
    Form("more parts after the last boundary", _mixed(TWO.replace(b"\r\n--b\r\n", b"\r\n--b--\r\n--b\r\n")), WITH_FILE),
    Form("words before and after all parts", _mixed(b"This is MIME.\r\n" + TWO + b"--b--\r\nThe end."), WITH_FILE),
    Form("a boundary right after the headers", _mixed(TWO).replace(b"\r\n\r\n--b", b"\r\n--b", 1), WITH_FILE),
    Form("a folded word before it", _mixed(TWO).replace(b"\r\n\r\n--b", b"\r\n hello\r\n--b", 1), WITH_FILE),
    Form("a part without headers", _mixed(b"--b\r\n\r\nHello\r\n--b--"), HELLO),
    Form("a part without headers and empty line", _mixed(b"--b\r\nHello\r\n--b--"), HELLO),
    Form("an empty part", _mixed(b"--b\r\n--b\r\n" + PLAIN + b"\r\n--b--"), HELLO),
    Form("parts with LF, headers with CRLF", _mixed((TWO + b"--b--").replace(b"\r\n", b"\n")), WITH_FILE),
    Form(
        "a type in capitals", join("mixed", PLAIN, PDF_PART).replace(b"multipart/mixed", b"MULTIPART/Mixed"), WITH_FILE
    ),
    Form("a type of one word", write(Content_Type="text"), HELLO),
    Form("a type that is none", write(Content_Type="; charset=utf-8"), HELLO),
    Form(
        "a type without semicolons",
        write("Größe".encode("latin-1"), Content_Type="text/plain charset=iso-8859-1"),
        {"text": "Größe"},
    ),
    Form("two types", write(Content_Type="text/plain\r\nContent-Type: application/pdf"), HELLO),
    Form(
        "a digest",
        join(
            "digest",
            b"Content-Type: message/rfc822\r\n\r\n" + write("One"),
            b"Content-Type: message/rfc822\r\n\r\n" + write("Two"),
        ),
        {
            "text": "\n".join(
                [
                    "From: Rita <rita@client.example>",
                    "To: help@desk.example",
                    "Date: Fri, 27 Nov 2026 08:30:00 +0000",
                    "Subject: Printer",
                    "",
                    "One",
                    "",
                    "From: Rita <rita@client.example>",
                    "To: help@desk.example",
                    "Date: Fri, 27 Nov 2026 08:30:00 +0000",
                    "Subject: Printer",
                    "",
                    "Two",
                ]
            )
        },
    ),
    Form(
        "parts that are encoded as a whole",
        write(
            b64encode(TWO + b"--b--"), Content_Type="multipart/mixed; boundary=b", Content_Transfer_Encoding="base64"
        ),
        WITH_FILE,
    ),
    Form(
        "signed",
        join("signed", PLAIN, part("application/pgp-signature; name=signature.asc", "-----BEGIN PGP SIGNATURE-----")),
        {"text": "Hello", "left_out": (LeftOut(Reason.SIGNATURE, "signature.asc"),)},
    ),
    Form(
        "signed by S/MIME",
        join("signed", PLAIN, part("application/pkcs7-signature; name=smime.p7s", b"0\x82")),
        {"text": "Hello", "left_out": (LeftOut(Reason.SIGNATURE, "smime.p7s"),)},
    ),
    Form(
        "encrypted",
        join(
            "encrypted",
            part("application/pgp-encrypted", "Version: 1"),
            part("application/octet-stream; name=encrypted.asc", "-----BEGIN PGP MESSAGE-----"),
        ),
        {"text": "", "left_out": (LeftOut(Reason.ENCRYPTED, "file-1.bin"),)},
    ),
    Form(
        "encrypted by S/MIME",
        write(
            b64encode(b"0\x82"),
            Content_Type="application/pkcs7-mime; name=smime.p7m",
            Content_Transfer_Encoding="base64",
        ),
        {
            "text": "",
            "left_out": (LeftOut(Reason.ENCRYPTED, "smime.p7m"),),
            "attachments": (Attachment("smime.p7m", "application/pkcs7-mime", b"0\x82"),),
        },
    ),
    Form(
        "a part that is elsewhere",
        join(
            "mixed",
            PLAIN,
            part(
                'message/external-body; access-type=URL; URL="https://x.example/a"', "Content-Type: application/pdf\n\n"
            ),
        ),
        {"text": "Hello", "left_out": (LeftOut(Reason.ELSEWHERE, "file-1.eml"),)},
    ),
    Form(
        "Outlook's own packet",
        join("mixed", PLAIN, part("application/ms-tnef; name=winmail.dat", b"\x78\x9f\x3e\x22")),
        {
            "text": "Hello",
            "left_out": (LeftOut(Reason.PACKED, "winmail.dat"),),
            "attachments": (Attachment("winmail.dat", "application/ms-tnef", b"\x78\x9f\x3e\x22"),),
        },
    ),
    Form(
        "the files in Outlook's packet",
        join(
            "mixed",
            PLAIN,
            part(
                "application/ms-tnef; name=winmail.dat",
                pack(("a.pdf", PDF), ("PLAN~1.TXT", b"plan"), long_name="план дома.txt"),
            ),
        ),
        {"text": "Hello", "attachments": (FILE, Attachment("план дома.txt", "text/plain", b"plan"))},
    ),
    Form(
        "Apple's double file",
        join("mixed", PLAIN, nest("appledouble", part("application/applefile; name=a.pdf", b"\0\5\x16\7"), PDF_PART)),
        {"text": "Hello", "attachments": (Attachment("a.pdf", "application/applefile", b"\0\5\x16\7"), FILE)},
    ),
    Form(
        "a zip bomb is a file",
        join("mixed", PLAIN, part("application/zip; name=a.zip", b"PK\3\4bomb")),
        {"text": "Hello", "attachments": (Attachment("a.zip", "application/zip", b"PK\3\4bomb"),)},
    ),
]


def _encoded(encoding: str, body: bytes, right: str, name: str) -> Form:
    return Form(
        name, write(body, Content_Type="text/plain; charset=utf-8", Content_Transfer_Encoding=encoding), {"text": right}
    )


LONG = "Принтер не печатает. " * 12
CODED = b64encode(LONG.encode())
ENCODINGS = [
    _encoded("base64", CODED, LONG.strip(), "base64 in one line"),
    _encoded(
        "BASE64", b"\r\n".join(CODED[at : at + 76] for at in range(0, len(CODED), 76)), LONG.strip(), "base64 in lines"
    ),
    _encoded("base64", CODED.rstrip(b"="), LONG.strip(), "base64 without its end"),
    _encoded("base64", CODED + b"!\r\n-- \r\n", LONG.strip(), "base64 with something after it"),
    _encoded("base64", b64encode(b"One, ") + b64encode(b"two"), "One, two", "base64 in two pieces"),
    _encoded(
        "base64",
        b"Hello, this is no base64 at all, but a sentence.",
        "Hello, this is no base64 at all, but a sentence.",
        "no base64 at all",
    ),
    _encoded("base64", b"A", "", "one letter of base64"),
    _encoded("Base 64", b64encode(b"Hello"), "Hello", "a name with a blank"),
    _encoded("base64;", b64encode(b"Hello"), "Hello", "a name with a semicolon"),
    _encoded("quoted-printable", encodestring(LONG.encode()), LONG.strip(), "quoted-printable"),
    _encoded("quoted-printable", b"a=C3=A9=\r\nb=ZZ=", "aéb=ZZ", "quoted-printable with errors"),
    _encoded("quoted-printable", "Größe =3D 5".encode(), "Größe = 5", "quoted-printable with raw letters"),
    _encoded("quoted-printable (text)", b"a=20b", "a b", "an encoding with a comment"),
    _encoded("8-bit", "Größe".encode(), "Größe", "an encoding that is misspelt"),
    _encoded("x-unknown", b"Hello", "Hello", "an encoding that nobody knows"),
    _encoded("binary", b"Hello\x1a", "Hello\x1a", "binary text"),
    Form(
        "uuencode",
        write(
            b"begin 644 a.txt\r\n%2&5L;&\\ \r\n \r\nend\r\n",
            Content_Type="application/octet-stream; name=a.txt",
            Content_Transfer_Encoding="x-uuencode",
        ),
        {"attachments": (Attachment("a.txt", "application/octet-stream", b"Hello"),)},
    ),
    Form(
        "flowed text",
        write("This is one \nline.\n> a quote \n> of one\nnext", Content_Type="text/plain; format=flowed"),
        {"text": "This is one line.\n> a quote of one\nnext"},
    ),
    Form(
        "flowed text without blanks",
        write("打印 \n机", Content_Type="text/plain; charset=utf-8; format=flowed; delsp=yes"),
        {"text": "打印机"},
    ),
    Form(
        "a blank before a line of flowed text",
        write(" > not a quote\n From here", Content_Type="text/plain; format=flowed"),
        {"text": "> not a quote\nFrom here"},
    ),
]


def _named(headers: str, name: str, form: str) -> Form:
    raw = join("mixed", PLAIN, b"@@").replace(b"@@", headers.encode("utf-8") + b"\r\n\r\nx")
    return Form(form, raw, {"attachments": (Attachment(name, "application/pdf", b"x"),)})


TYPE = "Content-Type: application/pdf\r\nContent-Disposition: attachment"
NAMES = [
    _named(f"{TYPE}; filename=a.pdf", "a.pdf", "a name without quotes"),
    _named(f"{TYPE}; filename=my file.pdf", "my file.pdf", "a name with a blank, without quotes"),
    _named(f'{TYPE}; filename="a;b, c.pdf"', "a;b, c.pdf", "a semicolon in quotes"),
    _named(f'{TYPE}; filename="a\\"b.pdf"', "a'b.pdf", "a quote in quotes"),
    _named(f"{TYPE}; filename*=UTF-8''%D0%BE%D1%82%D1%87%D1%91%D1%82.pdf", "отчёт.pdf", "a percent-encoded name"),
    _named(f"{TYPE}; filename*=''a%2Epdf", "a.pdf", "a name in an empty charset"),
    _named(f"{TYPE}; filename*=koi8-r'ru'%CF%D4%DE%A3%D4.pdf", "отчёт.pdf", "a name in koi8-r"),
    _named(f"{TYPE}; filename*=%D0%BE.pdf", "о.pdf", "an encoded name without a charset"),
    _named(
        f"{TYPE};\r\n filename*0*=UTF-8''%D0%BE%D1%82;\r\n filename*1*=%D1%87%D1%91%D1%82;\r\n filename*2=.pdf",
        "отчёт.pdf",
        "a name in pieces",
    ),
    _named(
        f"{TYPE}; filename*1*=%D1%87%D1%91%D1%82.pdf; filename*0*=UTF-8''%D0%BE%D1%82",
        "отчёт.pdf",
        "pieces in any order",
    ),
    _named(f"{TYPE}; filename*0*=UTF-8''%D0; filename*1*=%BE.pdf", "о.pdf", "a letter split over two pieces"),
    _named(f'{TYPE}; filename*0="1 \'Trick\' of 2"; filename*1=".pdf"', "1 'Trick' of 2.pdf", "quotes in a piece"),
    _named(f'{TYPE}; filename*0="report of\r\n 2026.p"; filename*1=df', "report of 2026.pdf", "a folded piece"),
    _named(f'{TYPE}; filename="=?utf-8?B?0L7RgtGH0ZHRgi5wZGY=?="', "отчёт.pdf", "a word of headers in quotes"),
    _named(f"{TYPE}; filename==?utf-8?B?0L7RgtGH0ZHRgi5wZGY=?=", "отчёт.pdf", "a word of headers without quotes"),
    _named(f'{TYPE}; filename="=?utf-8?Q?=D0=BE=D1?=\r\n =?utf-8?Q?=82.pdf?="', "от.pdf", "words that split a letter"),
    _named(f'{TYPE}; filename*0="=?UTF-8?Q?=D0=BE=D1"; filename*1="=82.pdf?="', "от.pdf", "a word in pieces"),
    _named(f'{TYPE}; filename="отчёт.pdf"', "отчёт.pdf", "a raw name"),
    _named(f'{TYPE}; filename="C:\\Users\\rita\\a.pdf"', "C:_Users_rita_a.pdf", "a path of Windows"),
    _named(f'{TYPE}; filename="../../etc/passwd"', "_.._etc_passwd", "a path upwards"),
    _named(f'{TYPE}; filename="a\x00\u202efdp.exe"', "a\ufffdfdp.exe", "signs that turn a name"),
    _named(f'{TYPE}; filename=""', "file-1.pdf", "an empty name"),
    _named(TYPE, "file-1.pdf", "no name"),
    _named(f"{TYPE}; filename={'x' * 300}.pdf", "x" * 96 + ".pdf", "a name of 300 letters"),
    _named("Content-Type: application/pdf; name=a.pdf", "a.pdf", "a name in the type only"),
    _named(
        "Content-Type: application/pdf; name=b.pdf\r\nContent-Disposition: attachment; filename=a.pdf",
        "a.pdf",
        "two names",
    ),
    _named("Content-Type: application/pdf;\r\n\tname*0=a.p;\r\n\tname*1=df", "a.pdf", "pieces in the type"),
    _named(f"{TYPE} ; FileName = a.pdf ; size=1", "a.pdf", "blanks and capitals"),
    _named(f'{TYPE}; filename="a.pdf', "a.pdf", "a quote that does not end"),
    Form(
        "a text that is a file",
        join("mixed", PLAIN, part("text/plain; name=log.txt", "a log", "Content-Disposition: attachment")),
        {"text": "Hello", "attachments": (Attachment("log.txt", "text/plain", b"a log"),)},
    ),
    Form(
        "Apple's inline text",
        join(
            "mixed", PLAIN, part("text/plain; name=log.txt", "a log", "Content-Disposition: inline; filename=log.txt")
        ),
        {"text": "Hello", "attachments": (Attachment("log.txt", "text/plain", b"a log", inline=True),)},
    ),
    Form("a text with a name that is the mail", write(Content_Type="text/plain; name=body.txt"), HELLO),
    Form(
        "a mail that is a file",
        write(PDF, Content_Type="application/pdf; name=a.pdf"),
        {"text": "", "attachments": (FILE,)},
    ),
    Form("a mail that is an attachment of text", write(Content_Disposition="attachment"), HELLO),
    Form(
        "an empty file",
        join("mixed", PLAIN, part("application/pdf; name=a.pdf", "")),
        {"text": "Hello", "left_out": (LeftOut(Reason.EMPTY, "a.pdf"),)},
    ),
]

INVITATION = """BEGIN:VCALENDAR
METHOD:REQUEST
BEGIN:VTIMEZONE
DTSTART:16010101T000000
END:VTIMEZONE
BEGIN:VEVENT
ORGANIZER;CN=Rita:mailto:rita@client.example
SUMMARY;LANGUAGE=en:New printer\\, at
  last
DTSTART;TZID=Europe/Berlin:20261201T100000
DTEND;TZID=Europe/Berlin:20261201T110000
LOCATION:Room 5
DESCRIPTION:First line\\nsecond line
END:VEVENT
END:VCALENDAR
"""
SAYS = "New printer, at last\n2026-12-01 10:00 Europe/Berlin – 2026-12-01 11:00 Europe/Berlin\nRoom 5\nFirst line\nsecond line"
ICS = part("text/calendar; method=REQUEST; charset=utf-8", INVITATION)
FORWARDED = "From: Rita <rita@client.example>\nTo: help@desk.example\nDate: Fri, 27 Nov 2026 08:30:00 +0000\nSubject: Inner\n\nInside"
INNER = write("Inside", Subject="Inner")
OTHERS = [
    Form("an invitation alone", write(INVITATION, Content_Type="text/calendar; method=REQUEST"), {"text": SAYS}),
    Form("an invitation without words", join("alternative", part("text/plain", ""), ICS), {"text": SAYS}),
    Form("an invitation with words", join("alternative", PLAIN, HTML, ICS), HELLO),
    Form(
        "an invitation for a day",
        write("BEGIN:VEVENT\nSUMMARY:Day off\nDTSTART;VALUE=DATE:20261201\nEND:VEVENT", Content_Type="text/calendar"),
        {"text": "Day off\n2026-12-01"},
    ),
    Form(
        "a forwarded mail",
        join("mixed", PLAIN, b"Content-Type: message/rfc822\r\n\r\n" + INNER),
        {"text": f"Hello\n\n{FORWARDED}"},
    ),
    Form(
        "a forwarded mail with a file",
        join(
            "mixed",
            PLAIN,
            b"Content-Type: message/rfc822\r\n\r\n"
            + join("mixed", part("text/plain", "Inside"), PDF_PART, boundary="=_i", Subject="Inner"),
        ),
        {"text": f"Hello\n\n{FORWARDED}", "attachments": (FILE,)},
    ),
    Form(
        "a forwarded mail in base64",
        join("mixed", PLAIN, part("message/rfc822", INNER)),
        {"text": f"Hello\n\n{FORWARDED}"},
    ),
    Form(
        "nothing but a forwarded mail",
        join("mixed", b"Content-Type: message/rfc822\r\n\r\n" + INNER),
        {"text": FORWARDED},
    ),
    Form(
        "a mail in a mail in a mail",
        join(
            "mixed",
            b"Content-Type: message/rfc822\r\n\r\n"
            + write(b"Subject: deeper\r\n\r\nDeep", Subject="Middle", Content_Type="message/rfc822"),
        ),
        {"text": FORWARDED.replace("Inner\n\nInside", "Middle\n\nSubject: deeper\n\nDeep")},
    ),
]


def _page(page: str, right: str, name: str) -> Form:
    return Form(name, write(page, Content_Type="text/html; charset=utf-8"), {"text": right})


PAGES = [
    _page("<p>One</p><p>Two</p>", "One\n\nTwo", "paragraphs"),
    _page("One<br>Two<br/>\n Three<BR />", "One\nTwo\nThree", "line breaks"),
    _page("<div>One</div><div><br></div><div>Two</div>", "One\n\nTwo", "Gmail's lines"),
    _page(
        '<p class="MsoNormal">One</p><p class="MsoNormal">&nbsp;</p><p class="MsoNormal">Two</p>',
        "One\n\nTwo",
        "Outlook's lines",
    ),
    _page("<ul><li>One<li>Two</ul><ol><li>A</li><li>B</li></ol>", "- One\n- Two\n\n1. A\n2. B", "lists"),
    _page("<table><tr><td>A<td>1</tr><tr><td>B<td>2</tr></table>", "A\t1\nB\t2", "a table"),
    _page(
        '<a href="https://x.example/a?b=1&amp;c=2">here</a> <a href="http://www.x.example/">www.x.example</a>',
        "here (https://x.example/a?b=1&c=2) www.x.example",
        "links",
    ),
    _page('<a href="javascript:alert(1)">here</a>', "here", "a link that is a program"),
    _page("<style>p{}</style><script>var a = '<p>x</p>';</script><title>T</title>Hello", "Hello", "what is no text"),
    _page("<!-- no --><!--[if mso]>Outlook<![endif]-->Hello<![if !mso]> there<![endif]>", "Hello there", "comments"),
    _page(
        '<div style="display:none">Preview</div><span style="mso-hide: all">x</span>Hello', "Hello", "what is hidden"
    ),
    _page('<div style="display:none">Hello', "Hello", "what is hidden and never ends"),
    _page("a &lt; b &amp;&nbsp;c &#8364; &euro; &unknown; &#xD800;", "a < b & c € € &unknown; \ufffd", "entities"),
    _page("5 < 6 and 7 > 6 <", "5 < 6 and 7 > 6 <", "signs that are no tags"),
    _page('<img alt="😀" src="x"><img alt="logo of the company" src="cid:a">Hello', "😀Hello", "pictures"),
    _page("<pre>a\n  b</pre>", "a\n  b", "a text as typed"),
    _page('<p title="a > b">Hello</p><p title="a">there', "Hello\n\nthere", "a sign in an attribute"),
    _page('<p title="a>Hello</p>', "Hello", "an attribute that does not end"),
    _page("</p></div></x>Hello<b><i>you</b></i>", "Helloyou", "tags in disorder"),
    _page("<html><body>Hello<html><body> there</body></html></body></html>", "Hello\nthere", "a page in a page"),
    _page("<P>ONE</P\n><DIV>TWO</DIV>", "ONE\n\nTWO", "capitals"),
    _page("\ue000Hello\ue002", "Hello", "our own marks"),
    Form(
        "HTML that says it is plain", write("<html><body><p>Hello</p></body></html>", Content_Type="text/plain"), HELLO
    ),
    Form("enriched text", write("<bold>Hello</bold>", Content_Type="text/enriched"), HELLO),
]
PARTS = [*STRUCTURES, *ENCODINGS, *NAMES, *OTHERS, *PAGES]
