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
page-answers-audience = Кто читает
page-answers-read-by = { $audience ->
    [team] только команда
   *[everybody] все
}
page-answers-for-team = только для команды
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
page-answers-none = { $any ->
    [yes] Ничего не нашлось.
   *[no] Статей пока нет. Опубликованные предлагаются авторам до ответа человека.
}
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
    [menu-publish] Опубликовано: теперь авторы видят это меню.
    [menu-down] У авторов больше нет меню. Черновик сохранён.
    [menu-undo] Авторы снова видят прежнее меню.
    [menu-late] Ничего не отменено: с тех пор меню кто-то изменил.
   *[keep] Сохранено.
}
edited-meanwhile = Кто-то изменил это, пока страница была у вас открыта. Ваш текст не потерян, но ещё не сохранён. Сравните оба и сохраните ещё раз.
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
page-presets-back = Назад к тексту
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
## Меню
page-menu-preview = Вид у авторов
page-menu-of = { $of ->
    [draft] Черновик
   *[published] Опубликовано
}
page-menu-none = У авторов нет меню.
page-menu-stands = Состояние
page-menu-own = свой экран
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
page-answers-outdated = Пока страница была открыта, это изменилось. Здесь текущее состояние, ничего не сделано.
page-many-one-mailing = Рассылка
page-many-new-mailing = Новая рассылка
page-many-next = Дальше вы выберете получателей и увидите, сколько их. Пока ничего не отправляется.
page-many-draft = Создать черновик
page-many-new-problem = Новая известная проблема
page-many-words = Что читают авторы
page-many-how = Этот текст появится у новых заявок с похожими словами. Опубликуете на следующем шаге.
page-many-for-topic = Или для всех заявок темы
page-many-language = Язык
page-many-topic = Писали по теме
page-many-event = Участвуют в мероприятии
page-many-any = не важно
page-many-keep = Сохранить и посчитать
page-many-send = Сохранить и отправить
page-many-at = Отправить позже
page-many-schedule = Сохранить и назначить время
page-many-drop = Удалить черновик
page-many-stop = { $state ->
    [scheduled] Не отправлять
   *[other] Остановить отправку
}
page-many-done = { $what ->
    [send] Отправка началась. Обновите страницу, чтобы увидеть, как она идёт.
    [schedule] Время назначено. До него рассылку можно отменить.
    [stop] Остановлено.
   *[keep] Сохранено.
}
page-problem-standard = пусто: обычный текст
page-problem-over = Когда её исправят
page-problem-end-words = Что прочитают те, кто за ней следит
page-problem-end-standard = пусто: обычный текст
page-problem-requests = Заявки о ней
page-problem-no-requests = Заявок о ней пока нет.
page-problem-add = Добавить заявки
page-problem-numbers = их номера, например 12, 15
page-problem-add-now = Добавить и сообщить авторам
page-problem-done = { $what ->
    [publish] Опубликовано: теперь это видно в заявках о ней.
    [add] { $n ->
        [0] Эти заявки уже были добавлены.
        [one] Добавлена { $n } заявка. Её автор теперь читает о проблеме.
        [few] Добавлены { $n } заявки. Их авторы теперь читают о проблеме.
       *[many] Добавлено { $n } заявок. Их авторы теперь читают о проблеме.
    }
    [end] { $n ->
        [0] Закрыта. За ней никто не следил.
        [one] Закрыта. Сообщаем { $n } человеку.
       *[other] Закрыта. Сообщаем { $n } людям.
    }
   *[keep] Сохранено.
}
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
    [draft] черновик
    [scheduled] назначена
    [ended] исправлена
    [sending] отправляется
    [sent] отправлена
   *[stopped] остановлена
}
page-many-no-problems = Известных проблем сейчас нет.
page-many-no-mailings = Рассылок ещё не было.
