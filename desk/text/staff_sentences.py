"""The meaning of an agent's whole line, if it is for the desk or for colleagues: a verb, talk, a wish to see a list.

The phrases are in `sentences/staff.txt`. A line that is not wholly one of them is for the requester. Pure.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from desk.text.choice_in_words import PLACES
from desk.text.phrases import SENTENCES, list_spellings, read_sections
from desk.text.short_sentences import Meaning, fold, hear, is_called, is_given_name
from desk.text.staff_counts import find_counted
from desk.text.typed_days import WEEKDAYS

_MOST_WORDS, _MOST_OF_TASK, _LONGEST_NUMBER, _LONGEST_LINE = 9, 16, 9, 120
_WORD, _APOSTROPHE = re.compile(r"@?[\w-]+"), re.compile(r"(?<=\w)['’](?=\w)")
_BESIDE = frozenset(
    {"please", "pls", "plz", "пожалуйста", "плиз", "guys", "ребята", "коллеги", "ну", "а", "so", "ok", "ок"}
    | {"oops", "ups", "oh", "damn", "ой", "упс", "блин", "ох"}
)
_HANDING = frozenset({"hand", "give", "pass", "assign", "передай", "передать", "передаю", "отдай", "отдаю", "назначь"})
_ASKING = (
    r"\W*(?:(?:please|hi|hello|so|ok|tell me|a question|а|и|ну|привет|подскажите?|скажите?|пожалуйста|вопрос)\W+)*"
)
_HOW = re.compile(
    rf"{_ASKING}(?:how (?:do|does|can|could|to)(?: i| we| one)?|where (?:do|can|could) (?:i|we)|what can you do"
    r"|(?:как|где)(?: мне| нам| можно| тут| здесь| в боте)* (?:по|на)?(?:стро\w+|став\w+)"
    r"|(?:как|где)(?: мне| нам| можно| тут| здесь| в боте)* (?:включ\w+|выключ\w+|отключ\w+|измен\w+|помен\w+|меня\w+"
    r"|смен\w+|добав\w+|удал\w+|сдела\w+|завес\w+|установ\w+|устан\w+|зада\w+|указ\w+|выстав\w+|пропи\w+|вве\w+"
    r"|(?=приглас\w+|назнач\w+|закры\w+|переда\w+|взять|отойти))"
    r"|что ты умеешь)\b(?P<what>.*)"
)
_OF_DESK = (
    r"(?:(?:(?:working|opening|business|office) )?hours|ratings?|stars|reminders?|greeting|auto ?close|categories"
    r"|shifts|holidays|(?:work(?:ing)? )?schedule"
    r"|часы(?= (?:с )?(?:\d|пн|вт|ср|чт|пт|сб|вс))"
    r"|рабоч\w+ (?:часы|время|дни|график)|(?:часы|график|время|режим) работы|график|оценк\w+|звезд\w+|напоминани\w"
    r"|приветстви\w|автозакрыти\w|категории|смены|праздники)"
)
"""What a desk has and a requester's thing has not."""
_OUR = r"(?:(?:the|our|my|a|setting for|settings for|нам|мне|у нас|наш\w*) )*"
_WISHED = re.compile(
    rf"{_ASKING}(?:(?:can|could) (?:you|i|we) |is there a way to |(?:i|we) (?:want|need|would like|have) to "
    r"|хочу |хотим |нужно |надо |можно(?: ли)? |как бы )?"
    r"(?:(?:turn|switch)(?: on| off)?|enable|disable|set(?: up)?|change|configure|(?:вы|в|от)ключ\w+|настро\w+"
    r"|remove|убер\w+|убрать|поменя\w+|измен\w+|смен[иья]\w*|зада\w+|установ\w+|(?:по|вы)став\w+|указать|прописать)"
    rf"(?P<what> {_OUR}{_OF_DESK}\b.*)"
)
_SHOWN = re.compile(
    rf"{_ASKING}(?:(?:where|what)(?: are| is|s) |show(?: me)? |(?:где|какие|какой|покажи\w*)(?: тут| здесь| сейчас)? )?"
    rf"(?P<what>{_OUR}{_OF_DESK}(?: now| set| сейчас| указан\w*| зада\w+)?)\W*"
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*"
_DAY = (
    r"(?:(?:on |this |next )?(?:today|tomorrow|(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|weekend)s?"
    r"|mon|tues?|wed|thu(?:rs?)?|fri|sat|sun|пн|вт|ср|чт|пт|сб|вс"
    rf"|christmas|holidays?|{_MONTH} \d{{1,2}}|\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH})"
    r"|(?:во? )?(?:это[тй]у? )?(?:сегодня|завтра|понедельник|вторник|сред[ау]|четверг|пятниц[ау]|суббот[ау]|воскресенье"
    r"|выходные|праздники|\d{1,2} (?:январ|феврал|март|апрел|ма[яй]|июн|июл|август|сентябр|октябр|ноябр|декабр)\w*))"
)
_SOMEBODY = (
    r"(?:(?:an? |another |some |the )?(?:new )?(?:colleague|agent|admin|employee|team member|teammate|person|people"
    r"|user|somebody|someone)s?|(?:одного |еще )?(?:нов\w+ )?(?:коллег\w*|сотрудни\w+|агент\w*|админ\w*|дежурн\w+"
    r"|человек\w*|людей|кого[ -]то|пользовател\w+))"
)
_PERSON, _THE = r"(?:@?[\w-]+|me|меня)", r"(?:(?:заявк\w+|тикет\w*|ticket|request|number|номер\w*) )?[#№]?"
_TASKS = (
    (
        r"(?:we (?:work|are open)|our (?:working |opening |business )?hours are|(?:мы )?работаем|мы открыты"
        r"|наши часы(?: работы)?)\b.*\d.*"
        rf"|(?:we|are we|were) (?:are |dont work |do not work )?(?:closed |open |off )?{_DAY}|closed {_DAY}"
        rf"|(?:а )?(?:мы )?(?:{_DAY} (?:мы )?не работаем|не работаем {_DAY}|{_DAY} (?:у нас )?выходной"
        rf"|работаем (?:ли )?{_DAY})"
        r"|(?:and|also|plus|open|set|make|put|change|постав\w*|сдела\w*|добав\w*|и|а|также|плюс|еще|открыт[оы]?)"
        rf" {_DAY}\W.*\d.*",
        ("hours", "часы"),
    ),
    (
        rf"(?:put|schedule) {_PERSON} (?:on (?:duty|shift)|for {_DAY}).*"
        rf"|поставь\w* {_PERSON} (?:в|на) (?:смену|дежурство|{_DAY}).*",
        ("shifts", "смены"),
    ),
    (
        r"(?:can i (?:see|read)|where (?:are|do i (?:see|read))|show(?: me)?) (?:what people say(?: about us)?"
        r"|(?:the |our )?(?:reviews|feedback|comments of clients))|(?:где|покажи\w*|как)(?: мне| можно)?"
        r"(?: почитать| посмотреть| увидеть)? (?:отзывы|что о нас пишут)",
        ("reviews", "отзывы"),
    ),
    (
        rf"(?:make|set) {_PERSON} (?:an? |the )?(?:admin|agent|lead)"
        rf"|(?:сделай\w*|назначь\w*) {_PERSON} (?:админ|агент|старш)\w*",
        ("roles", "роли"),
    ),
    (
        rf"(?:invite|add) (?:{_PERSON}|{_SOMEBODY}) (?:as an?|to (?:the|our)) (?:new )?(?:agent|admin|team|desk)"
        rf"|(?:invite|add|hire) {_SOMEBODY}"
        rf"|(?:пригла\w+|добав\w+) (?:{_PERSON}|{_SOMEBODY}) (?:агентом|админом|в команду|в дежурные|дежурным|к нам)"
        rf"|(?:пригла\w+|добав\w+|заве\w+|подключ\w+) {_SOMEBODY}",
        ("invite", "пригласить"),
    ),
    (
        rf"(?:remove|dismiss|delete|kick|take) (?:{_PERSON}|{_SOMEBODY}) (?:from|off|out of) (?:the|our) (?:team|desk)"
        rf"|(?:remove|dismiss|delete) {_SOMEBODY}|(?:убер\w+|убрать|удали\w*|исключи\w*|уволить) {_PERSON} из команды"
        rf"|(?:убер\w+|убрать|удали\w*|исключи\w*|уволить) {_SOMEBODY}(?: как)?",
        ("roles", "роли"),
    ),
    (
        r"(?:im|i am|ill be) (?:off|away|out|at lunch|afk|sick|ill|leaving)\b.*|back in \d+.*"
        r"|(?:я )?(?:на обед\w*|отош\w+|отойду|ушла|уш[её]л|болею|в отпуске)\b.*",
        ("away", "отойти"),
    ),
    (
        r"how many (?:(?:open|new|closed) )?(?:tickets|requests|did i|have i)\b.*"
        r"|how (?:did|are|were|have) we (?:do|done|doing|did)(?: so far)?"
        r"(?: (?:this|last) \w+| today| yesterday| lately)?"
        r"|(?:(?:day|week|month)s?|daily|weekly|monthly) (?:report|figures|numbers|stats|summary)"
        r"|как (?:мы|у нас) (?:с?работа\w+|справ\w+|дела|успехи|итоги)(?: (?:за|на) \w+ ?\w*| сегодня)?"
        r"|(?:итоги|отч[её]т|статистика|цифры)(?: (?:за|на) \w+ ?\w*| сегодня| дня| недели| месяца)?"
        r"|сколько (?:было |всего |у нас )?(?:я |мы )?(?:сегодня |вчера |сейчас )?(?:я |мы )?"
        r"(?:(?:открытых |новых )?заявок|закры\w+|реши\w+)\b.*"
        r"|where (?:are|is|do i (?:see|find)) (?:the |our |my )?(?:reports?|statistics|stats|figures)"
        r"|(?:где|покажи\w*) (?:мне |у нас |тут )?(?:отч[её]т\w*|статистик\w+)",
        ("statistics", "статистика"),
    ),
    (
        r"(?:can you )?(?:add|create|make|rename|remove|delete) (?:me |us )?(?:an? |the )?(?:new )?categor(?:y|ies)\b.*"
        r"|(?:добав\w+|созда\w+|сдела\w+|заведи\w*|переимен\w+|удали\w*|убер\w+) (?:нов\w+ )?категори\w+.*",
        ("categories", "категории"),
    ),
    (
        r"(?:export|download) (?:everything|all|tickets|requests|the (?:tickets|requests|data)|to excel)\b.*"
        r"|(?:выгруз\w+|экспорт\w*|скача\w+) (?:вс[её]|заявки|данные|в excel|в эксель)\b.*",
        ("export", "выгрузка"),
    ),
    (r"(?:im|i am) back\b.*|(?:я )?(?:снова |уже )?(?:вернул(?:ся|ась)|на месте)", ("back", "вернулся")),
)
"""What an agent wants of the desk, with the words by which `/help` finds how that is done."""
_STARS = re.compile(r"звезд\w+")
_LEAD = r"\W*(?:(?:please|ok|okay|so|hi|hello|and|а|и|ну|ок|привет|пожалуйста|сегодня)\W+)*"
_PLACES = "|".join(f"(?P<p{at}>{words})".replace("p-", "p_") for at, words in PLACES if at)
_ONE = rf"(?:{_THE}(?P<number>\d+)|(?:the )?(?:{_PLACES})(?: (?:one|ticket|request|заявк\w+|тикет\w*|обращени\w+))?)\b"
_GIVES = r"(?:hand|give|assign|reassign|pass)(?: over)?|переда\w+|отда\w+|назнач\w+"
_I_TAKE = (
    r"(?:i(?:ll| will| am|m| can)? )?(?:take|taking|grab|grabbing|claim|claiming)"
    r"|(?:я )?(?:возьму|беру|взял[аи]?|забираю|заберу|забрал[аи]?)"
)
_IS_OVER = r"(?:is |its )?(?:done|resolved|solved|closed|fixed)|реш[её]н[аоы]?|закрыт[аоы]?|готов[аоы]?|сделан[аоы]?"
_DOES = rf"resolve|close|{_I_TAKE}|реши\w*|закр\w+|возьм\w+|бери"
_LOOKS = (
    r"whose is|who (?:has|took|is on|is doing|got)|whos (?:on|doing)|whats (?:up )?with|what about|how is"
    r"|show(?: me)?|open|status(?: of)?|чь[яей]|у кого|кто (?:ведет|взял[аи]?|делает|занимается)"
    r"|что (?:там )?(?:со?|по)|как там|покажи\w*|открой\w*|статус"
)
_ACTED_ON = tuple(
    re.compile(_LEAD + pattern + r"\W*")
    for pattern in (
        rf"(?:{_DOES}) {_ONE}", rf"{_ONE} (?:{_DOES}|{_IS_OVER}|(?:is )?mine|мо[яйе])",
        rf"(?:{_GIVES}) {_ONE}.*", rf"{_ONE} (?:{_GIVES})\b.*", rf"(?:{_GIVES}) {_PERSON} {_ONE}",
        rf"(?:(?:can|could) you )?(?:remind|ping|nudge) {_PERSON} (?:about|of) {_ONE}",
        rf"напомни(?:те)? {_PERSON} (?:о|об|про) {_ONE}",
    )
)  # fmt: skip
_ON_NUMBER = re.compile(rf"(?:^|(?<=\s)){_THE}(?P<number>\d+)(?=$|[\s,.!])")
_UNTIL = re.compile(
    r"\W+(?:(?:until|till|for|to) (?:tomorrow|later|now|today|next week|the (?:morning|evening)|monday|\d.*)"
    r"|(?:до|на) (?:завтра|потом|вечера|утра|понедельника|следующ\w+ недел\w|\d.*)|пока|for now)\W*$"
)
_ENDS = re.compile(rf"\b(?:resolve|close|реши|закр[оы]|(?:{_IS_OVER})\W*$)")
_TAKEN = re.compile(rf"{_LEAD}(?:{_I_TAKE})\b.*|.*\W(?:{_I_TAKE}|mine|мо[яйе])\W*")
_GIVEN = r"(?:hand|give|assign|reassign|pass)(?: over)?|переда(?:й(?:те)?|ю|ть)|отда(?:й(?:те)?|ю|ть)|назначь(?:те)?"
_TO = r"(?:(?:to|for|на) )?(?P<to>@?[^\W\d_][\w-]*)(?: please| пожалуйста)?"
_GIVEN_TO = tuple(
    re.compile(rf"{_LEAD}{pattern}\W*")
    for pattern in (rf"(?:{_GIVEN}) {_ONE} {_TO}", rf"{_ONE} (?:{_GIVEN}) {_TO}", rf"(?:{_GIVEN}) {_TO} {_ONE}")
)
_MYSELF = frozenset({"me", "myself", "мне", "себе", "меня", "себя"})
_LOOKED_AT = tuple(
    re.compile(_LEAD + pattern + r"\W*")
    for pattern in (
        rf"(?:{_LOOKS}) {_ONE}", r"[#№](?P<number>\d+)",
        r"[#№](?P<number>\d+)\W+(?:is )?(?:whose|who|whats|what|status|чь|у кого|кто|что|статус)\b.*",
    )
)  # fmt: skip
_WHICH_ONE = re.compile(
    rf"{_LEAD}(?:what|which)(?: kind of)? (?:ticket|request)(?: is (?:it|this|that))?\W*"
    rf"|{_LEAD}(?:что (?:это )?за|какая)(?: это)? (?:заявка|обращение|задача)\W*"
)
"""A ticket by its number, or by its place in the list that was shown: its card has the buttons for what is wished."""
_WISHING = (
    r"(?:(?:how (?:do|can|could|to)|(?:can|could) (?:i|we|you)|is there a way to|(?:i|we) (?:want|need|would like|have)"
    r" to|id like to|хочу|хотим|хотел\w* бы|нужно|надо|можно(?: ли)?|как(?: бы)?)(?: (?:i|we|мне|нам))? )?"
)
_ABOUT = tuple((re.compile(rf"{_LEAD}{_WISHING}(?:{pattern})\W*"), words) for pattern, words in _TASKS)
_ANY_OF_US = (
    r"(?:(?:can|could|would|will) (?:someone|somebody|anyone|anybody)\b(?!.*\byou).*\b(?:take|handle|look at|pick)\b.*"
    r"|(?:whos|who is|who can|who will be) (?:closer|closest|near|nearby|free|going|available|around|there|go|in)\b\W*"
    r"|кто (?:сейчас |у нас |там )?(?:ближе|рядом|свобод\w+|сможет|может|пойд[её]т|поед\w+|ед[её]т|на месте|там)\b\W*"
    r"|кто (?:нибудь|то)\b(?!.*\bва[смш]).*\b(?:возьм\w+|взять|глян\w+|займ\w+).*)"
)
_TO_ALL = re.compile(
    rf"\W*(?:(?:guys|folks|team|people|ребят\w*|коллеги|народ)\W+(?:.*\b)?(?:who|anyone|anybody|someone|somebody|кто|кого)\b.*"
    rf"|{_ANY_OF_US})"
)
"""Words to all colleagues at once: they ask who of them."""
_TO_ONE = re.compile(
    r"\W*@?(?P<name>[\w-]+),? (?:(?:do|did|can|could|would|will|are|have|were) you\b|ты\b|тебе\b"
    r"|(?:помнишь|можешь|сможешь|знаешь|глян\w+|посмотришь|возьм[её]шь|возьми|подскажи|(?:не )?видел[аи]?"
    r"|слышал[аи]?)\b).*"
)
"""Words to a colleague by name, as one speaks to nobody else of that name."""
_WHO = re.compile(
    rf"{_LEAD}(?:(?P<who>who(?:s|se| else)?|кто(?! нибудь| то)|ч(?:ей|ья|ье|ьи)|у кого)"
    r"|(?:(?:does|did|has|can|is) )?(?:any|some)(?:one|body)|кто(?: нибудь| то)|кого|кому|кем|с кем|есть кто"
    r"|может кто\w*)\b.*"
)
"""A question who of us: of a requester it would be asked with "you"."""
_GUESS = re.compile(
    r"\b(?:i think|i guess|i bet|probably|maybe|perhaps|must be|looks like|seems like|видимо|похоже|наверное|наверно"
    r"|кажется|по моему|походу|скорее всего|небось|может быть|мб)\b"
)
_POLITE_FORM = re.compile(
    r"\b\w{2,}(?:[йи]те|[ая]йтесь|итесь)\b|\b(?:please|pls|пожалуйста|извините|спасибо|thanks|sorry)\b"
)
_THEY_DO = re.compile(
    r"\b(?:s?hes?|him|her)\b"
    r"|\b(?:она?|ей|ему|её|ее|его|ней|ним)\b(?: \w+){0,3} (?:не )?"
    r"(?:чита|плат|спраш|спрос|пиш|писал|звон|прос|жал|говор|хоч|хот|отвеча|ответил|жд[её]т|ждал|подожд|зна|поня|понима|уме|вр[её]|врал|руга|ор[её]|орал|так(?:ая|ой)|доста|надо"
    r"|сказал|дума|забы|пропал|игнор|обеща|опять)\w*"
    r"|\b(?:чего|что|чо|чё)\b(?: \w+){0,2} (?:она?|ей|ему)\b|\b(?:она?) (?:вечно|всегда|опять|снова)\b"
    r"|^\W*(?:пусть|подожд[её]т)\b"
)
_PASSED_ON = re.compile(
    r"\W*(?:(?:this|it|this one|its|thats|that)(?: is| goes| belongs)? (?:for|to) (?:the )?\w+"
    r"(?: team| department| guys)?"
    r"|это (?:к|в|для) \w+(?: отдел\w*)?|(?:its a |a |это )?(?:dup|duplicate|дубль|дубликат)(?: of| заявки)? ?[#№]?\d+"
    r"|(?:oh )?not again|here we go again)\W*"
)
"""Whose it is, and which one it repeats."""
_SOMEBODY_ELSE = re.compile(
    r"\b(?:colleague|technician|engineer|electrician|plumber|manager|boss|vendor|supplier|courier|driver|guard|guy|admin"
    r"|teacher|man|woman|person|lady|somebody|someone|коллег|техник|инженер|электрик|сантехник|мастер|менеджер|руководител"
    r"|начальни|директор|поставщик|курьер|водител|охранник|преподавател|человек|девушк|женщин|мужчин|кто то)\w*"
)
_OF_THING = re.compile(
    r"\W*(?:(?:and|so|а|и|ну)\W+)?(?:which|what|where|when|how|как\w*|где|когда|сколько|что|куда|откуда"
    r"|(?:на|в) как\w+)\b"
)
"""A question about the thing: a requester is asked so, without a "you"."""
_FEW_WORDS, _FEWEST = 6, 4
_OF_THEM = re.compile(
    r"\b(?:s?hes?|him|her|isnt s?he)\b.*\?\W*$"
    r"|\b(?:она?|ей|ему|е[её]|его|н[её][ей]|ним)\b.*\b(?:писал|говорил|звонил|просил|жалова|спрашивал|приходил|хоч[еу]т"
    r"|пишет|звонит|уволил|сидит)\w*\b.*\?\W*$|\bкто (?:это|она?|такая|такой)\b.*\?\W*$"
)
_TO_YOU = re.compile(r"\b(?:you|your|yours|u|вы|вас|вам|вами|ваш\w*|ты|тебя|тебе|тво\w+)\b")
"""A question about the requester, and words to the requester."""
_SAYS_NOTHING = (
    "set change configure find get see make use people my our setting the a an i we you on off to for in do it "
    "of this add remove please пожалуйста up turn switch desk bot мне мой мои нам нас наш наши у это бот в на по "
    "и для до с из от who whom whose what which how when where why did does is are кто кого кому чей что как где когда"
)
_EMPTY = frozenset(_SAYS_NOTHING.split())


class StaffMeaning(StrEnum):
    """The purposes of an agent's line, named as the sections of the file; UNDO: what they did last is taken back; SEND
    and INSIDE: what was asked about is for the requester, or for the team; HAND: it is handed over; HELP: how something
    is done; TICKET: a ticket is to be seen; LOAD: who has how many; OPEN: how many there are; OWN: what
    became of their own request, or that it is not needed."""

    RESOLVE = "resolve"
    PENDING = "pending"
    PROGRESS = "progress"
    HOLD = "hold"
    RELEASE = "release"
    CLAIM = "claim"
    REOPEN = "reopen"
    TALK = "talk"
    UNDO = "undo"
    SEND = "send"
    INSIDE = "inside"
    HAND = "hand"
    MINE = "mine"
    QUEUE = "queue"
    DUTY = "duty"
    LOAD = "load"
    OPEN = "open"
    OWN = "own"
    HELP = "help"
    TICKET = "ticket"


VERBS = frozenset(
    {StaffMeaning.RESOLVE, StaffMeaning.PENDING, StaffMeaning.PROGRESS, StaffMeaning.HOLD, StaffMeaning.RELEASE}
    | {StaffMeaning.CLAIM, StaffMeaning.REOPEN}
)
"""Named as the verbs of the desk."""
_LISTS = frozenset({StaffMeaning.MINE, StaffMeaning.QUEUE, StaffMeaning.DUTY})
_COUNTS = frozenset({StaffMeaning.LOAD, StaffMeaning.OPEN, StaffMeaning.OWN})
WISHES = _LISTS | _COUNTS | {StaffMeaning.HELP, StaffMeaning.TICKET}
NOT_FOR_REQUESTERS = VERBS | _LISTS | {StaffMeaning.TALK, StaffMeaning.UNDO, StaffMeaning.HAND}


def hear_staff(text: str, requester: str = "") -> frozenset[StaffMeaning]:
    """Return what a whole line of an agent means to the desk or to colleagues; nothing if it may be for the requester,
    of that name."""
    typed = _WORD.findall(_APOSTROPHE.sub("", text.strip()))
    if not typed or len(typed) > _MOST_OF_TASK or "\n" in text.strip() or text.lstrip().startswith("/"):
        return frozenset()
    if read_ticket(text) is not None:
        is_verb = all(pattern.fullmatch(fold(text)) is None for pattern in _LOOKED_AT)
        return frozenset({StaffMeaning.TICKET, StaffMeaning.TALK} if is_verb else {StaffMeaning.TICKET})
    found = {StaffMeaning.HELP} if _find_task(text) is not None else set[StaffMeaning]()
    if len(typed) > _MOST_WORDS:
        return frozenset(found | ({StaffMeaning.TALK} if _is_about_them(text) else set()))
    words = [fold(word) for word in typed]
    plain = tuple(word for word in words if word not in _BESIDE) or tuple(words)
    named = tuple("~" if _is_name(word, requester) else fold(word) for word in typed if fold(word) not in _BESIDE)
    found |= _phrases().get(plain, frozenset()) | _phrases().get(named, frozenset())
    if _WHICH_ONE.fullmatch(fold(text)):
        found.add(StaffMeaning.TICKET)
    if plain[0] in _HANDING:  # to whom, without a capital letter
        handed = found | _phrases().get((*plain[:-1], "~"), frozenset())
        found |= handed | ({StaffMeaning.TICKET} if handed else set())
    if hear(text).is_only(Meaning.LAUGHTER):
        found.add(StaffMeaning.TALK)
    if not found and _takes_back(text):
        found.add(StaffMeaning.UNDO)
    if not found - {StaffMeaning.HELP}:
        counted = find_counted(fold(text))
        found = {StaffMeaning(counted)} if counted else found
    return frozenset(found | ({StaffMeaning.TALK} if _is_to_colleagues(text, requester) else set()))


def _takes_back(text: str) -> bool:
    """Return True if each part of a line says that something was a slip or is to be undone, and one says the latter."""
    parts = [words for part in re.split(r"[,.;:!–—]| - ", fold(text)) if (words := tuple(_WORD.findall(part)))]
    undone = [any(StaffMeaning.UNDO in _phrases().get(words[at:], ()) for at in _list_slips(words)) for words in parts]
    slips = [set(words) <= _SLIPS for words in parts]
    return any(undone) and all(map(max, undone, slips))


def _list_slips(words: tuple[str, ...]) -> Iterator[int]:
    """Yield how many words at the beginning may be taken off as a slip."""
    return (at for at in range(len(words)) if set(words[:at]) <= _SLIPS)


_SLIP = (
    "oops ups oh damn no wait stop sorry wrong mistake my bad that was a not right please pls shit hold on error ой "
    "упс блин черт стой стоп нет подожди погоди ошибка ошибся ошиблась не то так пожалуйста это я сорри извините извини"
)
_SLIPS = frozenset(_SLIP.split())


def _is_to_colleagues(text: str, requester: str) -> bool:
    """Return True if a line asks all colleagues who of them does something, or speaks to one by a name in use."""
    name = find_spoken_to(text, requester)
    if any(not is_called(tag, requester) for tag in _TAGGED.findall(fold(text))):
        return True
    if not name:
        said = fold(text).replace("-", " ")
        asks = _TO_ALL.fullmatch(said) is not None or _asks_about_them(said) or _asks_who(said)
        return asks or _speaks_of(text, requester) or _is_about_them(text) or _PASSED_ON.fullmatch(said) is not None
    return fold(text).startswith("@") or is_given_name(name)


def _asks_who(said: str) -> bool:
    """Return True for a short question who does, has or knows something, which speaks to nobody."""
    who = _WHO.fullmatch(said) if len(said) <= _LONGEST_LINE and _TO_YOU.search(said) is None else None
    is_clear = who is not None and who["who"] is not None and len(said.split()) <= _FEW_WORDS
    return who is not None and (said.rstrip().endswith("?") or is_clear)


def _speaks_of(text: str, requester: str) -> bool:
    """Return True if a short line names the requester as one speaks of somebody, and not to them ("tell Anna")."""
    words = re.findall(r"[\w-]+|[^\w\s]", fold(text))
    at = next((at for at, word in enumerate(words) if requester and is_called(word, requester)), None)
    if at is None or len(text) > _LONGEST_LINE or _TO_YOU.search(fold(text)):
        return False
    if _is_oblique(words[at], requester):
        return True
    if _POLITE_FORM.search(fold(text)):
        return False
    before, after = words[:at], words[at + 1] if at + 1 < len(words) else ""
    if (not after or after in ",!.:;)") and (not before or before[-1] not in _OF_SOMEBODY):
        return False  # "try again, Anna", "Anna, …"
    is_greeted = bool(before) and bool(hear(" ".join(before)).readings)
    return not is_greeted and (bool(before) or _DOES_SO.fullmatch(after) is not None)


def _is_oblique(word: str, name: str) -> bool:
    """Return True for a Russian name in another case than that in which a person is called ("Анне")."""
    return _OBLIQUE.search(word) is not None and word not in fold(name).split()


_OBLIQUE = re.compile(r"[а-я](?:[еуыию]|ой|ей|ом|ем)$")
_BEFORE_SOMEBODY = (
    "tell for to with about from of ask call is because and that для с со о об про к у от на скажи скажите спроси"
)
_OF_SOMEBODY = frozenset(_BEFORE_SOMEBODY.split())
_DOES_SO = re.compile(
    r"is|was|has|had|will|does|did|can|cant|wont|just|again|still|already|never|always|said|wrote|called|wants|went"
    r"|\w{2,}(?:ed|es)|опять|снова|уже|все|вечно|хоч\w+|не|\w+(?:л|ла|лся|лась|ет|ит|ется|ится)"
)
"""What is said of somebody in the third person, behind the name."""


def may_be_talk(text: str, requester: str = "") -> bool:
    """Return True if a line written where colleagues read it may be for them: a question that does not speak to the
    requester, of that name, a yes or a no and nothing else, and a guess in a few words."""
    said = fold(text).replace("-", " ")
    if len(said) > _LONGEST_LINE or _is_to_requester(said) or "\n" in text.strip() or _calls(text, requester):
        return False
    if said.rstrip().endswith("?"):
        return _OF_THING.match(said) is None and not hear(re.split(r"[,.!]", text, maxsplit=1)[0]).is_greeting
    guesses = _GUESS.search(said) is not None and len(said.split()) <= _FEWEST
    return guesses or hear(text).is_only(Meaning.YES, Meaning.NO, Meaning.AGREEMENT, Meaning.UNSURE)


def _calls(text: str, requester: str) -> bool:
    """Return True if a line begins by calling the requester, after a greeting or before a comma ("hi Anna, …")."""
    begin, sign, _ = text.partition(",")
    words = re.findall(r"[\w-]+", begin)
    if not words or not requester or not is_called(words[-1], requester) or _is_oblique(fold(words[-1]), requester):
        return False
    return bool(sign) and (len(words) == 1 or hear(" ".join(words[:-1])).is_greeting)


def _is_to_requester(said: str) -> bool:
    """Return True if the words speak to somebody, or as one speaks to who has asked for something."""
    return _TO_YOU.search(said) is not None or _POLITE_FORM.search(said) is not None


def _is_about_them(text: str) -> bool:
    """Return True for a line that says something of a person whom it does not name: to the requester it would be said
    with "you", and of somebody else with their name or place ("the technician has the key, he comes at 5")."""
    said = fold(text).replace("-", " ")
    found = _THEY_DO.search(said) if len(said) <= _LONGEST_LINE and not _is_to_requester(said) else None
    if found is None:
        return False
    words = re.findall(r"[\w']+", text.replace("-", " "))[: len(re.findall(r"\w+", said[: found.start()]))]
    named = any(is_given_name(word) or (at and word[:1].isupper() and len(word) > 1) for at, word in enumerate(words))
    return not named and _SOMEBODY_ELSE.search(said[: found.start()]) is None


def _asks_about_them(said: str) -> bool:
    """Return True for a question about a person that speaks to nobody: the requester would be spoken to."""
    return _OF_THEM.search(said) is not None and _TO_YOU.search(said) is None


_TAGGED = re.compile(r"(?<!\w)@(\w+)(?![\w.])")
_TO_ONE_LAST = re.compile(r".+(?:,|\b(?:please|pls|plz|пожалуйста|плиз|пож))\W*\s(?P<name>[^\W\d_]{2,})\W*")
_TAKES = re.compile(
    r"(?:take|handle|pick|yours|your turn|help with this)\b|возьм|забер|забир|заним|твое\b|твоя\b|тебе\b|на тебе"
)


def find_asked_to_take(text: str) -> str:
    """Return the name or username of a colleague whom a line asks to take the ticket, or ""."""
    said = fold(text)
    if len(text) > _LONGEST_LINE or _TAKES.search(said) is None:
        return ""
    tagged, first = _TAGGED.search(said), re.match(r"\W*([\w-]+)", said)
    return find_spoken_to(text, "") or (tagged[1] if tagged is not None else first[1] if first is not None else "")


def find_spoken_to(text: str, requester: str) -> str:
    """Return the first word of a line, or the last, if that may be the name of a colleague who is spoken to, or ""."""
    said = fold(text).replace("-", " ") if len(text) <= _LONGEST_LINE else ""
    to_one = _TO_ONE.fullmatch(said) or _TO_ONE_LAST.fullmatch(said)
    return to_one["name"] if to_one is not None and not is_called(to_one["name"], requester) else ""


@dataclass(frozen=True, slots=True)
class NamedTicket:
    """The ticket that an agent wants to see or to do something to: by its number, or by its `place` in the list shown
    last, from 1, -1 for the last one. `verb`: what they want to be done to it; `is_taken`: they take it; `to`: the
    name of whom they hand it over to."""

    number: int | None = None
    place: int | None = None
    verb: StaffMeaning | None = None
    is_taken: bool = False
    to: str = ""


def read_ticket(text: str) -> NamedTicket | None:
    """Return which ticket a line of an agent is about, if it is nothing but a wish to see it or to do something to
    it."""
    said = fold(text)
    found = next((found for pattern in (*_ACTED_ON, *_LOOKED_AT) if (found := pattern.fullmatch(said))), None)
    if found is None:
        return _read_verb_on(said)
    is_told = found.re in _ACTED_ON and "?" not in said
    given = next((given["to"] for way in _GIVEN_TO if is_told and (given := way.fullmatch(said))), "")
    takes = given in _MYSELF or (is_told and not given and _TAKEN.fullmatch(said) is not None)
    named = {name: value for name, value in found.groupdict().items() if value is not None}
    if len(named.get("number", "")) > _LONGEST_NUMBER:
        return None
    place = next((at for at, _ in PLACES if f"p{at}".replace("-", "_") in named), None)
    number = int(named["number"]) if "number" in named else None
    verb = StaffMeaning.RESOLVE if is_told and _ENDS.search(said) is not None else None
    return NamedTicket(number, place, verb, takes, "" if takes else given)


def _read_verb_on(said: str) -> NamedTicket | None:
    """Return the ticket of a phrase to the desk or to colleagues in which its number stands for "it" ("put 12 on
    hold")."""
    numbers = list(_ON_NUMBER.finditer(said))
    if len(numbers) != 1 or len(said) > _LONGEST_LINE or len(numbers[0]["number"]) > _LONGEST_NUMBER or "?" in said:
        return None
    for one in ("it", "её", " "):
        left = _UNTIL.sub("", f"{said[: numbers[0].start()]}{one}{said[numbers[0].end() :]}")
        words = tuple(word for word in _WORD.findall(fold(left)) if word not in _BESIDE)
        means = _phrases().get(words, frozenset()) if words else frozenset()
        if means & VERBS or (StaffMeaning.TALK in means and one.strip()):
            verb = next(iter(sorted(means & VERBS)), None)
            return NamedTicket(int(numbers[0]["number"]), None, verb)
    return None


def read_help_words(text: str) -> str:
    """Return what help is asked about, or "" if it is not said."""
    task = _find_task(text) or ""
    named = re.search(rf"\b{_OF_DESK}", task)
    words = re.findall(r"\w+", _STARS.sub("оценки", named[0]) if named is not None else task)
    return " ".join(word for word in words if word not in _EMPTY and word not in WEEKDAYS and not word.isdigit())


def _find_task(text: str) -> str | None:
    """Return what is to be done to the desk, None if nothing is: how it is done, or that it shall be."""
    said = fold(text)
    about = next((words for pattern, words in _ABOUT if pattern.fullmatch(said)), None)
    if about is not None:
        return about[re.search("[а-я]", said) is not None]
    found = _HOW.fullmatch(said) or _WISHED.fullmatch(said) or _SHOWN.fullmatch(said)
    return found["what"] if found is not None else None


def is_small_word(word: str) -> bool:
    """Return True if a word says nothing of what is asked for."""
    return word in _EMPTY


def is_wish(said: str) -> bool:
    """Return True if a line begins as a wish or a question does, or names a thing that a desk has set up."""
    return _WANTS.match(fold(said)) is not None


_WANTS = re.compile(
    rf"{_ASKING}(?:how|where|what|which|who|when|can|could|is there|do we|(?:i|we) (?:want|need|would)|id like"
    r"|(?:turn|switch|set|change|add|remove|delete|make|show|invite|enable|disable)\b.*\w|как|где|что|какие?|кто|когда"
    r"|можно|хочу|хотим|нужн\w+|надо|есть ли|(?:добав|удал|убер|убра|покаж|включ|выключ|отключ|постав|настро|измен"
    rf"|помен|сдела|пригла)\w*\b.*\w|.*\b{_OF_DESK}\b)"
)


def _is_name(word: str, requester: str) -> bool:
    """Return True if a word may name a colleague: it has a capital letter or an @, and does not name the requester."""
    return (word.startswith("@") or word[:1].isupper()) and not is_called(word.removeprefix("@"), requester)


@cache
def _phrases() -> dict[tuple[str, ...], frozenset[StaffMeaning]]:
    found: dict[tuple[str, ...], frozenset[StaffMeaning]] = {}
    for section, line in read_sections(SENTENCES / "staff.txt"):
        for words in (words for phrase in line.split("|") for words in list_spellings(fold(phrase)) if words):
            found[words] = found.get(words, frozenset()) | {StaffMeaning(section)}
    return found
