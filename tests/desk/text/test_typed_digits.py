"""Whole numbers as programs and forms name rows and requests."""

from desk.text.typed_digits import parse_digits

READ = {"0": 0, "42": 42, "007": 7, "9" * 18: 10**18 - 1}
NOT_READ = ("", " 42", "-1", "+1", "4_2", "4.0", "①", "٤٢", "²", "9" * 19, "9" * 5000, "x")


def test_digits_alone_are_a_number_that_the_database_holds() -> None:
    assert {typed: parse_digits(typed) for typed in (*READ, *NOT_READ)} == READ | dict.fromkeys(NOT_READ)
