"""Nothing that a person wrote is thrown away: what a reply quotes is known by what was sent, not by its shape."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mail.folding import fold_text
from mail.reading import read_mail
from mail.sent_words import _FRAME, SentWords, fold_sent

SENT = SentWords(
    (
        "Lamp",
        "Which model is it, and on which floor does it stand?\nPlease read the manual before you call us.",
    ),
    ("support@desk.example", "Help", "Olga", "kim@client.example"),
    ("To answer or add something, reply to this message.", "Support team · Help"),
)
QUOTED = ["Which model is it, and on which floor does it stand?", "Please read the manual before you call us."]
BLOCK = ["From: Help <support@desk.example>", "Sent: Friday, 27 November 2026 11:30", "To: Kim", "Subject: Re: Lamp"]
WROTE = ["On Fri, 27 Nov 2026 at 11:30, Help <support@desk.example> wrote:"]


def _fold(*lines: str) -> tuple[str, str]:
    folded = fold_sent(fold_text(list(lines), is_reply=True, is_forward=False).lines, SENT)
    return folded.text, folded.quoted


REPLIES: dict[str, tuple[list[str], list[str]]] = {
    "answers in an Outlook block": (
        ["See my answers below.", "", *BLOCK, "", QUOTED[0], "K-200", QUOTED[1], "I have read it."],
        ["See my answers below.", "K-200", "I have read it."],
    ),
    "answers below an Outlook block": (
        ["Below.", "", "-----Original Message-----", *BLOCK, "", *QUOTED, "", "It is a K-200, third floor."],
        ["Below.", "It is a K-200, third floor."],
    ),
    "words under a quote without marks": (
        ['27.11.2026, 11:30, "Help" <support@desk.example>:', *QUOTED, "A K-200."],
        ["A K-200."],
    ),
    "a rule between own words": (
        ["I ran this:", "--", "select 1;", "and it says that K-500 is unknown."],
        ["I ran this:", "--", "select 1;", "and it says that K-500 is unknown."],
    ),
    "a long rule between own words": (
        ["First part.", "—", "Second part, which is longer than that."],
        ["First part.", "—", "Second part, which is longer than that."],
    ),
    "underscores between own words": (
        ["First part.", "__", "The second part is not a signature at all!"],
        ["First part.", "__", "The second part is not a signature at all!"],
    ),
    "a postscript under the signature": (
        ["Thanks", "-- ", "Kim", "P.S. The lamp in the hall, too"],
        ["Thanks", "P.S. The lamp in the hall, too"],
    ),
    "a Russian postscript": (["Спасибо", "-- ", "Ким", "З.Ы. И в коридоре"], ["Спасибо", "З.Ы. И в коридоре"]),
    "a sentence that looks like a frame": (
        ["С 01.12.2026 по 05.12.2026 нужны пропуска, письмо на ivan@client.example:", "- Иванов", "- Петров"],
        ["С 01.12.2026 по 05.12.2026 нужны пропуска, письмо на ivan@client.example:", "- Иванов", "- Петров"],
    ),
    "a sentence that looks like a phone": (
        ["Отправлено с iPhone вчера, но не дошло: 12 накладных"],
        ["Отправлено с iPhone вчера, но не дошло: 12 накладных"],
    ),
    "a form with From and To": (
        ["We move.", "From: Moscow", "Date: 01.12.2026", "To: Kazan", "Seven boxes and a safe"],
        ["We move.", "Seven boxes and a safe"],
    ),
    "Zoho's block": (
        ["A K-700.", "---- On Fri, 27 Nov 2026 11:30:00 +0300 Help <support@desk.example> wrote ----", *QUOTED],
        ["A K-700."],
    ),
    "an answer that the program marks as quoted": (
        [*WROTE, "> The invoice is in the annex", *(f"> {line}" for line in QUOTED)],
        ["The invoice is in the annex"],
    ),
    "a quote of one's own above the answer": (
        ["> select 1;", "gives an error", "", *WROTE, *(f"> {line}" for line in QUOTED)],
        ["> select 1;", "gives an error"],
    ),
    "answers between quotes, and one below": (
        [*WROTE, f"> {QUOTED[0]}", "K-200", f"> {QUOTED[1]}", "I have", "", "Third floor"],
        ["K-200", "I have", "Third floor"],
    ),
    "a list with stars and slashes": (
        ["Steps:", "*/ open", "    */ press", "**/ wait", "____", "It fails."],
        ["Steps:", "*/ open", "    */ press", "**/ wait", "____", "It fails."],
    ),
    "a table with rules": (["name | n", "-----|---", "lamp | 2", "-----", "Sum: 2"], ["lamp | 2", "-----", "Sum: 2"]),
    "a letter pasted into an answer": (
        [
            "The supplier says:",
            "",
            "On 05.11.2026 12:00 Ann Moss <ann@supplier.example> wrote:",
            "It is sold out.",
            "Till March.",
        ],
        ["The supplier says:", "It is sold out.", "Till March."],
    ),
    "a signature and an answer under the quote": (
        ["Yes.", *WROTE, *QUOTED, "And the second lamp, too", "-- ", "Kim"],
        ["Yes.", "And the second lamp, too"],
    ),
    "German, with a greeting": (
        [
            "Guten Tag,",
            "siehe unten.",
            "Von: Help <support@desk.example>",
            "Gesendet: Freitag",
            "An: Kim",
            "Betreff: AW",
            "",
            QUOTED[0],
            "Modell K-200, dritter Stock",
        ],
        ["Guten Tag,", "siehe unten.", "Modell K-200, dritter Stock"],
    ),
    "Russian, in Outlook": (
        [
            "Ответы ниже",
            "",
            "-----Исходное сообщение-----",
            "От: Help <support@desk.example>",
            "Отправлено: 27.11.2026",
            "Кому: Ким",
            "Тема: Re: Lamp",
            "",
            QUOTED[0],
            "К-200, третий этаж",
        ],
        ["Ответы ниже", "К-200, третий этаж"],
    ),
    "two lines that look like headers": (
        ["We move.", "From: Moscow", "Date: 01.12.2026", "Seven boxes and a safe"],
        ["We move.", "From: Moscow", "Date: 01.12.2026", "Seven boxes and a safe"],
    ),
    "a sum under a rule": (
        ["Please order:", "—————", "lamp 2", "bulb 3", "—————", "in all 5"],
        ["Please order:", "—————", "lamp 2", "bulb 3", "—————", "in all 5"],
    ),
    "a rule of other dashes": (
        ["A K-700.", "\u2010\u2010\u2010 Original Message \u2010\u2010\u2010", *BLOCK, "", *QUOTED],
        ["A K-700."],
    ),
    "the whole answer in the quote": ([*WROTE, *QUOTED, "Third floor"], ["Third floor"]),
    "an answer with a word that was sent": ([*BLOCK, "", *QUOTED, "floor"], ["floor"]),
}


QUOTES: dict[str, list[str]] = {
    "two headers": [*BLOCK[:2], "", *QUOTED],
    "two headers, Russian": ["От: Help <support@desk.example>", "Дата: пт, 27 нояб. 2026 г.", "", *QUOTED],
    "QQ": ["---------------&nbsp;原始邮件&nbsp;---------------", "发件人: Help <support@desk.example>;", *QUOTED],
    "QQ, on a phone": ["\u00a0原始邮件\u00a0", "发件人: Help <support@desk.example>;", "", *QUOTED],
    "Zoho": ["---- On Fri, 27 Nov 2026 11:30:00 +0300 Help <support@desk.example> wrote ----", *QUOTED],
    "Zoho, with headers": [
        "---- On Fri, 27 Nov 2026 11:30:00 +0300 Help <support@desk.example> wrote ----",
        "Date: Fri, 27 Nov 2026 11:30:00 +0300", "Subject: Re: Lamp", "From: Help <support@desk.example>", "To: Kim",
        *QUOTED,
    ],
    "other dashes": ["\u2010\u2010\u2010 Original Message \u2010\u2010\u2010", *BLOCK, "", *QUOTED],
    "a signature under a rule": ["—————", "Kim Moss", "Client Ltd., +1 555 0100 200"],
}  # fmt: skip


@pytest.mark.parametrize("name", QUOTES)
def test_what_programs_add_is_not_shown_as_words(name: str) -> None:
    assert _fold("A K-700.", "", *QUOTES[name])[0] == "A K-700."


@pytest.mark.parametrize("name", REPLIES)
def test_a_reply_keeps_all_that_is_its_own(name: str) -> None:
    lines, own = REPLIES[name]
    text, _ = _fold(*lines)
    missing = [line for line in own if line not in text.split("\n")]
    assert not missing, text


@pytest.mark.parametrize(
    "lines",
    [
        [*WROTE, *(f"> {line}" for line in QUOTED)],
        ["", *BLOCK, "", *QUOTED, "", "To answer or add something, reply to this message.", "Support team · Help"],
        [*WROTE, "> Which model is it, and on which", "> floor does it stand?", "> Please read the manual before you",
         "> call us."],
        ["Sent from my iPhone", "", *WROTE, *(f"> {line}" for line in QUOTED)],
    ],
)  # fmt: skip
def test_what_stands_on_the_request_makes_no_file(lines: list[str]) -> None:
    assert _fold("It is a K-200.", "", *lines) == ("It is a K-200.", "")


@pytest.mark.parametrize(
    "lines",
    [
        ["-- ", "Kim Lee", "+7 916 000-00-00"],
        [*WROTE, "> somebody else's words, never seen here"],
        ["Le ven. 27 nov. 2026 à 11:30, Help <support@desk.example> a écrit :", "> Which model is it?"],
    ],
)
def test_what_is_quoted_and_unknown_is_a_file(lines: list[str]) -> None:
    text, quoted = _fold("It is a K-200.", "", *lines)
    assert text == "It is a K-200."
    assert all(line in quoted for line in lines)


_WORDS = st.sampled_from(["lamp", "K-200", "third floor", "no", "It works.", "см. ниже", "12.11.2026", "a@b.example"])
_OWN = st.lists(_WORDS, min_size=1, max_size=6).map(" ".join)
_SHAPES = [
    *QUOTED, *(f"> {one}" for one in QUOTED), *BLOCK, *WROTE, "", "-- ", "--", "—", "__", "---Original Message---",
    "Sent from my iPhone", "Отправлено с iPhone", "From: Kim", "To: Moscow", "Date: 5", "_______", "P.S. x",
    "> > deeper", "Am 27.11.2026 um 11:30 schrieb Help:", "--- Forwarded message ---", "\u2068quoted\u2069",
]  # fmt: skip
_LINES = st.one_of(_OWN, _OWN.map("> {}".format), _OWN.map("{}:".format), st.sampled_from(_SHAPES))


def _list_words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


@given(st.lists(_LINES, max_size=25), st.booleans())
@settings(max_examples=300, deadline=None, database=None, derandomize=True)
def test_no_word_of_a_reply_is_lost(lines: list[str], is_forward: bool) -> None:
    folded = fold_sent(fold_text(lines, is_reply=True, is_forward=is_forward).lines, SENT)
    sent = _list_words(" ".join((*SENT.texts, *SENT.names, *SENT.frames))) | _FRAME
    dates = {word for line in (*BLOCK, *WROTE, "27.11.2026 11:30 5") for word in _list_words(line) if word.isdecimal()}
    lost = _list_words("\n".join(lines)) - _list_words(f"{folded.text}\n{folded.quoted}") - sent - dates
    assert not lost


def test_long_replies_are_read_in_linear_time_and_whole() -> None:
    lines = [*BLOCK, *(f"> which model number {n} is it" for n in range(20_000))]
    folded = fold_sent(fold_text(lines, is_reply=True, is_forward=False).lines, SentWords(("which model " * 30_000,)))
    assert "19999" in folded.quoted


def test_a_text_is_read_far_beyond_what_a_message_has() -> None:
    raw = b"From: kim@client.example\r\n\r\n" + b"".join(b"line %d of a log\r\n" % n for n in range(20_000))
    assert "line 19999 of a log" in read_mail(raw).text
