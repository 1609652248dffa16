# Как команда получает уведомления: со звуком, без звука или никак; кому карточки приходят первыми.
setting-called-first = Первая волна
setting-called-first-effect = Если на месте больше шести агентов, новая карточка приходит стольким, через минуту ещё стольким же, потом всем. Чем меньше число, тем меньше карточек у каждого; чем больше, тем раньше заявку возьмут.
hear-title = Как сообщать? Каждое нажатие переключает: со звуком, без звука, не сообщать.
hear-always = Сообщения авторов в ваших заявках и вопросы к вам приходят всегда. О выключенном можно узнать в самой заявке.
hear-line = { $news ->
    [cards] Новые заявки
    [changes] Что другие делают с вашими заявками
    [reminders] Напоминания
    [team] Команда (кто вошёл, вышел, связал аккаунт)
    [board] Доска (массовые изменения, сбои)
   *[desk] Работа бота (сбои, задержки)
}: { $how ->
    [silent] без звука
    [off] не сообщать
   *[sound] со звуком
}
btn-hear = { $news ->
    [cards] Новые заявки
    [changes] Изменения
    [reminders] Напоминания
    [team] Команда
    [board] Доска
   *[desk] Работа бота
} → { $how ->
    [silent] без звука
    [off] выкл
   *[sound] звук
}
btn-own-news = Мои собственные заявки
audit-hearing-set = уведомления: { $old } → { $new }
setting-group-notices = Уведомления
setting-team-notices-to = О команде: кому
setting-team-notices-to-effect = Кому сообщать, что кто-то вошёл в команду, вышел из неё или связал аккаунт. Если никто не выбран — всем администраторам.
setting-team-notices-in-group = О команде — в группу
setting-team-notices-in-group-effect = Вместо этого сообщать в группу команды.
setting-board-notices-to = О доске: кому
setting-board-notices-to-effect = Кому сообщать о сбоях доски и о подозрительных массовых изменениях на ней. Если никто не выбран — всем администраторам.
setting-board-notices-in-group = О доске — в группу
setting-board-notices-in-group-effect = Вместо этого сообщать в группу команды.
setting-desk-notices-to = О работе бота: кому
setting-desk-notices-to-effect = Кому сообщать о сбоях и задержках. Если никто не выбран — всем администраторам.
setting-desk-notices-in-group = О работе бота — в группу
setting-desk-notices-in-group-effect = Вместо этого сообщать в группу команды.
setting-group-created = Группа команды: новые заявки
setting-group-created-effect = Сообщать в группу о каждой новой заявке.
setting-group-edited = Группа команды: изменённые заявки
setting-group-edited-effect = Сообщать в группу, когда автор переименовал заявку или исправил сообщение.
setting-group-closed = Группа команды: закрытые заявки
setting-group-closed-effect = Сообщать в группу, когда заявку закрыла команда или она закрылась без ответа автора.
setting-group-closed-by-requester = Группа команды: закрыл автор
setting-group-closed-by-requester-effect = Сообщать в группу, когда автор подтвердил решение или отменил заявку.
group-edited = Автор изменил #{ $number }: { $subject }

# Чем было нажатие каждой кнопки, в журнале.
press-hear = звук уведомлений
press-ownnews = уведомления о своих заявках
taken-cards-line = Карточки заявок, которые взяли коллеги: { $kept ->
    [1] остаются
   *[other] удаляются
}
btn-taken-cards = { $kept ->
    [1] Удалять взятые коллегами
   *[other] Оставлять взятые коллегами
}
press-takencards = оставлять или удалять карточки, взятые коллегами
