"""Rendered messages as calls: splitting, captions, albums."""

import pytest
from aiogram.methods import EditMessageCaption, SendDocument, SendMediaGroup, SendMessage, SendPhoto
from hypothesis import given
from hypothesis import strategies as st

from bot.api.limits import CAPTION_LIMIT, TEXT_LIMIT
from bot.delivery.message_parts import Piece
from bot.delivery.methods import make_edit, split_parts
from bot.views import Rendered, RenderedButton, RenderedFile, Style
from db.models import FileKind
from desk.text import Entity, RichText, count_units
from desk.text.splitting import split_text

BUTTON = ((RenderedButton("Open", "open:1"),),)


def _file(n: int, kind: FileKind = FileKind.PHOTO) -> RenderedFile:
    return RenderedFile(n, kind, f"{n}.png", None, None, None, f"file-{n}")


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=300), st.integers(10, 50))
def test_split_parts_are_the_whole_text_and_fit(text: str, limit: int) -> None:
    pieces = split_text(RichText(text), limit)
    assert "".join(p.text for p in pieces) == text
    assert all(count_units(p.text) <= limit for p in pieces)


def test_split_keeps_formatting_on_both_sides_of_a_cut() -> None:
    words = RichText("a" * 15 + " " + "b" * 10, (Entity("bold", 10, 10),))
    first, second = split_text(words, 20)
    assert (first.entities, second.entities) == ((Entity("bold", 10, 6),), (Entity("bold", 0, 4),))


def test_a_long_text_puts_its_buttons_under_the_last_part() -> None:
    made = [p.method for p in split_parts(1, Rendered(RichText("x" * (TEXT_LIMIT + 1)), BUTTON), silent=False)]
    assert [bool(m.reply_markup) for m in made if isinstance(m, SendMessage)] == [False, True]


@pytest.mark.parametrize("nothing", [" \n", "\u202e", "\u200b", "\x01", "\u3164"])
def test_a_part_that_shows_nothing_is_not_sent(nothing: str) -> None:
    made = [
        p.method for p in split_parts(1, Rendered(RichText("#1 · Olga: x" + nothing * 15_000), BUTTON), silent=False)
    ]
    assert [isinstance(one, SendMessage) and one.text.startswith("#1 · Olga: x") for one in made] == [True]
    assert isinstance(made[0], SendMessage) and made[0].reply_markup is not None
    tail = [p.method for p in split_parts(1, Rendered(RichText("a" + nothing * 9_000 + "b"), BUTTON), silent=False)]
    assert [isinstance(one, SendMessage) and one.text.strip(nothing) for one in tail] == ["a", "b"]


def test_one_photo_carries_words_and_buttons() -> None:
    (part,) = split_parts(1, Rendered(RichText("look"), BUTTON, (_file(1),)), silent=True)
    assert isinstance(part.method, SendPhoto)
    assert (part.method.caption, bool(part.method.reply_markup), part.files) == ("look", True, (1,))


def test_words_too_long_for_a_caption_follow_their_photo() -> None:
    photo, text = split_parts(1, Rendered(RichText("x" * (CAPTION_LIMIT + 1)), BUTTON, (_file(1),)), silent=False)
    assert isinstance(photo.method, SendPhoto)
    assert photo.method.caption is None
    assert isinstance(text.method, SendMessage)


def test_an_album_without_buttons_has_its_words_on_the_first_picture() -> None:
    (part,) = split_parts(1, Rendered(RichText("three"), (), tuple(_file(n) for n in range(3))), silent=False)
    assert isinstance(part.method, SendMediaGroup)
    assert [m.caption for m in part.method.media] == ["three", None, None]


def test_an_album_with_buttons_says_its_words_below() -> None:
    album, text = split_parts(1, Rendered(RichText("three"), BUTTON, tuple(_file(n) for n in range(3))), silent=False)
    assert isinstance(album.method, SendMediaGroup)
    assert isinstance(text.method, SendMessage)
    assert text.method.reply_markup


def test_pictures_and_documents_never_share_an_album() -> None:
    files = (_file(1), _file(2, FileKind.DOCUMENT), _file(3, FileKind.DOCUMENT))
    made = split_parts(1, Rendered(RichText("x"), (), files), silent=False)
    assert [type(p.method) for p in made] == [SendPhoto, SendMediaGroup]
    assert not isinstance(made[0].method, SendDocument)


@pytest.mark.parametrize(("count", "calls"), [(10, [10]), (11, [10, 1]), (20, [10, 10])])
def test_an_album_has_as_many_pictures_as_telegram_takes(count: int, calls: list[int]) -> None:
    made = split_parts(1, Rendered(RichText(), (), tuple(_file(n) for n in range(count))), silent=False)
    assert [len(part.files) for part in made] == calls


def test_a_quoted_part_is_quoted_as_it_looks() -> None:
    """Otherwise Telegram does not find it in the message: 400."""
    quote = RichText("on Friday", (Entity("bold", 3, 6),))
    (part,) = split_parts(1, Rendered(RichText("too late"), reply_to=3, quote=quote), silent=False)
    assert isinstance(part.method, SendMessage) and part.method.reply_parameters is not None
    found = part.method.reply_parameters
    assert (found.quote, [(e.type, e.offset, e.length) for e in found.quote_entities or ()]) == (
        "on Friday",
        [("bold", 3, 6)],
    )


@pytest.mark.parametrize(("has_media", "limit"), [(True, CAPTION_LIMIT), (False, TEXT_LIMIT)])
def test_what_is_edited_is_cut_where_telegram_would_refuse_it(has_media: bool, limit: int) -> None:
    words = RichText("x" * (TEXT_LIMIT + 1))
    made = make_edit(1, 3, Piece(words), Rendered(words), has_media=has_media)
    said = made.caption if isinstance(made, EditMessageCaption) else getattr(made, "text", "")
    assert len(said or "") == limit


def test_a_button_that_leads_elsewhere_looks_otherwise() -> None:
    faces = [
        Piece(RichText("x"), buttons=((RenderedButton("Open", data, url, style),),)).fingerprint
        for data, url, style in (
            ("a", None, None),
            ("b", None, None),
            (None, "https://a", None),
            (None, "https://b", None),
            ("a", None, Style.PRIMARY),
        )
    ]
    assert len(set(faces)) == 5
