# Заготовки: тексты наготове, и ответ перед отправкой.

replies-none = Заготовок пока нет. Это тексты наготове, у каждого есть ключ: ответьте <code>!ключ</code> на любое сообщение заявки, посмотрите, что получилось, и нажмите «Отправить».
replies-title = <b>Заготовки</b>: <code>!ключ</code> ответом на сообщение заявки
canned-choose = Чем ответить на <code>#{ $number }</code>
canned-own = только у вас
canned-desk = общая
canned-uses = { $n } { $n ->
    [one] отправка
    [few] отправки
   *[other] отправок
}
canned-files = { $clip } { $n }
canned-removed = Заготовка <code>!{ $word }</code> убрана. Что с ней отправлено, осталось.
canned-set = Теперь так:
canned-team = поддержка
canned-reply-to = К какой заявке <code>!{ $word }</code>? Пришлите ключ ответом на её сообщение.
canned-unknown = Заготовки !{ $word } нет. { $n ->
    [0] Как её сделать, покажет /replies.
   *[other] Похожие: { $near }
}
reply-ask-new = { $own ->
    [own] Заготовка только для вас.
   *[other] Заготовка для всей команды.
 } Ответьте на это сообщение: сначала ключ, потом текст. Например:
    <code>привет Здравствуйте, { "{" }имя{ "}" }. Заявку { "{" }номер{ "}" } прочитал, разбираюсь. { "{" }агент{ "}" }</code>
    { "{" }имя{ "}" }, { "{" }номер{ "}" }, { "{" }агент{ "}" } и { "{" }срок{ "}" } подставятся сами. Файлы — с таким же текстом в подписи.
reply-ask-text = Ответьте на это сообщение новым текстом для <code>!{ $word }</code>. Файлы — с ним в подписи.
canned-key-wrong = Сначала ключ — одно слово из букв и цифр, до 32 знаков, — потом текст. Например: привет Здравствуйте, { "{" }имя{ "}" }. Разбираюсь.
canned-text-missing = Пока нечего отправлять: после ключа нужен текст или файл.
canned-key-taken = Заготовка !{ $word } уже есть: выберите другой ключ или измените её в /replies.
canned-too-many = Заготовок уже { $most }: сначала уберите лишнюю в /replies.
placeholder-wrong = Строка { $line }: вместо { $written } подставить нечего. Есть { "{" }имя{ "}" }, { "{" }номер{ "}" }, { "{" }агент{ "}" } и { "{" }срок{ "}" }. Ничего не изменилось.

prepared-head = Кому: { $name }, <code>#{ $number }</code>
prepared-like = как в #{ $number }
prepared-sent = Отправлено, { $name }, <code>#{ $number }</code>:
prepared-replaced = Не отправлено ({ $name }, <code>#{ $number }</code>): вместо этого ушло другое.
prepared-held = Заявку ведёт { $name }.
prepared-finished = Заявка <code>#{ $number }</code> закрыта и останется закрытой.
prepared-foreign = { $language ->
    [ru] { $name } пишет по-русски, а этот текст на английском.
   *[other] { $name } пишет по-английски, а этот текст на русском.
}
prepared-missing = В тексте есть срок, а для #{ $number } он не обещан. Пообещайте (/promise { $number } 2ч) и возьмите заготовку снова или нажмите «Изменить».
prepared-change = Ответьте на это сообщение тем, что отправить вместо него.
prepared-look-again = С тех пор кое-что изменилось: взгляните и, если подходит, нажмите «Отправить» ещё раз.

remark-canned = Отправлено по !{ $word }{ $files ->
    [0] { "" }
    [one] , с { $files } файлом
   *[other] , с { $files } файлами
}. Правка комментария ничего не изменит, удаление отзовёт ответ.
remark-canned-unknown = Заготовки !{ $word } нет, ничего не отправлено. { $n ->
    [0] Заготовки делают в боте: /replies.
   *[other] Похожие: { $near }
}
remark-canned-missing = В !{ $word } есть срок, а для этой заявки он не обещан: ничего не отправлено.
remark-canned-edit = Исправленный комментарий не вызывает заготовку, отправленное осталось. Напишите новый.
remark-command = Не отправлено: { $typed } похоже на команду, а команды работают только в Telegram. Если текст должен начинаться с «/», напишите новый комментарий и поставьте в начале другой знак.
remark-command-edit = Не отправлено: комментарий теперь начинается с «/» и похож на команду. Отправленное раньше осталось. Напишите новый комментарий.

btn-canned = Заготовки
btn-canned-key = !{ $word }
btn-prepared-send = Отправить
btn-prepared-change = Изменить
btn-replies = Все заготовки
btn-reply-own = Новая, только моя
btn-reply-desk = Новая, для всех
btn-reply-text = Изменить текст
btn-reply-remove = Убрать
btn-reply-back = Вернуть

audit-canned-added = добавлена заготовка !{ $new }
audit-canned-changed = изменена заготовка !{ $new }
audit-canned-removed = убрана заготовка !{ $old }
audit-canned-restored = возвращена заготовка !{ $new }

similar-title = Уже отвечали, похоже на <code>#{ $number }</code>
similar-title-articles = Статья, которая может ответить на <code>#{ $number }</code>
similar-head = <code>#{ $number }</code>
similar-none = Больше ничего похожего на <code>#{ $number }</code>.
btn-similar = Похожие: { $n }
btn-similar-open = Открыть #{ $number }
btn-similar-use = Взять из #{ $number }
btn-similar-read = Читать статью
btn-similar-article = Взять из статьи
