# /audit: изменения в самой службе, по строке на каждое.
audit-none = По этим словам ничего не нашлось.
audit-more = Это последние записи, всего { $n }. Более ранние видны, если выбрать человека или день.
audit-other = { $action } { $object }: { $old } → { $new }
audit-invites-ended = приглашения отозваны
audit-invite-made = приглашение создано: { $new ->
    [admin] администратор
    [trainee] стажёр
    [senior] старший агент
    [reviewer] ревизор качества
    [manager] руководитель
   *[other] агент
}
audit-joined = открыто приглашение: { $new ->
    [admin] администратор
    [trainee] стажёр
    [senior] старший агент
    [reviewer] ревизор качества
    [manager] руководитель
   *[other] агент
}; от кого: { $object }
audit-joined-first = первый администратор: по ссылке первого запуска
audit-admitted = { $object }: теперь администратор
audit-admin-by-setting = { $object }: администратор по ADMIN_IDS
audit-admin-by-setting-ended = { $object }: больше нет в ADMIN_IDS, теперь { $new ->
    [admin] администратор по приглашению
    [trainee] стажёр
    [senior] старший агент
    [reviewer] ревизор качества
    [manager] руководитель
   *[other] агент
}
audit-dismissed = { $object }: больше не в команде
audit-linked = аккаунт на доске: { $object }
audit-unlinked = { $object }: связь с аккаунтом на доске снята
audit-evicted = { $object }: аккаунты исключены из проекта на доске
audit-blocked = { $object }: заявки больше не принимаются
audit-unblocked = { $object }: заявки снова принимаются
audit-ticket-rung = заявку { $object } показали всем ещё раз
audit-ticket-called = срочная заявка: { $object }
audit-copies-off = ответы только автору, { $object }
audit-copies-on = ответы и тем, кто в копии, { $object }
audit-forward-given = пересланное письмо стало заявкой его автора, { $object }
audit-forward-kept = заявка осталась за тем, кто переслал письмо, { $object }
audit-sender-asked = вопрос отправителю письма, { $object }
audit-sender-confirmed = письмо подтверждено, { $object }
audit-sender-denied = письмо чужое, { $object }
audit-category-added = тема { $object } добавлена
audit-category-renamed = тема переименована: { $old } → { $new }
audit-category-removed = тема { $old } удалена
audit-brake-answered = защита от массовых изменений на доске ({ $old ->
    [vanish] пропавшие задачи
    [complete] завершённые задачи
    [comment] комментарии
    [add] новые задачи
   *[other] { $old }
}): { $new ->
    [go] продолжить
   *[undo] отменить
}
audit-job-retried = повтор невыполненного, № { $object }
audit-mail-opened-anyway = заявка из нечитаемого письма, № { $object }
audit-mail-dismissed = письмо без заявки убрано из списка: { $object }
# Значения в журнале изменений.
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
