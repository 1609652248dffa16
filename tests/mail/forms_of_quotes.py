# ruff: noqa: E501
"""Quotes and signatures as programs write them, in many languages: what the person wrote is apart from the rest."""

from tests.mail.forms import Form, write

ANSWER = "It still fails."
ASKED = "> Did it work?\n> Olga"
ASKED_PLAIN = "Did it work?\n\nOlga"


def _reply(below: str, name: str, text: str = ANSWER) -> Form:
    return Form(
        name,
        write(f"{ANSWER}\n\n{below}", Subject="Re: Printer", Content_Type="text/plain; charset=utf-8"),
        {"text": text},
    )


GMAIL = {
    "en": "On Fri, Nov 27, 2026 at 8:30 AM Olga <help@desk.example> wrote:",
    "en, older": "On Fri, Nov 27, 2026 at 8:30 AM, Olga <help@desk.example> wrote:",
    "en, narrow blank": "On Fri, Nov 27, 2026 at 8:30\u202fAM Olga <help@desk.example> wrote:",
    "en, year first": "2026-11-27 8:30 GMT+01:00 Olga <help@desk.example>:",
    "ru": "пт, 27 нояб. 2026 г. в 08:30, Olga <help@desk.example>:",
    "ru, older": "27 ноября 2026 г., 8:30 пользователь Olga <help@desk.example> написал:",
    "uk": "пт, 27 лист. 2026 р. о 08:30 Olga <help@desk.example> пише:",
    "de": "Am Fr., 27. Nov. 2026 um 08:30 Uhr schrieb Olga <help@desk.example>:",
    "fr": "Le ven. 27 nov. 2026 à 08:30, Olga <help@desk.example> a écrit :",
    "es": "El vie, 27 nov 2026 a las 8:30, Olga (<help@desk.example>) escribió:",
    "it": "Il giorno ven 27 nov 2026 alle ore 08:30 Olga <help@desk.example> ha scritto:",
    "pt": "Em sex., 27 de nov. de 2026 às 08:30, Olga <help@desk.example> escreveu:",
    "nl": "Op vr 27 nov 2026 om 08:30 schreef Olga <help@desk.example>:",
    "pl": "pt., 27 lis 2026 o 08:30 Olga <help@desk.example> napisał(a):",
    "sv": "Den fre 27 nov. 2026 kl 08:30 skrev Olga <help@desk.example>:",
    "da": "fre. 27. nov. 2026 kl. 08.30 skrev Olga <help@desk.example>:",
    "cs": "pá 27. 11. 2026 v 8:30 odesílatel Olga <help@desk.example> napsal:",
    "fi": "pe 27. marrask. 2026 klo 8.30 Olga (help@desk.example) kirjoitti:",
    "tr": "Olga <help@desk.example>, 27 Kas 2026 Cum, 08:30 tarihinde şunu yazdı:",
    "zh": "Olga <help@desk.example> 于2026年11月27日周五 08:30写道：",
    "ja": "2026年11月27日(金) 8:30 Olga <help@desk.example>:",
    "ko": "2026년 11월 27일 (금) 오전 8:30, Olga <help@desk.example>님이 작성:",
}
OTHERS = {
    "Apple, en": "On 27 Nov 2026, at 08:30, Olga <help@desk.example> wrote:",
    "Apple, ru": "27 нояб. 2026 г., в 08:30, Olga <help@desk.example> написал(а):",
    "Apple, uk": "27 лист. 2026 р. о 08:30 Olga <help@desk.example> написав(ла):",
    "Apple, de": "Am 27.11.2026 um 08:30 schrieb Olga <help@desk.example>:",
    "Apple, fr": "Le 27 nov. 2026 à 08:30, Olga <help@desk.example> a écrit :",
    "Apple, es": "El 27 nov 2026, a las 8:30, Olga <help@desk.example> escribió:",
    "Apple, it": "Il giorno 27 nov 2026, alle ore 08:30, Olga <help@desk.example> ha scritto:",
    "Apple, zh": "在 2026年11月27日，08:30，Olga <help@desk.example> 写道：",
    "Thunderbird, en": "On 27/11/2026 08:30, Olga wrote:",
    "Thunderbird, ru": "27.11.2026 08:30, Olga пишет:",
    "Thunderbird, uk": "27.11.26 08:30, Olga пише:",
    "Thunderbird, de": "Am 27.11.26 um 08:30 schrieb Olga:",
    "Thunderbird, fr": "Le 27/11/2026 à 08:30, Olga a écrit :",
    "Thunderbird, it": "Il 27/11/2026 08:30, Olga ha scritto:",
    "Thunderbird, pl": "W dniu 27.11.2026 o 08:30, Olga pisze:",
    "Yandex": '27.11.2026, 08:30, "Olga" <help@desk.example>:',
    "Mail.ru": "Пятница, 27 ноября 2026, 8:30 +03:00 от Olga <help@desk.example>:",
    "Rambler": "27.11.2026, 08:30, Olga <help@desk.example> написал(а):",
    "Proton": "On Friday, November 27th, 2026 at 8:30 AM, Olga <help@desk.example> wrote:",
    "Yahoo": "On Friday, November 27, 2026 at 08:30:00 AM GMT+1, Olga <help@desk.example> wrote:",
    "Roundcube": "On 2026-11-27 08:30, Olga wrote:",
    "mutt": "On Fri, Nov 27, 2026 at 08:30:00AM +0000, Olga wrote:",
    "The Bat": "Friday, November 27, 2026, 8:30:00 AM, you wrote:",
    "any language, quoted below": "Olga, 27.11.2026, schreev dit:",
}
WRAPPED = {
    "after the name": "On Fri, Nov 27, 2026 at 8:30 AM Olga of the help desk\n<help@desk.example> wrote:",
    "within the address": "On Fri, Nov 27, 2026 at 8:30 AM Olga of the help desk <\nhelp@desk.example> wrote:",
    "before the verb": "Le ven. 27 nov. 2026 à 08:30, Olga du service <help@desk.example>\na écrit :",
    "in three lines": "Am Freitag, 27. November 2026\num 08:30 Uhr schrieb Olga\n<help@desk.example>:",
    "Gmail, ru": "пт, 27 нояб. 2026 г. в 08:30, Olga из службы поддержки\n<help@desk.example>:",
}
HEADERS = {
    "en": ("From", "Sent", "To", "Subject"),
    "ru": ("От", "Отправлено", "Кому", "Тема"),
    "uk": ("Від", "Надіслано", "Кому", "Тема"),
    "de": ("Von", "Gesendet", "An", "Betreff"),
    "fr": ("De", "Envoyé", "À", "Objet"),
    "es": ("De", "Enviado", "Para", "Asunto"),
    "it": ("Da", "Inviato", "A", "Oggetto"),
    "pt": ("De", "Enviado", "Para", "Assunto"),
    "nl": ("Van", "Verzonden", "Aan", "Onderwerp"),
    "pl": ("Od", "Wysłano", "Do", "Temat"),
    "sv": ("Från", "Skickat", "Till", "Ämne"),
    "da": ("Fra", "Sendt", "Til", "Emne"),
    "cs": ("Od", "Odesláno", "Komu", "Předmět"),
    "fi": ("Lähettäjä", "Lähetetty", "Vastaanottaja", "Aihe"),
    "tr": ("Kimden", "Gönderildi", "Kime", "Konu"),
    "hu": ("Feladó", "Elküldve", "Címzett", "Tárgy"),
    "zh": ("发件人", "发送时间", "收件人", "主题"),
    "ja": ("差出人", "送信日時", "宛先", "件名"),
    "ko": ("보낸 사람", "보낸 날짜", "받는 사람", "제목"),
}
ORIGINALS = {
    "en": "Original Message",
    "ru": "Исходное сообщение",
    "uk": "Вихідне повідомлення",
    "de": "Ursprüngliche Nachricht",
    "fr": "Message d'origine",
    "es": "Mensaje original",
    "it": "Messaggio originale",
    "pt": "Mensagem original",
    "nl": "Oorspronkelijk bericht",
    "pl": "Wiadomość oryginalna",
}


def make_block(names: tuple[str, ...], colon: str = ": ") -> str:
    """Return the headers that Outlook writes above a quote, by their names in a language."""
    values = (
        "Olga <help@desk.example>",
        "Friday, November 27, 2026 8:30 AM",
        "Rita <rita@client.example>",
        "RE: Printer",
    )
    return "\n".join(f"{name}{colon}{value}" for name, value in zip(names, values, strict=True))


ATTRIBUTED = [
    *(_reply(f"{line}\n\n{ASKED}", f"Gmail, {name}") for name, line in GMAIL.items()),
    *(_reply(f"{line}\n{ASKED}", name) for name, line in OTHERS.items()),
    *(_reply(f"{line}\n\n{ASKED}", f"a wrapped line, {name}") for name, line in WRAPPED.items()),
    *(
        _reply(f"{GMAIL[name]}\n\n{ASKED_PLAIN}", f"not marked below, {name}")
        for name in ("en", "ru", "de", "fr", "es", "it", "uk")
    ),
]
BLOCKS = [
    *(_reply(f"{make_block(names)}\n\n{ASKED_PLAIN}", f"Outlook, {name}") for name, names in HEADERS.items()),
    *(
        _reply(f"-----{words}-----\n{make_block(HEADERS[name])}\n\n{ASKED_PLAIN}", f"Outlook's line, {name}")
        for name, words in ORIGINALS.items()
    ),
    _reply(f"{'_' * 32}\n{make_block(HEADERS['en'])}\n\n{ASKED_PLAIN}", "Outlook on the web"),
    _reply(
        f"{make_block(HEADERS['en'], ':* ').replace('From', '*From', 1).replace(chr(10), chr(10) + '*')}\n\n{ASKED_PLAIN}",
        "bold names of headers",
    ),
    _reply(f"{make_block(HEADERS['fr'], ' : ')}\n\n{ASKED_PLAIN}", "blanks before colons"),
    _reply(f"-------- Исходное сообщение --------\n{ASKED_PLAIN}", "Samsung, ru"),
    _reply(f"-------- Original message --------\n{make_block(HEADERS['en'])}\n\n{ASKED_PLAIN}", "Samsung, en"),
    _reply(f"----- Reply message -----\n{make_block(HEADERS['en'])}\n{ASKED_PLAIN}", "Android"),
    _reply(f"{make_block(HEADERS['en'])}\nCc: x@y.example\nImportance: High\n\n{ASKED_PLAIN}", "more headers"),
    _reply(
        f"From: Olga <help@desk.example>\n\nSent: Friday\n\nTo: Rita\n\nSubject: RE: Printer\n\n{ASKED_PLAIN}",
        "empty lines between headers",
    ),
]
AROUND = [
    Form(
        "an answer below",
        write(f"{OTHERS['Thunderbird, en']}\n{ASKED}\n\n{ANSWER}"),
        {"text": f"{OTHERS['Thunderbird, en']}\n{ASKED}\n\n{ANSWER}"},
    ),
    Form(
        "an answer below a long quote",
        write("On 27/11/2026 08:30, Olga wrote:\n" + "> line\n" * 30 + f"\n{ANSWER}"),
        {"text": ANSWER},
    ),
    Form(
        "answers between",
        write("Hi\n\nOn 27/11/2026 08:30, Olga wrote:\n> One?\nYes.\n> Two?\nNo.\n> Olga"),
        {"text": "Hi\n\nOn 27/11/2026 08:30, Olga wrote:\n> One?\nYes.\n> Two?\nNo."},
    ),
    Form("quotes without a line above", write(f"{ANSWER}\n\n{ASKED}"), {"text": ANSWER}),
    Form(
        "quotes of quotes",
        write(f"{ANSWER}\n\n> On 27/11/2026 08:30, Rita wrote:\n>> Help\n>>> me\n> What?"),
        {"text": ANSWER},
    ),
    Form("nothing but a quote", write(f"{OTHERS['Thunderbird, en']}\n{ASKED}", Subject="Re: Printer"), {"text": ""}),
    Form("nothing but a quote, and no answer", write(ASKED), {"text": ASKED}),
    Form(
        "a day in a paragraph of its own",
        write(f"It fails since Friday, 27 November 2026.\n\nOlga wrote:\n{ASKED}"),
        {"text": "It fails since Friday, 27 November 2026.\n\nOlga wrote:"},
    ),
    Form(
        "a sentence that ends with wrote",
        write("My boss wrote:\nthe printer is on fire"),
        {"text": "My boss wrote:\nthe printer is on fire"},
    ),
    Form(
        "a list after a colon",
        write("On Monday at 10 I saw this:\nan error"),
        {"text": "On Monday at 10 I saw this:\nan error"},
    ),
    Form(
        "a line that begins with From",
        write("From: here it looks fine\nbut not there"),
        {"text": "From: here it looks fine\nbut not there"},
    ),
    Form(
        "a mail that was forwarded",
        write(
            f"See below\n\n---------- Forwarded message ---------\n{make_block(HEADERS['en'])}\n\nHelp me",
            Subject="Fwd: Printer",
        ),
        {"text": f"See below\n\n---------- Forwarded message ---------\n{make_block(HEADERS['en'])}\n\nHelp me"},
    ),
    Form(
        "a forward by Outlook",
        write(f"See below\n\n{make_block(HEADERS['de'])}\n\nHelp me", Subject="WG: Printer"),
        {"text": f"See below\n\n{make_block(HEADERS['de'])}\n\nHelp me"},
    ),
    Form(
        "a forward by Apple, ru",
        write("Начало переадресованного сообщения:\n\n> От: Рита\n> Тема: Принтер\n>\n> Помогите", Subject="Принтер"),
        {"text": "Начало переадресованного сообщения:\n\n> От: Рита\n> Тема: Принтер\n>\n> Помогите"},
    ),
    Form(
        "a forward by Mail.ru",
        write(
            "-------- Пересылаемое сообщение --------\nОт кого: Рита <r@x.example>\nКому: Ольга\n\nПомогите",
            Subject="Fwd: Принтер",
        ),
        {"text": "-------- Пересылаемое сообщение --------\nОт кого: Рита <r@x.example>\nКому: Ольга\n\nПомогите"},
    ),
]


def _signed(below: str, name: str, text: str = ANSWER) -> Form:
    return Form(name, write(f"{ANSWER}\n\n{below}"), {"text": text})


SIGNATURES = [
    _signed("-- \nRita\nAccounts", "a signature"),
    _signed("--\nRita\nAccounts", "a signature without its blank"),
    _signed(f"-- \nRita\n\n{OTHERS['Thunderbird, en']}\n{ASKED}", "a signature above a quote"),
    _signed(f"{OTHERS['Thunderbird, en']}\n{ASKED}\n\n-- \nRita", "a signature below a quote"),
    _signed(
        "-- \n" + "a long text\n" * 40,
        "two dashes above a long text",
        f"{ANSWER}\n\n-- \n" + "\n".join(["a long text"] * 40),
    ),
    _signed("Sent from my iPhone", "a telephone, en"),
    _signed("Отправлено с iPhone", "a telephone, ru"),
    _signed("Отправлено из мобильной Почты Mail.ru", "Mail.ru's telephone"),
    _signed("Отправлено из мобильного приложения Яндекс Почты", "Yandex's telephone"),
    _signed("Von meinem iPhone gesendet", "a telephone, de"),
    _signed("Gesendet mit der mobilen Mail App", "a provider's telephone, de"),
    _signed("Envoyé de mon iPhone", "a telephone, fr"),
    _signed("Enviado desde mi iPhone", "a telephone, es"),
    _signed("Inviato da iPhone", "a telephone, it"),
    _signed("Надіслано з iPhone", "a telephone, uk"),
    _signed("Verstuurd vanaf mijn iPhone", "a telephone, nl"),
    _signed("Wysłane z iPhone’a", "a telephone, pl"),
    _signed("Get Outlook for Android<https://aka.ms/x>", "Outlook's telephone"),
    _signed("Sent from Mail for Windows", "Windows"),
    _signed("Sent from Yahoo Mail for iPhone", "Yahoo's telephone"),
    _signed(f"Sent from my iPhone\n\n{OTHERS['Apple, en']}\n\n{ASKED}", "a telephone above a quote"),
    _signed(
        "Sent from the office by post", "a sentence that begins alike", f"{ANSWER}\n\nSent from the office by post"
    ),
    Form("a signature alone", write("-- \nRita"), {"text": "-- \nRita"}),
]


def _page(page: str, name: str, text: str = ANSWER) -> Form:
    return Form(name, write(page, Subject="Re: Printer", Content_Type="text/html; charset=utf-8"), {"text": text})


TOP = f"<div>{ANSWER}</div>"
MARKED = [
    _page(
        f'{TOP}<div class="gmail_quote"><div class="gmail_attr">On Fri Olga wrote:<br></div><blockquote class="gmail_quote">Did it work?</blockquote></div>',
        "Gmail's page",
    ),
    _page(
        f'{TOP}<br clear="all"><div>-- <br></div><div class="gmail_signature">Rita<br>Accounts</div>',
        "Gmail's signature",
    ),
    _page(
        f'{TOP}<hr><div id="divRplyFwdMsg" dir="ltr"><b>Lähettäjä X:</b> Olga<br></div><div>Did it work?</div>',
        "Outlook's page on the web",
    ),
    _page(f'{TOP}<div id="x_divRplyFwdMsg">Olga</div><div>Did it work?</div>', "Outlook's page, taken over"),
    _page(f'{TOP}<div id="appendonsend"></div><hr><div><b>From:</b> Olga</div>Did it work?', "Outlook's page, old"),
    _page(
        f'{TOP}<div style="border:none;border-top:solid #E1E1E1 1.0pt"><p class="MsoNormal"><b>From:</b> Olga<br><b>Sent:</b> Friday<br><b>To:</b> Rita<br></p></div><p>Did it work?</p>',
        "Outlook's page on Windows",
    ),
    _page(
        f'{TOP}<div><br><blockquote type="cite"><div>On 27 Nov 2026, at 08:30, Olga &lt;help@desk.example&gt; wrote:</div><div>Did it work?</div></blockquote></div>',
        "Apple's page",
    ),
    _page(
        f'{TOP}<div class="moz-cite-prefix">On 27/11/2026 08:30, Olga wrote:<br></div><blockquote type="cite">Did it work?</blockquote>',
        "Thunderbird's page",
    ),
    _page(f'{TOP}<pre class="moz-signature" cols="72">-- \nRita</pre>', "Thunderbird's signature"),
    _page(
        f'{TOP}<div>27.11.2026, 08:30, "Olga" &lt;help@desk.example&gt;:</div><blockquote><p>Did it work?</p></blockquote>',
        "Yandex's page",
    ),
    _page(
        f'{TOP}<blockquote style="border-left:1px solid #0857A6">Пятница, 27 ноября 2026, 8:30 +03:00 от Olga &lt;help@desk.example&gt;:<br><div>Did it work?</div></blockquote>',
        "Mail.ru's page",
    ),
    _page(
        f'{ANSWER}<br><div class="yahoo-signature">Sent from Yahoo Mail for iPhone</div><p class="yahoo-quoted-begin">On Friday, Olga wrote:</p><blockquote class="iosymail"><div><html><head><style>p{{}}</style></head><div>Did it work?</div></html></div></blockquote>',
        "Yahoo's page",
    ),
    _page(
        f'{TOP}<div class="protonmail_signature_block">Rita</div><div class="protonmail_quote">On Friday, November 27th, 2026 at 8:30 AM, Olga &lt;help@desk.example&gt; wrote:<br><blockquote class="protonmail_quote" type="cite">Did it work?</blockquote></div>',
        "Proton's page",
    ),
    _page(
        "<blockquote>One?</blockquote><div>Yes.</div><blockquote>Two?</blockquote><div>No.</div><blockquote>Olga</blockquote>",
        "answers between on a page",
        "> One?\n\nYes.\n\n> Two?\n\nNo.",
    ),
]
QUOTES = [*ATTRIBUTED, *BLOCKS, *AROUND, *SIGNATURES, *MARKED]
