"""Tables are read as spreadsheets save them."""

import codecs

import pytest

from desk.text.spreadsheets.table_files import (
    NoTableError,
    UnclosedRow,
    is_rounded,
    is_unread,
    open_table,
    read_cell,
    read_number,
)

ROWS = [["organization", "notes"], ["Ромашка", "a;b, c"], ["Café", 'two\nlines "so"']]


def _save(separator: str, end: str = "\r\n") -> str:
    quoted = [[f'"{cell}"'.replace('"so"', '""so""') for cell in row] for row in ROWS]
    return end.join(separator.join(row) for row in quoted) + end


def _read(content: bytes) -> list[list[str]]:
    return [list(cells) for _, cells in open_table(content).read_rows()]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_encoding_and_separator_is_found(separator: str, encoding: str, end: str) -> None:
    assert _read(_save(separator, end).encode(encoding)) == ROWS
    said = f"sep={separator}{end}" + _save(separator, end)
    assert _read(said.encode(encoding)) == ROWS


def test_windows_1251_is_found() -> None:
    content = "организация;примечания\r\nРомашка;платит поздно\r\n".encode("cp1251")
    assert _read(content) == [["организация", "примечания"], ["Ромашка", "платит поздно"]]


@pytest.mark.parametrize(
    "content",
    ["Ромашка;Café\n".encode() + b"Caf\xe9;x\n" + "Василёк;y\n".encode(), "Ромашка;Café\nВасилёк;я".encode()[:-1],
     codecs.BOM_UTF8 + b"Caf\xe9;x\n"],
)  # fmt: skip
def test_mostly_valid_utf_8_stays_utf_8(content: bytes) -> None:
    table = open_table(content)
    assert table.encoding == "utf-8-sig"
    assert [is_unread(cells) for _, cells in table.read_rows()].count(True) == 1


@pytest.mark.parametrize("content", [b"PK\x03\x04rest", b"\xd0\xcf\x11\xe0rest", b"%PDF-1.7"])
def test_a_workbook_is_no_table(content: bytes) -> None:
    with pytest.raises(NoTableError):
        open_table(content)


@pytest.mark.parametrize("content", [b"", b"\n\n", b";;;\n", b"\0\0\0", b"\xff", b"\xef\xbb\xbf", b'"'])
def test_nothing_is_no_row(content: bytes) -> None:
    assert len(_read(content)) <= 1


@pytest.mark.parametrize(
    ("cell", "read"),
    [('="0274062111"', "0274062111"), ('="+79161234577"', "+79161234577"), ("=+79161234577", "+79161234577"),
     ('="a ""b"""', 'a "b"'), ("\u00a0Anna\u200b ", "Anna"), ("'s Heren", "'s Heren"), ("=1+1", "=1+1"), ('=""', "")],
)  # fmt: skip
def test_a_text_that_was_kept_as_one_is_read(cell: str, read: str) -> None:
    assert read_cell(cell) == read


@pytest.mark.parametrize(
    ("cell", "read"),
    [("'0274062111", "0274062111"), ("7\u00a0707\u202f083 893", "7 707 083 893"), ("7707083893.0", "7707083893"),
     ("7707083893,00", "7707083893"), ('="0274062111"', "0274062111"), ("12.5", "12.5")],
)  # fmt: skip
def test_a_number_is_read_as_somebody_types_it(cell: str, read: str) -> None:
    assert read_number(cell) == read


@pytest.mark.parametrize("cell", ["2.74062E+08", "2,74062E+08", "7,91612E+10", "7.9e10", "-1E+05"])
def test_a_number_without_all_its_digits_is_known(cell: str) -> None:
    assert is_rounded(cell)
    assert not is_rounded(cell.partition("E")[0].partition("e")[0])


@pytest.mark.parametrize(
    ("content", "rows", "unclosed"),
    [
        (
            'a;b\n"Acme;1\nBeta;2\nGamma;3\n',
            [(1, ["a", "b"]), (2, ['"Acme', "1\n"]), (3, ["Beta", "2"]), (4, ["Gamma", "3"])],
            [2],
        ),
        ('a;b\nAcme;"1\nBeta;2\n', [(1, ["a", "b"]), (2, ["Acme", '"1\n']), (3, ["Beta", "2"])], [2]),
        ('a;b\nAcme;"1', [(1, ["a", "b"]), (2, ["Acme", '"1'])], [2]),
        ('a;b\n12" pipe;"two\nlines"\n', [(1, ["a", "b"]), (3, ['12" pipe', "two\nlines"])], []),
    ],
)  # fmt: skip
def test_a_quote_that_is_never_closed_spoils_its_own_line_alone(
    content: str, rows: list[tuple[int, list[str]]], unclosed: list[int]
) -> None:
    read = list(open_table(content.encode()).read_rows())
    assert [(number, list(cells)) for number, cells in read] == rows
    assert [number for number, cells in read if isinstance(cells, UnclosedRow)] == unclosed
