"""Charsets, words of headers, addresses, dates and identifiers."""

from base64 import b64encode
from datetime import UTC, datetime
from typing import Any

from tests.mail.forms import Form, write

RUSSIAN = "Здравствуйте! Принтер снова не печатает, помогите, пожалуйста."
LANGUAGES = {
    "windows-1251": RUSSIAN,
    "koi8-r": RUSSIAN,
    "koi8-u": "Доброго дня! Принтер не друкує, допоможіть, будь ласка.",
    "iso-8859-5": RUSSIAN,
    "cp866": RUSSIAN,
    "x-mac-cyrillic": RUSSIAN,
    "iso-8859-1": "Größe, café, señor",
    "iso-8859-15": "Preis: 5 €",
    "windows-1252": "Preis: 5 € – “gut”",
    "windows-1250": "Dzień dobry, drukarka nie działa",
    "iso-8859-2": "Dzień dobry, drukarka nie działa",
    "windows-1253": "Καλημέρα σας, ο εκτυπωτής δεν λειτουργεί",
    "windows-1254": "Yazıcı çalışmıyor, şükran",
    "windows-1255": "שלום, המדפסת לא עובדת",
    "windows-1256": "مرحبا الطابعة لا تعمل",
    "gb2312": "你好，打印机坏了",
    "gbk": "你好，打印機壞了",
    "gb18030": "你好，打印机坏了 😀",
    "big5": "您好，印表機壞了",
    "shift_jis": "プリンターが動きません",
    "euc-jp": "プリンターが動きません",
    "iso-2022-jp": "プリンターが動きません",
    "euc-kr": "프린터가 고장났습니다",
    "ks_c_5601-1987": "프린터가 고장났습니다",
    "utf-7": "Привет, мир",
    "utf-16": "Привет, мир",
}
PYTHONS = {"x-mac-cyrillic": "mac_cyrillic", "ks_c_5601-1987": "cp949", "gb2312": "gb18030"}


def _declared(label: str, body: bytes) -> bytes:
    return write(body, Content_Type=f"text/plain; charset={label}", Content_Transfer_Encoding="8bit")


def _word(words: str, charset: str = "utf-8") -> str:
    return f"=?{charset}?B?{b64encode(words.encode(charset)).decode()}?="


CHARSETS = [
    *(
        Form(f"text in {label}", _declared(label, text.encode(PYTHONS.get(label, label))), {"text": text})
        for label, text in LANGUAGES.items()
    ),
    *(
        Form(f"{real} declared as {label}", _declared(label, RUSSIAN.encode(real)), {"text": RUSSIAN})
        for real in ("windows-1251", "koi8-r", "utf-8")
        for label in (
            "iso-8859-1",
            "us-ascii",
            "windows-1252",
            "unknown-8bit",
            "utf8",
            "x-user-defined",
            "1",
            '"',
            "hex",
        )
    ),
    *(
        Form(f"{real} declared as {label}", _declared(label, RUSSIAN.encode(real)), {"text": RUSSIAN})
        for real in ("windows-1251", "koi8-r")
        for label in ("koi8-r", "windows-1251", "koi8-u", "iso-8859-2", "iso-8859-5", "cp866", "windows-1254")
        if label != real
    ),
    Form("a few letters as declared", _declared("koi8-r", "Да, лампа".encode("koi8-r")), {"text": "Да, лампа"}),
    Form("Latin letters in a row", _declared("iso-8859-2", "żółć, żółć".encode("iso-8859-2")), {"text": "żółć, żółć"}),
    Form("all in capitals", _declared("koi8-r", RUSSIAN.upper().encode("koi8-r")), {"text": RUSSIAN.upper()}),
    *(
        Form(f"{real} undeclared", write(RUSSIAN.encode(real), drop=("Content-Type",)), {"text": RUSSIAN})
        for real in ("windows-1251", "koi8-r", "utf-8", "cp866")
    ),
    Form("utf-8 declared as windows-1251", _declared("windows-1251", RUSSIAN.encode()), {"text": RUSSIAN}),
    Form("utf-8 declared as koi8-r", _declared("koi8-r", RUSSIAN.encode()), {"text": RUSSIAN}),
    Form("a label with its quotes encoded", _declared('3D"windows-1251"', RUSSIAN.encode("cp1251")), {"text": RUSSIAN}),
    Form(
        "a label with a blank and more",
        _declared("windows-1251 euao6y69zh2w", RUSSIAN.encode("cp1251")),
        {"text": RUSSIAN},
    ),
    Form("label cp-1251", _declared("cp-1251", RUSSIAN.encode("cp1251")), {"text": RUSSIAN}),
    Form("label win-1251", _declared("Win-1251", RUSSIAN.encode("cp1251")), {"text": RUSSIAN}),
    Form("Oracle's label", _declared("WE8MSWIN1252", "5 €".encode("cp1252")), {"text": "5 €"}),
    Form("a misspelt label", _declared("uft-8", RUSSIAN.encode()), {"text": RUSSIAN}),
    Form("Hebrew, logical", _declared("iso-8859-8-i", "שלום, המדפסת".encode("iso8859_8")), {"text": "שלום, המדפסת"}),
    Form("Thai of Windows", _declared("windows-874", "สวัสดีครับ".encode("cp874")), {"text": "สวัสดีครับ"}),
    Form("Japanese without a label", _declared('""', "プリンター".encode("iso2022_jp")), {"text": "プリンター"}),
    Form("a byte order mark", _declared("utf-8", b"\xef\xbb\xbf" + RUSSIAN.encode()), {"text": RUSSIAN}),
    Form(
        "a letter cut in two at the end",
        _declared("utf-8", RUSSIAN.encode()[:-1] + b"\xd0"),
        {"text": RUSSIAN[:-1] + "\ufffd"},
    ),
    Form("one wrong byte in UTF-8", _declared("utf-8", RUSSIAN.encode() + b" \xff"), {"text": RUSSIAN + " \ufffd"}),
    Form(
        "NUL and a lone surrogate",
        _declared("utf-8", b"a\x00\xed\xa0\x80" + RUSSIAN.encode()),
        {"text": f"a{chr(0xFFFD) * 4}{RUSSIAN}"},
    ),
    Form(
        "HTML with its charset in a meta tag",
        write(
            "<html><head><meta charset=windows-1251></head><body>Привет, мир</body></html>".encode("cp1251"),
            Content_Type="text/html",
        ),
        {"text": "Привет, мир"},
    ),
    Form("no MIME at all", b"From: rita@client.example\nSubject: x\n\n" + RUSSIAN.encode("cp1251"), {"text": RUSSIAN}),
]


def _subject(value: str | bytes, right: str, name: str, **headers: str) -> Form:
    if isinstance(value, str):
        return Form(name, write(**{"Subject": value, **headers}), {"subject": right})
    head, _, body = write(**{"Subject": "@@", **headers}).partition(b"@@")
    return Form(name, head + value + body, {"subject": right})


SUBJECTS = [
    _subject(_word("Принтер"), "Принтер", "base64 word"),
    _subject("=?utf-8?q?caf=C3=A9_au_lait?=", "café au lait", "quoted word"),
    _subject("=?UTF-8?Q?a=C4?=\r\n =?UTF-8?Q?=97b?=", "ėab".replace("ėa", "aė"), "a letter split over two words"),
    _subject("=?utf-8?B?QmVow7Y=?= =?utf-8?B?cmRl?=", "Behörde", "two words, one blank between"),
    _subject("=?utf-8?B?QmVow7Y=?==?utf-8?B?cmRl?=", "Behörde", "two words, nothing between"),
    _subject("=?utf-8?B?QmVow7Y=?=\r\n\t =?utf-8?B?cmRl?=", "Behörde", "two words, folded with a tab"),
    _subject("Giesestra=?utf-8?b?w58=?=e 5", "Giesestraße 5", "a word within a word"),
    _subject("=?utf-8?B?0J/RgNC40L3RgtC10YA?=", "Принтер", "base64 without its end"),
    _subject("=?utf-8?B?0J/RgNC40L3Rgg==0LXRgA==?=", "Принтер", "base64 in two pieces in one word"),
    _subject("=?utf-8?Q?a b c?=", "a b c", "blanks in a quoted word"),
    _subject("=?utf-8*ru?B?0J/RgNC40L3RgtC10YA=?=", "Принтер", "a language in a word (RFC 2231)"),
    _subject(_word("Принтер", "koi8-r"), "Принтер", "word in koi8-r"),
    _subject(_word("Принтер", "windows-1251").replace("windows-1251", "CP1251"), "Принтер", "word with an alias"),
    _subject(_word("プリンター", "iso-2022-jp"), "プリンター", "word in iso-2022-jp"),
    _subject(f"Re: {_word('Принтер')} {_word(' и сканер')}", "Re: Принтер и сканер", "words after ASCII"),
    _subject("=?x-unknown?B?0J/RgNC40L3RgtC10YA=?=", "Принтер", "a word in no charset"),
    _subject("=?utf-8?B?0J/RgNC40L3RgtC10YA=", "Принтер", "a word that does not end"),
    _subject("=?utf-8?X?abc?=", "=?utf-8?X?abc?=", "a word in no encoding"),
    _subject("Принтер".encode(), "Принтер", "raw UTF-8"),
    _subject("Принтер сломан".encode("cp1251"), "Принтер сломан", "raw windows-1251"),
    _subject(
        "Принтер".encode("koi8-r"),
        "Принтер",
        "raw koi8-r, and the text says so",
        Content_Type="text/plain; charset=koi8-r",
    ),
    _subject("Grüße".encode("latin-1"), "Grüße", "raw latin-1"),
    _subject("a\r\n b\r\n\tc", "a b c", "folded"),
    _subject("a\r\n \r\n b", "a b", "folded over an empty line with a blank"),
    _subject("a\x00b\x07c\u202ed", "a\ufffdb cd", "control and direction marks"),
    _subject(
        f"{_word('a')}\r\n {_word('x' + chr(10) + 'Bcc: all@client.example')}",
        "ax Bcc: all@client.example",
        "a line end in a word",
    ),
    _subject("", "", "an empty subject"),
    Form("no subject", write(drop=("Subject",)), {"subject": ""}),
    Form(
        "two subjects", write().replace(b"Subject: Printer", b"Subject: First\r\nSubject: Second"), {"subject": "First"}
    ),
    Form("a name in another case", write().replace(b"Subject:", b"SUBJECT :"), {"subject": "Printer"}),
    Form("no blank after the colon", write().replace(b"Subject: ", b"Subject:"), {"subject": "Printer"}),
    Form("a subject of 100,000 letters", write(Subject="x" * 100_000), {"subject": "x" * 1000}),
]


def _from(value: str, address: str | None, name: str, form: str, **right: Any) -> Form:
    return Form(form, write(From=value), {"sender": address, "sender_name": name, **right})


ADDRESSES = [
    _from("rita@client.example", "rita@client.example", "", "an address alone"),
    _from("<rita@client.example>", "rita@client.example", "", "an address in brackets"),
    _from('"Rita, of accounts" <rita@client.example>', "rita@client.example", "Rita, of accounts", "a quoted comma"),
    _from("Doe, Rita <rita@client.example>", "rita@client.example", "Doe, Rita", "a comma without quotes"),
    _from("rita@client.example (Rita)", "rita@client.example", "", "a name in a comment"),
    _from("Rita (home) <rita@client.example>", "rita@client.example", "Rita", "a comment in a name"),
    _from(_word("Рита") + " <rita@client.example>", "rita@client.example", "Рита", "an encoded name"),
    _from(f'"{_word("Рита")}" <rita@client.example>', "rita@client.example", "Рита", "an encoded name in quotes"),
    _from(
        "=?utf-8?Q?Rita_=3Cboss=40desk.example=3E?= <rita@client.example>",
        "rita@client.example",
        "Rita <boss@desk.example>",
        "an address hidden in a name",
    ),
    _from(
        '"boss@desk.example" <rita@client.example>',
        "rita@client.example",
        "boss@desk.example",
        "another address as name",
    ),
    _from(
        "boss@desk.example <rita@client.example>", "rita@client.example", "boss@desk.example", "the same without quotes"
    ),
    _from(_word("Рита <rita@client.example>"), "rita@client.example", "Рита", "all in one word"),
    _from("Rita <RITA@Client.EXAMPLE>", "RITA@client.example", "Rita", "capitals"),
    _from("Rita <rita@пример.рф>", "rita@xn--e1afmkfd.xn--p1ai", "Rita", "a domain in Russian"),
    _from("Rita <mailto:rita@client.example>", "rita@client.example", "Rita", "a link as address"),
    _from("Rita <rita@client.example", "rita@client.example", "Rita", "an open bracket"),
    _from("Rita rita@client.example", "rita@client.example", "Rita", "no brackets"),
    _from("rita@client.example, olga@client.example", None, "", "two senders"),
    _from("Rita <rita@client.example>, Olga <olga@client.example>", None, "Rita", "two senders with names"),
    _from("<rita@client.example> <olga@client.example>", None, "", "two addresses without a comma"),
    _from("rita@client.example)boss@desk.example", None, "", "a bracket that closes nothing"),
    _from("rita@client.example@desk.example", None, "", "two at signs"),
    _from("Group: rita@client.example, olga@client.example;", None, "", "a group of two"),
    _from("Group: rita@client.example;", "rita@client.example", "", "a group of one"),
    _from("undisclosed-recipients:;", None, "", "an empty group"),
    _from("", None, "", "an empty From"),
    _from("<>", None, "", "empty brackets"),
    _from("Rita", None, "", "a name only"),
    _from("rita@", None, "", "half an address"),
    _from("rita@local\x00host", None, "", "NUL in an address"),
    Form("no From", write(drop=("From",)), {"sender": None}),
    Form(
        "From twice, the same",
        write().replace(b"To:", b"From: rita@client.example\r\nTo:"),
        {"sender": "rita@client.example"},
    ),
    Form("From twice, two people", write().replace(b"To:", b"From: olga@client.example\r\nTo:"), {"sender": None}),
    Form("Reply-To elsewhere", write(Reply_To="Olga <olga@client.example>"), {"reply_to": "olga@client.example"}),
    Form("Reply-To with nothing in it", write(Reply_To="<>"), {"reply_to": None}),
    Form(
        "where a token may be",
        write(
            To='"Desk, Help" <help+t0ken@desk.example>',
            Cc="a@b.example,\r\n c@d.example",
            Delivered_To="in@desk.example",
            X_Original_To="help+t1@desk.example",
        ),
        {
            "recipients": (
                "help+t0ken@desk.example",
                "a@b.example",
                "c@d.example",
                "in@desk.example",
                "help+t1@desk.example",
            )
        },
    ),
    Form("no one in To", write(To="undisclosed-recipients:;"), {"recipients": ()}),
    Form(
        "To in quotes of the wrong kind",
        write(To="'help@desk.example' <help@desk.example>"),
        {"recipients": ("help@desk.example",)},
    ),
]

AT = datetime(2026, 11, 27, 8, 30, tzinfo=UTC)


def _date(value: str, right: datetime | None, name: str) -> Form:
    return Form(name, write(Date=value), {"sent_at": right})


IDENTITIES = [
    _date("Fri, 27 Nov 2026 11:30:00 +0300", AT, "a date elsewhere"),
    _date("27 Nov 26 08:30 GMT", AT, "a year of two digits"),
    _date("Fri, 27 Nov 2026 08:30:00 -0000 (UTC)", AT, "a zone in a comment"),
    _date("Fri Nov 27 08:30:00 2026", AT, "as C writes dates"),
    _date("2026-11-27 08:30", None, "no date of mails"),
    _date("Fri, 99 Nov 2026 08:30:00 +0000", None, "a day that does not exist"),
    _date("Fri, 27 Nov 2026 08:30:00 +99999999", None, "a zone that does not exist"),
    _date("Fri, 27 Nov 99999 08:30:00 +0000", None, "a year that does not exist"),
    _date("x" * 200, None, "a date of 200 letters"),
    _date("", None, "an empty date"),
    Form("no brackets around an identifier", write(Message_ID="1@client.example"), {"message_id": "1@client.example"}),
    Form(
        "a comment after an identifier",
        write(Message_ID="<1@client.example> (added)"),
        {"message_id": "1@client.example"},
    ),
    Form(
        "an identifier with blanks around", write(Message_ID="< 1@client.example >"), {"message_id": "1@client.example"}
    ),
    Form("no identifier", write(drop=("Message-ID",)), {}),
    Form(
        "a folded list of references",
        write(References="<a@x.example>\r\n <b@x.example>\r\n\t<c@x.example>", In_Reply_To="<c@x.example>"),
        {"references": ("c@x.example", "b@x.example", "a@x.example")},
    ),
    Form(
        "references with commas",
        write(References="<a@x.example>,<b@x.example>"),
        {"references": ("b@x.example", "a@x.example")},
    ),
    Form(
        "what one answers, in words",
        write(In_Reply_To="Your message of Monday <a@x.example>"),
        {"references": ("a@x.example",)},
    ),
    Form("lines that end with LF only", write().replace(b"\r\n", b"\n"), {"subject": "Printer", "text": "Hello"}),
    Form("lines that end with CR only", write().replace(b"\r\n", b"\r"), {"subject": "Printer", "text": "Hello"}),
    Form("lines that end with CR CR LF", write().replace(b"\r\n", b"\r\r\n"), {"subject": "Printer", "text": "Hello"}),
    Form(
        "a line of a mailbox file first",
        b"From rita@client.example Fri Nov 27 08:30:00 2026\n" + write(),
        {"subject": "Printer"},
    ),
    Form("the same, quoted", b">From rita@client.example Fri Nov 27 08:30:00 2026\n" + write(), {"subject": "Printer"}),
    Form("empty lines first", b"\r\n\r\n" + write(), {"subject": "Printer", "text": "Hello"}),
    Form(
        "a line among the headers that is none",
        write().replace(b"Subject:", b"this is no header\r\nSubject:"),
        {"subject": "Printer"},
    ),
    Form("headers only", write("").rstrip(), {"subject": "Printer", "text": ""}),
    Form("no headers", b"\nHello", {"text": "Hello", "sender": None}),
    Form("nothing", b"", {"text": "", "sender": None, "subject": ""}),
    Form("text without headers", b"Hello there\nhow are you", {"text": "Hello there\nhow are you"}),
]
WORDS = [*CHARSETS, *SUBJECTS, *ADDRESSES, *IDENTITIES]
