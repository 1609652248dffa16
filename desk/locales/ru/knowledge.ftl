# База знаний: статьи, как их пишут, ищут, загружают и выгружают.
kb-usage = Напишите /kb и несколько слов, например: /kb принтер
kb-none-here = Статей пока нет. Просто напишите, что случилось.
kb-nothing = В статьях ничего нет про «{ $words }».
kb-found = Нашлось по запросу «{ $words }»:
kb-language = { $language ->
    [ru] на русском
   *[en] на английском
}
kb-title = <b>База знаний</b>
kb-count = { $shelf ->
    [published] опубликовано: { $n }
    [draft] черновиков: { $n }
    [waiting] с неопубликованными правками: { $n }
   *[old] в архиве: { $n }
}
kb-how =
    <code>/kb слова</code> — найти
    <code>/kb new</code> — написать статью
    <code>/kb from 42</code> — черновик из решённой заявки
kb-shelf = <b>{ $shelf ->
    [published] Опубликованные
    [draft] Черновики
    [waiting] Неопубликованные правки
   *[old] В архиве
}</b>
kb-shelf-empty = Здесь пусто.
kb-zip-empty = В нём нет файлов Markdown. Их имена заканчиваются на .md, например printer.ru.md.
kb-by-file = Статьи файлами: оператор запускает на сервере python -m bot kb export ПАПКА (или import).
kb-file-name = { $file }: имя файла должно быть как printer.ru.md — маленькие латинские буквы, цифры, дефисы, перед .md язык.
kb-file-large = { $file }: в файле может быть не больше { $kb } КБ.
kb-file-utf8 = { $file }, строка { $line }: файл должен быть в UTF-8.
kb-file-front = { $file }: в начале между двумя строками --- должны быть строки вида «title: …».
kb-file-line = { $file }, строка { $line }: «{ $said }» здесь быть не может. Только title, language, topic, keywords, state и audience, каждое один раз.
kb-file-language = { $file }: язык в имени файла и в тексте ({ $language }) разный.
kb-file-state = { $file }: состояния «{ $state }» нет. Бывает draft, published или old.
kb-file-audience = { $file }: читателей «{ $audience }» нет. Бывает everybody или team.
kb-file-article-title-empty = { $file }: нет заголовка.
kb-file-article-title-long = { $file }: в заголовке может быть не больше { $most } знаков.
kb-file-article-body-empty = { $file }: нет текста.
kb-file-article-body-long = { $file }: в тексте может быть не больше { $most } знаков, а их { $n }.
kb-file-article-formatting = { $file }, строка { $line }: «{ $mark }» открыто и не закрыто или никуда не ведёт.
kb-file-article-keywords-wrong = { $file }: не больше { $most } ключевых слов, каждое до { $longest } знаков.
article-gone = Этой статьи больше нет.
article-other-language = { $language ->
    [ru] Эта статья есть только на русском.
   *[en] Эта статья есть только на английском.
}
article-state = { $state ->
    [draft] черновик
    [published] опубликована
   *[old] в архиве
}
article-waits = есть неопубликованные правки
article-for-team = только для команды
article-audience-sure = Сейчас статью читает только команда. Когда она опубликована для всех, её целиком найдёт и прочитает любой. Продолжить?
article-head = { $state ->
    [draft] Черновик
    [published] Опубликована{ $waits ->
        [true] , но без этих правок
       *[false] { "" }
    }
   *[old] В архиве
}
article-by = { $name }, версия { $version }
article-source = Черновик из #{ $number }. Перечитайте: имена и контакты из него убраны.
article-topic = Тема: { $name }
article-keywords = Ключевые слова: { $words }
article-no-body = <i>Текста пока нет.</i>
article-ask-title = { $language ->
    [ru] Как статья называется по-русски? Ответьте на это сообщение заголовком.
   *[en] Как статья называется по-английски? Ответьте на это сообщение заголовком.
}
article-ask-text = { $language ->
    [ru] Ответьте на это сообщение текстом на русском. Можно выделять жирным, добавлять ссылки, списки и файлы.
   *[en] Ответьте на это сообщение текстом на английском. Можно выделять жирным, добавлять ссылки, списки и файлы.
}
article-ask-keywords = Ответьте на это сообщение словами, какими об этом спрашивают, через запятую. Если их нет, отправьте «-».
article-saved = Сохранено.
article-saved-waits = Сохранено. Пока администратор не опубликует правку, читатели видят прежнюю версию.
article-changed-meanwhile = Пока вы писали, статью изменили ({ $name }). Последняя версия теперь ваша, та сохранена под номером { $version }.
article-changed-since = Статью изменили после того, как вы её открыли. Откройте её снова и публикуйте.
article-words-only = В статье могут быть текст, фото и документы.
article-title-empty = Заголовка нет.
article-title-long = В заголовке может быть не больше { $most } знаков.
article-body-empty = Текста нет.
article-body-long = В тексте может быть не больше { $most } знаков, а их { $n }.
article-formatting = Строка { $line }: «{ $mark }» открыто и не закрыто или никуда не ведёт. Закройте и пришлите текст ещё раз.
article-keywords-wrong = Не больше { $most } ключевых слов через запятую, каждое до { $longest } знаков.
article-files-many = В статье может быть не больше { $most } файлов.
articles-too-many = Статей уже { $most }, больше нельзя.
article-nothing-yet = Текста пока нет.
article-admins-publish = Вы не можете публиковать статьи и убирать их в архив. Предложите это тем, кто может.
article-admins-describe = Вы не можете менять тему, ключевые слова и читателей опубликованной статьи.
article-proposed = { $name } предлагает статью «{ $title }».
article-proposed-done = Сообщил администраторам.
article-published = Статья «{ $title }» опубликована.
article-published-short = Опубликовано
article-retired = Статья «{ $title }» в архиве: её не найти и не прочитать. Чтобы вернуть её, опубликуйте снова.
article-delete-done = Отозвал. В «{ $title }» больше нет того, что было в сообщении.
article-delete-published = Эта статья уже публиковалась. Убрать её в архив может администратор: /kb
article-which-topic = Какая тема?
article-no-topics = Тем пока нет.
article-drafted = Черновик из #{ $number }. Перечитайте, потом предложите или опубликуйте.
article-not-solved = Заявка #{ $number } ещё не решена.
article-no-answer = В заявке #{ $number } никто не отвечал.
article-drafted-before = Черновик из #{ $number } уже есть. Он среди черновиков.
btn-article-new = Новая статья
btn-article-shelf = { $shelf ->
    [published] Опубликованные
    [draft] Черновики
    [waiting] Неопубликованные правки
   *[old] В архиве
}
btn-article-all = ‹ Всё
btn-article-open = Открыть
btn-article-name = { $name }
btn-article-publish = Опубликовать
btn-article-propose = Предложить
btn-article-retire = В архив
btn-article-title = Заголовок
btn-article-text = Текст
btn-article-keywords = Ключевые слова
btn-article-topic = Тема, читатели
btn-article-audience = { $audience ->
    [team] Только для команды
   *[everybody] Для всех
}
btn-article-no-topic = Без темы
btn-article-in = { $language ->
    [ru] На русском
   *[en] На английском
}
btn-article-add = { $language ->
    [ru] + русский
   *[en] + английский
}
btn-article-from = Сделать статью
audit-article-published = опубликована статья «{ $new }»
audit-article-audience = { $new ->
    [team] статью { $object } читает только команда
   *[everybody] статью { $object } читают все
}
audit-article-retired = убрана в архив статья «{ $new }»
audit-articles-imported = загружены статьи: { $new }
audit-articles-exported = выгружены статьи: { $new }
card-steps = Шаги: { $done } из { $total }
steps-title = <b>#{ $number }</b>
steps-none = В заявке #{ $number } шагов нет, и по её теме нет статей для команды.
steps-runbook = Для команды: <b>{ $title }</b>{ $n ->
    [0] { "" }
    [one] , { $n } шаг
    [few] , { $n } шага
   *[other] , { $n } шагов
}
steps-used = Добавлены
steps-used-before = Эти шаги уже есть
steps-many = В заявке может быть не больше { $most } шагов.
runbook-no-steps = В этой статье нет шагов — строк, которые начинаются с номера.
btn-runbooks = { $n ->
    [one] Как это делает команда
   *[other] Как это делает команда ({ $n })
}
btn-steps = Шаги
btn-steps-use = Взять шаги
btn-step = { $sign } { $n }
history-steps = шаги: { $new }
help-requester-articles =
    { help-requester }
    /kb слова — поиск по статьям: ответ может найтись сразу.

# Чем было нажатие каждой кнопки, в журнале.
press-kb = читать статью
press-kb_in = статья на другом языке
press-kb_ask = переписать часть статьи
press-kb_topics = выбрать тему статьи
press-kb_topic = указать тему статьи
press-kb_for = выбрать, кто читает статью
press-steps = шаги заявки
press-steps_use = взять шаги из статьи
press-step = отметить шаг
press-kb_propose = предложить статью
press-kb_publish = опубликовать статью
press-kb_retire = статью в архив
press-kb_found = страница найденных статей
press-kb_list = список статей
press-kb_new = начать статью
press-kb_from = статья из заявки
