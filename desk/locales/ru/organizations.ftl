# Организации: клиенты с точками, контактами и участниками.
setting-group-organizations = Организации
setting-organizations = Организации
setting-organizations-effect = Заявители могут зарегистрироваться как сотрудники организации, и их заявки относятся к ней. Выключено: каждый спрашивает за себя, и ничего об организациях не видно.
setting-phone-region = Страна телефонов
setting-phone-region-effect = Две буквы, например RU. Номер без «+» считается номером этой страны.
setting-tax-ids = ИНН
setting-tax-ids-effect = Какие номера налогоплательщика принимаются: российский ИНН с проверкой цифр или любой.
setting-tax-ids-inn = российский ИНН
setting-tax-ids-any = любой
setting-positions = Роли по должностям
setting-positions-effect = Какую роль получает человек, который регистрируется с телефоном контакта. С любой другой должностью он сотрудник.
setting-wrong-positions = У каждой должности есть роль и не больше { $longest } знаков. Всего должностей не больше { $most }.
setting-ask-positions = Напишите «должность = роль», по одной в строке, например «бухгалтер = администратор организации». Роли: сотрудник, администратор организации, директор; «-» удаляет должность.
client-role = { $role ->
    [director] директор
    [administrator] администратор организации
   *[user] сотрудник
}
setting-wrong-country = Нужна страна двумя буквами, например RU или DE.
phone-wrong = Это не номер телефона. Напишите его с кодом страны, например +7 916 123-45-67.
tax-id-length = В ИНН организации 10 цифр, у предпринимателя 12. Проверьте, пожалуйста.
tax-id-checksum = В этом ИНН опечатка: последние цифры не сходятся с остальными. Проверьте, пожалуйста.
tax-id-wrong = Номер налогоплательщика состоит из букв и цифр, не больше 32. Проверьте, пожалуйста.
tax-id-taken = Такой ИНН уже есть у другой организации. Ничего не изменено.
external-id-taken = Такой внешний номер уже есть у другой записи. Ничего не изменено.
external-id-elsewhere = Такой внешний номер у записи другой организации. Ничего не изменено.
changed-at-ahead = Время этого изменения в будущем. Проверьте часы и часовой пояс вашей системы.
organization-name-missing = У организации должно быть название.
outlet-name-missing = У точки должно быть название.
contact-name-missing = У контакта должно быть имя.
equipment-too-many = У точки может быть не больше { $most } строк оборудования.
email-wrong = Это не адрес почты. Проверьте, пожалуйста.
contact-number-moved = Номер телефона из регистрации ({ $person }) теперь у контакта { $contact } ({ $organization }). Если это другой человек, уберите { $person } в панели из организаций: { $access }.
contact-numbers-moved = { $n ->
    [one] Номер ещё { $n } зарегистрированного человека теперь у контакта с другим именем: сравните имена в разделе «Организации».
    [few] Номера ещё { $n } зарегистрированных людей теперь у контактов с другими именами: сравните имена в разделе «Организации».
   *[many] Номера ещё { $n } зарегистрированных людей теперь у контактов с другими именами: сравните имена в разделе «Организации».
}
organization-removed-open = Другая система удалила организацию { $name }. { $n ->
    [one] { $n } открытая заявка по-прежнему за ней
    [few] { $n } открытые заявки по-прежнему за ней
   *[many] { $n } открытых заявок по-прежнему за ней
}, ничего не потеряно. Её сотрудники теперь видят только свои заявки.
no-such-organization = Этой организации здесь больше нет.
no-such-outlet = Этой точки здесь больше нет.
no-such-contact = Этого контакта здесь больше нет.
no-such-member = Участие в организации уже прекращено. Ничего не изменилось.
member-already = { $name } уже в этой организации.
member-unconfirmed = Ещё никто не подтвердил, что этот человек из этой организации. Сначала подтвердите.
audit-organization-created = добавление организации { $new }
audit-organization-changed = изменение организации { $new }
audit-organization-removed = удаление организации { $old }
audit-outlet-created = добавление точки { $new }: { $object }
audit-outlet-changed = изменение точки { $new }: { $object }
audit-outlet-removed = удаление точки { $old }: { $object }
audit-contact-created = добавление контакта { $object }
audit-contact-changed = изменение контакта { $object }
audit-contact-removed = удаление контакта { $object }
audit-member-joined = { $object }: теперь в организации { $old }, роль: { $new ->
    [director] директор
    [administrator] администратор организации
   *[user] сотрудник
}
audit-member-confirmed = подтверждение, что { $object } из организации { $old }
audit-member-role = { $object }: роль в организации { $old }: { $new ->
    [director] директор
    [administrator] администратор организации
   *[user] сотрудник
}
audit-member-removed = { $object }: больше не в организации { $old }
organization-which = От какой организации заявка <code>#{ $number }</code>?
organization-otherwise = Если не ответить, { $name ->
    [none] она останется личной: её видите только вы и команда.
   *[other] она будет от организации { $name }, как в прошлый раз.
}
organization-is = Организация заявки <code>#{ $number }</code>: { $name }.
organization-personal = <code>#{ $number }</code>: личная заявка, её видите только вы и команда.
organization-name = { $outlet ->
    [none] { $name }
   *[other] { $name }, { $outlet }
}{ $removed ->
    [0] { "" }
   *[other] { " " }(удалена)
}
organization-which-found = Подходит несколько организаций. От какой заявка <code>#{ $number }</code>?
organization-not-found = Организации «{ $words }» нет. Напишите другую часть названия или ИНН. Например: /organization 42 Ромашка
organization-how-staff = Любая другая организация: <code>/organization { $number } часть названия</code>
organization-not-yours = Вы больше не состоите в этой организации. Ничего не изменилось, выберите другую.
organization-by = <code>#{ $number }</code>, новая организация ({ $by }): { $organization ->
    [none] личная заявка
   *[other] { $organization }{ $outlet ->
        [none] { "" }
       *[other] , { $outlet }
    }
}.
outlet-which = О какой точке организации { $name } заявка <code>#{ $number }</code>?
usage-organization = Какая заявка? Например: /organization 42
btn-organization-choice = { $name }
btn-organization-none = Личная заявка
btn-organization-other = Другая организация
btn-outlets = Точка
btn-outlet-none = Ни одна из них
history-organization = организация: { $old } → { $new }
history-outlet = точка: { $old } → { $new }
menu-organization = Ваша организация
press-for_org = выбрать организацию заявки
press-for_ask = другая организация
press-for_page = организации заявки
press-for_outlet = выбрать точку заявки
press-for_outlets = точки заявки
organization-own-line = Организация: { $name }
organization-line = Организация: <b>{ $name }</b>
organization-open-line = Организация: спрашиваю автора
organization-unconfirmed = не подтверждено
btn-organization = Организация
organization-type = Нажмите нужное или напишите часть названия.
requisite = { $name ->
    [full_name] Полное название
    [address] Юридический адрес
    [kpp] КПП
    [ogrn] ОГРН
    [head] Руководитель
    [post] Должность руководителя
   *[other] { $name }
}
requisites-line = В строке «{ $line }» нет названия. Ничего не изменилось. В каждой строке укажите название, двоеточие и значение, например КПП: 773601001
requisites-too-many = Реквизитов больше { $most }. Ничего не изменилось.
requisites-no-tax-id = У организации нет ИНН, искать не по чему. Ничего не изменилось. Сначала заполните ИНН.
requisites-no-service = Сервис для поиска по ИНН не подключён. Ничего не изменилось.
