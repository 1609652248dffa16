"""An article as a Markdown file and back; each mistake with its file and line."""

from __future__ import annotations

import pytest

from db.models import ArticleState
from desk import Refused
from desk.i18n import LANGUAGES, say
from desk.i18n.catalog import has_key
from desk.knowledge import markdown_files
from desk.text import Entity, RichText

_FRONT = "title: Принтер: не печатает\nlanguage: ru\ntopic: equipment\nkeywords: тонер, чернила\nstate: published"
HEAD = f"---\n{_FRONT}\n---\n"
BODY = "\n## Сначала\n\n- **картридж**\n1. бумага\n\n```\n- как есть\n```\n"


def test_a_file_is_read_and_written_the_same() -> None:
    source = markdown_files.read_file("printer.ru.md", ("\ufeff" + HEAD + BODY).replace("\n", "\r\n").encode())
    assert (source.slug, source.language, source.title) == ("printer", "ru", "Принтер: не печатает")
    assert (source.topic, source.keywords, source.state) == ("equipment", ("тонер", "чернила"), ArticleState.PUBLISHED)
    assert source.body.text == "Сначала\n\n• картридж\n1. бумага\n\n- как есть"
    assert [entity.type for entity in source.body.entities] == ["bold", "bold", "pre"]
    name, content = markdown_files.write_file(source)
    assert name == "printer.ru.md"
    assert markdown_files.read_file(name, content) == source
    assert "\n- **картридж**\n" in content.decode()


def test_what_little_a_file_may_say() -> None:
    source = markdown_files.read_file("a.en.md", b"---\ntitle: 'A'\n\n---\nx")
    assert (source.title, source.state, source.topic, source.keywords) == ("A", ArticleState.DRAFT, "", ())
    bare = markdown_files.write_file(
        markdown_files.ArticleSource("a", "en", "A", "", (), ArticleState.OLD, RichText("• x"))
    )
    assert bare == ("a.en.md", b"---\ntitle: A\nlanguage: en\nstate: old\n---\n\n- x\n")
    styled = RichText("a b", (Entity("underline", 0, 1), Entity("bold", 2, 1)))
    assert (
        b"a **b**"
        in markdown_files.write_file(markdown_files.ArticleSource("a", "en", "A", "", (), ArticleState.OLD, styled))[1]
    )


@pytest.mark.parametrize(
    ("name", "content", "key", "line"),
    [
        ("Printer.ru.md", HEAD + "x", "kb-file-name", None),
        ("printer.de.md", HEAD + "x", "kb-file-name", None),
        ("../x.ru.md", HEAD + "x", "kb-file-name", None),
        ("printer.en.md", HEAD + "x", "kb-file-language", None),
        ("printer.ru.md", HEAD, "kb-file-article-body-empty", None),
        ("printer.ru.md", "x", "kb-file-front", None),
        ("printer.ru.md", "", "kb-file-front", None),
        ("printer.ru.md", "---\ntitle: a\n", "kb-file-front", None),
        ("printer.ru.md", "---\nlanguage: ru\n---\nx", "kb-file-article-title-empty", None),
        ("printer.ru.md", "---\ntitle: a\nbody: b\n---\nx", "kb-file-line", 3),
        ("printer.ru.md", "---\ntitle: a\ntitle: b\n---\nx", "kb-file-line", 3),
        ("printer.ru.md", "---\ntitle: a\nstate: new\n---\nx", "kb-file-state", None),
        ("printer.ru.md", HEAD + "a\n\n`b", "kb-file-article-formatting", 10),
        ("printer.ru.md", "---\ntitle: " + "a" * 130 + "\n---\nx", "kb-file-article-title-long", None),
        ("printer.ru.md", HEAD + "a" * 12_001, "kb-file-article-body-long", None),
        ("printer.ru.md", "---\ntitle: a\nkeywords: " + "b" * 99 + "\n---\nx", "kb-file-article-keywords-wrong", None),
        ("printer.ru.md", HEAD + "a" * 70_000, "kb-file-large", None),
        ("printer.ru.md", b"---\ntitle: \xff\n---\nx", "kb-file-utf8", 2),
    ],
)
def test_a_mistake_says_its_file_and_line(name: str, content: str | bytes, key: str, line: int | None) -> None:
    with pytest.raises(Refused) as refused:
        markdown_files.read_file(name, content.encode() if isinstance(content, str) else content)
    assert refused.value.key == key
    assert refused.value.args_["file"] == name
    assert refused.value.args_.get("line") == line
    for language in LANGUAGES:
        assert has_key(language, key)
        assert name in say(language, key, **refused.value.args_)
