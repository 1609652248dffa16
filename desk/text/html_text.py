"""HTML of a mail as plain lines: quotes begin with `>`, what a program marked as its own begins with a mark. Pure.

Browsers forgive everything, so this reads tags, not a grammar, and each byte a fixed number of times: Python's own
parser takes quadratic time on hostile pages (CVE-2025-6069).
"""

import html
import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from desk.text.html_marks import TAGS

SIGNATURE_MARK, ATTRIBUTION_MARK, BLOCK_MARK = "\ue000", "\ue001", "\ue002"
"""First letters of lines: of a signature, of who wrote when, and where all under it is a quote. They are of private use
and are taken out of what the mail says."""
MARKS = re.compile(f"[{SIGNATURE_MARK}{ATTRIBUTION_MARK}{BLOCK_MARK}\u200b\ufeff]")
_MARKED = {
    SIGNATURE_MARK: re.compile(
        r"gmail_signature|moz-signature|outlook-mobile-signature|protonmail_signature|AppleMailSignature|zmail_signature|"
        r"mail-signature|(?:^|[ \"'_])(?:x_)?[Ss]ignature(?:$|[ \"'])"
    ),
    ATTRIBUTION_MARK: re.compile(r"gmail_attr|moz-cite-prefix|yahoo-quoted-begin"),
    BLOCK_MARK: re.compile(r"divRplyFwdMsg|appendonsend|OLK_SRC_BODY_SECTION|reference-message-container|replyHeader"),
}
_WHITE = re.compile(r"[\s\u00a0]+")
_LITERAL = re.compile(r"<+(?=<)")
_NAME = re.compile(r"/?([a-zA-Z][a-zA-Z0-9:-]{0,40})")
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]{1,30})\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "figure",
    "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "html", "li", "main", "nav", "ol", "p", "pre",
    "section", "table", "tr", "ul",
})  # fmt: skip
_APART = frozenset({
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "dl", "pre",
})  # fmt: skip
_EMPTY = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
})  # fmt: skip
_DROPPED = frozenset({"script", "style", "title", "head", "template"})
_HIDDEN = re.compile(r"display\s{0,9}:\s{0,9}none|mso-hide\s{0,9}:\s{0,9}all", re.IGNORECASE)
_STRUCK = re.compile(r"text-decoration[a-z-]{0,9}\s{0,9}:[^;]{0,60}line-through", re.IGNORECASE)
_TILDE = "~"
_TIGHT = re.compile(r"MsoNormal|MsoPlainText|margin\s{0,9}:\s{0,9}0|margin-bottom\s{0,9}:\s{0,9}0", re.IGNORECASE)
_DEEPEST, _FAR = 2000, 2000


_PASTED = re.compile(r"""data:\s{0,9}(image/[\w.+-]{1,40})((?:;[\w=.-]{1,40}){0,4}),([^"'<>]*+)""", re.IGNORECASE)
_IN_PICTURE = re.compile(r"""<img\b[^>]*\ssrc\s{0,9}=\s{0,9}["']?$""", re.IGNORECASE)
_BEFORE_PASTED = 1000
_MOST_PASTED = 100


@dataclass(frozen=True, slots=True)
class PastedPicture:
    """A picture that is in the page itself. `content` is in base64 if `is_base64`."""

    media_type: str
    content: bytes
    is_base64: bool


@dataclass(slots=True)
class _Element:
    """An open element, and what held around it."""

    name: str
    quotes: int
    mark: str
    is_hidden: bool
    is_tight: bool
    link: str = ""
    at: int = 0
    is_struck: bool = False


def list_lines(page: str) -> list[str]:
    """Return the lines that a reader of the page sees. What it hides from readers is left out, unless it never ends."""
    reader = _PageReader(page, hides=True)
    reader.read()
    if reader.state.is_hidden:
        reader = _PageReader(page, hides=False)
        reader.read()
    return reader.lines


def take_pictures(page: str) -> tuple[str, list[PastedPicture]]:
    """Return a page without the pictures that are pasted into it, and these. They may be longer than the page's limit,
    and the words after them count."""
    kept: list[str] = []
    found: list[PastedPicture] = []
    at = 0
    for one in _PASTED.finditer(page):
        if len(found) == _MOST_PASTED:
            break
        if _IN_PICTURE.search(page, max(at, one.start() - _BEFORE_PASTED), one.start()):
            is_base64 = one[2].lower().endswith(";base64")
            content = one[3].encode("ascii", "ignore")
            found.append(PastedPicture(one[1].lower(), content if is_base64 else unquote_to_bytes(content), is_base64))
            kept.append(page[at : one.start()])
            at = one.end()
    return "".join([*kept, page[at:]]), found


class _PageReader:
    def __init__(self, page: str, *, hides: bool) -> None:
        self.page, self.hides = page, hides
        self.lines: list[str] = []
        self.row: list[str] = []
        self.state = _Element("", 0, "", is_hidden=False, is_tight=False)
        self.open: list[_Element] = []
        self.numbers: list[int] = []
        self.unclosed: set[str] = set()

    def read(self) -> None:
        """Read the page from its first to its last letter."""
        at = 0
        while at < len(self.page):
            start = self.page.find("<", at)
            self._write(self.page[at : start if start >= 0 else len(self.page)])
            if start < 0:
                break
            at = self._read_markup(start)
        self._end_row()

    def _read_markup(self, start: int) -> int:
        """Read what begins with `<`, and return where it ends."""
        if self.page.startswith("<!--", start):
            end = self.page.find("-->", start + 4)
            return end + 3 if end >= 0 else len(self.page)
        name = _NAME.match(self.page, start + 1)
        if not name and not self.page.startswith(("<!", "<?", "</"), start):
            run = _LITERAL.match(self.page, start)
            end = run.end() if run else start + 1
            self._write("&lt;" * (end - start))
            return end
        end = self._find_end(start)
        if name and self.page[start + 1] == "/":
            self._close(name[1].lower())
        elif name:
            return self._open_tag(name[1].lower(), self.page[name.end() : end], end)
        return end + 1

    def _find_end(self, start: int) -> int:
        """Return where a tag ends: at the first `>` that is not in quotes, if these end not too far away."""
        end = self.page.find(">", start)
        for _ in range(4):
            if end < 0 or self.page.count('"', start, end) % 2 == 0:
                break
            quote = self.page.find('"', end, end + _FAR)
            if quote < 0:
                break
            end = self.page.find(">", quote)
        return end if end >= 0 else len(self.page)

    def _open_tag(self, name: str, attributes: str, end: int) -> int:
        if name in _DROPPED and not attributes.endswith("/"):
            return self._skip(name, end)
        said = {key.lower(): a or b or c for key, a, b, c in _ATTRIBUTE.findall(attributes[:_FAR])}
        if name in _EMPTY:
            self._put_empty(name, said)
            return end + 1
        if name in ("td", "th") and self.row:
            self.row.append("\t")
        if len(self.open) < _DEEPEST:
            self._enter(name, said)
        return end + 1

    def _skip(self, name: str, end: int) -> int:
        closing = None if name in self.unclosed else re.compile(f"</{name}", re.IGNORECASE).search(self.page, end)
        if closing:
            return self._find_end(closing.start()) + 1
        self.unclosed.add(name)
        return end + 1

    def _put_empty(self, name: str, said: dict[str, str]) -> None:
        if name == "br":
            self._end_row(keeps_blank=True)
        elif name == "hr":
            self._end_row()
        elif name == "img" and not said.get("alt", "").isascii() and len(said["alt"]) <= 8:
            self._write(said["alt"])  # an emoji that is drawn
        elif name == "img" and said.get("src", "").lower().startswith("cid:"):
            self._write(f"[{said['src']}]")  # as Outlook writes it into plain text

    def _enter(self, name: str, said: dict[str, str]) -> None:
        if name in _BLOCKS:
            self._end_row()
            self._part(name)
        self.open.append(self.state)
        marks = f"{said.get('class', '')} {said.get('id', '')} {said.get('data-smartmail', '')}"
        mark = next((mark for mark, form in _MARKED.items() if form.search(marks)), "")
        if mark == BLOCK_MARK:
            self.lines.append(BLOCK_MARK)
        now = self.state
        self.state = _Element(
            name,
            min(now.quotes + (name == "blockquote"), 40),
            now.mark if now.mark or mark == BLOCK_MARK else mark,
            now.is_hidden or (self.hides and _HIDDEN.search(said.get("style", "")) is not None),
            _TIGHT.search(f"{said.get('class', '')} {said.get('style', '')}") is not None,
            said.get("href", "") if name == "a" else "",
            len(self.row),
            not any(one.is_struck for one in self.open[-9:])
            and (name in TAGS["strikethrough"] or _STRUCK.search(said.get("style", "")) is not None),
        )
        if self.state.is_struck:
            self._write(_TILDE)
        if name in ("ol", "ul"):
            self.numbers.append(0 if name == "ol" else -1)
        elif name == "li":
            self._begin_item()

    def _begin_item(self) -> None:
        if self.numbers and self.numbers[-1] >= 0:
            self.numbers[-1] += 1
            self._write(f"{self.numbers[-1]}. ")
        else:
            self._write("- ")

    def _close(self, name: str) -> None:
        """Close an element and those in it that nobody closed; what closes nothing is passed over."""
        if name == "p" and self.state.name != "p":
            return
        path = [*self.open[-60:], self.state]
        depth = next((back for back, one in enumerate(reversed(path)) if one.name == name), None)
        if depth is None:
            return
        for _ in range(depth + 1):
            self._leave()

    def _leave(self) -> None:
        ended = self.state
        if ended.link:
            self._name_link(ended)
        if ended.is_struck and self.row[-1:] == [_TILDE]:
            self.row.pop()  # nothing is struck
        elif ended.is_struck and self.row:
            self._write(_TILDE)
        elif ended.is_struck and not ended.is_hidden:
            last = next((at for at in range(len(self.lines))[:-4:-1] if self.lines[at].strip("> ")), None)
            if last is not None:
                self.lines[last] += _TILDE
        if ended.name in _BLOCKS:
            self._end_row()
        if ended.name in ("ol", "ul") and self.numbers:
            self.numbers.pop()
        self.state = self.open.pop()
        if not ended.is_tight:
            self._part(ended.name)

    def _name_link(self, ended: _Element) -> None:
        words = "".join(self.row[ended.at :]).strip()
        href = html.unescape(ended.link).strip()
        plain = href.removeprefix("mailto:").partition("://")[2] or href.removeprefix("mailto:")
        if words and href.startswith(("http://", "https://", "mailto:", "tel:")) and plain.strip("/") not in words:
            self._write(f" ({html.escape(href.removeprefix('mailto:'), quote=False)})")

    def _part(self, name: str) -> None:
        prefix = ("> " * self.state.quotes).rstrip()
        if name in _APART and self.lines and self.lines[-1].strip("> "):
            self.lines.append(prefix if self.lines[-1].startswith(prefix) else "")

    def _write(self, words: str) -> None:
        if not words or self.state.is_hidden:
            return
        plain = MARKS.sub("", html.unescape(words)) if "&" in words or not words.isascii() else words
        if any(one.name == "pre" for one in (self.state, *self.open[-3:])):
            first, *rest = plain.split("\n")
            self.row.append(first)
            for line in rest:
                self._end_row(keeps_blank=True)
                self.row.append(line)
            return
        plain = _WHITE.sub(" ", plain)
        begins = not self.row or self.row[-1].endswith((" ", "\t"))
        if plain := plain.lstrip(" ") if begins else plain:
            self.row.append(plain)

    def _end_row(self, *, keeps_blank: bool = False) -> None:
        if self.row == [_TILDE] and self.state.is_struck:
            return  # what is struck begins with a block
        line = "".join(self.row).strip("\r\n").rstrip()
        self.row.clear()
        if line or keeps_blank:
            self.lines.append(f"{self.state.mark if line else ''}{'> ' * self.state.quotes}{line}".rstrip())
