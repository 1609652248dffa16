"""The frame of a message: greeting with who one is at its beginning, closing formula with a signature at its end.

What is taken off says nothing about the matter. Whoever hears the rest has to check that all of it is known and that
nothing in the whole text denies: otherwise the frame may be content. Pure, and linear in the text.
"""

import re
from collections.abc import Callable, Iterator

_LONGEST_TEXT, _LONGEST_LINE, _MOST_LINES, _MOST_WORDS, _MOST_BEFORE = 800, 70, 4, 6, 4
_FORMULA = re.compile(
    r"(?:^|(?<=[\n.!)…]))[ \t]*(?:(?P<plain>(?:with |my )?(?:(?:kind|best|warm|warmest|many) )?(?:regards|wishes|rgds)"
    r"|(?:yours )?(?:sincerely|truly|faithfully)(?: yours)?|с (?:наилучшими пожеланиями|уважением|благодарностью)"
    r"|искренне ваша?)|yours|all the best|best|cheers|(?:many )?thanks(?: again)?|thank you|всего (?:доброго|хорошего)"
    r"|спасибо)[,.!–—-]*(?=\s)",
    re.IGNORECASE | re.MULTILINE,
)
_NAME = r"[A-ZА-ЯЁ](?:[\w’'-]+|\.)"
_NAMES = re.compile(rf"{_NAME}(?:[ ,]+{_NAME}){{0,3}}[.!]?")
_REACH = re.compile(
    r"\+?[\d(][\d ()./-]{4,}\d|\S+@\S+|https?://\S+|\b(?:[\w-]+\.)+[a-z]{2,}\b/?"
    r"|\b(?:phone|tel|mobile|mob|fax|ext|e-?mail|web|тел(?:ефон)?|моб|факс|доб|почта)\b[.: ]*\d*",
    re.IGNORECASE,
)
_PROPER = re.compile(r"(?:[A-ZА-ЯЁ«\"(]\S*|[\d/#№&|:.,-]+\S?|of|the|and|at|for|de|van|von|и|по|для|при)(?:,?\s+|$)")
"""A word of a line of names, places and addresses."""
_AFTERTHOUGHT = re.compile(r"\s*(?:p\.? ?s|з\.? ?ы|ps\b|постскриптум|also|and|but|и|но|а|ещ[её])\b", re.IGNORECASE)
_DEPARTMENT = (
    r"(?:the |our )?(?:accounting|accounts|finance|payroll|hr|human resources|library|reception|front desk|warehouse"
    r"|sales|marketing|legal|security|logistics|purchasing|facilities|school|lab|stores|administration"
    r"|(?:main |head )?office"
    r"|(?:room|shop|hall|floor|desk|branch) \d+"
    r"|бухгалтери\w|библиотек\w|склада?|касс\w|при[её]мн\w+|отдела? (?:кадров|продаж|маркетинга|закупок)|кадр(?:ы|ов)"
    r"|ресепш[еэ]на?|регистратур\w|секретар\w+|школ\w|офиса?|охран\w|столов\w+|деканата?|лаборатори\w|типографи\w|вахт\w"
    r"|магазина?|филиала?|юридическ\w+ отдела?|(?:\d+ )?кабинета?(?: \d+)?)"
)
_FROM = r"(?:из|с|со|от|from|of|at|in)"
_TITLES = (
    r"(?:head|manager|director|officer|librarian|accountant|engineer|assistant|teacher|lecturer|professor|secretary"
    r"|administrator|coordinator|specialist|analyst|consultant|developer|nurse|doctor|clerk|lead|chief"
    r"|бухгалтер|библиотекарь|директор|менеджер|инженер|секретарь|специалист|администратор|заведующ(?:ий|ая)|начальник"
    r"|учитель|преподаватель|методист|руководитель|врач|юрист|кассир|помощник|оператор|экономист|технолог|логист)"
)
_TITLE = re.compile(
    rf"(?:[\w-]+ ){{0,2}}{_TITLES}(?:,? (?:of|for|at|the|по|отдела|службы|группы|кафедры)(?: [\w-]+){{1,3}}"
    rf"|,? {_DEPARTMENT}| [\w-]+(?:ой|ей))?|{_DEPARTMENT}",
    re.IGNORECASE,
)
_IS = (
    r"(?:это|вас беспокоит|вам пишет|пишет вам|пишет|с вами|меня зовут|мо[её] имя|this is|it[’']?s|it is|my name is"
    r"|i[’']?m|i am)"
)
_END = r"(?P<end>\s*(?:[,.!;:\n–—-]|$))"
_PLACE = rf"(?:{_DEPARTMENT}|[\w-]+(?: [\w-]+){{0,2}}?)"
_WHO = re.compile(
    rf"(?i:(?<![\w]){_IS}) (?P<name>{_NAME}(?: {_NAME}){{0,2}})(?i: {_FROM} {_PLACE})?{_END}"
    rf"|(?i:(?<![\w])(?:{_IS} (?:{_FROM} )?|{_FROM} ){_DEPARTMENT}){_END.replace('end', 'end2')}"
    rf"|(?i:(?<![\w]){_IS} (?P<lower>\w+(?: \w+)?) {_FROM} {_DEPARTMENT}){_END.replace('end', 'end3')}"
    rf"|(?P<here>{_NAME}(?: {_NAME})?)(?i: here|(?: {_FROM} {_DEPARTMENT}))(?i: here)?{_END.replace('end', 'end4')}"
)
_ADDRESSED = re.compile(rf"^(?P<hello>[^\n,.!?]{{2,40}}?),? (?P<name>{_NAME}(?: {_NAME}){{0,1}})(?=\s*[,.!\n–—-])")


def take_off_frame(text: str, *, is_known: Callable[[str], bool], is_news: Callable[[str], bool]) -> Iterator[str]:
    """Yield what may be the words of a text without its frame. `is_known`: a word that means something, and is no
    name; `is_news`: a line says something that no signature says."""
    if len(text) > _LONGEST_TEXT:
        return
    body = _take_off_signature(text.strip(), is_known, is_news)
    named = _take_off_name(body, is_known)
    for core in (named, body):
        if core.strip() != text.strip() and core.strip():
            yield core.strip()


def _take_off_name(text: str, is_known: Callable[[str], bool]) -> str:
    """Return the text without who wrote it, and without the name of who is greeted."""
    addressed = _ADDRESSED.match(text)
    if addressed and not _has_known(addressed["name"], is_known):
        text = addressed["hello"] + text[addressed.end() :]
    found = _WHO.search(text)
    if found is None or len(text[: found.start()].split()) > _MOST_BEFORE:
        return text
    if any(_has_known(found[group] or "", is_known) for group in ("name", "lower", "here")):
        return text
    end = next((found[group] for group in ("end", "end2", "end3", "end4") if found[group]), "")
    return f"{text[: found.start()]}{end or ' '}{text[found.end() :]}"


def _has_known(names: str, is_known: Callable[[str], bool]) -> bool:
    return any(is_known(word) for word in re.findall(r"\w+", names) if len(word) > 1)


def _take_off_signature(text: str, is_known: Callable[[str], bool], is_news: Callable[[str], bool]) -> str:
    """Return the text without a closing formula and the lines under it, or without names alone under an empty line."""
    for formula in list(_FORMULA.finditer(text))[-2:]:
        under = [line.strip() for line in text[formula.end() :].split("\n") if line.strip()]
        before, beside = text[: formula.start()], text[formula.end() :].partition("\n")[0].strip()
        if beside and not (formula["plain"] or _NAMES.fullmatch(beside)):
            continue
        small = formula["plain"] is not None
        signs = 0 < len(under) <= _MOST_LINES and _is_signature(
            under, may_be_small=small, is_known=is_known, is_news=is_news
        )
        if before.strip() and signs:
            return before
    apart = "\n\n" if "\n\n" in text or text.count("\n") < 2 else "\n"
    body, _, last = text.rpartition(apart)
    under = [line.strip() for line in last.split("\n")]
    alone = body.strip() and len(under) <= 2 and all(_NAMES.fullmatch(line) for line in under)
    return body if alone and not any(_has_known(line, is_known) or is_news(line) for line in under) else text


def _is_signature(
    lines: list[str], *, may_be_small: bool, is_known: Callable[[str], bool], is_news: Callable[[str], bool]
) -> bool:
    """Return True if each line is of names, a post, or a way to reach somebody; a sentence is none of these.
    `may_be_small`: the name may be written without a capital letter."""
    for at, line in enumerate(lines):
        words = _REACH.sub(" ", line).split()
        is_name = at == 0 and may_be_small and len(words) == 1 and not _has_known(line, is_known)
        is_proper = len(words) <= _MOST_WORDS and all(_PROPER.fullmatch(word) for word in words)
        fits = is_name or is_proper or _TITLE.fullmatch(line.rstrip(" ,.;"))
        if not fits or len(line) > _LONGEST_LINE or "?" in line or _AFTERTHOUGHT.match(line) or is_news(line):
            return False
    return True
