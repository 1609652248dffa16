"""Phrases that mail programs and mail servers write into mails, by language, as patterns. Pure.

A line of a table is a language and its phrases, which are regular expressions; `many` has those of no language. They
are short, and none has a repetition in a repetition, so that a search takes linear time.
"""

import re


def _join_table(table: str) -> str:
    phrases = (phrase.strip() for line in table.strip().split("\n") for phrase in line.split(None, 1)[1].split(" | "))
    return "|".join(phrase for phrase in phrases if phrase)


_WROTE = _join_table(r"""
    en wrote | writes
    ru пиш(?:ет|у) | (?:на)?писал(?:\(а\)|а)?
    uk пише | написа(?:в|ла|в\(ла\)|в\(-ла\))
    de schrieb
    fr a écrit
    es escribió
    it ha scritto
    pt escreveu
    nl schreef
    pl napisał(?:\(?a\)?)? | pisze
    sv skrev
    tr yazdı | yazmış
    cs napsal(?:\(a\)|a)?
    fi kirjoitti
    hu írta
    ro a scris
    el έγραψε
    bg написа
    be напісаў
    kk жазды
""")
_WROTE_AT_ONCE = _join_table(r"""
    zh 写道 | 寫道 | 写到
    ja さんは書きました | のメール
    ko 님이 작성.{0,20} | 님이 쓴.{0,20}
""")
SAYS_WHO = re.compile(rf"(?:\b(?:{_WROTE})\b.{{0,300}}|{_WROTE_AT_ONCE})\s?[:：]\s*$", re.IGNORECASE)
"""The end of "On Monday Olga wrote:"."""
ENDS_WITH_ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+[>)\]]{0,2}\s?[:：]\s*$")
DAY = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\d{1,2}[./-]\s?\d{1,2}[./-]\s?\d{2,4}")
HOUR = re.compile(r"\d{1,2}[:.h]\d\d")

_FROM = _join_table(r"""
    en From
    ru От(?: кого)? | Отправитель
    uk Від(?: кого)?
    de Von
    fr De | Expéditeur
    es Remitente
    it Da | Mittente
    nl Van
    pl Od
    sv Från
    da Fra
    fi Lähettäjä
    tr Kimden | Gönderen
    hu Feladó
    el Από
    zh 发件人 | 寄件者 | 寄件人
    ja 差出人
    ko 보낸 사람
""")
_OTHER = _join_table(r"""
    en Sent | Date | To | Cc | Bcc | Subject | Reply-To | Importance
    ru Отправлено | Дата | Кому | Копия | Тема | Дата отправки
    uk Надіслано | Відправлено | Копія
    de Gesendet | Datum | An | Kopie | Betreff
    fr Envoyé | À | Objet | Copie
    es Enviado(?: el)? | Fecha | Para | Asunto
    it Inviato | Data | A | Oggetto
    nl Verzonden | Aan | Onderwerp
    pl Wysłan[oe] | Do | DW | Temat
    sv Skickat | Till | Ämne | Kopia
    da Sendt | Til | Emne
    fi Lähetetty | Vastaanottaja | Aihe
    tr Gönderildi | Tarih | Kime | Bilgi | Konu
    cs Odesláno | Komu | Předmět
    hu Elküldve | Címzett | Tárgy
    el Στάλθηκε | Ημερομηνία | Προς | Θέμα
    zh 发送时间 | 发送日期 | 收件人 | 抄送 | 主题 | 日期 | 寄件日期 | 收件者 | 主旨
    ja 送信日時 | 宛先 | 件名
    ko 보낸 날짜 | 받는 사람 | 제목
""")
_AFTER_NAME = r"[\s*\u00a0]{0,3}[:：]"
HEADER_FROM = re.compile(rf"[\s*]{{0,9}}(?:{_FROM}){_AFTER_NAME}", re.IGNORECASE)
HEADER_OTHER = re.compile(rf"[\s*]{{0,9}}(?:{_OTHER}){_AFTER_NAME}", re.IGNORECASE)
"""Lines of the headers that programs write above a quote: "From: …", "Sent: …"."""

_ORIGINAL = _join_table(r"""
    en Original Message | Original Appointment | Reply Message
    ru Исходное (?:сообщение|письмо) | Оригинальное (?:сообщение|письмо)
    uk Вихідне повідомлення | Оригінальне повідомлення
    de Ursprüngliche Nachricht | Originalnachricht | Original-Nachricht | Ursprünglicher Termin
    fr Message d.origine | Message original
    es Mensaje original
    it Messaggio originale
    pt Mensagem original
    nl Oorspronkelijk bericht
    pl Oryginalna wiadomość | Wiadomość oryginalna
    sv Ursprungligt meddelande
    da Oprindelig meddelelse
    no Opprinnelig melding
    fi Alkuperäinen viesti
    cs Původní zpráva
    hu Eredeti üzenet
    tr Orijinal Mesaj
    zh 原始邮件 | 原始郵件
    ja 元のメッセージ
""")
_BLANK = r"&nbsp;|\u00a0"
ORIGINAL = re.compile(
    rf"[-_=*\s\u2010-\u2015]{{0,40}}(?:{_BLANK}|[-_=*\s\u2010-\u2015]{{2}})(?:{_ORIGINAL})"
    rf"(?:{_BLANK}|[-_=*:\s\u2010-\u2015]{{2}})[-_=*:\s\u2010-\u2015]{{0,40}}$",
    re.IGNORECASE,
)

_FORWARDED = _join_table(r"""
    en Forwarded message | Begin forwarded message
    ru Пересланное (?:сообщение|письмо) | Пересылаемое (?:сообщение|письмо) | Перенаправленное сообщение
    uk Переслане (?:повідомлення|листа) | Пересилається повідомлення
    de Weitergeleitete Nachricht
    fr Message transféré
    es Mensaje reenviado
    it Messaggio inoltrato
    pt Mensagem encaminhada
    nl Doorgestuurd bericht
    pl Wiadomość przekazana | Przekazana wiadomość
    sv Vidarebefordrat
""")
_BEGINS = _join_table(r"""
    en Begin forwarded message
    ru Начало пере(?:адрес|сыл|нап)\w{2,12} (?:сообщения|письма)
    uk Початок (?:листа, що пересилається|переадресованого \w{4,12})
    de Anfang der weitergeleiteten (?:Nachricht|E-Mail)
    fr Début du message (?:réexpédié|transféré)
    es Inicio del mensaje reenviado
    it Inizio messaggio inoltrato
""")
FORWARDED = re.compile(rf"[-\s]{{2,40}}(?:{_FORWARDED})|(?:{_BEGINS})\s?:", re.IGNORECASE)

_SENT_WITH = _join_table(r"""
    en Sent (?:from|via|with|using) | Get Outlook for
    ru Отправлено (?:с|со|из|через|от) | Получить Outlook
    uk Надіслано (?:з|із|через) | Відправлено (?:з|із|через)
    de (?:Von|Mit) mein\w{1,3} | Gesendet (?:von|mit) | Diese Nachricht wurde von mein\w{1,3} | Holen Sie sich Outlook
    fr Envoyé (?:de|depuis|avec|à partir) | Obtenir Outlook | Télécharger Outlook
    es Enviado (?:desde|con) | Obtener Outlook | Descargar Outlook
    it Inviato (?:da|dal) | Scarica Outlook
    pt Enviado (?:do|de) | Obter o Outlook
    nl Verstuurd vanaf | Verzonden (?:met|vanaf)
    pl Wysłan[eo] z
    sv Skickat från
    da Sendt fra
    fi Lähetetty
    tr iPhone'umdan
    cs Odesláno z
    zh 从我的 | 從我的 | 发自
    ko 나의
    ja 私の
""")
_DEVICES = _join_table(r"""
    many iPhone | iPad | Android | iOS | Outlook | Samsung | Galaxy | Huawei | Xiaomi | Redmi | Honor | BlackBerry
    many Windows | Mail | Gmail | Yahoo | Yandex | Proton | Spark | Nine | Aqua | Tutanota | Smartphone | phone
    many Handy | mobil | móvil
    ru Почт | Яндекс | смартфон | телефон
    uk Пошт
""")
SENT_WITH = re.compile(rf"(?:-- )?(?:{_SENT_WITH})(?=.{{0,60}}(?:{_DEVICES}))", re.IGNORECASE)
"""The line that phones put under a mail."""

_REPLY = _join_table(r"""
    en re
    ru ответ | отв
    uk відп
    de aw | antw
    sv sv
    fi vs
    pl odp
    it r | rif
    pt res
    tr ynt
    el απ
    zh 回复 | 答复 | 回覆
""")
_FORWARD = _join_table(r"""
    en fwd? | fw
    ru пересл\w* | перенаправлено
    de wg
    fr tr
    es rv
    it i
    pt enc
    sv vb
    fi vl
    pl pd
    nl doorst
    zh 转发 | 轉寄
""")
SUBJECT_OF_REPLY = re.compile(rf"\s{{0,9}}(?:{_REPLY})\s?(?:[\[(]\d{{1,4}}[\])])?\s?[:：]", re.IGNORECASE)
SUBJECT_OF_FORWARD = re.compile(rf"\s{{0,9}}(?:{_FORWARD})\s?[:：]", re.IGNORECASE)

STUB = re.compile(
    _join_table(r"""
    en (?:does not|doesn.t|not) (?:support|display|view)\w* html | view (?:this|it) (?:\S{1,9} )?in (?:your|a) browser
    en html (?:format|version|compatible|capable|enabled|e-?mail)
    ru поддержива\w{1,5} html | формате? html | html[- ](?:формат|верси)
    de html[- ](?:nachricht|ansicht|format)
    fr (?:format|version) html
"""),
    re.IGNORECASE,
)
"""What a plain part says that only asks for a program that shows HTML."""

SERVERS = re.compile(
    _join_table(r"""
    many mailer-?daemon | mail-?daemon | mdaemon | postmaster | mail_?delivery | bounces?[\w+.=-]{0,100} | double-bounce
    many mmdf | microsoftexchange\w{1,60} | mailer | mail-?robot | noreply-?dmarc\w{0,30} | complaints | mailerdaemon
"""),
    re.IGNORECASE,
)
"""What the addresses of mail servers begin with."""

SUBJECT_OF_BOUNCE = re.compile(
    _join_table(r"""
    en undeliver(?:able|ed) | delivery (?:status notification|failure|has failed|report|delayed|problem|notification)
    en mail (?:delivery (?:failed|failure|system|status|subsystem|error)|system error|could not be delivered|failure)
    en failure notice | failure delivery | returned (?:mail|to sender) | non.?delivery | rejected
    en delayed? (?:mail|delivery)
    en message (?:you sent blocked|status|not delivered|delayed|could not) | warning: (?:message|could not send)
    ru не ?доставлен\w{0,3} | не может быть доставлен\w? | невозможно доставить | ошибка доставки | о (?:не)?доставке
    uk не вдалося доставити | не доставлено
    de unzustellbar | nicht zugestellt | fehler bei der zustellung | zustellung fehlgeschlagen | unzustellbarkeit
    fr non remis | échec de la remise | non.remise | échec d.acheminement
    es no se (?:puede|pudo) entregar | no entregado | error de entrega
    it mancato recapito | mancata consegna | non recapitabile
    pt não entregue
    pl niedostarczon\w{1,2} | zwrot
    nl mislukte aflevering | onbestelbaar
    zh 退信 | 无法投递 | 系统退信
"""),
    re.IGNORECASE,
)
SUBJECT_OF_ABSENCE = re.compile(
    r"\s{0,9}(?:"
    + _join_table(r"""
    en auto(?:matic|mated)?[ -]?(?:reply|response|answer) | autoreply | auto: | out of (?:the )?office | ooo:
    en away from (?:my )?office
    ru автоответ\w{0,6} | автоматический ответ | вне офиса | в отпуске
    uk автоматична відповідь | автовідповідь
    de automatische (?:antwort|abwesenheit\w{0,12}) | abwesenheits\w{1,15} | abwesend
    fr réponse automatique | absence du bureau | absent\w{0,2}\s?:
    es respuesta automática | fuera de la oficina
    it risposta automatica | fuori sede
    pt resposta automática
    nl automatisch antwoord | afwezigheid\w{0,10}
    sv autosvar | automatiskt svar
    pl odpowiedź automatyczna | autoodpowiedź
    tr otomatik yanıt
    zh 自动回复 | 自動回覆
    ja 自動返信 | 自動応答
    ko 자동 ?응답
""")
    + r")(?: auto-?reply)?\s{0,9}(?:[:：–—-]|\Z)",
    re.IGNORECASE,
)
DELAYED = re.compile(
    _join_table(r"""
    en delay | warning | will (?:be retried|keep trying|continue) | not yet | temporar | still being
    en no action is required
    ru задерж | временн | попытки доставки
    uk затрим | тимчасов
    de verzögert | vorübergehend
    fr retard | temporair
    es demorad | retras
    it ritard
"""),
    re.IGNORECASE,
)
"""What only mails say that a server goes on to deliver."""

AGREES = re.compile(
    r"\s{0,9}(?:(?:yes|ok|да),?\s{1,9})?(?:"
    + _join_table(r"""
    en i agree | i do agree | agreed
    ru согласен | согласна | я согласен | я согласна
""")
    + r")(?: (?:to|with|с) [^\n.!,]{1,40})?[\s.!]{0,9}(?:\n|$)",
    re.IGNORECASE,
)
"""The first line of a mail whose writer agrees to what they were asked."""

STOP = re.compile(
    r"\s{0,9}(?:"
    + _join_table(r"""
    en stop | unsubscribe | remove me
    ru стоп | отписаться | отпишите меня | не присылайте
""")
    + r")[\s.!]{0,9}",
    re.IGNORECASE,
)
"""What somebody in copy answers who wants no more copies, with nothing else."""
NO_REPLY = re.compile(r"(?:no|do-?not|dont)[-_.]?reply[\w+.=-]{0,100}", re.IGNORECASE)
"""What addresses begin with that nobody reads."""
