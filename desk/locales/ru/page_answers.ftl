# Страница «Ответы» в вебе.
page-answers = Ответы
page-answers-section = { $section ->
    [articles] Статьи
    [presets] Готовые ответы
    [replies] Заготовки
    [menu] Меню
    [many] Для многих
    [helped] Что помогло
   *[gaps] Пробелы
}
page-answers-state = { $state ->
    [draft] черновик
    [published] опубликовано
   *[old] убрано
}
page-answers-waits = есть неопубликованное
page-answers-on = { $shelf ->
    [published] Опубликовано
    [draft] Черновики
    [waiting] Ждут публикации
    [old] Убраны
   *[all] Все
}
page-answers-shelf = Состояние
page-answers-words = Слова или вопрос
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
    [ru] русский старее
   *[en] английский старее
}
page-answers-older-by = старее: изменён на { $time } раньше другого
page-answers-none = Таких нет.
page-answers-from = черновик из #{ $number }
page-answers-theirs = Пока вы писали, это изменили: { $name }. Ваши слова в полях: возьмите нужное и сохраните.
page-answers-by = версия { $version }, { $name }, { $at }
page-answers-not-read = ещё не опубликована
page-answers-marks = **жирный**, *курсив*, `код`, [слова](https://…), > цитата, - список.
page-answers-loses = Для части оформления здесь нет знака: оно пропадёт там, где вы измените текст.
page-answers-publish = Сохранить и опубликовать
page-answers-propose = Сохранить и предложить
page-answers-keep = Сохранить
page-answers-retire = Убрать
page-answers-seen = Как это выглядит в Telegram
page-answers-versions = Версии
page-answers-version = Версия
page-answers-who = Кто
page-answers-read = её читают
page-answers-back = Назад
page-answers-take = Взять эту
page-answers-done = { $what ->
    [publish] Опубликовано: теперь это находят.
    [propose] Сохранено. Администраторам сообщили.
    [retired] Убрано. Публикация вернёт.
    [taken] Текст снова такой. Чтобы его читали, опубликуйте.
    [remove] Удалена. Здесь её можно вернуть.
    [restore] Снова здесь.
    [menu-publish] Теперь у авторов это меню.
    [menu-keep] Сохранено в черновике.
    [menu-up] В черновике на место выше.
    [menu-remove] В черновике её больше нет.
    [menu-restore] Снова в черновике.
    [menu-down] Теперь у авторов нет меню. Черновик остался.
    [menu-undo] У авторов снова то, что было раньше.
    [menu-late] Ничего не вернули: с тех пор это кто-то изменил.
   *[keep] Сохранено.
}
edited-meanwhile = Кто-то изменил это, пока у вас было открыто. Ваше не потеряно и ещё не сохранено: посмотрите на оба варианта и сохраните ещё раз.
page-preset-language-missing = Текста ещё нет. Хватит одного языка.

## Пробелы
page-gaps-of = Чего ещё нет ни в одной статье, { $days ->
    [one] за последний { $days } день
    [few] за последние { $days } дня
   *[many] за последние { $days } дней
}
page-gaps-solved = Раз за разом решали одинаково
page-gaps-sought = Искали и не нашли
page-gaps-bare = Заявки по теме есть, статьи нет
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
page-gaps-none = Пробелов не нашлось.

## Готовые ответы
page-presets-new = Новый: о чём он?
page-presets-begin = Начать
page-presets-not-given = ещё не показан
page-presets-filled = { $name } и { $number } подставятся сами.
page-presets-examples = Что пишут люди
page-presets-lines = по одному в строке, на всех языках, на которых пишут
page-presets-check = Проверено на том, что писали
page-presets-try = Попробовать фразу
page-presets-sentence = Что предложат тому, кто так напишет?
page-presets-look = Попробовать
page-presets-this = Сразу ответят:
page-presets-no-preset = Ни один готовый ответ не подходит.
page-presets-article = Предложат под заявкой:
page-presets-no-article = Ни одна статья не подходит.
page-answers-kept = Пока вы писали, кто-то написал это. Ваши слова в поле: возьмите нужное и сохраните.

## Заготовки
page-replies-key = Ключ
page-replies-whose = Чья
page-replies-is = { $whose ->
    [own] только моя
   *[desk] общая
}
page-replies-used = Использована
page-replies-uses = { $n ->
    [one] использована { $n } раз
    [few] использована { $n } раза
   *[many] использована { $n } раз
}
page-replies-none = Пока нет ни одной. Под заявкой вместо !ключ подставится текст заготовки.
page-replies-new = Новая
page-replies-filled = { $name }, { $number }, { $agent } и { $expected } подставятся сами.
page-replies-removed = удалена
page-replies-remove = Удалить
page-replies-restore = Вернуть

## Меню
page-menu-preview = Как его видят авторы
page-menu-of = { $of ->
    [draft] Черновик
   *[published] Опубликовано
}
page-menu-none = У авторов нет меню.
page-menu-stands = Как сейчас
page-menu-buttons = Кнопки этого экрана
page-menu-target = Открывает
page-menu-own = свой экран
page-menu-kind = Куда ведёт новая кнопка
page-menu-says = На ней написано

## Что помогло
page-helped-days = { $n ->
    [one] { $n } день
    [few] { $n } дня
   *[many] { $n } дней
}
page-helped-shown = Показано до ответа человека
page-helped-few = доли показаны от { $n }
page-helped-none = За эти дни ничего не показывали.
page-helped-figure = { $figure ->
    [offers_shown] Показано
    [offers_read] Открыто
    [offers_helped] Помогло
    [offers_refused] Нужен человек
    [offers_silent] Без нажатия
    [answers_taken] Взято ответов
   *[canned_used] Использовано заготовок
}
page-helped-searches = Поисков по статьям: { $n }, ничего не нашли: { $nothing }.

## Для многих
page-many-where = И то и другое пишут в Telegram: /problems, /announce.
page-many-problems = Известные проблемы
page-many-mailings = Рассылки
page-many-told = Узнали
page-many-following = Ждут новостей
page-many-to = Кому
page-many-all = всем
page-many-reached = Отправлено
page-many-not = Не дошло
page-many-state = { $state ->
    [open] открыта
    [draft] ждёт администратора
    [sending] отправляется
    [sent] отправлена
   *[stopped] остановлена
}
page-many-no-problems = Известных проблем сейчас нет.
page-many-no-mailings = Рассылок ещё не было.
