# /audit: что делали с самой службой, по строке на действие.

audit-title = <b>Что меняли в службе</b>
audit-title-found = <b>Что меняли в службе</b>: «{ $words }»
audit-empty = Пока пусто: здесь будут приглашения, настройки, темы и команда.
audit-none = С такими словами ничего нет.
audit-other = { $action } { $object }: { $old } → { $new }

audit-invite-made = приглашение создано: { $new ->
    [admin] администратор
   *[other] агент
}
audit-joined = открыто приглашение: { $new ->
    [admin] администратор
   *[other] агент
}; от кого: { $object }
audit-joined-first = открыта ссылка первого администратора
audit-admitted = { $object }: теперь администратор
audit-admin-by-setting = { $object }: администратор по ADMIN_IDS
audit-admin-by-setting-ended = { $object }: больше нет в ADMIN_IDS, теперь { $new ->
    [admin] администратор по приглашению
   *[other] агент
}
audit-dismissed = { $object }: больше не в команде
audit-linked = на доске это { $object }
audit-unlinked = { $object }: связь с доской убрана
audit-evicted = { $object }: аккаунты исключаются из проекта на доске
audit-blocked = { $object }: заявки больше не принимаются
audit-unblocked = { $object }: заявки снова принимаются
audit-ticket-rung = все ещё раз позваны к заявке { $object }
audit-category-added = тема { $object } добавлена
audit-category-renamed = тема переименована: { $old } → { $new }
audit-category-removed = тема { $old } убрана
audit-brake-answered = ответ о доске ({ $old ->
    [vanish] пропавшие задачи
    [complete] завершённые задачи
    [comment] комментарии
    [add] новые задачи
   *[other] { $old }
}): { $new ->
    [go] продолжить
   *[undo] отменить
}
audit-job-retried = повтор того, что не удалось (№ { $object })
