"""Questions of the team how many tickets there are: the agent's own, everybody's, all that are open; and what became of
a request of their own.

A question counts only as a whole. Pure.
"""

import re

_LEAD = r"\W*(?:(?:please|ok|okay|so|hi|hello|and|а|и|ну|ок|привет|пожалуйста|подскажите?)\W+)*"
_WORK = r"(?:tickets?|requests?|work|заяв\w+|тикет\w*|обращени\w+|работы)"
_NOW = r"(?:currently |right now |now |here |today |сейчас |сегодня |там |тут |у нас |еще |всего )*"
_END = r"(?: (?:right now|now|today|in total|at the moment|сейчас|сегодня|всего|у нас|еще|по заявкам|на сегодня))*\W*"
_BUSY = (
    r"(?:busy|busiest|free|freest|loaded|overloaded|swamped|overwhelmed|занят\w*|загружен\w*|перегружен\w*|завален\w*"
    r"|свобод\w+)"
)
_MOST = r"(?:most|fewest|least|more|less|how many|больше|меньше|сколько|много|мало|самый|самая|самое)"
_UNDONE = (
    r"(?:open|waiting|unsolved|unresolved|unanswered|untaken|pending|in progress|in the queue"
    r"|открыт\w*|вис[ия]т|в работе|не ?решен\w*|в очереди|ждут)"
)
_OTHERS = r"(?!i\b|you\b|we\b|они\b|меня\b|вас\b|нас\b|мной\b)(?:each|every|the )?[\w-]+(?: else)?"
_MINE = (
    r"(?:what(?:s| is| do i| have i| else)?|which|how many|anything)\b(?: \w+)?(?: do i)? "
    r"(?:i |have |got |is )*(?:have |got )?(?:left|mine|on me|for me|open|to do|still)+",
    rf"how many(?: {_WORK})?(?: do i have| have i(?: got)?| i have)(?: left| open)?",
    r"(?:что|чего|какие|сколько)\b (?:там |еще |сейчас |заявок |заявки )*(?:у меня|на мне|за мной)"
    r"(?: еще| осталось| есть| сейчас| в работе| висит| числится| открыт\w+| по заявкам| на сегодня"
    r"| сегодня| заявок)*",
)
_LOAD = (
    rf"(?:who|which (?:of us|agent|colleague))(?: of us)? {_NOW}(?:has|have|holds|got|is|does)(?: got| holding)?"
    rf" (?:the )?{_MOST}(?: open)?(?: {_WORK}| {_BUSY})?(?: to do| open)?",
    rf"(?:whos|who is) {_NOW}(?:the )?(?:most |least |more |so |too )*{_BUSY}",
    rf"how (?:many|much)(?: open)?(?: {_WORK})? (?:is |are |does |do |did )?{_OTHERS} (?:have|has|had|hold|holds|got)"
    rf"(?: got| open| {_WORK})*",
    rf"how many {_WORK} (?:are|is) (?:on|with|for) {_OTHERS}|how (?:busy|loaded) (?:is|are) {_OTHERS}(?: \w+)?",
    r"(?:(?:show|whats|what is|hows|how is)(?: me)? )?(?:the |our )?(?:team )?(?:work ?)?load"
    r"(?: (?:of|on|per|by|across) (?:the )?(?:team|agent|agents|person|people|everyone|us|colleagues))?",
    rf"(?:у кого|кто|за кем|на ком) {_NOW}(?:из нас )?(?:{_WORK} )?{_MOST}"
    rf"(?: всех| всего| большая| маленькая| {_BUSY}| {_WORK}| висит| числится| открыто| нагрузка)*",
    rf"кто {_NOW}(?:всех )?{_BUSY}",
    rf"(?:сколько|как много) {_NOW}(?:открытых )?(?:{_WORK} )?(?:висит |числится |открыто )?у {_OTHERS}"
    rf"(?: {_WORK}| висит| открыто| в работе)*",
    r"(?:какая |покажи )?(?:сейчас )?(?:нагрузка|загруженность)(?: (?:у|по|на))?"
    r"(?: (?:команды?|команде|людям|сотрудник\w+|агент\w+|всех|нас))?",
    rf"как (?:распределены|разложены|поделены) {_WORK}",
)
_OPEN = (
    rf"how many {_NOW}(?:{_UNDONE} {_WORK}(?: (?:are there|do we have|there are))?"
    rf"|(?:{_WORK} )?(?:are |do we have )?(?:there |still )*{_UNDONE})",
    rf"how many {_WORK} (?:are there|do we have|are left)",
    rf"сколько {_NOW}(?:{_WORK} )?{_NOW}{_UNDONE}(?: {_WORK})?",
)
_OWN = (
    r"(?:\w+ ){0,4}(?:my|my own) (?:own )?(?:request|ticket)(?: (?:doing|going|please|now|now please|then))?",
    r"(?:[^\W\d]+ ){0,4}(?:мо(?:я|ей|ю|ё|е)|сво(?:ю|ей)) (?:собственн\w+ )?(?:заявк\w+|обращени\w+|запрос\w*)",
)
_COUNTED = {
    name: tuple(re.compile(_LEAD + f"(?:{pattern})" + _END) for pattern in patterns)
    for name, patterns in (("open", _OPEN), ("mine", _MINE), ("load", _LOAD), ("own", _OWN))
}
_LONGEST = 90


def find_counted(said: str) -> str:
    """Return what folded words ask to see of the desk's tickets: "mine", "load", "open", "own", or ""."""
    if len(said) > _LONGEST:
        return ""
    return next((name for name, ways in _COUNTED.items() if any(way.fullmatch(said) for way in ways)), "")
