# ruff: noqa: E501
"""What a mail says of itself and is not so, or says in a form of its own: charsets, pasted pictures, signed content,
answers to invitations. Rebuilt from public reports of desks and parsers."""

from base64 import b64encode
from urllib.parse import quote_from_bytes

from mail.contents import Attachment, LeftOut, Reason
from tests.mail.forms import PDF, PLAIN, PNG, Form, join, nest, part, write

RU, ZH, DE = "Принтер не печатает, помогите", "您好，打印机坏了，请帮忙", "Grüße aus Köln, Müller"
_WRONG = (
    "gb2312", "gbk", "gb18030", "big5", "shift_jis", "euc-jp", "euc-kr", "ks_c_5601-1987", "iso-2022-jp", "iso-2022-kr",
    "utf-16", "utf-7", "hz-gb-2312", "windows-1251", "koi8-r", "iso-8859-1", "iso-8859-8-i", "windows-1258", "us-ascii",
    "tis-620", "unknown-8bit", "x-user-defined", "utf8mb4", "",
)  # fmt: skip
"""Labels under which UTF-8 arrives."""
_TRUE = {
    "gb2312": "您好", "big5": "您好，打印機壞了", "shift_jis": "日本", "euc-kr": "안녕하세요", "euc-jp": "日本語のメール",
    "iso-2022-jp": "日本語のメール", "windows-1251": "Ок", "koi8-r": "да", "windows-1250": "Příliš žluťoučký kůň",
    "gb18030": "いつもお世話になっております", "utf-16": "Ünï", "utf-7": "Ünï", "iso-8859-1": DE,
}  # fmt: skip
"""Labels that are true, some of few letters, which must not be taken for UTF-8 or for another language."""
_OF_WINDOWS = b"\x1b$B-!-j\x1b(B \x1b$B%F%9%H\x1b(B \x1b$B|b66$5$s\x1b(B \x1b(I1\x1b(B"
"""ISO-2022-JP with letters that only Windows has there (zammad#3115): "①㈱ テスト 髙橋さん ｱ"."""
_AS_UTF8 = {
    "cp1251": ("Ок", "да", "Нет", "Не работает", RU),
    "koi8-r": (RU,),
    "cp1252": (DE, "naïve"),
    "gb18030": (ZH,),
}


def _label(label: str) -> str:
    return f"text/plain; charset={label}" if label else "text/plain"


def _encoded(words: str, codec: str, label: str) -> bytes:
    body = b64encode(words.encode(codec))
    return write(body, Content_Type=_label(label), Content_Transfer_Encoding="base64")


CHARSETS = [
    *(
        Form(f"UTF-8 as {label or 'nothing'}: {words[:5]}", _encoded(words, "utf-8", label), {"text": words})
        for label in _WRONG
        for words in (RU, ZH, DE)
    ),
    *(Form(f"true {label}", _encoded(words, label, label), {"text": words}) for label, words in _TRUE.items()),
    *(
        Form(f"{codec} as utf-8: {words[:12]}", _encoded(words, codec, "utf-8"), {"text": words})
        for codec, all_words in _AS_UTF8.items()
        for words in all_words
    ),
    Form("a dash that gb2312 lacks", _encoded("up to 5–7 lamps", "utf-8", "gb2312"), {"text": "up to 5–7 lamps"}),
    Form("a quote of Windows in Vietnamese", _encoded("m’établir", "cp1258", "windows-1258"), {"text": "m’établir"}),
    Form("Japanese without a label", write("\x1b$BF|K\\8l\x1b(B ok", Content_Type="text/plain;"), {"text": "日本語 ok"}),
    Form(
        "HTML that is UTF-8 and says gb2312 in its meta tag",
        write(f"<meta charset=gb2312><p>{RU}</p>", Content_Type="text/html"),
        {"text": RU},
    ),
    Form("HTML, utf-8 in its header and gb2312 in its meta tag",
         write(f"<meta charset=gb2312><p>{ZH}</p>", Content_Type="text/html; charset=utf-8"), {"text": ZH}),
    Form("Japanese letters of Windows", write(_OF_WINDOWS, Content_Type=_label("iso-2022-jp")),
         {"text": "①㈱ テスト 髙橋さん ｱ"}),
    Form("Japanese letters of Windows, unlabelled", write(_OF_WINDOWS), {"text": "①㈱ テスト 髙橋さん ｱ"}),
    Form("Japanese letters of Windows in a subject",
         write(Subject=f"=?iso-2022-jp?B?{b64encode(_OF_WINDOWS).decode()}?="), {"subject": "①㈱ テスト 髙橋さん ｱ"}),
    Form("a mistake within UTF-8", write(f"{RU}: ".encode() + b"\xff" + RU.encode(), Content_Type=_label("gb2312")),
         {}),
]  # fmt: skip


def _page(*pictures: str) -> bytes:
    shown = "".join(f'<img width=5 alt="screen" src="{one}">' for one in pictures)
    return write(f"<p>See here:</p>{shown}<p>Thanks</p>", Content_Type="text/html; charset=utf-8")


def _pasted(content: bytes, kind: str = "image/png") -> str:
    return f"data:{kind};base64,{b64encode(content).decode()}"


SEE = "See here:\n\nThanks"
SHOT, OTHER = Attachment("image-1.png", "image/png", PNG, inline=True), PNG + b" more"
LARGE = PNG + bytes(range(256)) * 6000
PASTED = [
    Form("a pasted picture", _page(_pasted(PNG)), {"text": SEE, "attachments": (SHOT,)}),
    Form("a pasted picture longer than a page may be", _page(_pasted(LARGE)),
         {"text": SEE, "attachments": (Attachment("image-1.png", "image/png", LARGE, inline=True),)}),
    Form("two pasted pictures", _page(_pasted(PNG), _pasted(OTHER, "image/jpeg")),
         {"text": SEE, "attachments": (SHOT, Attachment("image-2.jpg", "image/jpeg", OTHER, inline=True))}),
    Form("one picture pasted twice", _page(_pasted(PNG), _pasted(PNG)), {"text": SEE, "attachments": (SHOT,)}),
    Form("a picture in lines", _page(_pasted(PNG).replace("iVBO", "iVBO\r\n ")), {"text": SEE, "attachments": (SHOT,)}),
    Form("a picture of percents", _page(f"data:image/png,{quote_from_bytes(PNG)}"), {"text": SEE, "attachments": (SHOT,)}),
    Form("a picture with a charset", _page(_pasted(PNG, "image/png;charset=utf-8")), {"text": SEE, "attachments": (SHOT,)}),
    Form("single quotes", write(f"<IMG SRC='{_pasted(PNG)}'>x", Content_Type="text/html"), {"text": "x", "attachments": (SHOT,)}),
    Form("no quotes", write(f"<img src={_pasted(PNG)}>x", Content_Type="text/html"), {"text": "x", "attachments": (SHOT,)}),
    Form("an address in words is no picture", write(f"<p>{_pasted(PNG)}</p>", Content_Type="text/html"),
         {"text": _pasted(PNG), "attachments": ()}),
    Form("a picture of nothing", _page("data:image/png;base64,"), {"text": SEE, "left_out": (LeftOut(Reason.EMPTY, "image-1.png"),)}),
    Form("pasted beside a plain text", join("alternative", PLAIN, part("text/html", f"<p>Hello</p><img src='{_pasted(PNG)}'>")),
         {"text": "Hello", "attachments": (SHOT,)}),
]  # fmt: skip


def _ber(tag: int, *inside: bytes, ends: bool = False) -> bytes:
    body = b"".join(inside)
    if ends:
        return bytes([tag, 0x80]) + body + b"\0\0"
    length = len(body)
    size = bytes([length]) if length < 128 else b"\x83" + length.to_bytes(3, "big")
    return bytes([tag]) + size + body


_SIGNED, _ENVELOPED, _DATA = (bytes.fromhex(f"06092a864886f70d0107{kind}") for kind in ("02", "03", "01"))


def _sign(content: bytes, *, ends: bool = False, pieces: int = 0, kind: bytes = _SIGNED) -> bytes:
    """Return a CMS message with a content and an empty list of signers, as programs write it that know the length of
    what they write, and as those that do not."""
    if pieces:
        cut = [content[at : at + pieces] for at in range(0, len(content), pieces)]
        octets = _ber(0x24, *(_ber(0x04, one) for one in cut), ends=ends)
    else:
        octets = _ber(0x04, content)
    held = _ber(0x30, _DATA, _ber(0xA0, octets, ends=ends), ends=ends)
    digests = _ber(0x31, _ber(0x30, bytes.fromhex("0609608648016503040201"), b"\x05\0"))
    return _ber(
        0x30, kind, _ber(0xA0, _ber(0x30, b"\x02\x01\x01", digests, held, b"\x31\0", ends=ends), ends=ends), ends=ends
    )


def _sealed(content: bytes, media_type: str = "application/pkcs7-mime; smime-type=signed-data") -> bytes:
    return write(b64encode(content), Content_Type=f"{media_type}; name=smime.p7m", Content_Transfer_Encoding="base64")


PROVEN = (LeftOut(Reason.SIGNATURE, "smime.p7m"),)
_WORDS = part("text/plain; charset=utf-8", RU)
_FILES = nest("mixed", _WORDS, part("application/pdf; name=a.pdf", PDF))
READ = {"text": RU, "left_out": PROVEN}
SIGNED = [
    Form("signed, Outlook", _sealed(_sign(_WORDS)), READ),
    Form("signed, without lengths", _sealed(_sign(_WORDS, ends=True, pieces=9)), READ),
    Form("signed, in pieces", _sealed(_sign(_WORDS, pieces=20)), READ),
    Form("signed, the old type", _sealed(_sign(_WORDS), "application/x-pkcs7-mime"), READ),
    Form("signed, a type of any bytes", _sealed(_sign(_WORDS), "application/octet-stream"), READ),
    Form("signed, with a file", _sealed(_sign(_FILES)), READ | {"attachments": (Attachment("a.pdf", "application/pdf", PDF),)}),
    Form("signed twice", _sealed(_sign(part("application/pkcs7-mime; name=smime.p7m", _sign(_WORDS)))),
         {"text": RU, "left_out": PROVEN * 2}),
    Form("encrypted", _sealed(_sign(_WORDS, kind=_ENVELOPED)), {"text": "", "left_out": (LeftOut(Reason.ENCRYPTED, "smime.p7m"),)}),
    Form("signed, and cut off", _sealed(_sign(_WORDS)[:40]), {"text": "", "left_out": (LeftOut(Reason.ENCRYPTED, "smime.p7m"),)}),
]  # fmt: skip


def _calendar(method: str, *more: str, zone: str = ";TZID=Europe/Moscow", at_end: bool = False) -> bytes:
    event = ["BEGIN:VEVENT", "SUMMARY:Visit", f"DTSTART{zone}:20261201T100000", *more, "END:VEVENT"]
    said = [f"METHOD:{method}"] if method else []
    lines = ["BEGIN:VCALENDAR", *([] if at_end else said), *event, *(said if at_end else []), "END:VCALENDAR"]
    return write("\n".join(lines), Content_Type=f"text/calendar; method={method or 'PUBLISH'}")


WHEN = "Visit\n2026-12-01 10:00 Europe/Moscow"


def _kim(answer: str) -> str:
    return f"ATTENDEE;CN=Kim;PARTSTAT={answer}:mailto:kim@client.example"


INVITATIONS = [
    Form("an invitation", _calendar("REQUEST", _kim("NEEDS-ACTION")), {"text": WHEN}),
    Form("called off", _calendar("CANCEL"), {"text": f"❌ CANCEL\n{WHEN}"}),
    Form("called off, said at the end", _calendar("CANCEL", at_end=True), {"text": f"❌ CANCEL\n{WHEN}"}),
    Form("accepted", _calendar("REPLY", _kim("ACCEPTED")), {"text": f"✅ ACCEPTED\n{WHEN}"}),
    Form("declined", _calendar("REPLY", _kim("DECLINED")), {"text": f"🚫 DECLINED\n{WHEN}"}),
    Form("perhaps", _calendar("reply", _kim("TENTATIVE")), {"text": f"❔ TENTATIVE\n{WHEN}"}),
    Form("an answer without a word", _calendar("REPLY"), {"text": f"✉️ REPLY\n{WHEN}"}),
    Form("another time", _calendar("COUNTER"), {"text": f"🕒 COUNTER\n{WHEN}"}),
    Form("a method of nobody", _calendar("DANCE"), {"text": WHEN}),
    Form("no zone", _calendar("", zone=""), {"text": "Visit\n2026-12-01 10:00"}),
    Form("a zone in quotes", _calendar("", zone=';TZID="Russian Standard Time"'),
         {"text": "Visit\n2026-12-01 10:00 Russian Standard Time"}),
]  # fmt: skip
LABELS = [*CHARSETS, *PASTED, *SIGNED, *INVITATIONS]
