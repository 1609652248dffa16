# Страница панели «Ответы».
page-answers = Ответы
page-answers-section = { $section ->
    [articles] Статьи
    [presets] Автоответы
    [replies] Шаблоны ответов
    [menu] Меню
    [many] Рассылки
    [helped] Что помогло
    [ideas] Идеи
   *[gaps] Чего не хватает
}
page-answers-state = { $state ->
    [draft] черновик
    [published] опубликовано
   *[old] в архиве
}
page-answers-waits = есть неопубликованные правки
page-answers-on = { $shelf ->
    [published] Опубликовано
    [draft] Черновики
    [waiting] Неопубликованные правки
    [old] В архиве
   *[all] Все
}
page-answers-shelf = Состояние
page-answers-words = Поиск по словам или вопросу
page-answers-any-topic = Любая тема
page-answers-no-topic = без темы
page-answers-topic = Тема
page-answers-title = Название
page-answers-text = Текст
page-answers-keywords = Ключевые слова
page-answers-commas = через запятую
page-answers-languages = Языки
page-answers-language = { $language ->
    [ru] Русский
   *[en] Английский
}
page-answers-changed = Изменено
page-answers-older = { $language ->
    [ru] русский текст старее
   *[en] английский текст старее
}
page-answers-older-by = старее: изменён на { $time } раньше другого языка
page-answers-none = Ничего не нашлось.
page-answers-from = черновик из #{ $number }
page-answers-theirs = { $name }: этот текст изменён, пока вы писали. Ваш остался в полях: сравните оба и сохраните.
page-answers-by = версия { $version }, { $name }, { $at }
page-answers-not-read = ещё не опубликована
page-answers-marks = **жирный**, *курсив*, `код`, [слова](https://…), > цитата, - список.
page-answers-loses = Часть оформления здесь не показать. Если изменить этот текст, она пропадёт.
page-answers-publish = Сохранить и опубликовать
page-answers-propose = Сохранить и предложить
page-answers-keep = Сохранить
page-answers-retire = В архив
page-answers-seen = Вид в Telegram
page-answers-versions = Версии
page-answers-version = Версия
page-answers-who = Автор
page-answers-read = опубликована
page-answers-back = Назад
page-answers-take = Вернуть эту версию
page-answers-done = { $what ->
    [publish] Опубликовано: теперь это находят авторы.
    [propose] Сохранено. Администраторам сообщили.
    [retired] В архиве. Чтобы вернуть, опубликуйте снова.
    [taken] Эта версия вернулась в черновик. Опубликуйте её, чтобы её увидели авторы.
    [remove] Удалено. Здесь это можно вернуть.
    [restore] Возвращено.
    [menu-publish] Опубликовано: теперь авторы видят это меню.
    [menu-keep] Сохранено в черновике.
    [menu-up] В черновике теперь на место выше.
    [menu-remove] Убрано из черновика.
    [menu-restore] Снова в черновике.
    [menu-down] У авторов больше нет меню. Черновик сохранён.
    [menu-undo] Авторы снова видят прежнее меню.
    [menu-late] Ничего не отменено: с тех пор меню кто-то изменил.
   *[keep] Сохранено.
}
edited-meanwhile = Кто-то изменил это, пока страница была у вас открыта. Ваш текст не потерян, но ещё не сохранён. Сравните оба и сохраните ещё раз.
page-preset-language-missing = Текста ещё нет. Напишите его хотя бы на одном языке.
## Чего не хватает
page-gaps-of = О чём ещё нет статьи, { $days ->
    [one] за последний { $days } день
    [few] за последние { $days } дня
   *[many] за последние { $days } дней
}.
page-gaps-solved = Один и тот же ответ снова и снова
page-gaps-sought = Поиски без результата
page-gaps-bare = Темы с заявками и без статьи
page-gaps-sought-times = { $n ->
    [one] { $n } поиск
    [few] { $n } поиска
   *[many] { $n } поисков
}
page-gaps-bare-times = { $n ->
    [one] { $n } заявка
    [few] { $n } заявки
   *[many] { $n } заявок
}
page-gaps-why = Почему
page-gaps-times = Сколько раз
page-gaps-write = Написать статью
page-gaps-none = Статей хватает: пробелов не нашлось.
## Автоответы
page-presets-new = Новый автоответ: о чём он?
page-presets-begin = Создать
page-presets-not-given = ещё не отправлялся
page-presets-filled = { $name } и { $number } подставятся сами.
page-presets-examples = Примеры вопросов
page-presets-lines = по одному в строке, на всех языках, на которых пишут авторы
page-presets-check = Проверка на прошлых заявках
page-presets-try = Попробовать фразу
page-presets-sentence = Какой ответ получит тот, кто так напишет?
page-presets-look = Попробовать
page-presets-this = Сразу ответит:
page-presets-no-preset = Подходящего автоответа нет.
page-presets-article = Предложит под заявкой:
page-presets-no-article = Подходящей статьи нет.
page-answers-kept = Пока вы писали, этот текст изменили. Ваш остался в поле: сравните оба и сохраните.
## Шаблоны ответов
page-replies-key = Ключ
page-replies-whose = Для кого
page-replies-is = { $whose ->
    [own] только для меня
   *[desk] для всей команды
}
page-replies-used = Использован
page-replies-uses = { $n ->
    [one] использован { $n } раз
    [few] использован { $n } раза
   *[many] использован { $n } раз
}
page-replies-none = Шаблонов ответов пока нет. В ответе !ключ вставит текст шаблона.
page-replies-new = Новый шаблон ответа
page-replies-filled = { $name }, { $number }, { $agent } и { $expected } подставятся сами.
page-replies-removed = удалён
page-replies-remove = Удалить
page-replies-restore = Вернуть
## Меню
page-menu-preview = Вид у авторов
page-menu-of = { $of ->
    [draft] Черновик
   *[published] Опубликовано
}
page-menu-none = У авторов нет меню.
page-menu-stands = Состояние
page-menu-buttons = Кнопки этого экрана
page-menu-target = Открывает
page-menu-own = свой экран
page-menu-kind = Что откроет новая кнопка
page-menu-says = Надпись
## Что помогло
page-helped-days = { $n ->
    [one] { $n } день
    [few] { $n } дня
   *[many] { $n } дней
}
page-helped-shown = Показано до ответа агента
page-helped-few = если меньше { $n }, доли не показаны
page-helped-none = За этот период ничего не показывали.
page-helped-figure = { $figure ->
    [offers_shown] Показано
    [offers_read] Открыто
    [offers_helped] Помогло
    [offers_refused] Не помогло
    [offers_silent] Без реакции
    [answers_taken] Повторно использовано ответов
   *[canned_used] Отправлено шаблонов
}
page-helped-searches = Поисков по статьям: { $n }, без результата: { $nothing }.
## Рассылки и известные проблемы
page-many-where = Их пишут в Telegram: /problems, /announce.
page-many-problems = Известные проблемы
page-many-mailings = Рассылки
page-many-told = Сообщили
page-many-following = Следят
page-many-to = Кому
page-many-all = всем
page-many-reached = Отправлено
page-many-not = Не доставлено
page-many-state = { $state ->
    [open] открыта
    [draft] ждёт администратора
    [sending] отправляется
    [sent] отправлена
   *[stopped] остановлена
}
page-many-no-problems = Известных проблем сейчас нет.
page-many-no-mailings = Рассылок ещё не было.
