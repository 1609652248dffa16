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
_REACH = re.compile(r"[\d@|/+]|www\.")
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
        if before.strip() and 0 < len(under) <= _MOST_LINES and _is_signature(under, is_news):
            return before
    apart = "\n\n" if "\n\n" in text or text.count("\n") < 2 else "\n"
    body, _, last = text.rpartition(apart)
    under = [line.strip() for line in last.split("\n")]
    alone = body.strip() and len(under) <= 2 and all(_NAMES.fullmatch(line) for line in under)
    return body if alone and not any(_has_known(line, is_known) or is_news(line) for line in under) else text


def _is_signature(lines: list[str], is_news: Callable[[str], bool]) -> bool:
    for at, line in enumerate(lines):
        words = line.split()
        may_be_name = at == 0 and len(words) <= 3
        fits = may_be_name or _REACH.search(line) or (line[:1].isupper() and len(words) <= _MOST_WORDS)
        if not fits or len(line) > _LONGEST_LINE or "?" in line or _AFTERTHOUGHT.match(line) or is_news(line):
            return False
    return True
