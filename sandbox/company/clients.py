"""The clients of the demo's service company, in both languages. Phone numbers are made of the ids of simulated people,
so that their own contact is found."""

from dataclasses import dataclass

from desk.organizations.record_fields import ContactValues, OutletValues

DIRECTOR, ADMINISTRATOR, NEWCOMER = 4001, 4002, 4003
"""Telegram ids of the people who are members at once, and of the one who is left to register."""


@dataclass(frozen=True, slots=True)
class Client:
    """An organization with what belongs to it."""

    name: str
    tax_id: str
    outlets: tuple[OutletValues, ...]
    contacts: tuple[ContactValues, ...]


def get_phone(person: int) -> str:
    """Return the number of a simulated person, as the page sends it in their contact."""
    return f"+7900555{person % 10000:04}"


def _make_contact(name: str, position: str, person: int) -> ContactValues:
    return ContactValues(name, phone=get_phone(person), position=position)


CLIENTS: dict[str, tuple[Client, ...]] = {
    "en": (
        Client(
            "Sunrise Bakery",
            "7701234514",
            (
                OutletValues(
                    "Shop at the station", "1 Station Road", ("Till Atol 91F, no. 00106725", "Scales CAS SW-5")
                ),
                OutletValues("Shop on Mill Street", "14 Mill Street", ("Till Evotor 7.2, no. 308421",)),
            ),
            (
                _make_contact("Mira Castell", "Director", DIRECTOR),
                _make_contact("Timur Galeev", "Accountant", ADMINISTRATOR),
                _make_contact("Lena Orlova", "Cashier", NEWCOMER),
            ),
        ),
        Client(
            "Harbour Café",
            "7802345620",
            (OutletValues("Café on the pier", "3 Pier", ("Till Shtrikh-M-01F, no. 5512", "Printer Xprinter Q80")),),
            (_make_contact("Timur Galeev", "Accountant", ADMINISTRATOR),),
        ),
        Client(
            "Clover Pharmacy",
            "5403456733",
            (
                OutletValues("Pharmacy 1", "22 Garden Street", ("Till Evotor 5, no. 771203",)),
                OutletValues("Pharmacy 2", "8 North Square", ("Till Evotor 5, no. 771204", "Scanner Honeywell 1450g")),
            ),
            (_make_contact("Alice Moor", "Director", 9001),),
        ),
    ),
    "ru": (
        Client(
            "Пекарня «Восход»",
            "7701234514",
            (
                OutletValues("Магазин у вокзала", "Вокзальная, 1", ("Касса Атол 91Ф, № 00106725", "Весы CAS SW-5")),
                OutletValues("Магазин на Мельничной", "Мельничная, 14", ("Касса Эвотор 7.2, № 308421",)),
            ),
            (
                _make_contact("Мира Кастель", "Директор", DIRECTOR),
                _make_contact("Тимур Галеев", "Бухгалтер", ADMINISTRATOR),
                _make_contact("Лена Орлова", "Кассир", NEWCOMER),
            ),
        ),
        Client(
            "Кафе «Гавань»",
            "7802345620",
            (OutletValues("Кафе на пирсе", "Пирс, 3", ("Касса Штрих-М-01Ф, № 5512", "Принтер Xprinter Q80")),),
            (_make_contact("Тимур Галеев", "Бухгалтер", ADMINISTRATOR),),
        ),
        Client(
            "Аптека «Клевер»",
            "5403456733",
            (
                OutletValues("Аптека 1", "Садовая, 22", ("Касса Эвотор 5, № 771203",)),
                OutletValues("Аптека 2", "Северная площадь, 8", ("Касса Эвотор 5, № 771204", "Сканер Honeywell 1450g")),
            ),
            (_make_contact("Алиса Мур", "Директор", 9001),),
        ),
    ),
}
"""By the language of the desk; the same people and numbers in each."""
REQUISITES: dict[str, dict[str, dict[str, str]]] = {
    "en": {
        "7701234514": {
            "full_name": "Sunrise Bakery Limited Liability Company", "address": "1 Station Road", "kpp": "770101001",
            "ogrn": "1037700013020", "head": "Mira Castell", "post": "Director",
        },
        "7802345620": {
            "full_name": "Harbour Café Limited Liability Company", "address": "3 Pier", "kpp": "780201001",
            "ogrn": "1047800023441", "head": "Pavel Brandt", "post": "Director",
        },
        "5403456733": {
            "full_name": "Clover Pharmacy Limited Liability Company", "address": "22 Garden Street",
            "kpp": "540301001", "ogrn": "1055400031115", "head": "Alice Moor", "post": "Director",
        },
    },
    "ru": {
        "7701234514": {
            "full_name": "ООО «Пекарня «Восход»", "address": "Вокзальная, 1", "kpp": "770101001",
            "ogrn": "1037700013020", "head": "Мира Кастель", "post": "Директор",
        },
        "7802345620": {
            "full_name": "ООО «Кафе «Гавань»", "address": "Пирс, 3", "kpp": "780201001", "ogrn": "1047800023441",
            "head": "Павел Брандт", "post": "Директор",
        },
        "5403456733": {
            "full_name": "ООО «Аптека «Клевер»", "address": "Садовая, 22", "kpp": "540301001",
            "ogrn": "1055400031115", "head": "Алиса Мур", "post": "Директор",
        },
    },
}  # fmt: skip
"""By the language of the desk and the tax id. The first client has them from the beginning; the service for tax ids
knows those of all."""
CHARGES = {"en": "Maintenance of the tills", "ru": "Обслуживание касс"}
"""What the clients owe for last month, by the language of the desk."""
LABEL = {"en": ("gold", "Gold customers first"), "ru": ("золото", "Золотые клиенты вперёд")}
"""The label of the director, and the name of the rule that moves their requests up."""
