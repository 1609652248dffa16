webhook-off = Вебхуки системы { $system } на { $host } выключены: адрес слишком долго ничего не принимает ({ $why }). /webhooks включит их снова, пропущенное тогда дойдёт.
webhook-no-key = Для вебхуков нужен ключ: задайте WEB_SECRET_KEY для бота и веб-процесса и перезапустите оба.
webhook-bad-url = На такой адрес вебхуки не отправить: нужен https:// и открытый интернет. Свои адреса называют в WEBHOOK_ALLOW.
webhook-bad-kind = Вида «{ $kind }» нет. Есть: { $kinds }.
webhook-replayed-lately = События уже отправлялись ещё раз меньше часа назад. Попросите позже или читайте GET /events.
webhook-too-many = Адресов у системы может быть { $most }. Сначала удалите один.

setting-feed-days = События для систем
setting-feed-days-effect = Столько дней системы могут спросить, что было, и получить это ещё раз.
audit-webhook-made = вебхук { $new } ({ $object }) добавлен
audit-webhook-secret = у вебхука { $new } ({ $object }) новый секрет
audit-webhook-removed = вебхук { $old } ({ $object }) удалён
audit-webhook-on = вебхук { $new } ({ $object }) включён
audit-webhook-off = вебхук { $new } ({ $object }) выключен
audit-webhook-replayed = вебхук { $new } ({ $object }) отправлен заново

webhooks-title = <b>Вебхуки</b>: куда отправляется, что происходит с заявками.
webhooks-none = <b>Вебхуков пока нет.</b> Что происходит с заявками, можно отправлять вашим системам: docs/ru/how-to/integrators/webhooks.md.
webhook-how = Новый: /webhooks Магазин https://shop.example/in, а за адресом — виды, если нужны не все.
webhook-no-system = Системы «{ $name }» нет. Какие есть, покажет /systems.
webhook-system-revoked = Система { $name } отозвана: сначала верните её в /systems.
webhook-secret = Отправленное на <b>{ $host }</b> подписано этим; показываем один раз:
    <code>{ $secret }</code>
webhook-goes = доходит
webhook-fails = не доходит, впервые { $ago }
webhook-is-off = выключен { $why }
webhook-is-paused = на паузе: срок токена системы вышел; пойдёт дальше с новым
webhook-is-revoked = на паузе: система отозвана; пойдёт дальше, когда её вернут
webhook-kinds = Только: { $kinds }
webhook-sent = { $state ->
    [waiting] ждёт
    [sent] готово
   *[buried] не удалось
}
webhook-secret-sure = Новый секрет покажем один раз. С этого мига подписывает только он.
webhook-remove-sure = Туда больше ничего не отправится, вернуть его нельзя.
btn-webhook = { $id } { $system }
btn-webhooks = Все вебхуки
btn-webhook-back = Назад
btn-webhook-switch = { $on ->
    [1] Включить
   *[0] Выключить
}
btn-webhook-again = { $n ->
    [1] Последний час заново
    [24] Сутки заново
   *[other] Неделю заново
}
btn-webhook-secret = Новый секрет
btn-webhook-secret-sure = Да, новый секрет
btn-webhook-remove = Удалить
btn-webhook-remove-sure = Да, удалить
