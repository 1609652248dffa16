"""Masking of card numbers, passwords and own patterns: what is masked, what is not, where formatting stays."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.settings.defaults.retention import MaskingRules
from desk.text import RichText
from desk.text.masking.secret_masking import (
    MASK,
    MaskedKinds,
    has_check_digit,
    mask_secrets,
    mask_secrets_in,
    parse_pattern,
)
from desk.text.rich_text import Entity

CARDS = MaskingRules()
PASSWORDS = MaskingRules(MaskedKinds(cards=False, passwords=True))


def made_card(dice: random.Random, length: int = 16) -> str:
    start = {13: "4", 14: "36", 15: "37"}.get(length) or dice.choice("23456")
    body = start + "".join(dice.choice("0123456789") for _ in range(length - len(start) - 1))
    return next(body + last for last in "0123456789" if has_check_digit(body + last))


@given(st.randoms(use_true_random=False), st.integers(13, 19), st.sampled_from(["", " ", "-", "\u00a0"]))
def test_every_card_number_is_masked_however_it_is_grouped(dice: random.Random, length: int, gap: str) -> None:
    card = made_card(dice, length)
    written = gap.join(card[at : at + 4] for at in range(0, length, 4))
    words, pieces = mask_secrets(RichText(f"My card is {written}, thanks"), CARDS)
    assert words.text == f"My card is {MASK} {card[-4:]}, thanks"
    assert pieces == (written,)


@pytest.mark.parametrize(
    "gap",
    ["  ", "   ", "\u202f", "\u2009", "\u2007", "\u3000", "\u00a0 ", "\u2013", "\u2014", "\u2011",
     "\u2010", "\u2212", " - ", " \u2013 ",
     "\t", "\n", "\r\n", " \n", "\u200b", "\u2060", "\ufeff", "\u00ad", ".", "/", "_", "\u00b7", " | ", ", "],
)  # fmt: skip
def test_a_card_number_is_masked_whatever_is_between_its_digits(gap: str) -> None:
    for groups in (("4111", "1111", "1111", "1111"), ("3782", "822463", "10005"), tuple("4111111111111111")):
        written, last = gap.join(groups), "".join(groups)[-4:]
        assert mask_secrets_in(f"card {written}, thanks", CARDS) == f"card {MASK} {last}, thanks", repr(written)


def test_digits_of_other_scripts_are_digits() -> None:
    assert mask_secrets_in("card \uff14\uff11\uff11\uff11 1111 1111 1111", CARDS) == f"card {MASK} 1111"
    assert mask_secrets_in("_4111 1111 1111 1111_", CARDS) == f"_{MASK} 1111_"


@pytest.mark.parametrize(
    "said",
    ["tills 4417\n12\n345\n6789\n113", "4.50, 1200.00, 33.10, 41.99", "+7 916 123-45-67\n+7 916 765-43-21",
     "2026-11-26 18:00, 2026-11-27 19:00", "10.0.0.1, 192.168.10.11, 172.16.0.4"],
)  # fmt: skip
def test_several_numbers_are_no_card(said: str) -> None:
    assert mask_secrets_in(said, CARDS) == said


@pytest.mark.parametrize("gap", [" ", "  ", "\u202f", "\t", "\n"])
def test_a_blank_of_an_own_pattern_is_any_blank(gap: str) -> None:
    rules = MaskingRules(MaskedKinds(cards=False), patterns=("#### ######",))
    assert mask_secrets_in(f"passport 4510{gap}123456", rules) == f"passport {MASK}"
    dashed = MaskingRules(MaskedKinds(cards=False), patterns=("##-##",))
    assert mask_secrets_in("no 12\u201134 and 12\u201334", dashed) == f"no {MASK} and {MASK}"


@given(st.randoms(use_true_random=False), st.integers(13, 19))
def test_a_number_with_a_wrong_check_digit_is_not_a_card(dice: random.Random, length: int) -> None:
    card = made_card(dice, length)
    wrong = card[:-1] + str((int(card[-1]) + dice.randint(1, 9)) % 10)
    assert mask_secrets_in(f"No. {wrong}.", CARDS) == f"No. {wrong}."


@given(st.text(st.sampled_from("0123456789 -+#a\n"), max_size=60))
def test_text_without_a_card_stays_as_it_is(text: str) -> None:
    words, pieces = mask_secrets(RichText(text), CARDS)
    assert bool(pieces) == (words.text != text)
    assert all(has_check_digit("".join(sign for sign in piece if sign.isdigit())) for piece in pieces)


@pytest.mark.parametrize(
    "text",
    [
        "IMEI 356938035643809",  # has the check digit, but no card of 15 digits begins so
        "+4 111 111 111 111 111 1",
        "account 40817810099910004312",  # 20 digits
        "4111 1111 1111",
        "order A4111111111111111",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert mask_secrets_in(text, CARDS) == text


def test_a_card_is_found_among_other_numbers() -> None:
    assert mask_secrets_in("12 4111 1111 1111 1111 05 27", CARDS) == f"12 {MASK} 1111 05 27"


@pytest.mark.parametrize(("text", "masked"), [
    ("password: hunter2!", f"password: {MASK}"), ("Password is Tr0ub4dor.", f"Password is {MASK}."),
    ("my PIN 4711, please", f"my PIN {MASK}, please"), ("pwd=abcd efgh", f"pwd={MASK} efgh"),
    ("Пароль: солнышко", f"Пароль: {MASK}"), ("пароль — Зима2026", f"пароль — {MASK}"),
    ("пин-код 0420", f"пин-код {MASK}"), ("I forgot my password and cannot sign in", None),
    ("пароль не подходит", None), ("the password is wrong", None), ("passport 4711", None), ("спинка 4711", None),
])  # fmt: skip
def test_passwords_after_their_word(text: str, masked: str | None) -> None:
    assert mask_secrets_in(text, PASSWORDS) == (masked or text)
    assert mask_secrets_in(text, CARDS) == text, "off by default"


def test_formatting_of_the_rest_stays_where_it_is() -> None:
    text = "🔥 my card 4111111111111111 is bold here"
    words = RichText(text, (Entity("italic", 3, 7), Entity("code", 11, 16), Entity("bold", 31, 4)))
    masked, _ = mask_secrets(words, CARDS)
    units = masked.text.encode("utf-16-le")
    said = {one.type: units[2 * one.offset : 2 * (one.offset + one.length)] for one in masked.entities}
    assert said["italic"].decode("utf-16-le") == "my card"
    assert said["bold"].decode("utf-16-le") == "bold"


def test_own_patterns() -> None:
    rules = MaskingRules(MaskedKinds(cards=False), patterns=("SN-####", "??## ###", "token *"))
    assert mask_secrets_in("sn-1234 and SN-12345", rules) == f"{MASK} and SN-12345"
    assert mask_secrets_in("AB12 345 abc12 345", rules) == f"{MASK} abc12 345"
    assert mask_secrets_in("token abc.def-ghi, next", rules) == f"{MASK} next"
    assert mask_secrets_in("a.cd abcd", MaskingRules(patterns=("a.cd",))) == f"{MASK} abcd", "a dot is a dot"


@pytest.mark.parametrize("pattern", ["", "##", "*", "a*b*c", "#" * 61, ". . ."])
def test_patterns_that_are_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_pattern(pattern)


def test_no_text_is_slow() -> None:
    rules = MaskingRules(MaskedKinds(passwords=True), patterns=("a" * 30 + "*" + "b" * 20, "??? *"))
    began = time.process_time()
    for text in ("4 " * 2048, "a" * 4096, "password " * 455, "пароль: " + " " * 4000, "1" * 4096):
        mask_secrets(RichText(text), rules)
    assert time.process_time() - began < 2
