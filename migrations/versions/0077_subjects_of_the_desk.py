"""What the desk worded itself as a ticket's subject, because nobody had said anything, is kept as what it is beside the
text, which stays in the desk's language. The version before goes on writing texts alone: what it changes is no longer
what the line says was said, so that the line says nothing.

Filled where it is sure: nobody renamed the ticket, it was last named when it was filed or taken back, its requester
wrote nothing up to then, and the text is what the desk says in one of its languages of a file or content that is there.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0077"
down_revision = "0076"
branch_labels = None
depends_on = None

_LONGEST = 120
_SAID: dict[str, tuple[str, str]] = {
    "kind-photo": ("Photo", "Фото"),
    "kind-document": ("File", "Файл"),
    "kind-document-named": ("File {name}", "Файл {name}"),
    "kind-video": ("Video", "Видео"),
    "kind-animation": ("Animation", "Анимация"),
    "kind-audio": ("Audio", "Аудио"),
    "kind-voice": ("Voice message", "Голосовое сообщение"),
    "kind-video_note": ("Video message", "Видеосообщение"),
    "kind-sticker": ("Sticker", "Стикер"),
    "content-location": ("Location: {latitude}, {longitude}", "Место на карте: {latitude}, {longitude}"),
    "content-venue": ("Place: {title}, {address}", "Место: {title}, {address}"),
    "content-poll": ("Poll: {question}", "Опрос: {question}"),
    "content-game": ("Game: {title}", "Игра: {title}"),
    "content-story": ("A story (open it in Telegram)", "История (откройте её в Telegram)"),
    "content-checklist": ("Checklist: {title}", "Список дел: {title}"),
    "content-invoice": ("Invoice: {title}", "Счёт: {title}"),
    "content-paid_media": ("Paid media (it does not reach us)", "Платное вложение (до нас оно не доходит)"),
    "content-giveaway": ("Giveaway", "Розыгрыш"),
}
_ARGUMENTS = re.compile(r"\{(\w+)\}")
_PLAYED = {"kind-video", "kind-voice", "kind-video_note"}
_CONTACT = ("Contact: ", "Контакт: ")
_GONE = ("(taken back)", "(отозвано)")
_SPLIT = re.compile(r"(?:From|Из) #([0-9]+)")
_BEGINS = sorted(
    {said.partition("{")[0] for both in _SAID.values() for said in both} | {*_CONTACT, *_GONE, "From #", "Из #"}
)

_NAMED_BY_THE_DESK = sa.text(r"""
select t.id, t.subject, h.field, h.split, e.content_line, f.kind, f.name, f.seconds
from tickets t
join lateral (
  select field, new,
    exists (
      select from tickets o join history s on s.ticket_id = o.id and s.field = 'split' and s.new = '#' || t.number
      where o.number = cast(substring(t.subject from '^\w+ #([0-9]{1,18})$') as bigint)
    ) as split
  from history where ticket_id = t.id and field in ('filed', 'subject') order by id desc limit 1
) h on h.new = t.subject
left join entries e on e.ticket_id = t.id and e.kind = 'comment' and e.created_at <= t.filed_at
left join files f on f.entry_id = e.id
where t.filed_at is not null and not t.subject_kept and t.subject ~ :begins
  and not exists (
    select from entries w where w.ticket_id = t.id and w.kind = 'comment' and w.created_at <= t.filed_at
      and w.body <> '' and (h.field = 'filed' or w.withdrawn_at is null))
""")
_FILL = sa.text("update tickets set subject_line = :line where id = :id and subject = :subject and not subject_kept")


def upgrade() -> None:
    op.add_column("tickets", sa.Column("subject_line", sa.Text(), nullable=True))
    begins = "^(" + "|".join(re.escape(one) for one in _BEGINS) + ")"
    connection = op.get_bind()
    found = {}
    for row in connection.execute(_NAMED_BY_THE_DESK, {"begins": begins}):
        for key, args in _what_it_is(row):
            line = {"key": key, "args": args, "said": row.subject}
            found[row.id] = {"id": row.id, "subject": row.subject, "line": json.dumps(line, ensure_ascii=False)}
    if found:
        connection.execute(_FILL, list(found.values()))


def _what_it_is(row: Any) -> Iterator[tuple[str, dict[str, str | int]]]:
    """What the desk says so; nothing where that is not sure."""
    if row.field == "subject":
        if row.subject in _GONE:
            yield "subject-withdrawn", {}
        return
    if row.split and (split := _SPLIT.fullmatch(row.subject)):
        yield "subject-split", {"number": int(split[1])}
    content: dict[str, Any] = json.loads(row.content_line) if row.content_line else {"key": "", "args": {}}
    if content["key"] == "content-contact" and row.subject.startswith(_CONTACT):
        yield "subject-contact", {"name": row.subject.partition(": ")[2]}
    made: list[tuple[str, dict[str, str | int]]] = [(content["key"], content["args"])]
    if row.kind is not None:
        named = row.kind == "document" and row.name
        time = "none" if row.seconds is None else f"{row.seconds // 60}:{row.seconds % 60:02d}"
        made.append(("kind-document-named", {"name": row.name}) if named else (f"kind-{row.kind}", {"time": time}))
    yield from ((key, args) for key, args in made if row.subject in _said(key, args))


def _said(key: str, args: dict[str, str | int]) -> Iterator[str]:
    """In each language."""
    for said in _SAID.get(key, ()):
        time = args.get("time", "none")
        if any(name not in args for name in _ARGUMENTS.findall(said)):
            continue
        words = said.format_map(args)
        single = " ".join((f"{words}, {time}" if key in _PLAYED and time != "none" else words).split())
        yield single if len(single) <= _LONGEST else single[: _LONGEST - 1].rstrip() + "…"


def downgrade() -> None:
    op.drop_column("tickets", "subject_line")
