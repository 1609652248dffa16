"""Nothing that a person wrote is thrown away: what a reply quotes goes on in one mail that was sent."""

import re
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mail.folding import fold_text
from mail.reading import read_mail
from mail.sent_words import SentWords, drop_signature, fold_sent
from tests.mail.forms_of_quotes import GMAIL, HEADERS, ORIGINALS, OTHERS, make_block

SENT = SentWords(
    (
        "Which model is it, and on which floor does it stand?\nPlease read the manual before you call us.",
        "Lamp",
    ),
    (),
    ("support@desk.example", "Help", "Olga", "kim@client.example"),
    ("To answer or add something, reply to this message.", "Support team · Help"),
)
QUOTED = ["Which model is it, and on which floor does it stand?", "Please read the manual before you call us."]
BLOCK = ["From: Help <support@desk.example>", "Sent: Friday, 27 November 2026 11:30", "To: Kim", "Subject: Re: Lamp"]
WROTE = ["On Fri, 27 Nov 2026 at 11:30, Help <support@desk.example> wrote:"]


def _fold(*lines: str, sent: SentWords = SENT) -> str:
    return fold_sent(fold_text(list(lines), is_reply=True, is_forward=False).lines, sent).text


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
}  # fmt: skip


@pytest.mark.parametrize("name", QUOTES)
def test_what_programs_add_is_not_shown_as_words(name: str) -> None:
    assert _fold("A K-700.", "", *QUOTES[name]) == "A K-700."


@pytest.mark.parametrize("name", REPLIES)
def test_a_reply_keeps_all_that_is_its_own(name: str) -> None:
    lines, own = REPLIES[name]
    text = _fold(*lines)
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
        ["Le ven. 27 nov. 2026 à 11:30, Help <support@desk.example> a écrit :", f"> {QUOTED[0]}"],
        [*BLOCK, "", f"{QUOTED[0]} [cid:image001.png@01DA]", "Please read the manual <https://m.example> before you",
         "call us."],
    ],
)  # fmt: skip
def test_what_stands_on_the_request_is_not_said_again(lines: list[str]) -> None:
    assert _fold("It is a K-200.", "", *lines) == "It is a K-200."


@pytest.mark.parametrize(
    "lines",
    [
        ["-- ", "Kim Lee", "+7 916 000-00-00"],
        ["—————", "Kim Moss", "Client Ltd., +1 555 0100 200"],
        ["> somebody else's words, never seen here"],
    ],
)
def test_what_is_quoted_and_unknown_stays(lines: list[str]) -> None:
    assert _count(_fold("It is a K-200.", "", *lines)) == _count("It is a K-200.", *lines)


OFFERED = "Shall we come on Monday at nine or on Tuesday at ten?"
DAYS = "Which day?\nMonday, 30 November, at nine\nTuesday, 1 December, at ten"
HOURS = "Приехать во вторник до десяти утра\nили во вторник после десяти утра?"
HOME = "Kim Lee\n12 Long Street, second yard, flat 7\nSpringfield 12345"
LOST = {
    "below a block": (OFFERED, [*BLOCK, "", OFFERED, "on Tuesday at ten"], "on Tuesday at ten"),
    "within a block": (OFFERED, [*BLOCK, "", "on Tuesday at ten", OFFERED], "on Tuesday at ten"),
    "one of two offered": (DAYS, [*BLOCK, "", *DAYS.split("\n"), DAYS.split("\n")[2]], DAYS.split("\n")[2]),
    "in Russian": (HOURS, [*BLOCK, "", *HOURS.split("\n"), "во вторник после десяти утра"],
                   "во вторник после десяти утра"),
    "one's own address": (f"The lamp is broken.\n{HOME}", [*BLOCK, "", QUOTED[0], QUOTED[1], *HOME.split("\n")], HOME),
    "the quote taken off": ("Which one?\nThe red\nThe blue", [*BLOCK, "", "The blue"], "The blue"),
    "the beginning of the next line": (DAYS, [*BLOCK, "", "Which day?", "Monday", *DAYS.split("\n")[1:]], "Monday"),
}  # fmt: skip


@pytest.mark.parametrize("name", LOST)
def test_an_answer_in_the_words_of_the_question_is_one(name: str) -> None:
    sent, lines, answer = LOST[name]
    text = _fold("See below.", "", *lines, sent=SentWords((*SENT.texts[:1], sent), (), SENT.names, SENT.frames))
    assert [one for one in text.split("\n") if one and one[:1] != ">"] == ["See below.", *answer.split("\n")]


def test_an_answer_in_red_in_the_page_of_outlook_is_one() -> None:
    block = "<br>".join(f"<b>{name}:</b> {value}" for name, value in (one.split(": ", 1) for one in BLOCK))
    page = (
        f"<p>See below.</p><div style='border-top:solid'><p class=MsoNormal>{block.replace('<support', '&lt;support')}"
        f"</p></div><p>{OFFERED}</p><p><span style='color:red'>on Tuesday at ten</span></p>"
    )
    raw = b"From: kim@client.example\r\nSubject: Re: x\r\nContent-Type: text/html\r\nReferences: <1@x>\r\n\r\n"
    sent = SentWords((OFFERED,), (), SENT.names, SENT.frames)
    said = fold_sent(read_mail(raw + page.encode()).lines, sent)
    assert said.text == f"See below.\n\n> {OFFERED}\non Tuesday at ten"


FORMS_OF_ANSWERS = {
    "Outlook": [*BLOCK, "", "{}", "K-200", "{}", "Yes", "To answer or add something, reply to this message."],
    "Gmail": [*WROTE, "> {}", "", "K-200", "", "> {}", "", "Yes", "", "> To answer or add something, reply to this",
              "> message."],
    "Zoho": ["---- On Fri, 27 Nov 2026 11:30 Help <support@desk.example> wrote ----", "{}", "K-200", "{}", "Yes",
             "Support team · Help"],
    "below all": [*WROTE, "> {}", "K-200", "> {}", "Yes", "> Support team · Help"],
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS_OF_ANSWERS)
def test_an_answer_keeps_its_question_in_all_forms_alike(name: str) -> None:
    quoted = iter(QUOTED)
    lines = [line.format(next(quoted)) if "{}" in line else line for line in FORMS_OF_ANSWERS[name]]
    text = re.sub(r"\n+", "\n", _fold("Below.", "", *lines))
    assert text == f"Below.\n> {QUOTED[0]}\nK-200\n> {QUOTED[1]}\nYes"


def test_below_a_whole_quote_the_footer_is_no_question() -> None:
    footer = "> To answer or add something, reply to this message."
    assert _fold(*WROTE, *(f"> {one}" for one in QUOTED), footer, "", "K-200") == "K-200"


_LANGUAGES = ("en", "ru", "de", "fr")
PROGRAMS: dict[str, Callable[[str], tuple[list[str], str]]] = {
    "Gmail": lambda language: ([GMAIL[language], ""], "> "),
    "Apple Mail": lambda language: ([OTHERS[f"Apple, {language}"], ""], "> "),
    "Thunderbird": lambda language: ([OTHERS[f"Thunderbird, {language}"]], "> "),
    "Outlook": lambda language: ([*make_block(HEADERS[language]).split("\n"), ""], ""),
    "Samsung": lambda language: (
        [f"-------- {ORIGINALS[language]} --------", *make_block(HEADERS[language]).split("\n")], "",
    ),
    "Yandex": lambda _: ([OTHERS["Yandex"]], "> "),
}  # fmt: skip
"""What six programs write above a quote in a language, and before each of its lines."""
_FOOTER = ["To answer or add something, reply to this message.", "Support team · Help"]
_MINE = ["-- ", "Kim Lee", "+1 555 0100 200"]
PLACES: dict[str, Callable[[list[str], list[str]], list[str]]] = {
    "above": lambda frame, quote: ["K-200", "", *_MINE, "", *frame, *quote],
    "below": lambda frame, quote: [*frame, *quote, "", "K-200", "", *_MINE],
    "below what it answers": lambda frame, quote: [*frame, quote[0], "", "K-200", "", *quote[1:]],
    "in the words of the question": lambda frame, quote: ["See below", "", *frame, quote[0], "which floor", *quote[1:]],
    "wrapped": lambda frame, quote: [
        "K-200",
        "",
        *frame,
        *quote[0].replace(" on which", "\n" + quote[0][:2].strip("Wh") + "on which").split("\n"),
        *quote[1:],
    ],
}
_SAID = {
    "below what it answers": f"> {QUOTED[0]}\nK-200",
    "in the words of the question": f"See below\n> {QUOTED[0]}\nwhich floor",
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("language", _LANGUAGES)
@pytest.mark.parametrize("program", PROGRAMS)
def test_a_usual_reply_is_what_it_says_anew(program: str, language: str, place: str) -> None:
    frame, mark = PROGRAMS[program](language)
    names = ("help@desk.example", "Help", "Olga", "kim@client.example")
    theirs = "\n".join(["The lamp is broken", *_MINE])
    quote = [f"{mark}{line}" for line in (*QUOTED, *_FOOTER)]
    lines = PLACES[place](frame, quote)
    text = re.sub(r"\n+", "\n", _fold(*lines, sent=SentWords(SENT.texts, (theirs,), names, SENT.frames)))
    assert text == _SAID.get(place, "K-200")


SIGNED = "Best regards\nKim Lee, Client Ltd.\n+1 555 0100 200"


def test_a_signature_is_folded_when_two_mails_have_ended_with_it() -> None:
    lines = ["The lamp again", *SIGNED.split("\n")]
    one, other = f"Hello\n{SIGNED}", f"Good day\n\n{SIGNED}\n\nOn Friday Help wrote:\n> x"
    assert drop_signature(lines, [one, "another"]) == lines
    assert drop_signature(lines, [one, other]) == lines[:1]
    assert drop_signature(lines[1:], [one, other])[0] == lines[1], "something is always said"
    assert drop_signature(["Yes", "Thanks", "Kim"], ["Thanks\nKim", "Thanks\nKim"])[1:] == ["Thanks", "Kim"]
    sent = SentWords(SENT.texts, (one, other), SENT.names, SENT.frames)
    assert _fold(*lines, "", *BLOCK, "", *QUOTED, sent=sent) == lines[0]


_POOL = ["on which floor", "the manual", "call us.", "K-200", "third floor", "no", "Lamp", "See 12.11.2026", *QUOTED]
_OWN = st.sampled_from(_POOL)
_FRAMES = [*BLOCK, *WROTE]
_SHAPES = [
    *QUOTED, *(f"> {one}" for one in QUOTED), "", "-- ", "--", "—", "__", "From: Kim", "To: Moscow", "Date: 5",
    "> > deeper", "Am 27.11.2026 um 11:30 schrieb Help:", "\u2068quoted\u2069", "> Which model is it, and on which",
    "> floor does it stand?", "Please read the manual", "before you call us.", *SENT.frames, "P.S. x",
]  # fmt: skip
_LINES = st.one_of(_OWN, _OWN.map("> {}".format), _OWN.map("{}:".format), st.sampled_from(_SHAPES))
_BODIES = st.lists(st.one_of(_LINES.map(lambda one: [one]), st.sampled_from([BLOCK, WROTE])), max_size=14)


def _count(*lines: str) -> Counter[str]:
    return Counter(word for line in lines for word in re.findall(r"\w+", line.casefold()))


@given(_BODIES, st.booleans())
@settings(max_examples=400, deadline=None, database=None, derandomize=True)
def test_every_word_is_in_the_text_or_at_a_place_of_its_own_in_what_was_sent(
    bodies: list[list[str]], is_forward: bool
) -> None:
    lines = [line for body in bodies for line in body]
    folded = fold_sent(fold_text(lines, is_reply=True, is_forward=is_forward).lines, SENT)
    of_frames = [one for one in lines if one.lstrip("> ") in (*_FRAMES, *SENT.frames)]
    of_frames += [one for one in lines if one.startswith(("Am 27.11.", "From: Kim", "To: M", "Date: 5"))]
    lost = _count(*lines) - _count(folded.text) - _count(*of_frames) - _count(*SENT.texts)
    assert not lost, folded.text


def test_long_replies_are_read_in_linear_time_and_whole() -> None:
    lines = [*BLOCK, *(f"> which model number {n} is it" for n in range(20_000))]
    sent = SentWords(("which model " * 30_000, *(f"which model number {n} was\n" * 50 for n in range(50))))
    assert "19999" in fold_sent(fold_text(lines, is_reply=True, is_forward=False).lines, sent).text


def test_a_text_is_read_far_beyond_what_a_message_has() -> None:
    raw = b"From: kim@client.example\r\n\r\n" + b"".join(b"line %d of a log\r\n" % n for n in range(20_000))
    assert "line 19999 of a log" in read_mail(raw).text
