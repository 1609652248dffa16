# Меню автора и его черновик.
menu-none-here = Меню здесь нет. Просто напишите, что случилось.
menu-first = Выберите, о чём речь, или просто напишите, что случилось.
menu-nothing = Просто напишите, что случилось.
menu-changed = Меню изменилось. Вот оно сейчас.
btn-menu-back = ‹ Назад
menu-tried = <i>Так это увидят авторы.</i>
menu-tried-request = Здесь следующее сообщение автора начало бы заявку.
menu-draft = <b>Меню для авторов</b>, черновик
menu-draft-of = <b>{ $place }</b>, черновик
menu-draft-empty = Кнопок здесь пока нет.
menu-first-screen = первый экран
menu-kind-text = текст
menu-kind-article = статья
menu-kind-submenu = подменю
menu-kind-link = ссылка
menu-kind-topic = тема
menu-kind-person = поговорить с человеком
menu-opens = Открывает: { $place }
menu-falls-back = { $language ->
    [ru] Русского текста нет: те, кто читает по-русски, увидят английский.
   *[en] Английского текста нет: те, кто читает по-английски, увидят русский.
}
menu-add = Что откроет новая кнопка? Экран: { $place }
menu-ask-caption = Ответьте на это сообщение надписью для кнопки { $language ->
    [ru] по-русски
   *[en] по-английски
}: одна строка, не больше 40 знаков.
menu-ask-text = Ответьте на это сообщение текстом, который откроет кнопка, { $language ->
    [ru] по-русски
   *[en] по-английски
}. Оформление и ссылки сохранятся.
menu-ask-url = Ответьте на это сообщение адресом, который откроет кнопка, например: https://example.org/help
menu-choose-article = Какую статью?
menu-choose-topic = Какую тему?
menu-choose-submenu = Какое подменю?
menu-none-article = Опубликованных статей пока нет: /kb
menu-none-topic = Тем пока нет: /categories
menu-none-submenu = Подменю пока нет.
menu-item-set = Сохранено в черновике.
menu-item-up = В черновике теперь на место выше.
menu-item-removed = Кнопка «{ $place }» убрана из черновика.
menu-full = На экране может быть не больше { $most } кнопок. Перенесите часть из них в подменю.
menu-caption-empty = В сообщении нет текста. Пришлите надпись для кнопки сообщением.
menu-text-empty = В сообщении нет текста. Пришлите сообщением то, что откроет кнопка.
menu-url-wrong = Кнопка не может открыть «{ $typed }». Ничего не изменилось. Например: https://example.org/help
menu-empty-draft = Черновик пуст. Сначала добавьте кнопку.
menu-no-caption = нет надписи
menu-no-text = ничего не открывает: нет текста
menu-no-link = ничего не открывает: нет адреса
menu-no-article = ничего не открывает: статья не опубликована
menu-no-topic = ничего не открывает: такой темы больше нет
menu-no-submenu = ничего не открывает: подменю пустое
menu-circle = ведёт по кругу
menu-no-caption-at = У кнопки нет надписи («{ $place }»). Напишите её.
menu-no-text-at = «{ $place }» ничего не открывает. Напишите текст.
menu-no-link-at = «{ $place }» ничего не открывает. Задайте адрес.
menu-no-article-at = «{ $place }» ничего не открывает: статья не опубликована. Опубликуйте её или выберите другую.
menu-no-topic-at = «{ $place }» ничего не открывает: такой темы больше нет. Выберите другую.
menu-no-submenu-at = «{ $place }» ничего не открывает: подменю пустое. Добавьте в него кнопку или уберите его.
menu-circle-at = Подменю ведут по кругу: { $way }. Пусть одно из них открывает другое.
menu-state-none = У авторов пока нет меню. Опубликуйте черновик, и оно появится под /start и /menu.
menu-state-up = У авторов есть меню. Последнее изменение: { $name }, { $at }.
menu-state-down = У авторов нет меню. Последнее изменение: { $name }, { $at }.
menu-state-same = Черновик с ним совпадает.
menu-state-other = Черновик от него отличается.
menu-published = Опубликовано: теперь авторы видят это меню.
menu-taken-down = У авторов больше нет меню. Черновик сохранён.
btn-menu-add = Добавить
btn-menu-publish-screen = Опубликовать…
btn-menu-publish = Опубликовать
btn-menu-down = Снять с публикации
btn-menu-try = Посмотреть
btn-menu-inside = Открыть
btn-menu-opens = Открывает…
btn-menu-article = Какая статья
btn-menu-topic = Какая тема
btn-menu-caption = { $language ->
    [ru] Надпись по-русски
   *[en] Надпись по-английски
}
btn-menu-text = { $language ->
    [ru] Текст по-русски
   *[en] Текст по-английски
}
btn-menu-url = Адрес
btn-menu-up = Выше
btn-menu-remove = Убрать
btn-menu-restore = Вернуть
btn-menu-new-text = Текст
btn-menu-new-article = Статья
btn-menu-new-submenu = Подменю
btn-menu-new-link = Ссылка
btn-menu-new-topic = Тема
btn-menu-new-person = Поговорить с человеком
audit-menu-published = меню опубликовано, кнопок: { $new }
audit-menu-taken-down = меню снято с публикации
audit-menu-undone = прежнее меню возвращено, кнопок: { $new }

# Чем было нажатие каждой кнопки, в журнале.
press-menu = кнопка меню
press-menutry = посмотреть черновик меню
press-menuat = черновик меню
press-menunew = новая кнопка меню
press-menuask = написать текст меню
press-menuto = выбрать, что откроет кнопка меню
press-menudo = изменить меню
press-menupub = опубликовать меню
press-menuundo = вернуть прежнее меню
