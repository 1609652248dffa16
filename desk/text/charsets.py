"""Bytes of others as text: mails, tables, articles. What is declared is often wrong, missing, or no charset, so UTF-8
comes first, wherever it is right, then the label, then what the letters look like. Pure, and linear in the bytes.

Labels are taken as browsers take them (WHATWG Encoding, read 2026-11): what says ISO-8859-1 is windows-1252, what says
GB2312 may use all of GB 18030. A codec that is no charset (`hex`, `zlib`, `punycode`) is never asked for by name.
"""

import codecs
import math
import re
from encodings.aliases import aliases

_KNOWN = set(aliases.values()) | {"utf_7", "koi8_r", "koi8_u", "koi8_t", "mac_greek", "mac_cyrillic", "cp874", "cp1125"}
_KNOWN -= {
    "ascii",
    "base64_codec",
    "bz2_codec",
    "hex_codec",
    "quopri_codec",
    "rot_13",
    "uu_codec",
    "zlib_codec",
    "mbcs",
}
"""Names of Python's codecs that are charsets."""
_TAKEN_AS = {
    "cp1252": "iso_8859_1 iso8859_1 8859_1 latin1 latin_1 latin l1 ansi x_ansi western",
    "cp1254": "iso_8859_9 iso8859_9 latin5",
    "cp874": "iso_8859_11 iso8859_11 tis_620 tis620",
    "iso8859_8": "iso_8859_8_i iso_8859_8_e",
    "koi8_r": "koi8 koi koi8r koi_8_r",
    "koi8_u": "koi8u koi8_ru",
    "mac_cyrillic": "x_mac_cyrillic",
    "mac_roman": "x_mac_roman macintosh",
    "cp866": "dos_866 ibm866 cp_866",
    "utf_8": "utf utf8mb4 utf_8mb4 unicode unicode_1_1_utf_8 utf_8_bom",
    "utf_7": "unicode_1_1_utf_7 csunicode11utf7",
    "gb18030": "gb2312 gb_2312_80 gbk x_gbk cp936 windows_936 euc_cn chinese",
    "big5hkscs": "big5 cn_big5 x_x_big5 cp950 windows_950",
    "cp932": "shift_jis sjis x_sjis windows_31j ms_kanji",
    "iso2022_jp_ext": "iso_2022_jp iso2022_jp iso_2022_jp_1 iso_2022_jp_2 iso_2022_jp_3 iso_2022_jp_ms",
    "euc_jp": "x_euc_jp",
    "cp949": "ks_c_5601_1987 ks_c_5601 ksc5601 ksc_5601 euc_kr windows_949 korean",
}
_LABELS = {
    **{label: codec for label, codec in aliases.items() if codec in _KNOWN},
    **{codec: codec for codec in _KNOWN},
    **{label: codec for codec, labels in _TAKEN_AS.items() for label in labels.split()},
}
_STATEFUL = frozenset({"iso2022_jp_ext", "iso2022_kr", "hz", "utf_7", "utf_16", "utf_16_le", "utf_16_be", "utf_32"})
_ONE_BYTE = re.compile(r"cp(125\d|8\d\d|437|1125)|iso8859|koi8|mac|ptcp|kz1048")
_HIGH = re.compile(rb"[\x80-\xff]+")
_BETWEEN_ASCII = re.compile(
    rb"(?<=[A-Za-z])[\x80-\xff]{1,2}(?![\x80-\xff])|(?<![\x80-\xff])[\x80-\xff]{1,2}(?=[A-Za-z])"
)
_MARKS_OF_TWO_BYTES = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_RUSSIAN = "оеаинтсрвлкмдпуяыьгзбчйхжшю"
_OFTEN = {
    "cp1251": _RUSSIAN,
    "koi8_r": _RUSSIAN,
    "cp866": _RUSSIAN,
    "iso8859_5": _RUSSIAN,
    "mac_cyrillic": _RUSSIAN,
    "cp1253": "αοιετσνηυρπκμλωςόίάέή",
    "cp1255": "יוהלאתרבשמנכדעחפקטגס",
    "cp1256": "اليمنوترهبدعسفكقحجةشأ",
    "cp874": "านรอกเงมยลวดทสตะปบคหแจพ่้",
    "gb18030": "的一是不了在人有我他这您请好们中来上大为和国地到说时要就出会可也你对生能而子那得于着下之年",
    "big5hkscs": "的一是不了在人有我他這您請好們中來上大為和國地到說時要就出會可也你對生能而子那得於著下之年",
    "cp932": "のにるたはをとがしてでなれすまいもかこさらりっあうくきけせそよつわえどんだめみちひおー日本願",
    "cp949": "이다는의에가을고지한하사로인어기자도대를리나시일아정제해수서부스보라그들있안요니까습감세녕",
}
"""The letters that a language uses most, by the charsets that it is written in."""
_OF_RUSSIAN = tuple(name for name, often in _OFTEN.items() if often is _RUSSIAN)
_SAME_LETTERS = {"koi8_u": "koi8_r", "koi8_t": "koi8_r", "cp1125": "cp866", "kz1048": "cp1251", "ptcp154": "cp1251"}
"""Charsets that have the Russian letters where another one has them."""
_PRIOR = {"cp1251": 4.0}
"""In favour of one charset where there are so few letters that several look alike."""
_GUESS_BYTES = 4096
_FEWEST, _FEW_BYTES, _LIKELY_WIDE, _UNLIKELY = 2, 12, -3.0, -5.0
_NEVER, _MARGIN = math.log(1e-5), 0.7
_OF_WINDOWS = re.compile(r"(?:3d)?(?:x_)?(?:cp|win|windows|ansi|we8mswin|cl8mswin|ee8mswin)_?(125\d|874)")
_NOT_PLAIN = re.compile(r"[^a-z0-9]+")


def decode_text(content: bytes, declared: str | None, hint: str | None = None) -> str:
    """Return the text of some bytes: as declared where that is true, else as they look; never raises.

    `hint` is a charset that the mail declares elsewhere, for what declares none (raw letters in headers).
    """
    if content[:3] == codecs.BOM_UTF8:
        return content[3:].decode("utf-8", "replace")
    name = find_codec(declared) or find_codec(hint)
    if name in _STATEFUL and (text := _decode_stateful(content, name)) is not None:
        return text
    if content.isascii():
        return _decode_japanese(content) if b"\x1b$" in content or b"\x1b(J" in content else content.decode("ascii")
    if _is_utf8(content) and not _is_rather(content, name):
        return content.decode("utf-8", "replace")
    if name in (None, "cp1252", "utf_8") or name in _STATEFUL:
        name = guess_charset(content) or "cp1252"
    return content.decode(_choose_likelier(content, name), "replace")


def _choose_likelier(content: bytes, name: str) -> str:
    """Return the Cyrillic charset that the letters look like by far, if another one with one byte a letter is named;
    letters of Western languages occur one by one."""
    sample = content[:_GUESS_BYTES]
    high = sum(map(len, _HIGH.findall(sample)))
    if not _ONE_BYTE.match(name) or high < _FEW_BYTES or sum(map(len, _BETWEEN_ASCII.findall(sample))) * 2 >= high:
        return name
    likely = {one: _likelihood(sample, one) for one in _OF_RUSSIAN}
    best, of_same = max(likely, key=lambda one: likely[one]), _SAME_LETTERS.get(name, name)
    named = likely.get(of_same, _likelihood(sample, of_same) if of_same in _OFTEN else _UNLIKELY)
    return best if likely[best] > max(named, _UNLIKELY) + _MARGIN else name


def _decode_stateful(content: bytes, name: str) -> str | None:
    """Return the text if these bytes are of a charset with states or of two bytes a letter; None if they are not."""
    if name == "iso2022_jp_ext" and content.isascii():
        return _decode_japanese(content)
    if not name.startswith(("utf_16", "utf_32")):
        try:
            return content.decode(name).encode("utf-8", "replace").decode("utf-8")
        except UnicodeError:
            return (
                None if not content.isascii() else content.decode(name, "replace").encode("utf-8", "replace").decode()
            )
    if b"\x00" not in content and not content.startswith(_MARKS_OF_TWO_BYTES) and _is_utf8(content):
        return None
    return content.decode(name, "replace").encode("utf-8", "replace").decode("utf-8")


def _decode_japanese(content: bytes) -> str:
    """Return the text of ISO-2022-JP, and as Windows writes it: with the letters that its Shift JIS has there."""
    try:
        return content.decode("iso2022_jp_ext").encode("utf-8", "replace").decode("utf-8")
    except UnicodeError:
        first, *others = _SWITCH.split(content)
        pieces = [first.decode("ascii", "replace")]
        for kind, letters in zip(others[::2], others[1::2], strict=True):
            pieces.append(_turn_japanese(kind, letters).decode("cp932", "replace"))
        return "".join(pieces)


_SWITCH, _PAIR = re.compile(rb"\x1b(\$[@B]|\([BJI])"), re.compile(rb"[!-~]{2}")


def _turn_japanese(kind: bytes, letters: bytes) -> bytes:
    """Return letters of one kind of ISO-2022-JP as they are in Shift JIS."""
    if kind in (b"$B", b"$@"):
        return _PAIR.sub(_shift, letters)
    return bytes(one | 0x80 if one > 0x20 else one for one in letters) if kind == b"(I" else letters


def _shift(found: re.Match[bytes]) -> bytes:
    """Return a letter of JIS X 0208 as it is in Shift JIS."""
    row, cell = found[0]
    high = ((row - 0x21) >> 1) + (0x81 if row < 0x5F else 0xC1)
    low = cell + (0x1F + (cell > 0x5F) if row % 2 else 0x7E)
    return bytes((high, low))


def _is_rather(content: bytes, name: str | None) -> bool:
    """Return True if UTF-8 may be chance: a few letters in a charset of several bytes a letter, and likely there."""
    is_wide = name in _OFTEN and not _ONE_BYTE.match(name)
    return is_wide and len(content) <= _FEW_BYTES and _likelihood(content, str(name)) > _LIKELY_WIDE


def find_codec(label: str | None) -> str | None:
    """Return the codec of a charset's label, or None if it is none or says nothing (`us-ascii`, `unknown-8bit`)."""
    plain = _NOT_PLAIN.sub("_", (label or "")[:60].lower()).strip("_").removeprefix("3d_")
    of_windows = _OF_WINDOWS.fullmatch(plain)
    return _LABELS.get(f"cp{of_windows[1]}" if of_windows else plain)


def _is_utf8(content: bytes) -> bool:
    """Return True if the bytes are UTF-8, but for an end in the middle of a letter."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(content)
    except UnicodeDecodeError:
        return False
    return True


def guess_charset(content: bytes) -> str | None:
    """Return the charset that makes the most frequent letters of its language out of the bytes, None if no language
    looks likely. Letters of Western languages occur one by one between ASCII; where most of them do, it is
    windows-1252."""
    if _is_utf8(content):
        return "utf_8"
    first = _HIGH.search(content)
    begin = max(first.start() - 1, 0) if first else 0
    sample = content[begin:][:_GUESS_BYTES]
    if _is_mostly_utf8(sample):
        return "utf_8"
    high = sum(map(len, _HIGH.findall(sample)))
    if high < _FEWEST:
        return None
    if sum(map(len, _BETWEEN_ASCII.findall(sample))) * 2 >= high:
        return "cp1252"
    best = max(_OFTEN, key=lambda name: _likelihood(sample, name) + _PRIOR.get(name, 0.0) / max(high, 1))
    return best if _likelihood(sample, best) > _UNLIKELY else None


def _is_mostly_utf8(content: bytes) -> bool:
    """Return True if few bytes do not belong to UTF-8: one part was cut or pasted, the rest is right."""
    text = content.decode("utf-8", "replace")
    letters = sum(1 for char in text if char > "\x7f")
    return letters > 0 and text.count("\ufffd") * 10 < letters


def _likelihood(sample: bytes, name: str) -> float:
    """Return the mean logarithm of how probable each high byte is, if this were the charset."""
    likely, rare = _LIKELY[name]
    total = count = 0.0
    for char in sample.decode(name, "replace"):
        if char > "\x7f":
            known = likely.get(char) or likely.get(char.lower(), _NEVER) - 0.35  # a wrong charset turns the case
            total += known if known > rare or not char.isalpha() else rare
            count += 1 if char == "\ufffd" else len(char.encode(name, "replace"))
    return total / count if count else _NEVER


def _weigh(often: str) -> tuple[dict[str, float], float]:
    """Return the logarithms of probabilities of a language's letters, the most frequent first, and of other letters.
    The forty most frequent ideographs are some two fifths of a text, the others hundreds of times rarer."""
    is_alphabet = len(often) < 30
    if not is_alphabet:
        return {char: math.log(0.4 / len(often)) for char in often}, math.log(1e-4)
    weights = [math.exp(-3 * rank / len(often)) for rank in range(len(often))]
    return {char: math.log(weight / sum(weights)) for char, weight in zip(often, weights, strict=True)}, math.log(2e-3)


_LIKELY = {name: _weigh(often) for name, often in _OFTEN.items()}
