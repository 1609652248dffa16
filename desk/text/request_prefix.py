"""The words that say that a message is a request of its own, at its beginning ("new request: …"), or that it may turn
to another matter; each goes on behind them. Pure."""

import re

from desk.text.rich_text import RichText, count_units, cut_text

PREFIX = re.compile(
    r"\W*(?:(?:ok|and|also|hi|hello|please|и|а|ещё|еще|да|так|привет|добрый день|здравствуйте)\W+)*"
    r"(?:(?:this is |it[’']?s |i have |open |create |file |это |заведите |создайте |откройте |у меня )?"
    r"(?:(?:a|an|one) )?(?:(?:completely|totally|совсем|совершенно) )?"
    r"(?:(?:new|separate|another|different|more) (?:request|ticket)"
    r"|(?:new|separate|different|another|unrelated) (?:problem|issue)"
    r"|(?:нов\w+|отдельн\w+|ещ[её] одн\w+) (?:заявк\w+|тикет|обращение)"
    r"|(?:нов\w+|друг\w+|отдельн\w+) проблем\w+))"
    r"(?: please|,? пожалуйста)?\s*[:.,;!–—\n-]\s*(?=[^\W_]+\W+[^\W_])",
    re.IGNORECASE,
)

TURN = re.compile(
    r"\W*(?:(?:and|oh|ah|ok|thanks|и|а|ой|да|спасибо)\W+)*"
    r"(?:another (?:thing|issue|problem|question|matter)|one more thing|something else|by the way|btw"
    r"|on another note|кстати|заодно|другой вопрос|ещ[её] (?:одно|вопрос|такой вопрос|проблема|просьба)"
    r"|ещ[её](?=[,:–-]))"
    r"\W+(?=[^\W_]+\W+[^\W_])",
    re.IGNORECASE,
)


def strip_request_prefix(words: RichText) -> RichText:
    """Return the words without the announcement that they begin a request."""
    found = PREFIX.match(words.text)
    return cut_text(words, count_units(words.text[: found.end()]), count_units(words.text)) if found else words
