"""The typed text of a search as PostgreSQL's full text takes it, with its words as prefixes. Pure."""

MOST_TYPED = 200
"""Characters of a search; what is longer is cut."""
_SHORTEST_PREFIX = 3
"""Letters of the shortest word that also matches as the beginning of a longer one."""
_MOST_WORDS, _LONGEST_WORD = 10, 60
_LATIN, _CYRILLIC = "abcehkmoptxy", "авсенкмортху"
"""Letters that look alike as capitals: what people type by whichever keyboard is on, such as 1C, K-200 or TCP."""
_DIGITS = "0123456789"


def make_query_parameters(words: str) -> dict[str, str]:
    """Return the parameters of full-text statements: the text itself, and its prefix query."""
    typed = words[:MOST_TYPED]
    # only exclusions would match everything
    if all(word.startswith("-") for word in typed.split()):
        typed = " ".join(word.lstrip("-") for word in typed.split())
    return {"words": typed, "begun": make_prefix_query(typed)}


def make_prefix_query(words: str) -> str:
    """Return the text as a `to_tsquery` in which words of `_SHORTEST_PREFIX` letters or more are prefixes.

    Words that look the same in Latin and Cyrillic letters, such as 1C and 1С, are asked for in both.
    It is "" if the text is more than words: quoted, excluded, either-or.
    """
    typed = words.casefold().split()
    plain = len(typed) <= _MOST_WORDS and all(len(word) <= _LONGEST_WORD and word.isalnum() for word in typed)
    if not plain or "or" in typed:
        return ""
    return " & ".join(_find_alike(word) for word in typed)


def _find_alike(word: str) -> str:
    ending = ":*" if len(word) >= _SHORTEST_PREFIX else ""
    ways = [f"'{one}'{ending}" for one in _spell(word)]
    return ways[0] if len(ways) == 1 else f"({' | '.join(ways)})"


def _spell(word: str) -> list[str]:
    """Return the word, and as it looks in the other letters if each of its letters has a twin there."""
    for letters, others in ((_LATIN, _CYRILLIC), (_CYRILLIC, _LATIN)):
        if set(word) <= {*letters, *_DIGITS} and not word.isdecimal():
            return [word, word.translate(str.maketrans(letters, others))]
    return [word]
