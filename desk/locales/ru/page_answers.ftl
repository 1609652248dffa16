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
page-answers-theirs = Пока вы писали, это написал(а) { $name }. Ваши слова в полях: возьмите нужное и сохраните.
page-answers-by = версия { $version }, { $name }, { $at }
page-answers-not-read = ещё не опубликована
page-answers-marks = **жирный**, *курсив*, `код`, [слова](https://…), > цитата, - список.
page-answers-loses = Для части оформления здесь нет знака: оно пропадёт там, где вы измените текст.
page-answers-publish = Сохранить и опубликовать
page-answers-propose = Сохранить и предложить
page-answers-keep = Сохранить
page-answers-retire = Убрать
page-answers-seen = Как это читают в Telegram
page-answers-versions = Версии
page-answers-version = Версия
page-answers-who = Кто
page-answers-read = её читают
page-answers-back = Назад
page-answers-take = Взять эту
page-answers-done = { $what ->
    [publish] Опубликовано: теперь это находят.
    [propose] Сохранено. Администраторы узнают.
    [retired] Убрано. Публикация вернёт.
    [taken] Текст снова такой. Чтобы его читали, опубликуйте.
   *[keep] Сохранено.
}
article-edited-meanwhile = Кто-то изменил это, пока у вас было открыто. Ваше не потеряно и ещё не сохранено: посмотрите на оба варианта и сохраните ещё раз.
page-preset-language-missing = { $language ->
    [ru] Не хватает текста по-русски.
   *[en] Не хватает текста по-английски.
}

## Пробелы
page-gaps-of = Чего ещё нет ни в одной статье, за последние { $days } дн.
page-gaps-solved = Решали одинаково снова и снова
page-gaps-sought = Искали и не нашли
page-gaps-bare = Темы с обращениями и без статьи
page-gaps-why = Почему
page-gaps-times = Сколько раз
page-gaps-write = Написать статью
page-gaps-none = Пробелов, о которых служба знает, нет.
