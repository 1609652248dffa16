"""Amounts of money: whole numbers of a currency's smallest unit, read from typed text and kept in letters, and prices
as the board types them, in both languages. Pure; rounds nothing. Exponents are those of Telegram's list
(core.telegram.org/bots/payments/currencies.json, read 2026-11)."""

import re

CURRENCIES = frozenset(
    re.findall(
        r"[A-Z]{3}",
        "AED AMD AUD AZN BGN BRL BYN CAD CHF CNY CZK DKK EGP EUR GBP GEL HKD HUF IDR ILS INR ISK JPY KGS KRW KZT MDL "
        "MXN MYR NOK NZD PHP PLN QAR RON RSD RUB SAR SEK SGD THB TJS TRY TWD UAH USD UZS VND ZAR",
    )
)
MOST = 10**12
_WITHOUT_CENTS = frozenset({"ISK", "JPY", "KRW", "VND"})
_TYPED = re.compile(r"([+-]?)(\d{1,10}|\d{1,3}(?:[ \u00a0\u202f]\d{3}){1,3})(?:[.,](\d{1,2}))?", re.ASCII)
_OFF = frozenset({"off", "no", "нет"})
_NOTE = re.compile(r"(?:price|цена)[ :]+(.{1,40})", re.IGNORECASE)
_LABEL = re.compile(rf"(?:price|цена)[ _:-]?(\d[\d_ .,]*|{'|'.join(sorted(_OFF))})", re.IGNORECASE)


def get_exponent(currency: str) -> int:
    """Return how many digits after the point the currency has."""
    return 0 if currency in _WITHOUT_CENTS else 2


def parse_amount(typed: str, currency: str) -> int | None:
    """Return the amount in the smallest unit ("1 500.50" is 150050), below zero with a minus; None for what is none, or
    has more digits after the point than the currency."""
    found = _TYPED.fullmatch(typed.strip().replace("−", "-"))
    if found is None:
        return None
    sign, whole, part = found[1], re.sub(r"\D", "", found[2]), found[3] or ""
    exponent = get_exponent(currency)
    if len(part) > exponent:
        return None
    amount = int(whole + part.ljust(exponent, "0"))
    return (-amount if sign == "-" else amount) if amount <= MOST else None


def format_plain(amount: int, currency: str) -> str:
    """Return the amount as machines read it: "1500.50"."""
    exponent = get_exponent(currency)
    if not exponent:
        return str(amount)
    sign, digits = "-" if amount < 0 else "", str(abs(amount)).rjust(exponent + 1, "0")
    return f"{sign}{digits[:-exponent]}.{digits[-exponent:]}"


def pack_money(amount: int, currency: str) -> str:
    """Return an amount with its currency as letters and the history hold it: "150050 RUB"."""
    return f"{amount} {currency}"


def unpack_money(packed: str) -> tuple[int, str]:
    """Return the amount and its currency; raises ValueError for anything else."""
    amount, currency = packed.split()
    return int(amount), currency


def find_price_in_note(body: str) -> str | None:
    """Return what a note such as "price 1500" gives as the price; None for other notes."""
    typed = _NOTE.fullmatch(body.strip())
    return typed[1].strip() if typed is not None else None


def find_price_in_label(label: str) -> str | None:
    """Return what a label such as "price_1500" gives as the price; None for other labels. An underscore is a blank."""
    typed = _LABEL.fullmatch(label)
    return typed[1].replace("_", " ").strip() if typed is not None else None


def is_no_price(typed: str) -> bool:
    """Return True for a word that withdraws a price."""
    return typed.casefold() in _OFF
