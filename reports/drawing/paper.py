"""Write a table as PDF: pages of A4, with its text as text in our own font."""

import textwrap
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from reports.drawing.typeface import Face, fit_text, load_font, measure_width

_A4 = "595 842"
_COLUMNS = (48, 131, 452, 547)
_LEFT, _RIGHT = _COLUMNS[0], _COLUMNS[-1]
_TOP, _STEP, _LINES_ON_A_PAGE = 724, 15, 44
_LONGEST = 44  # characters of a line in the wide column
_INK, _MUTED = "0.12 0.14 0.16", "0.43 0.47 0.51"
_TITLE, _HEAD, _CELL, _PAGE = Face(14, bold=True), Face(9, bold=True), Face(9), Face(8)

_Row = tuple[str, str, str, str]
_FIRST = 8  # object of a page
_MEANINGS = """/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Meanings def /CMapType 2 def
1 begincodespacerange <0000> <ffff> endcodespacerange
{}
endcmap CMapName currentdict /CMap defineresource pop end end"""


@dataclass(frozen=True, slots=True)
class PaperTable:
    """A title and rows of four columns: the first two begin at the left, the others are amounts. `page`: the word
    before a page's number."""

    title: str
    heads: _Row
    rows: Sequence[_Row]
    page: str


class _Document:
    """Pages while they are written: lines of text, and the characters in them."""

    def __init__(self) -> None:
        self.pages: list[list[str]] = []
        self.used: set[str] = set()

    def write(self, words: str, face: Face, x: float, y: float, color: str = _INK, *, at_end: bool = False) -> None:
        """Write a line on the last page, from `x` on or up to it; bold letters are drawn with an edge."""
        if words:
            plain, font = Face(face.size), load_font()
            shown = fit_text(words, plain, _RIGHT - _LEFT)
            drawn = [one for one in shown if ord(one) in font.glyphs]
            self.used.update(drawn)
            left = x - measure_width(shown, plain) if at_end else x
            glyphs = "".join(f"{font.glyphs[ord(one)]:04x}" for one in drawn)
            how = f"{color} rg {color} RG .3 w {2 * face.bold} Tr /F {face.size} Tf"
            self.pages[-1].append(f"BT {how} {left:.1f} {y:.1f} Td <{glyphs}> Tj ET")

    def write_row(self, cells: _Row, face: Face, y: float, color: str = _INK) -> None:
        """Write the cells of a row, amounts up to their column's end."""
        for at, (cell, x) in enumerate(zip(cells, _COLUMNS, strict=True)):
            self.write(cell, face, x, y, color, at_end=at > 1)


def render_pdf(table: PaperTable) -> bytes:
    """Return the document; a long description continues on further lines."""
    lines, made = [line for row in table.rows for line in _split_row(row)], _Document()
    starts = range(0, max(len(lines), 1), _LINES_ON_A_PAGE)
    for number, start in enumerate(starts, start=1):
        made.pages.append([])
        for at, line in enumerate(textwrap.wrap(table.title, 60)[:2]):
            made.write(line, _TITLE, _LEFT, 788 - 18 * at)
        made.write_row(table.heads, _HEAD, _TOP + 22, _MUTED)
        for at, row in enumerate(lines[start : start + _LINES_ON_A_PAGE]):
            made.write_row(row, _CELL, _TOP - _STEP * at)
        made.write(f"{table.page} {number} / {len(starts)}", _PAGE, _RIGHT, 25, _MUTED, at_end=True)
    return _join_objects(_list_objects(made))


def _split_row(row: _Row) -> list[_Row]:
    first, *more = textwrap.wrap(row[1], _LONGEST) or [""]
    return [(row[0], first, row[2], row[3]), *(("", line, "", "") for line in more)]


def _list_objects(made: _Document) -> list[bytes]:
    """Return the objects of the file, whose numbers are their places from 1 on."""
    pages = range(_FIRST, _FIRST + 2 * len(made.pages), 2)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{' '.join(f'{one} 0 R' for one in pages)}]/MediaBox[0 0 {_A4}]"
        "/Resources<</Font<</F 3 0 R>>>>>>".encode(),
        *_list_font(made.used),
    ]
    for number, lines in zip(pages, made.pages, strict=True):
        objects.append(f"<</Type/Page/Parent 2 0 R/Contents {number + 1} 0 R>>".encode())
        objects.append(_pack("\n".join(lines).encode()))
    return objects


def _list_font(used: set[str]) -> list[bytes]:
    """Return a font with the glyphs of the used characters, and what each glyph means, so that text can be copied."""
    font = load_font()
    glyphs = {font.glyphs[ord(one)]: one for one in sorted(used)}
    widths = "".join(f"{glyph}[{font.advances[glyph]}]" for glyph in glyphs)
    meanings = "\n".join(
        f"1 beginbfchar <{g:04x}> <{one.encode('utf-16-be').hex()}> endbfchar" for g, one in glyphs.items()
    )
    heads = (
        "<</Type/Font/Subtype/Type0/BaseFont/DejaVuSans/Encoding/Identity-H/DescendantFonts[4 0 R]/ToUnicode 7 0 R>>",
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/DejaVuSans/CIDToGIDMap/Identity/FontDescriptor 5 0 R"
        f"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/W[{widths}]>>",
        "<</Type/FontDescriptor/FontName/DejaVuSans/Flags 4/FontBBox[-1070 -416 1975 1175]/ItalicAngle 0/Ascent 928"
        "/Descent -236/CapHeight 729/StemV 80/FontFile2 6 0 R>>",
    )
    return [
        *(one.encode() for one in heads),
        _pack(font.keep_glyphs(glyphs)),
        _pack(_MEANINGS.format(meanings).encode()),
    ]


def _pack(content: bytes) -> bytes:
    packed = zlib.compress(content, 9)
    head = f"<</Length {len(packed)}/Length1 {len(content)}/Filter/FlateDecode>>stream\n"
    return head.encode() + packed + b"\nendstream"


def _join_objects(objects: Sequence[bytes]) -> bytes:
    made, places = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n"), []
    for number, one in enumerate(objects, start=1):
        places.append(len(made))
        made += f"{number} 0 obj\n".encode() + one + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{len(made)}\n%%EOF\n"
    return bytes(made) + f"xref\n0 {size}\n0000000000 65535 f \n{table}{end}".encode()
