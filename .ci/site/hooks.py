"""Give the site the order of its pages, as both indexes have it; links to files outside it lead to the repository."""

import re
from os.path import normpath
from pathlib import Path, PurePosixPath
from typing import Any

_PART = re.compile(r"^## (?:\d+\. )?(.+)$")
_PAGE = re.compile(r"\]\(([^)#]+\.md)\)")
_LINK = re.compile(r"\]\(([^):#]+)(#[^)]*)?\)")
_BESIDE = ("decisions/", "internals/schema.md", "internals/er-diagram.md")
"""What the site leaves to the repository: decisions, and what is made from the tables."""
_LANGUAGES = {"English": "", "Русский": "ru/"}
_ITEM = re.compile(r"(?:\d+\.|-) ")


def on_config(config: Any) -> Any:
    """Set the navigation: the parts and pages of each index, in their order."""
    docs = Path(config["docs_dir"])
    config["nav"] = [{name: _list_parts(docs, folder)} for name, folder in _LANGUAGES.items()]
    return config


def _list_parts(docs: Path, folder: str) -> list[Any]:
    parts: list[Any] = [f"{folder}index.md"]
    named = {f"{folder}index.md"}
    for line in (docs / folder / "index.md").read_text("utf-8").splitlines():
        if head := _PART.match(line):
            parts.append({head[1]: []})
        for link in _PAGE.findall(line):
            page = normpath(f"{folder}{link}")
            if page in named or page.startswith(("..", *_BESIDE)) or not isinstance(parts[-1], dict):
                continue
            named.add(page)
            parts[-1][next(iter(parts[-1]))].append(page)
    return [part for part in parts if isinstance(part, str) or any(part.values())]


def on_page_markdown(markdown: str, page: Any, config: Any, **_: Any) -> str:
    """Let links to what is not on the site lead to the repository; the two indexes have the whole width."""
    if page.file.name == "index":
        page.meta["hide"] = ["navigation", "toc"]
    folder = PurePosixPath(page.file.src_uri).parent

    def lead(found: re.Match[str]) -> str:
        to = normpath(str(folder / found[1]))
        if not f"{to}/".startswith(("../", *(f"{one.rstrip('/')}/" for one in _BESIDE))):
            return found[0]
        return f"]({config['extra']['repository']}/blob/main/{normpath(f'docs/{to}')}{found[2] or ''})"

    return indent_items(_LINK.sub(lead, markdown))


def indent_items(markdown: str) -> str:
    """Indent what belongs to an item of a list by four, as the generator wants it, and not by the width of its mark, as
    [CommonMark](https://spec.commonmark.org/0.31.2/#list-items) has it: the item would end there, and the next one be a
    list of its own that begins with 1."""
    lines, by, is_code = [], 0, False
    for line in markdown.splitlines():
        is_code ^= line.startswith("```")
        if not is_code and (found := _ITEM.match(line)):
            by = max(4 - len(found[0]), 0)
        elif is_code or (line and not line.startswith("  ")):
            by = 0
        lines.append(" " * by + line if line.startswith("  ") else line)
    return "\n".join(lines)


def on_page_content(html: str, page: Any, **_: Any) -> None:
    """Refuse a page whose numbered lists are not those of its source."""
    said = re.findall(r"^1\. ", re.sub(r"^```.*?^```", "", page.markdown, flags=re.M | re.S), re.M)
    if len(said) != html.count("<ol>"):
        raise ValueError(f"{page.file.src_uri}: {len(said)} numbered lists are {html.count('<ol>')} on its page")
