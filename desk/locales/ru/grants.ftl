# Роли и права: что может каждый в команде.
grant-work = брать и менять заявки
grant-send = отвечать без одобрения
grant-see-all = видеть все заявки
grant-notes = читать и писать заметки
grant-phones = видеть номера телефонов целиком
grant-masked = видеть скрытое в сообщениях
grant-figures = показатели других
grant-export = выгружать заявки и людей
grant-publish = публиковать статьи, шаблоны, тексты и меню
grant-mailings = рассылки и известные проблемы
grant-merge = объединять и разделять заявки
grant-block = блокировать авторов
grant-prices = цены, оплата и балансы
grant-write = писать людям первым
grant-approve = одобрять ответы стажёров
grant-review = проверки качества
grant-rules = правила
grant-topics = темы и мероприятия
grant-organizations = организации и люди в них
grant-team = вести команду: приглашения, роли, смены
grant-audit = журнал изменений
grant-integrations = интеграции и вебхуки
grant-operations = сбои и доска
grant-of-settings = Настройки: { $group }
role-title = <b>{ $name }</b> · { role-name }
role-how = Выберите роль. Отдельные права меняют в панели. Кого это касается: { $name }.
role-differs = Отличий от роли: { $n }.
btn-member-role = Роль
btn-role = { role-name }
btn-role-now = ✓ { role-name }
btn-grants-back = Как у роли
role-set = Готово.
role-own = Свою роль поменять нельзя. Попросите другого руководителя.
role-above = Дать можно только то, что можете вы сами. Ничего не изменилось.
admins-may-all = Администратор может всё. Сначала дайте ему другую роль.
no-such-role = Такой роли нет. Ничего не изменилось.
role-given = { $by }: ваша роль теперь «{ role-name }». Что вы можете: /help.{ $approval ->
    [yes] {" "}Ваши ответы ждут проверки. Одобрить их может кто-то из коллег: { $who }.
   *[no] {""}
}
grants-changed = { $by }: ваши права изменены. Что вы теперь можете: /help.{ $approval ->
    [yes] {" "}Ваши ответы ждут проверки. Одобрить их может кто-то из коллег: { $who }.
   *[no] {""}
}
welcome-reader = Вы в команде. Вам видны заявки: /open, /find слова, /ticket 42. Остальное: /help.
audit-role = роль изменена, { $object }: { $old } → { $new }
audit-grant-given = право дано, { $object }: { $new }
audit-grant-taken = право отобрано, { $object }: { $new }
press-role = открыть роль коллеги
press-giverole = дать коллеге роль
page-role-and-grants = Роль и права
page-grant-changed = изменено
page-grants-save = Сохранить права
