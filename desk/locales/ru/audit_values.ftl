# Значения в аудите.
audit-all-days = все дни
audit-nameless = { $kind ->
    [person] кто-то
    [category] тема
    [system] система
    [account] аккаунт, который больше не связан
   *[event] мероприятие
}
audit-file-tickets = список заявок
audit-file-part = { $part ->
    [names] с именами
    [words] с перепиской
    [category] по одной теме
    [agent] по одному агенту
    [late] просроченные
    [waits] ждут нашего ответа
   *[sort] упорядочен
}
