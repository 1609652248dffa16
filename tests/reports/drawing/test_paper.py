"""A table on paper: every line is on a page, as text that can be copied."""

import re
import zlib

from reports.drawing.paper import PaperTable, render_pdf
from reports.drawing.typeface import load_font


def _unpack(content: bytes) -> list[bytes]:
    return [zlib.decompress(one) for one in re.findall(rb"stream\n(.*?)\nendstream", content, re.DOTALL)]


def _read(content: bytes) -> tuple[list[str], str]:
    """The lines of the pages by the font's own glyphs, and what the file says that its glyphs mean."""
    streams = _unpack(content)
    pages = [one.decode() for one in streams if one.startswith(b"BT")]
    letters = {glyph: chr(code) for code, glyph in load_font().glyphs.items()}
    lines = [line for page in pages for line in re.findall(r"<(\w+)> Tj", page)]
    said = ["".join(letters[int(line[at : at + 4], 16)] for at in range(0, len(line), 4)) for line in lines]
    codes = [re.findall(rb"<\w+> <(\w+)> endbfchar", one) for one in streams if b"endbfchar" in one]
    return said, "".join(bytes.fromhex(code.decode()).decode("utf-16-be") for font in codes for code in font)


def test_every_row_is_on_a_page_and_its_letters_have_meanings() -> None:
    rows = [("21.11.2026", f"Списание #{n}: \\ (за выезд) " + "ещё " * 20, "−1,00 ₽", "") for n in range(30)]
    made = render_pdf(PaperTable("Выписка <ООО & Ко> \U0001f642", ("День", "Что", "Сумма", "Остаток"), rows, "стр."))
    lines, meanings = _read(made)
    assert all(any(line.startswith(f"Списание #{n}:") for line in lines) for n in range(30))
    assert ("Выписка <ООО & Ко>" in lines, "стр. 2 / 3" in lines, lines.count("−1,00 ₽")) == (True, True, 30)
    assert set("".join(lines)) == set(meanings)
    assert len(made) < 100_000
    table = int(made.rsplit(b"startxref\n", 1)[1].split()[0])
    assert made[table:].startswith(b"xref\n")
    places = [int(place) for place in re.findall(rb"(\d{10}) 00000 n", made[table:])]
    assert [made[place:].split(b" ", 1)[0] for place in places] == [b"%d" % (at + 1) for at in range(len(places))]
    assert _read(render_pdf(PaperTable("x", ("a", "b", "c", "d"), [], "p")))[0][-1] == "p 1 / 1"


def test_only_letters_that_are_used_are_drawn() -> None:
    font = load_font()
    made = render_pdf(PaperTable("Щ", ("a", "a", "a", "a"), [], "a"))
    (drawn,) = (one for one in _unpack(made) if len(one) == len(font.content))

    def is_whole(letter: str) -> bool:
        outline = slice(*font.outlines[font.glyphs[ord(letter)] :][:2])
        return drawn[outline] == font.content[outline]

    assert [is_whole(letter) for letter in "Щa1/щb"] == [True, True, True, True, False, False]
    assert drawn[: font.outlines[0]] == font.content[: font.outlines[0]]
