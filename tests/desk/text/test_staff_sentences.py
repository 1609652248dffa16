"""What a line of the team means: to take something back, to answer the bot's question, to see how something is done."""

import pytest

from desk.i18n import LANGUAGES, say
from desk.search.stemming import split_tokens
from desk.text.staff_sentences import (
    NamedTicket,
    StaffMeaning,
    find_asked_to_take,
    hear_staff,
    is_wish,
    may_be_talk,
    read_help_words,
    read_ticket,
)

_HEARD = {
    StaffMeaning.UNDO: """undo|oops, undo that|Take it back!|wrong chat|sorry, wrong person|отмена|блин, не туда
        ой, не та заявка|удали последнее сообщение|верни ответ назад|don't send it|oops wrong, take it back
        стой, отмени""",
    StaffMeaning.MINE: "what do i have left?|что у меня осталось?|сколько у меня заявок|how many do i have?",
    StaffMeaning.HAND: "hand over|передать",
    StaffMeaning.SEND: "send it|отправить слова",
    StaffMeaning.INSIDE: "only us|как заметку|для своих",
    StaffMeaning.TALK: """me|я|he always complains|Olga need help?|hand over to carl|передай вере|take 12|кто ближе?
        who wants this?|who knows the code|чей это ключ?|anyone seen the key?|@carl please clear the cache""",
    StaffMeaning.TICKET: """whose is 12?|take #12|give 12 to Carl|кто ведёт 12?|что с 12|передай 12 вере|#12
        передай вторую вере|первую отдай вере|close the first|беру вторую|#12 whose is it?|give it to carl""",
    StaffMeaning.QUEUE: "беру|on it|anything for me?|есть что новое?|what's urgent?|что горит?",
    StaffMeaning.LOAD: "who has the most tickets?|у кого сколько заявок?|how many does bob have?|нагрузка",
    StaffMeaning.OPEN: "how many are open right now?|сколько у нас открытых заявок",
    StaffMeaning.OWN: "cancel my request|что с моей заявкой?",
}
_FOR_REQUESTERS = (
    "cancel", "wrong cable", "the wrong person has the key", "send it to me", "вернитесь в настройки", "удали файл",
    "undo the screws", "turn off the modem", "change the language to Russian", "я приду в 15:00", "we work on it",
    "поставьте время на часах", "our office hours are on the door", "where are the cables", "часы на стене стоят",
    "передайте вере", "take 2 screws", "close the second door", "give it a try", "take the first left",
    "put 2 on the table", "how many keys do you have?",
    "кто вам звонил?", "who is your manager?", "somebody will come at 3", "stop the music", "add a line to the form",
)  # fmt: skip


@pytest.mark.parametrize(("means", "lines"), _HEARD.items())
def test_what_is_not_for_the_requester(means: StaffMeaning, lines: str) -> None:
    said = [line.strip() for line in lines.replace("\n", "|").split("|")]
    assert [line for line in said if means not in hear_staff(line)] == []


def test_what_may_be_for_the_requester_is_none_of_these() -> None:
    assert {line: hear_staff(line) for line in _FOR_REQUESTERS if hear_staff(line)} == {}


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("turn ratings off", "ratings"),
        ("can you switch the reminders off please", "reminders"),
        ("We work from 9 to 18", "hours"),
        ("мы работаем с 9 до 18 по будням", "часы"),
        ("выключи оценки", "оценки"),
        ("how do i set working hours", "working hours"),
        ("set working hours mon-fri 9-18", "working hours"),
        ("и в субботу с 10 до 14", "часы"),
        ("and closed on 25 december", "hours"),
        ("add a category for printers", "categories"),
        ("сколько заявок за неделю", "статистика"),
        ("remove bob from the team", "roles"),
        ("i want to add a new colleague to the team", "invite"),
        ("а убрать кого-то как?", "роли"),
        ("can we switch off the stars after a request?", "stars"),
        ("можно отключить звёздочки?", "оценки"),
    ],
)
def test_a_wish_leads_to_its_help(said: str, words: str) -> None:
    assert StaffMeaning.HELP in hear_staff(said)
    assert read_help_words(said) == words


_HOURS = """How do I set working hours|how can we change our hours|where do I set the opening hours?|our schedule
    where is the setting for business hours|can I change the working hours|is there a way to set working hours
    what are our working hours|working hours?|I need to set the office hours
    как поставить рабочие часы|где поменять часы работы|как настроить график|подскажите, как поставить часы работы?
    как мне задать рабочее время|где указать режим работы|а как выставить часы|хочу поставить рабочие часы
    где задаются рабочие часы|какие у нас часы работы"""


@pytest.mark.parametrize(("said", "named"), [
    ("i'll take 2", NamedTicket(2, is_taken=True)), ("take 2?", NamedTicket(2)), ("2 is broken", None),
    ("give 2 to carl", NamedTicket(2, to="carl")), ("назначь 1 на меня", NamedTicket(1, is_taken=True)),
    ("#2 is done", NamedTicket(2, verb=StaffMeaning.RESOLVE)), ("make 1 urgent", NamedTicket(1)),
    ("отложи 1 до завтра", NamedTicket(1, verb=StaffMeaning.HOLD)), ("1 моя", NamedTicket(1, is_taken=True)),
])  # fmt: skip
def test_what_is_done_to_a_ticket_by_its_number(said: str, named: NamedTicket | None) -> None:
    assert read_ticket(said) == named


def test_a_question_about_hours_leads_to_the_settings() -> None:
    about = ("help-words-settings", "help-do-settings")
    known = split_tokens(" ".join(say(language, key) for language in LANGUAGES for key in about))
    said = [line.strip() for line in _HOURS.replace("\n", "|").split("|")]
    assert [line for line in said if StaffMeaning.HELP not in hear_staff(line)] == []
    assert {line for line in said for word in read_help_words(line).split() or [""] if word not in known} == set()


@pytest.mark.parametrize(("requester", "of", "to"), [
    ("Anna Novak", "anna called again|tell anna we come at 5|anna will get it|this is for anna",
     "anna, try now|Hello Anna try now|try it now anna|thanks anna|Anna please try"),
    ("Анна", "анне отдали|скажите анне|анна опять звонила", "анна, попробуйте|Анна попробуйте ещё раз|ань, попробуй"),
])  # fmt: skip
def test_who_is_spoken_of_is_not_spoken_to(requester: str, of: str, to: str) -> None:
    told = {line: StaffMeaning.TALK in hear_staff(line, requester) for line in (*of.split("|"), *to.split("|"))}
    assert told == dict.fromkeys(of.split("|"), True) | dict.fromkeys(to.split("|"), False)


def test_what_is_said_of_a_person_who_is_not_named_is_said_to_colleagues() -> None:
    of = "same issue as last week, she never reads the mail|he can wait|опять она почту не читает|что ему опять надо"
    to = (
        "Olga has the key, she comes at 5|your colleague said he would|Кабель у охраны, он чёрный|Он перезагрузится сам"
        "|the technician is here, he has it|Олег идёт, у него ключ|Её уже починили|please ask her"
    )
    told = {line: StaffMeaning.TALK in hear_staff(line, "Dina") for line in (*of.split("|"), *to.split("|"))}
    assert told == dict.fromkeys(of.split("|"), True) | dict.fromkeys(to.split("|"), False)


def test_what_may_be_talk_where_colleagues_read_it() -> None:
    talk = "isnt that the same as yesterday?|видимо кэш|cache again i think|ok|again?"
    told = "Fixed|готово|We are on it, please use gate 2|Продлила окно до 18:00|Сейчас поднимут, ждите минуту|thanks"
    told += "|Which floor?|какой кабинет?|On my way|Уже иду|Yes, on Monday|Ключ у охраны|Replaced it|not yet"
    told += "|hi Anna, is it on?"
    heard = {line: may_be_talk(line, "Anna") for line in (*talk.split("|"), *told.split("|"))}
    assert heard == dict.fromkeys(talk.split("|"), True) | dict.fromkeys(told.split("|"), False)


@pytest.mark.parametrize(("said", "name"), [
    ("Carl, can you take this?", "carl"), ("@carl yours", "carl"), ("вера, возьмёшь?", "вера"),
    ("Carl, do you know the code?", ""), ("вер, глянь плиз", ""),
])  # fmt: skip
def test_who_is_asked_to_take_it(said: str, name: str) -> None:
    assert find_asked_to_take(said) == name


def test_only_a_wish_a_question_or_a_thing_that_is_set_up_is_suggested_for() -> None:
    wishes = "can we export it|хочу выгрузку|where are the reports|ratings off|добавь тему"
    others = "lunch|обед|sushi today|back|no dont remove him yet|спасибо"
    said = {line: is_wish(line) for line in (*wishes.split("|"), *others.split("|"))}
    assert said == dict.fromkeys(wishes.split("|"), True) | dict.fromkeys(others.split("|"), False)
