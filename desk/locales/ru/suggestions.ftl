# Что предлагается автору до ответа человека.
receipt-offered = { $n ->
    [one] А пока, возможно, поможет это:
   *[other] А пока, возможно, поможет одна из статей:
}
btn-helped = Помогло
card-offered = Автору предложено: { $titles }
requester-was-helped = #{ $number }: предложенный ответ помог ({ $name }). Заявка закрыта.
receipt-answered = ☑️ <code>#{ $number }</code> закрыта: рады, что помогло. Если что-то ещё не так, просто напишите.
offered-remark = Автору предложено: { $titles }
## Автоответы: автору
receipt-preset = <code>#{ $number }</code> записал. Возможно, на неё ответит следующее сообщение. Если нет, нажмите <b>Позвать человека</b> или просто напишите. Иначе я сам позову кого-нибудь ({ $at }).
btn-need-person = Позвать человека
person-called = Заявка передана дежурным.
preset-by = Автоответ
card-answered = Автоответ: { $title }
## Автоответы: администраторам
preset-state = { $waits ->
    [true] опубликован, есть неопубликованные правки
   *[false] { $state ->
        [published] опубликован
        [old] в архиве
       *[draft] черновик
    }
}
preset-counts = отправлен { $given }, помог { $helped }
preset-gone = Этого автоответа больше нет.
preset-hits = { $of ->
    [0] <b>{ $title }</b>: сообщений ещё не было, проверить не на чем.
   *[other] <b>{ $title }</b>: он ответил бы на { $n } из последних сообщений ({ $of }).
}
btn-preset-check = Опубликовать…
btn-preset-publish = Опубликовать
## Что не так
preset-text-long = Здесь знаков { $n }, в ответе — не больше { $most }.
preset-placeholder = { $written } неизвестно, пока заявку никто не взял. Подставить можно { "{" }имя{ "}" } и { "{" }номер{ "}" }.
preset-examples-wrong = По одному примеру в строке: не больше { $most } примеров, в каждом не больше { $longest } знаков.
preset-example-short = «{ $example }» — слишком коротко: в примере нужно хотя бы два значимых слова.
preset-examples-missing = Пока нет примеров. Без них бот не поймёт, на какие вопросы отвечать.
preset-text-dash = Один знак «-» — это не текст. Если этот язык не нужен, не присылайте для него ничего: хватит одного языка.
preset-changed-since = С тех пор его изменили. Посмотрите ещё раз перед публикацией.
preset-too-wide = Он ответил бы на { $n } из последних сообщений ({ $of }) — больше десятой части. Сузьте примеры или добавьте ключевые слова.
presets-too-many = Автоответов уже { $most }. Сначала уберите один в архив.
audit-preset-added = добавлен автоответ «{ $new }»
audit-preset-changed = { $old ->
    [text] изменён текст автоответа
    [examples] изменены примеры вопросов автоответа
    [keywords] изменены ключевые слова автоответа
    [topic] изменена тема автоответа
   *[other] изменён автоответ
} «{ $new }»
audit-preset-renamed = переименован автоответ «{ $old }» → «{ $new }»
audit-preset-published = опубликован автоответ «{ $new }»
audit-preset-retired = убран в архив автоответ «{ $new }»
title-presets = <b>Автоответы</b>
none-presets =
    Автоответов здесь нет. Автоответ сразу отвечает на типичный вопрос. Автор одним нажатием может позвать человека, а через некоторое время бот позовёт его сам.
column-presets = Название
column-presets-state = Состояние
column-presets-given = Отправлен
column-presets-helped = Помог
field-presets-title = Название
field-presets-title-help = О чём он, для команды, до 120 знаков.
field-presets-text = Текст
field-presets-text-help = { "{" }имя{ "}" } и { "{" }номер{ "}" } подставятся сами. Хватит одного языка.
field-presets-examples = Примеры вопросов
field-presets-examples-help = Что пишут те, кому нужен этот ответ: по одному примеру в строке, на всех языках, на которых пишут авторы.
field-presets-keywords = Ключевые слова
field-presets-keywords-help = Слова, которые отличают его от других вопросов, через запятую; «-», если таких нет.
field-presets-topic = Тема
field-presets-topic-help = Тема заявок, на которые он отвечает.
btn-do-presets-archive = В архив
btn-new-presets-preset = Новый
admin-new-presets-preset = О чём он? Короткое название для команды. Ответьте на это сообщение; потом добавьте текст и примеры и опубликуйте.
preset-language-missing = Текста ещё нет. Напишите его хотя бы на одном языке.

# Чем было нажатие каждой кнопки, в журнале.
press-article = читать предложенную статью
press-helped = помогло
press-need_person = нужен человек
