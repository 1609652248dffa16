# Страницы организаций в панели.
page-organizations = Организации
page-organizations-search = Название, ИНН или телефон
page-organizations-none = Таких организаций нет.
page-organizations-empty = Организаций пока нет. Для новой хватит названия, а из файла можно добавить сразу много.
page-organization-new = Добавить организацию
page-organization-facts = Об организации
page-organization-tickets = Все заявки
page-organization-no-tickets = Заявок пока нет.
page-organization-remove = Удалить организацию
page-organization-remove-what = Будет удалена организация { $name }: точек { $outlets }, контактов { $contacts }. Сотрудников, которые потеряют доступ: { $members }. Заявки останутся. Отменить это нельзя.
page-any-organization = Любая организация
page-any-requester = Любой автор
page-named = { $of ->
    [organization] Организация
    [label] Метка
    [channel] Канал
   *[requester] Автор
}: { $name }{ $n ->
    [0] {""}
   *[other] {" "}({ $n })
}
page-named-more = и ещё { $n }: уточните имя
page-named-how = { $of ->
    [requester] Имя или почта
    [label] Заявки или её автора
   *[organization] Название
}
page-named-several = Выберите из найденных:
page-name-none = не найдено
page-name-removed = { $name } (удалена)
page-label = Метка
page-any-label = Любая метка
page-channel = Канал
page-any-channel = Любой канал
page-no-organization = Без организации
page-organization = Организация
page-outlets = Точки
page-outlets-none = Точек пока нет.
page-contacts = Контакты
page-contacts-none = Контактов пока нет.
page-members = Сотрудники
page-members-none = Пока никого. Контакт окажется здесь, когда зарегистрируется в Telegram со своим номером телефона.
page-members-waiting = { $n ->
    [one] { $n } ждёт подтверждения
   *[other] { $n } ждут подтверждения
}
page-member-new-how = Найдите человека, который уже писал боту. Остальные входят через регистрацию или по ссылке директора.
page-member-unconfirmed = не подтверждён
page-member-confirm = Подтвердить
page-member-source = { $source ->
    [contact] по номеру телефона
    [tax_id] по ИНН
    [invite] по ссылке-приглашению
    [api] через интеграцию
    [group] через группу организации
   *[admin] через администратора
}, { $at }
page-record-field = { $field ->
    [requisites] Реквизиты
    [tax_id] ИНН
    [external_id] Внешний номер
    [notes] Заметки
    [address] Адрес
    [equipment] Оборудование
    [phone] Телефон
    [position] Должность
    [email] Почта
    [outlet] Точка
   *[name] Название
}
page-record-hint = { $field ->
    [requisites] В каждой строке название, двоеточие и значение, например КПП: 773601001. Видит только команда.
    [external_id] Номер записи в вашей системе, например в CRM. По нему её находят импорт и интеграции.
    [equipment] Каждое устройство с новой строки, например модель и серийный номер. Не больше 20 строк.
   *[notes] Их видит только команда.
}
page-record-no-outlet = без точки
page-record-new = { $kind ->
    [outlets] Добавить точку
    [contacts] Добавить контакт
    [members] Добавить сотрудника
   *[organizations] Добавить организацию
}
page-record-save = Сохранить
page-record-remove-effect = { $kind ->
    [outlets] Точка останется в своих заявках. Её контакты и сотрудники останутся в организации.
   *[contacts] Кто зарегистрировался с этим контактом, останется сотрудником организации.
}
member-role-changed = Пока страница была открыта, роль этого сотрудника изменили. Больше ничего не изменилось. На странице роль уже новая; если она не та, выберите ещё раз.
page-import = Загрузить
page-import-title = Загрузить организации
page-import-file = Файл CSV
page-import-check = Проверить файл
page-import-how = Одна строка на контакт; организация или точка без контактов занимает свою строку. Пустые ячейки ничего не меняют. Записи находятся по внешним номерам, иначе по ИНН или названию.
page-import-columns = Столбцы, в любом порядке: { $columns }.
page-import-equipment = Оборудование: каждое устройство с новой строки ячейки (Alt+Enter в Excel). Реквизиты: тоже по строке, например КПП: 773601001.
page-import-kind = { $kind ->
    [organizations] Организации
    [outlets] Точки
   *[contacts] Контакты
}
page-import-names = Первые организации: { $names }
page-import-new = Новых
page-import-changed = Изменено
page-import-preview = Пока ничего не изменено. Вот что произойдёт:
page-import-nothing = В файле нет ничего, чего здесь ещё нет.
page-import-done = Файл загружен.
page-import-refused = { $n ->
    [one] Не принята { $n } строка
    [few] Не приняты { $n } строки
   *[other] Не принято { $n } строк
}
page-import-refused-first = Показаны первые { $n }.
page-import-line = Строка
page-import-why = Причина
page-import-unknown = Столбцы, которые не читаются: { $columns }.
page-import-do = Загрузить
page-import-to-list = К списку
page-export = Выгрузить
page-requisites = Реквизиты
page-requisites-refresh = Найти по ИНН
page-requisites-how = Ответ сервиса заменит строки с теми же названиями. Остальные строки не изменятся.
page-requisites-asked = Запрос отправлен. Обновите страницу через несколько секунд.
page-requisites-at = Данные сервиса: { $at }
