"""An article in one language as a Markdown file, both ways. Pure: bytes in, a value or the first mistake out.

A file is named `<slug>.<language>.md`. It begins with a block between two lines `---`: `title`, `language`, `topic`,
`keywords` (separated by commas), `state` and `audience`, each on a line. The text follows. Headings become bold lines,
`- ` becomes `• `. Formatting that Markdown lacks (underlined, hidden, custom emoji) is written as its plain characters.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from db.models import ArticleAudience, ArticleState
from desk import Refused
from desk.i18n import LANGUAGES
from desk.knowledge import article_checks
from desk.text import RichText, clean_text
from desk.text.charsets import decode_text, guess_charset
from desk.text.markdown import reader, writer
from desk.text.subject import LONGEST_SLUG

_LONGEST_FILE = 64 * 1024
_NAME = re.compile(rf"([a-z0-9][a-z0-9-]{{0,{LONGEST_SLUG + 9}}})\.({'|'.join(LANGUAGES)})\.md")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING = re.compile(r"#{1,6}\s+(.*?)\s*#*$")
_ITEM, _BULLET = re.compile(r"^(\s*)[-*+] +(?=\S)"), re.compile(r"^(\s*)• ")
_NUMBER = re.compile(r"^((?:> ?)*\s*\d{1,9})\\([.)](?=\s))")  # the number of a step is plain text here
_KEYS = ("title", "language", "topic", "keywords", "state", "audience")


@dataclass(frozen=True, slots=True)
class ArticleSource:
    """The contents of a file. `topic` is the name in the file, "" for none; `audience` is None if it does not say."""

    slug: str
    language: str
    title: str
    topic: str
    keywords: tuple[str, ...]
    state: ArticleState
    body: RichText
    audience: ArticleAudience | None = None


def read_file(name: str, content: bytes) -> ArticleSource:
    """Read a file; `name` has no folders. Raises Refused with the line that is wrong."""
    called = _NAME.fullmatch(name)
    if called is None:
        raise Refused("kb-file-name", file=name[:80])
    if len(content) > _LONGEST_FILE:
        raise Refused("kb-file-large", file=name, kb=_LONGEST_FILE // 1024)
    lines = _lines(name, content)
    said, first = _front(name, lines)
    language, state = said.get("language", called[2]), said.get("state", ArticleState.DRAFT.value)
    if language != called[2]:
        raise Refused("kb-file-language", file=name, language=language[:20])
    if state not in set(ArticleState):
        raise Refused("kb-file-state", file=name, state=state[:20])
    audience = said.get("audience")
    if audience is not None and audience not in set(ArticleAudience):
        raise Refused("kb-file-audience", file=name, audience=audience[:20])
    try:
        title = article_checks.check_title(said.get("title", ""))
        keywords = tuple(article_checks.split_keywords(said.get("keywords", "")))
        body = article_checks.check_body(_read(lines[first:], first), whole=True)
    except Refused as refusal:
        raise Refused(f"kb-file-{refusal.key}", **{**refusal.args_, "file": name}) from None
    readers = ArticleAudience(audience) if audience is not None else None
    topic = said.get("topic", "")[:60]
    return ArticleSource(called[1], language, title, topic, keywords, ArticleState(state), body, readers)


def write_file(source: ArticleSource) -> tuple[str, bytes]:
    """Return the file's name and its content."""
    front = {
        "title": source.title,
        "language": source.language,
        "topic": source.topic,
        "keywords": ", ".join(source.keywords),
        "state": source.state.value,
        "audience": ArticleAudience.TEAM.value if source.audience is ArticleAudience.TEAM else "",
    }
    head = "\n".join(f"{key}: {value}" for key, value in front.items() if value)
    return f"{source.slug}.{source.language}.md", f"---\n{head}\n---\n\n{write_markdown(source.body)}\n".encode()


def write_markdown(body: RichText) -> str:
    """Return a text as Markdown, for a file or for a field in which it is edited. Reading and writing it again changes
    nothing."""
    return "\n".join(_outside_code(writer.write_markdown(body).split("\n"), _as_markdown))


def read_field(text: str) -> RichText:
    """Read a text that was typed as Markdown. Raises Refused with the line that is wrong."""
    return _read(clean_text(text).replace("\r\n", "\n").replace("\r", "\n").split("\n"), 0)


def can_express(body: RichText) -> bool:
    """Return True if Markdown has a sign for all formatting of the text."""
    return reader.read_markdown("\n".join(_outside_code(write_markdown(body).split("\n"), _as_telegram))) == body


def _lines(name: str, content: bytes) -> list[str]:
    """Return the lines of a file: in UTF-8 or, if that is plain, in the charset of an older program. Raises Refused."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if guess_charset(content) in (None, "utf_8"):  # the latter with mistakes in it
            line = content.count(b"\n", 0, error.start) + 1
            raise Refused("kb-file-utf8", file=name, line=line) from None
        text = decode_text(content, None)
    return clean_text(text).replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _front(name: str, lines: Sequence[str]) -> tuple[dict[str, str], int]:
    """Return the values at the top of the file, and the number of the line after them."""
    if lines[0].strip() != "---" or "---" not in (line.strip() for line in lines[1:]):
        raise Refused("kb-file-front", file=name)
    end = next(at for at, line in enumerate(lines[1:], start=1) if line.strip() == "---")
    said: dict[str, str] = {}
    for at, line in enumerate(lines[1:end], start=2):
        key, colon, value = (part.strip() for part in line.partition(":"))
        if not key and not colon:
            continue
        if not colon or key not in _KEYS or key in said:
            raise Refused("kb-file-line", file=name, line=at, said=key[:40])
        said[key] = value.strip("\"'") if value[:1] == value[-1:] and value[:1] in "\"'" else value
    return said, end + 1


def _read(lines: Sequence[str], first: int) -> RichText:
    wrong = article_checks.find_broken_formatting("\n".join(lines))
    if wrong is not None:
        raise Refused("article-formatting", line=first + wrong[0], mark=wrong[1])
    return reader.read_markdown("\n".join(_outside_code(lines, _as_telegram)))


def _as_telegram(line: str) -> str:
    heading = _HEADING.fullmatch(line)
    if heading is not None:
        return f"**{heading[1].replace('**', '')}**" if heading[1] else ""
    return _ITEM.sub(r"\1• ", line)


def _as_markdown(line: str) -> str:
    return _NUMBER.sub(r"\1\2", _BULLET.sub(r"\1- ", line))


def _outside_code(lines: Sequence[str], change: Callable[[str], str]) -> list[str]:
    """Change each line except those of code blocks."""
    fence, made = "", list[str]()
    for line in lines:
        mark = _FENCE.match(line)
        if fence:
            fence = "" if mark is not None and mark[1].startswith(fence) else fence
            made.append(line)
        elif mark is not None:
            fence = mark[1]
            made.append(line)
        else:
            made.append(change(line))
    return made
