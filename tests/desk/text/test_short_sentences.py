"""What short sentences mean, in both languages: a table of each meaning, the traps, and whole situations.

`ears.jsonl` has sentences as people type them: `context` (what stands when they come, as in `tests/flows/hearing.py`),
`text`, and `label`: each of these outcomes is right.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.text import Heard, hear
from desk.text.short_sentences import is_called

pytestmark = pytest.mark.sentence("8. Small talk files nothing")
_NAMES = ("Olga", "Ольга")


def _split(table: str) -> list[str]:
    return [said.strip() for said in table.replace("\n", " ").split("|") if said.strip()]


NEVER_SWALLOWED = _split("""
thanks we are here | ok im here | ok i am at the desk | great it is huge | ok it is me again |
thanks it is now here | ok today | yes today please | ok me too | yes all of them now | fast please |
quick please | be quick | быстро пожалуйста | можно быстрее | не горит | лампочка не горит | да тоже |
и у меня тоже | мы тут | ок мы на месте | ок я тут | спасибо, мы здесь | хорошо сейчас | да опять | да снова |
yes again | again yes | hello again it is back | hi i have to be there by tomorrow | hello who has my order |
hi what is it | привет я тут | привет как там с заявкой | hello today | ok answer me | answer me please | сделал |
сделала | сделали | починил | ответил | ok did it | i tried | проверил | попробовала | да это мы |
ok and my colleague too | it is cold here | i am sick | огонь | огонь в серверной | ok but | да но | спасибо, но |
wait | ждать | ok wait | ok когда | ладно а пароль | yes this one | да вот этот | the first one | ok five | да 5 |
good question | nice, and the second one | cool, now what | хорошо, что дальше | ок а что делать |
отлично а звук | спасибо что дальше | ok let me know | не за что но не работает | thanks for nothing |
спасибо за ничего | понятно, не работает | ясно, опять | nice try | yeah right | ага щас | как же |
ок жду вас в кабинете 5 | thanks call me | спасибо, перезвоните | ok it was you | ok here | да тут |
great but it could be better now | it works today | super but more time | thank you but no | нет спасибо |
good but not great | ну и когда | ну ок но долго | fine whatever | sure why not | wrong | thanks, wrong one |
help | помогите | да помогите | ok help | спасибо, ещё вопрос | спасибо, вопрос | ok one question | ok one more |
вам звонили | ok 👎 | спасибо 😡 | ок 🆘 | ого, дым | wow smoke
""")
NO_YES = _split("""
is it working | is it fixed | was it fixed | it was working | it was fine | it was working yesterday |
used to work | работало | раньше работало | не появляется | не включается | не отключается |
yes it still does not work | yes but no | yes and no | да нет | да нет наверное | works but not on my phone |
works not | не то чтобы помогло | не скажу что помогло | yeah right | yeah sure | as if | ага щас | ага, щаз |
ага конечно щас | ну да конечно | как же | да какое там | да опять | да снова | да снова не работает | yes again |
again | i tried | i did | tried | проверил | попробовал | сделал | сделала | ok checking | yes wait |
да подождите | ok will check | да проверю | хорошо проверю позже | надеюсь | i hope so | maybe | кажется нет |
вроде нет | вроде | почти | almost | finally not | it worked for a minute | worked once | works sometimes |
иногда работает | работает через раз | плохо работает | работает плохо | работает медленно |
работает но медленно | works for him | works only on wifi | работает? | works? | fixed? | решено? |
решено не мной | не решено | нерешено | неработает | непомогло | no it works not | now it is worse |
better but slow | лучше но не до конца | almost fixed | half fixed | not fixed | unsolved | nothing works |
all broken | everything is down | ничего не работает | все плохо | всё сломано | не всё работает | не все хорошо |
не очень хорошо | не супер | not good | not great | not perfect | not cool | not ok | не ок | не норм |
not all good | it is not working fine | doesnt work great | no | n | нет | неа | thanks for nothing |
great, now it is broken | отлично, теперь вообще не включается | super, again | класс, опять |
perfect, still nothing | great, same error | good, but now sound is gone | who is this | yes? | да? | seriously |
fixed my mistake but no | problem still here | проблема осталась | проблема не решена | проблема вернулась |
ошибка осталась | ошибка не ушла | ошибка не пропала | нет не пропала | ошибка никуда не ушла | it is gone again |
sound is gone | my file is gone | not yet | пока нет | ещё нет | пока не понятно | rather not | without sound |
без звука | без изменений | nope works not | did it | thx didnt help | ok didnt help | спасибо не помогло |
спс, не то | спасибо, но увы | 👍 but no | 😡 | 😢 | 🙄 yes | ok 😒 | супер 🙄 | ( | ок( | да( | no sorted |
he came, still broken | мастер не пришёл
""")
NO_PRAISE = _split("""
вопрос | можно вопрос | ещё вопрос | есть вопрос | another question | question | support please | support |
answer me | but | no | нет | time | work | only the job | wait | hm | hmm | again | опять | помощь | помогите |
нужна помощь | время | но | но вопрос | отлично но вопрос | great question | great but the printer is offline |
good but it is back | отлично, но звука нет | it is back | it was ok but now it is not | сломалось |
great now it is broken | ещё не работает | спасибо, а пароль | спасибо когда | thanks when will you come |
thanks, and the second one | can you call me | позвоните | оператор | status | статус | рано | поспешил |
отмените | верните | not great | не очень | плохо | ужасно | так себе 😡 | it was not helpful | не помогли |
не понравилось | никто не помог | так и не помогли | rude | хамы | more help | could you help | service | работа |
она
""")
CONFIRMS = _split("""
no problem anymore | no problems now | no more issues so far | no errors anymore | проблем больше нет |
больше нет проблем | ошибок нет | больше не виснет | yes, thanks Olga | да, спасибо Ольга |
да всё работает, спасибо вам большое | it is working now thank you | its working again | all works, thx |
yep all good | works fine now, thanks a lot | Yes it works. Thank you very much! | всё получилось |
получилось, спасибо | всё ок спасибо | да заработало | ура работает | наконец-то заработало |
спасибо, теперь всё хорошо | отлично, спасибо | рабоатет | спасибо, рабтает | вроде всё норм | 👍 | 🙏 | да 👍 |
super thanks | problem solved | проблема решена | solved, you can close | fixed it, thanks |
yes everything is fine now | it helped, thank you | помогло | вопрос решён | да, вопрос закрыт |
he was here, all fine | sorry was out sick, all fine | пришёл мастер, всё работает |
looks right, cheers | Thank you, I could log in.
""")
SMALL_TALK = _split("""
thanks a lot Olga | спасибо, Ольга | thank you very much for your quick help | спасибо за помощь |
спасибо за быстрый ответ | спасибо вам огромное | thx! | tahnks | thankss | спасбио | спасибоо | ok got it |
i got it | sounds good, thanks | понял вас | хорошо, буду ждать | good night | хорошего дня | ок до завтра |
will wait | no worries | wow | haha | ок)) | ясно, спасибо | you are the best | вы лучшие | это круто |
that was fast | hello everyone
""")
PRAISE = _split("""
great service but it took a while | could have been faster | Olga was great | Olga was very kind and helpful |
Ольга супер | всё быстро и понятно | быстро | долго но помогли | fast | friendly staff | very patient with me |
best support ever | отличная поддержка | спасибо Ольге за терпение | вежливые и терпеливые ребята |
easy to work with | nothing to complain about | 10/10 | 5+ | на 5 | решили за пять минут |
the response was quick | объяснили всё понятно | good but slow
""")
CORRECTED = _split("""
wait no, it was out. works now ty | oh wait, it was unplugged. works, thanks | no sorry, wrong cable. all good now |
hmm no... ah it was off. it works, thank you! | no wait it works |
nope - ah sorry, caps lock. working now | not yet... ok now it works ty | my bad, it was off. works fine now |
scratch that, works now, thank you | нет, стоп, кабель отошел. теперь работает, спасибо |
ой нет, был выключен. заработало, спс | а нет, всё, работает, спасибо | ложная тревога, уже работает |
не, погодите, розетка. сейчас всё ок, спасибо | нет... а, всё, заработало! спасибо |
отбой, просто не включил. работает, спасибо | стоп, это я не туда нажал. всё работает |
ещё нет. хотя нет, уже работает, спасибо | виноват, раскладка. всё работает, спасибо
""")
UNCORRECTED = _split("""
не закрывайте, сейчас всё работает, спасибо | подождите закрывать, сейчас работает | wait a bit, it works now |
sorry not working | sorry, still no picture. sound works, thanks | no. works | works. wait no | wait no |
нет, не печатает. спасибо, всё хорошо | извините, опять не печатает. первый работает, спасибо |
ой, теперь другая беда: не грузит. раньше всё работало | wait, it works now but slowly | хотя нет, не закрывайте |
sorry, it works for Ivan but not for me | hmm, not sure. seems to work | works, oh no it stopped |
wait, does it work now? | нет, уже не работает, спасибо | oh wait, still broken. ok thanks
""")
NEVER_MIND = _split("""
never mind | not needed anymore, thanks | its no longer needed | please cancel my request | cancel it please |
i fixed it myself | solved it myself thanks | forget it | works now, dont bother | уже не надо | не надо уже |
уже неактуально | не актуально уже, спасибо | отбой, само заработало | само заработало |
сама разобралась, спасибо | можно закрыть заявку | закройте заявку пожалуйста | разобрались сами | проехали |
вопрос снят | it started working by itself | problem solved itself | sorry wrong chat | коллега уже помог |
false alarm, sorry
""")
STATE = _split("""
any news? | any update on my ticket? | how is it going? | when will it be fixed | when will you come |
is anyone looking at this | anyone looking at it? | how are my tickets doing | what's the status of my request |
how much longer | still waiting | will anyone look at it today | когда посмотрите? | когда сделаете |
ну когда уже | как там моя заявка | что с моей заявкой | есть новости | есть что нибудь новое |
сколько ещё ждать | долго ещё? | кто нибудь занимается | кто-нибудь смотрит мою заявку? | ну что там |
когда будет готово | сегодня сделаете? | как продвигается | kogda budet gotovo
""")
HUMAN = _split("""
can i talk to a human | let me talk to someone else please | i want to speak to a real person | human please |
are you a bot? | is this a bot | i need a human | give me an operator | speak to your manager |
i want to talk to your boss | позовите человека | живой человек есть? | соедините с оператором |
переключите на оператора пожалуйста | хочу поговорить с человеком | вы бот? | дайте нормального специалиста |
позовите начальника | мне нужен руководитель | другого оператора | nuzhen operator
""")
OPENER = _split("""
hello, can you help me with something | could someone help me out please | i need ur help asap |
who do i contact about a technical issue? | something's wrong | hi is anyone around | i have a technical problem |
hi, i have got a small question | we have an urgent issue here | need advice | can you please help us |
am i in the right place? | можно вопросик? | привет, не поможете? | у нас проблема |
здравствуйте, возникла проблема | добрый день, нужна ваша помощь | подскажите пожалуйста |
вы не могли бы мне помочь | хочу оставить заявку | куда обратиться с вопросом | помогите срочно | есть кто живой |
тут такая ситуация | у меня к вам вопрос | nuzhna pomosh
""")


@pytest.mark.parametrize("said", NEVER_SWALLOWED)
def test_what_could_be_news_is_no_small_talk(said: str) -> None:
    heard = hear(said, _NAMES)
    assert not heard.is_small_talk
    assert not heard.is_greeting


@pytest.mark.parametrize("said", [*NO_YES, *UNCORRECTED])
def test_no_or_doubt_is_never_a_yes(said: str) -> None:
    assert not hear(said, _NAMES).confirms


@pytest.mark.parametrize("said", NO_PRAISE)
def test_what_is_not_wholly_praise_reaches_the_agent(said: str) -> None:
    assert not hear(said, _NAMES).is_praise


@pytest.mark.parametrize("said", CONFIRMS)
def test_it_is_solved(said: str) -> None:
    assert hear(said, _NAMES).confirms


@pytest.mark.parametrize("said", CORRECTED)
def test_who_corrects_themselves_reopens_nothing(said: str) -> None:
    assert not hear(said, _NAMES).refutes


@pytest.mark.parametrize("said", SMALL_TALK)
def test_nothing_needs_to_be_done(said: str) -> None:
    heard = hear(said, _NAMES)
    assert heard.is_small_talk or heard.is_greeting


@pytest.mark.parametrize("said", PRAISE)
def test_a_word_with_a_rating(said: str) -> None:
    assert hear(said, _NAMES).is_praise


@pytest.mark.parametrize("said", NEVER_MIND)
def test_not_needed_any_more(said: str) -> None:
    assert hear(said).is_never_mind


@pytest.mark.parametrize("said", STATE)
def test_how_does_it_stand(said: str) -> None:
    assert hear(said).asks_for_state


@pytest.mark.parametrize("said", HUMAN)
def test_a_person_please(said: str) -> None:
    assert hear(said).wants_person


@pytest.mark.parametrize("said", OPENER)
def test_a_request_is_announced(said: str) -> None:
    heard = hear(said)
    assert heard.is_opener or heard.is_greeting


@pytest.mark.parametrize(
    "said",
    _split("""
you can cancel it, i replaced the battery | отменяйте, у мужа получилось | thanks, false alarm: the plug was out
"""),
)
def test_never_mind_among_other_things_is_asked_about_but_closes_nothing(said: str) -> None:
    heard = hear(said)
    assert heard.has_never_mind
    assert not heard.is_never_mind


@pytest.mark.parametrize("said", ["yes back again, cheers", "if it works you can close it"])
def test_a_yes_with_a_doubt_neither_closes_nor_reopens(said: str) -> None:
    assert not (hear(said).confirms or hear(said).refutes)


@pytest.mark.parametrize(
    "said", ["not needed? i still wait", "cancel it, no wait, it still fails", "works, but silent"]
)
def test_never_mind_is_not_heard_where_something_is_denied_or_asked(said: str) -> None:
    heard = hear(said)
    assert not heard.has_never_mind
    assert not heard.is_never_mind


@pytest.mark.parametrize("said", [*CONFIRMS, *SMALL_TALK, *PRAISE])
@pytest.mark.parametrize("news", ["принтер", "the printer", "but still not", "но не работает", "room 5", "?"])
def test_a_word_of_news_beside_it_is_never_swallowed(said: str, news: str) -> None:
    heard = hear(f"{said} {news}", _NAMES)
    assert not (heard.is_small_talk or heard.confirms or heard.is_praise)


_UNKNOWN = st.text("абвгдежзbcdfqwxz", min_size=9, max_size=14)


@given(st.sampled_from([*CONFIRMS, *SMALL_TALK, *PRAISE, *NEVER_MIND]), _UNKNOWN)
def test_an_unknown_word_makes_it_words_for_a_person(said: str, word: str) -> None:
    heard = hear(f"{said} {word}", _NAMES)
    assert not (heard.is_small_talk or heard.confirms or heard.is_praise or heard.is_never_mind or heard.is_greeting)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("спасбио", "спасибо"), ("thnaks", "thanks"), ("helloo", "hello"), ("неработает", "не работает"),
        ("spasibooo", "спасибо"), ("dobry den", "добрый день"), ("zdravstvuyte", "здравствуйте"),
        ("perfct", "perfect"), ("непомогло", "не помогло"), ("работае", "работает"),
    ],
)  # fmt: skip
def test_slips_of_the_fingers(typed: str, meant: str) -> None:
    assert hear(typed) == hear(meant)


def _hear_in(context: str, heard: Heard) -> set[str]:
    """Return what comes of the words in a situation, as far as the table decides it."""
    told = {"joins"} if context == "draft" else {"asks_which"} if context == "two" else {"comment"}
    match context:
        case "newcomer" | "night" | "closed":
            if heard.is_small_talk:
                return {"small_talk"} if context == "closed" else {"greeting"}
            return {"greeting"} if heard.is_greeting else {"opener"} if heard.is_opener else {"files"}
        case "resolved":
            if heard.confirms:
                return {"confirm"}
            return {"reopen"} if heard.refutes else {"small_talk"} if heard.is_small_talk else told
        case "rated":
            return {"rating_comment"} if heard.is_praise or heard.is_small_talk else {"reopen"}
        case "draft" | "pending":
            return told | ({"never_mind"} if heard.has_never_mind else set())
    if heard.is_small_talk:
        return {"small_talk"}
    follows = {"status": heard.asks_for_state, "never_mind": heard.has_never_mind, "human": heard.wants_person}
    return told | {name for name, asked in follows.items() if asked}


def _load() -> Iterator[tuple[str, str, set[str]]]:
    for line in Path(__file__).with_name("ears.jsonl").read_text("utf-8").splitlines():
        one = json.loads(line)
        yield one["context"], one["text"], set(one["label"])


def test_whole_situations() -> None:
    misheard = [
        (context, said, right, found)
        for context, said, right in _load()
        if not (found := _hear_in(context, hear(said, _NAMES))) & right
    ]
    assert misheard == []


@pytest.mark.parametrize(
    ("word", "name", "called"),
    [
        ("any", "Anna", False), ("anna", "Анна", True), ("Ане", "Anna", True), ("Анны", "Анна", True),
        ("лень", "Лена", False), ("любая", "Люба", False), ("свет", "Света", False), ("may", "Майя", False),
        ("Андрею", "Андрей", True),
        ("Игоря", "Игорь", True), ("Annas", "Anna", True), ("оле", "Olga P.", True), ("он", "Оля", False),
    ],
)  # fmt: skip
def test_who_is_called_by_a_name_and_its_cases(word: str, name: str, called: bool) -> None:
    assert is_called(word, name) is called
