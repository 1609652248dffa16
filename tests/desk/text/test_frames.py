"""What stands around the words of a message says nothing: greeting, who one is, closing formula, signature."""

import pytest

from desk.text import hear

CONFIRMING = [
    "Yes, it works now. Thank you!\n\nKind regards,\nKim Lee",
    "Thank you!\n\nIt works.\n\nBest,\nKim",
    "Yes, thanks.\n\nKim",
    "Да, всё работает, спасибо!\n\nС уважением,\nКим Ли",
    "Hi, thanks, all good\n\nM.",
    "Здравствуйте. Да, теперь заходит. Хорошего дня!",
    "it works now :-)\n\nregards margaret",
    "Hello,\n\nyes, everything is fine now, thank you very much.\n\nBest regards\nHarold",
    "Good afternoon, sorry for the late answer, I was on leave. Everything works. Regards, Margaret",
    "Yes",
    "works, thx",
    "Dear team,\nit works again. Many thanks for your quick help!",
    "Добрый день!\nСпасибо, заработало.",
    "Спасибо, все ок.",
    "Да.",
    "Yes, all fixed.\n\nBest regards,\nDr. Ada Brink\nsenior librarian\nRoom 5, 12 High Street\n+1 555 0100",
    "Всё заработало.\n\nС уважением,\nГоршкова Анна Петровна\nменеджер по продажам\nООО «Ромашка»\nтел. 123-45",
    "Works, thanks!\n\nCheers\nKim",
    "Yes, all fixed.\n\nKind regards,\nMargaret Hill\nHead of Library\n+44 20 7946 0123\nwww.library.example",
    "Добрый день! Да, заработало.\n\nС уважением,\nглавный бухгалтер\nИванова Ирина\n+7 495 123-45-67",
    "Hi Olga,\nyes it works, thank you.\nKim",
    "это Нина из библиотеки, да, всё работает",
    "this is Peter from sales, yes works now",
    "Оленька, спасибо, всё работает",
]
THANKING = [
    "Thank you!\n\nBest,\nKim",
    "Спасибо большое за помощь!\n\nС уважением,\nНина",
    "ok, will wait\n\nRegards,\nTom",
]
NOT_CONFIRMING = [
    "Yes, it works now.\n\nKind regards,\nKim\nPS: and the sound is still gone",
    "Yes, thanks.\n\nBut no sound",
    "Works.\n\nRegards,\nKim\nWhen will you bring the second one?",
    "No, still not.\n\nKind regards,\nKim",
    "Нет, не помогло.\n\nС уважением,\nНина",
    "yes\n\nprinter",
    "Yes, but the printer in hall 2 is dark.\n\nBest,\nKim",
    "ok, will wait\n\nRegards,\nTom",
    "Thank you!\n\nBest,\nKim",
    "this is broken from the start, yes",
    "Yes, it works now.\n\nThanks,\nScreen flickers though",
    "Да, заработало.\n\nСпасибо,\nЭкран теперь мигает",
    "It works, thank you!\n\nBest,\nLamp in room 9 next",
    "Да.\n\nС уважением,\nНина\nВторой принтер молчит",
    "Yes, works.\n\nThanks\nTwo keys missing",
    "Работает, спасибо!\n\nС уважением,\nКим\nНужен ещё картридж",
    "Works.\n\nRegards,\nKim\nManager needs a key",
    "Works.\n\nThanks\nslowly",
    "Да, работает.\n\nМедленно",
    "Works.\n\nPartly",
    "Works.\n\nRegards,\nKim\nplease call me at +1 555 0100",
    "это не помогло, спасибо",
]
GREETINGS = [
    "Здравствуйте, это бухгалтерия", "hello from accounting",
    "Здравствуйте, милые мои, это Нина Петровна из библиотеки", "Hi, this is Anna from reception",
    "Добрый день! Это Олег со склада.", "good morning, Peter here", "Здравствуйте, меня зовут Ирина", "Hello Olga!",
    "Dear Kim,", "hi, it's Mike",
]  # fmt: skip
NO_GREETINGS = [
    "Hi, this is about the gate", "Здравствуйте, это срочно, дым в зале", "hey, it's Mike, wifi is down",
    "Привет, это Лена, не могу войти", "hello, room 5 is dark", "hi, it's broken",
    "Здравствуйте, это сломанный принтер",
    "hi this is wifi down", "hello from hall 5: it burns", "привет из зала, где нет света", "hi, i'm stuck",
    "Здравствуйте, Пожар", "hi, it's hot in the library",
]  # fmt: skip


@pytest.mark.parametrize("said", CONFIRMING)
def test_a_yes_is_heard_in_its_frame(said: str) -> None:
    heard = hear(said, ("Olga",))
    assert heard.confirms or heard.is_yes


@pytest.mark.parametrize("said", THANKING)
def test_thanks_are_heard_in_their_frame(said: str) -> None:
    assert hear(said).is_small_talk


@pytest.mark.parametrize("said", NOT_CONFIRMING)
def test_what_is_more_than_a_frame_is_no_yes(said: str) -> None:
    heard = hear(said)
    assert not (heard.confirms or heard.is_yes)


@pytest.mark.parametrize("said", GREETINGS)
def test_who_one_is_belongs_to_a_greeting(said: str) -> None:
    assert hear(said).is_greeting


@pytest.mark.parametrize("said", NO_GREETINGS)
def test_a_matter_is_no_greeting(said: str) -> None:
    assert not hear(said).is_greeting


@pytest.mark.parametrize("said", ['"works"', "«работает», как же", "“works” he says", '"yes" thanks'])
def test_what_is_quoted_has_no_meaning(said: str) -> None:
    assert not hear(said).confirms
