# Шаблоны ответов и ответ, который проверяют перед отправкой.
none-replies = Шаблонов ответов пока нет. Шаблон — готовый текст с ключом: ответьте <code>!ключ</code> на любое сообщение заявки, проверьте текст и нажмите «Отправить».
canned-choose = Чем ответить на <code>#{ $number }</code>
canned-own = только у вас
canned-desk = общий
canned-uses = { $n } { $n ->
    [one] отправка
    [few] отправки
   *[other] отправок
}
canned-files = { $clip } { $n }
canned-removed = Шаблон <code>!{ $word }</code> удалён. Всё, что уже отправлено, осталось.
canned-team = поддержка
canned-acts = отправляет и { $acts }
reply-act = { $act ->
    [resolve] решает заявку
    [pending] ждёт автора
    [hold] откладывает
    [priority] ставит приоритет
    [category] ставит тему
    [add_label] добавляет метку
   *[hand] передаёт:
}
reply-act-unknown = «{ $typed }» вместе с шаблоном не сделать. Можно: { $acts }. Ничего не сделано.
reply-act-value = «{ $typed }»: значения нет или оно неизвестно. Ничего не сделано. Пример: topic Принтеры.
reply-act-right = На «{ $typed }» у вас нет права. Ничего не сделано.
reply-act-twice = «{ $typed }» и другая строка исключают друг друга. Ничего не сделано.
reply-acts-over = Заявка <code>#{ $number }</code> решена или закрыта, действия шаблона для неё не выполнить. Ничего не отправлено. Можно отправить только ответ.
canned-reply-to = К какой заявке <code>!{ $word }</code>? Пришлите ключ ответом на её сообщение.
canned-unknown = Шаблона !{ $word } нет. { $n ->
    [0] Как его сделать, покажет /replies.
   *[other] Похожие: { $near }
}
canned-key-wrong = Сначала ключ — одно слово из букв и цифр, до 32 знаков, — потом текст. Например: привет Здравствуйте, { "{" }имя{ "}" }. Разбираюсь.
canned-text-missing = Текста нет: после ключа напишите текст или приложите файл.
canned-key-taken = Шаблон !{ $word } уже есть. Выберите другой ключ или измените его в /replies.
canned-too-many = Шаблонов уже { $most }. Сначала удалите лишний в /replies.
placeholder-wrong = Строка { $line }: вместо { $written } подставить нечего. Есть { "{" }имя{ "}" }, { "{" }номер{ "}" }, { "{" }агент{ "}" } и { "{" }срок{ "}" }. Ничего не изменилось.
prepared-head = Кому: { $name }, <code>#{ $number }</code>
prepared-like = как в #{ $number }
prepared-sent = Отправлено, { $name }, <code>#{ $number }</code>:
prepared-waits = Ваш ответ ({ $name }, <code>#{ $number }</code>) ждёт проверки:
prepared-withdrawn = Вы отозвали ответ: { $name }, <code>#{ $number }</code>.
prepared-replaced = Не отправлено ({ $name }, <code>#{ $number }</code>): вместо этого отправлен другой ответ.
prepared-held = Заявку ведёт { $name }.
prepared-finished = Заявка <code>#{ $number }</code> закрыта и останется закрытой.
prepared-foreign = { $language ->
    [ru] { $name } пишет по-русски, а этот текст на английском.
   *[other] { $name } пишет по-английски, а этот текст на русском.
}
prepared-missing = В тексте есть срок, а у #{ $number } обещанного времени нет. Пообещайте (/promise { $number } 2ч) и выберите шаблон снова или нажмите «Изменить».
prepared-change = Ответьте на это сообщение текстом, который отправить вместо него.{ $acts ->
    [0] {""}
   *[1] {" "}Действия шаблона тогда не выполняются.
}
prepared-look-again = С тех пор кое-что изменилось. Проверьте текст и, если он подходит, нажмите «Отправить» ещё раз.
remark-canned = Отправлено по !{ $word }{ $files ->
    [0] { "" }
    [one] , с { $files } файлом
   *[other] , с { $files } файлами
}. Правка комментария ничего не изменит, удаление отзовёт ответ.
remark-canned-unknown = Шаблона !{ $word } нет, ничего не отправлено. { $n ->
    [0] Шаблоны создают в боте: /replies.
   *[other] Похожие: { $near }
}
remark-canned-missing = Ничего не отправлено: в !{ $word } есть срок, а у этой заявки обещанного времени нет.
remark-canned-edit = Правка комментария не отправляет шаблон; отправленное раньше осталось. Напишите новый комментарий.
remark-command = Не отправлено: { $typed } похоже на команду, а команды работают только в Telegram. Если текст должен начинаться с «/», напишите новый комментарий и поставьте в начале другой знак.
remark-command-edit = Не отправлено: комментарий теперь начинается с «/» и похож на команду. Отправленное раньше осталось. Напишите новый комментарий.
btn-canned = Шаблоны ответов
btn-canned-key = !{ $word }
btn-prepared-send = Отправить
btn-prepared-acts = Отправить и сделать
btn-prepared-alone = Только отправить
btn-prepared-solve = Отправить и решить
btn-prepared-change = Изменить
audit-canned-added = добавлен шаблон ответа !{ $new }
audit-canned-changed = изменён шаблон ответа !{ $new }
audit-canned-removed = удалён шаблон ответа !{ $old }
audit-canned-restored = возвращён шаблон ответа !{ $new }
similar-title = Похоже на <code>#{ $number }</code>, уже отвечали
similar-title-articles = Эта статья может ответить на <code>#{ $number }</code>
similar-head = <code>#{ $number }</code>
similar-none = Похожих на <code>#{ $number }</code> больше нет.
btn-similar = Похожие: { $n }
btn-similar-open = Открыть #{ $number }
btn-similar-use = Взять из #{ $number }
btn-similar-read = Читать статью
btn-similar-article = Взять из статьи

# Чем было нажатие каждой кнопки, в журнале.
press-canned = выбрать шаблон ответа
press-reply_with = подготовить шаблон ответа
press-similar = похожие решённые заявки
press-similar_use = взять прежний ответ
press-similar_article = взять статью
press-canned_send = отправить шаблон ответа
press-canned_alone = отправить шаблон ответа без действий
press-canned_solve = отправить шаблон ответа и решить
press-canned_change = изменить шаблон ответа
title-replies = <b>Шаблоны ответов</b>
column-replies = Ключ
column-replies-text = Текст
column-replies-whose = Для кого
column-replies-used = Использован
field-replies-key = Ключ
field-replies-key-help = Одно слово, до 32 букв и цифр. Ответ !ключ на сообщение заявки отправляет текст.
field-replies-text = Текст
field-replies-text-help = { "{" }имя{ "}" }, { "{" }номер{ "}" }, { "{" }агент{ "}" } и { "{" }срок{ "}" } подставятся сами. В Telegram можно прислать файлы, а текст написать в подписи к ним.
field-replies-acts = Действия
field-replies-acts-help = Выполняются вместе с ответом и вместе с ним отменяются. По одному в строке: resolve, pending, hold до пятницы, priority 2, topic Принтеры, label vip, assign Ольга. Тире — без действий.
admin-new-replies-own = Шаблон только для вас. Ответьте на это сообщение: сначала ключ, потом текст. Например:
    <code>привет Здравствуйте, { "{" }имя{ "}" }. Заявку { "{" }номер{ "}" } прочитал, разбираюсь. { "{" }агент{ "}" }</code>
    { field-replies-text-help }
admin-new-replies-desk = Шаблон для всей команды. Ответьте на это сообщение: сначала ключ, потом текст. Например:
    <code>привет Здравствуйте, { "{" }имя{ "}" }. Заявку { "{" }номер{ "}" } прочитал, разбираюсь. { "{" }агент{ "}" }</code>
    { field-replies-text-help }
btn-new-replies-own = Новый, только мой
btn-new-replies-desk = Новый, для всех
kind-replies-own = только для меня
kind-replies-desk = для всей команды
btn-do-replies-remove = Удалить
btn-do-replies-restore = Вернуть
