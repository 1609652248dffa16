# Что не доставлено и не выполнено: /failed.
btn-retry = Повторить № { $job }
failed-title = <b>Не доставлено и не выполнено</b>
failed-empty = Всё доставлено и выполнено.
failed-retried = Пробую ещё раз.
failed-what = { $box ->
    [from_telegram] из Telegram
    [to_webhooks] вебхук
    [to_crm] в CRM
    [to_telegram] в Telegram
    [from_todoist] с доски
    [reports] график или файл
    [clock] задание по расписанию
   *[to_todoist] на доску
}
page-failed-why = Причина
page-failed-retry = Повторить
menu-failed = Что не выполнено

# Чем было нажатие каждой кнопки, в журнале.
press-retry = повторить невыполненное
