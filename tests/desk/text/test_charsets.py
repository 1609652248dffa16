"""One guess of charsets for mails, tables and articles: sure ones are read, unsure ones are told."""

import pytest

from desk.knowledge import markdown_files
from desk.text.charsets import guess_charset
from desk.text.spreadsheets.table_files import open_table

RU = "Принтер не печатает"


@pytest.mark.parametrize(
    ("content", "charset"),
    [
        (RU.encode(), "utf_8"), (RU.encode("cp1251"), "cp1251"), (RU.encode("koi8-r"), "koi8_r"),
        (RU.encode("cp866"), "cp866"),
        ("Grüße, Müller".encode("cp1252"), "cp1252"), ("да".encode("cp1251"), "cp1251"),
        (b"a \xff b", None),
        ("您好，打印机坏了，请帮忙".encode("gb18030"), "gb18030"),
    ],
)  # fmt: skip
def test_a_charset_is_guessed_only_if_a_language_is_likely(content: bytes, charset: str | None) -> None:
    assert guess_charset(content) == charset


@pytest.mark.parametrize("charset", ["utf-8", "cp1251", "koi8-r", "cp866"])
def test_an_article_and_a_table_are_read_in_each(charset: str) -> None:
    article = markdown_files.read_file("printer.ru.md", f"---\ntitle: {RU}\n---\n\n{RU}".encode(charset))
    assert RU in repr(article)
    rows = list(open_table(f"{RU};1\r\n".encode(charset)).read_rows())
    assert rows[0][1] == [RU, "1"]
