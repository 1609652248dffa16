# Меню автора и его черновик.
menu-none-here = Меню здесь нет. Просто напишите, что случилось.
menu-first = Выберите, о чём речь, или просто напишите.
menu-nothing = Просто напишите, что случилось.
menu-changed = Меню изменилось; вот оно теперь.
btn-menu-back = ◂ Назад

menu-tried = <i>Так это увидят авторы.</i>
menu-tried-request = Здесь следующее сообщение начнёт заявку.
menu-draft = <b>Меню авторов</b>, черновик
menu-draft-of = <b>{ $place }</b>, черновик
menu-draft-empty = Здесь пока ничего нет.
menu-first-screen = первый
menu-kind-text = текст
menu-kind-article = статья
menu-kind-submenu = подменю
menu-kind-link = ссылка
menu-kind-topic = тема
menu-kind-person = поговорить с человеком
menu-opens = Открывает: { $place }
menu-falls-back = { $language ->
    [ru] Кто читает по-русски, увидит английские слова: русских нет.
   *[en] Кто читает по-английски, увидит русские слова: английских нет.
}
menu-add = Куда поведёт новая кнопка? Экран: { $place }
menu-ask-caption = Ответьте на это сообщение словами кнопки { $language ->
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
menu-choose-submenu = Какое подменю открывать?
menu-none-article = Ни одна статья не опубликована: /kb
menu-none-topic = Тем пока нет: /categories
menu-none-submenu = Подменю пока нет.
menu-item-set = Готово.
menu-item-up = На место выше.
menu-item-removed = «{ $place }» больше нет в черновике.
menu-full = На экране не больше { $most } кнопок. Сложите часть из них в подменю.
menu-caption-empty = Здесь нет слов. Пришлите слова кнопки текстом.
menu-text-empty = Здесь нет слов. Пришлите то, что здесь читают, текстом.
menu-url-wrong = «{ $typed }» — не адрес, который может открыть кнопка. Например: https://example.org/help
menu-empty-draft = В черновике пока ничего нет. Сначала добавьте кнопку.

menu-no-caption = на ней ничего не написано
menu-no-text = никуда не ведёт: нет текста
menu-no-link = никуда не ведёт: нет адреса
menu-no-article = никуда не ведёт: статья не опубликована
menu-no-topic = никуда не ведёт: такой темы нет
menu-no-submenu = никуда не ведёт: внутри пусто
menu-circle = ведёт по кругу
menu-no-caption-at = На «{ $place }» ничего не написано. Напишите слова.
menu-no-text-at = «{ $place }» никуда не ведёт: напишите текст.
menu-no-link-at = «{ $place }» никуда не ведёт: задайте адрес.
menu-no-article-at = «{ $place }» никуда не ведёт: статья не опубликована. Выберите другую или опубликуйте её.
menu-no-topic-at = «{ $place }» никуда не ведёт: такой темы нет. Выберите другую.
menu-no-submenu-at = «{ $place }» никуда не ведёт: внутри пусто. Добавьте туда кнопку или уберите её.
menu-circle-at = Это ведёт по кругу: { $way }. Пусть одна из них открывает другое.

menu-state-none = У авторов пока нет меню. Опубликуйте черновик, и оно появится под /start и /menu.
menu-state-up = У авторов есть меню. Последнее изменение: { $name }, { $at }.
menu-state-down = У авторов нет меню. Последнее изменение: { $name }, { $at }.
menu-state-same = Черновик такой же.
menu-state-other = Черновик от него отличается.
menu-published = Теперь оно у авторов.
menu-taken-down = Теперь у авторов нет меню. Черновик остался.

btn-menu-add = Добавить
btn-menu-publish-screen = Опубликовать …
btn-menu-publish = Опубликовать
btn-menu-down = Убрать у авторов
btn-menu-try = Посмотреть
btn-menu-inside = Что внутри
btn-menu-opens = Открывает …
btn-menu-article = Какая статья
btn-menu-topic = Какая тема
btn-menu-caption = { $language ->
    [ru] Слова по-русски
   *[en] Слова по-английски
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
audit-menu-taken-down = меню убрано
audit-menu-undone = меню как было раньше, кнопок: { $new }
