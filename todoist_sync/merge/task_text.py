"""The text of a task: its title with the number, and the block of its description that the desk keeps. Pure."""

import re

from desk.text.markdown import reader, writer

BEGIN = "‹pulldesk›"
END = "‹/pulldesk›"
_LEFTOVER = re.compile(r"^[ \t]*(?:" + re.escape(BEGIN) + "|" + re.escape(END) + r")[ \t]*\n?", re.MULTILINE)
_CONTENT = 480
_SUBJECT = 1_000  # longer than any subject
_REQUEST = 11_000
_DESCRIPTION = 16_000


def make_title(number: int, subject: str) -> str:
    """Return what a task's content shows: one line, cut only where Todoist would refuse it."""
    line = " ".join(f"#{number} {subject}".split())[:_SUBJECT]
    while len(writer.escape_markdown(line)) > _CONTENT:
        line = line[: len(line) - 10].rstrip() + "…"
    return line


def extract_subject(content: str, number: int) -> str:
    """Return the subject that a task's content shows, without `#N` in front; empty if there is none."""
    line = " ".join(reader.strip_markdown(content).split())
    if re.match(rf"#{number}(?!\d)", line):
        line = line[len(f"#{number}") :].strip()
    return line


def put_title(content: str, number: int, wanted: str) -> str:
    """Return the content to write: unchanged if it shows `#N subject` already."""
    line = make_title(number, wanted)
    return content if " ".join(reader.strip_markdown(content).split()) == line else writer.escape_markdown(line)


def make_block(request: str, *lines: str) -> str:
    """Return the desk's part of a description: the request's Markdown in a quote, then the desk's own lines."""
    said = (
        [f"> {line}" if line else ">" for line in _shorten_request(break_markers(request)).split("\n")]
        if request
        else []
    )
    return "\n".join([BEGIN, *said, *([""] if said else []), *lines, END])


def break_markers(text: str) -> str:
    """Return a person's text with our markers broken by an invisible joiner."""
    return text.replace("‹", "‹\u2060") if BEGIN in text or END in text else text


def put_block(description: str, wanted: str) -> str:
    """Return the description with our part updated: in its place, or in front if it was removed. If both do not fit,
    our part is cut, not what agents wrote."""
    start = description.find(BEGIN)
    end = description.find(END, start + len(BEGIN)) if start >= 0 else -1
    if end >= 0:
        known, end = description[start : end + len(END)], end + len(END)
        fitted = _shorten_block(wanted, _DESCRIPTION - len(description) + len(known))
        return description if _is_same(known, fitted) else description[:start] + fitted + description[end:]
    rest = _LEFTOVER.sub("", description).strip("\n")
    return _shorten_block(wanted, _DESCRIPTION - len(rest) - 2) + (f"\n\n{rest}" if rest else "")


def drop_block(description: str) -> str:
    """Return the description without our part: what agents wrote."""
    before, begin, rest = description.partition(BEGIN)
    inside, end, after = rest.partition(END)
    kept = before + (after if end else inside) if begin else description
    return _LEFTOVER.sub("", kept).strip("\n")


def _shorten_block(block: str, room: int) -> str:
    """Drop as many of the request's last lines as needed."""
    lines, left = block.split("\n"), len(block)
    for place in range(len(lines) - 1, -1, -1):
        if left <= room:
            break
        if lines[place].startswith(">"):
            left -= len(lines.pop(place)) + 1
    return "\n".join(lines)


def _is_same(one: str, other: str) -> bool:
    return [line.rstrip() for line in one.split("\n")] == [line.rstrip() for line in other.split("\n")]


def _shorten_request(request: str) -> str:
    if len(request) <= _REQUEST:
        return request
    return request[:_REQUEST].rsplit("\n", 1)[0].rstrip("\\") + "\n…"
