"""The typed text of a search as PostgreSQL's full text takes it, with its words as prefixes. Pure."""

MOST_TYPED = 200
"""Characters of a search; what is longer is cut."""
_SHORTEST_PREFIX = 3
"""Letters of the shortest word that also matches as the beginning of a longer one."""
_MOST_WORDS, _LONGEST_WORD = 10, 60


def make_query_parameters(words: str) -> dict[str, str]:
    """Return the parameters of full-text statements: the text itself, and its prefix query."""
    typed = words[:MOST_TYPED]
    # only exclusions would match everything
    if all(word.startswith("-") for word in typed.split()):
        typed = " ".join(word.lstrip("-") for word in typed.split())
    return {"words": typed, "begun": make_prefix_query(typed)}


def make_prefix_query(words: str) -> str:
    """Return the text as a `to_tsquery` in which words of `_SHORTEST_PREFIX` letters or more are prefixes.

    It is "" if the text is more than words: quoted, excluded, either-or.
    """
    typed = words.casefold().split()
    plain = len(typed) <= _MOST_WORDS and all(len(word) <= _LONGEST_WORD and word.isalnum() for word in typed)
    if not plain or "or" in typed:
        return ""
    return " & ".join(f"'{word}':*" if len(word) >= _SHORTEST_PREFIX else f"'{word}'" for word in typed)
