# Files that do not get to the other side.

size-mb = { $n } МБ
size-kb = { $n } КБ
board-file-too-large = { $file }: для доски слишком большой. «Открыть» в боте покажет его.
board-contact = Контакт: { $name }, { $phone } (номер покажет «Открыть» в боте)
board-file-lost = { $file }: на доску не попал. «Открыть» в боте покажет его.
file-too-large = { $file } в <b>#{ $number }</b>: больше 50 МБ Telegram не принимает. { $name } видит название и размер; пришлите ссылку.
file-lost = { $file } в <b>#{ $number }</b>: с доски файл получить не вышло. { $name } видит название; прикрепите его снова или пришлите ссылку.
lack-too-large = { $file }: для Telegram слишком большой
lack-lost = { $file }: файл не дошёл
answer-refused = Telegram не принял ответ в <b>#{ $number }</b>, { $name } его не получит. Он остаётся в заявке; отправьте его, пожалуйста, иначе.
