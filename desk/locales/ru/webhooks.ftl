# /webhooks: адреса, куда уходят события API.
webhook-off = Вебхуки системы { $system } на { $host } выключены: адрес слишком долго ничего не принимает ({ $why }). Включите их в /webhooks, и пропущенное дойдёт.
webhook-no-key = Для вебхуков нужен ключ. Задайте WEB_SECRET_KEY для бота и веб-процесса и перезапустите оба.
webhook-bad-url = На этот адрес вебхуки не отправить. Он должен начинаться с https:// и быть в открытом интернете или стоять в WEBHOOK_ALLOW.
webhook-bad-kind = Типа событий «{ $kind }» нет. Есть: { $kinds }.
webhook-test-off = Этот вебхук выключен. Включите его, затем отправьте проверку.
webhook-replayed-lately = События уже отправляли заново меньше часа назад. Попробуйте позже или читайте GET /events.
webhook-too-many = У системы может быть не больше { $most } адресов. Сначала удалите один.
audit-webhook-made = вебхук { $new } ({ $object }) добавлен
audit-webhook-changed = вебхук { $new } ({ $object }) изменён
audit-webhook-secret = у вебхука { $new } ({ $object }) новый секрет
audit-webhook-removed = вебхук { $old } ({ $object }) удалён
audit-webhook-on = вебхук { $new } ({ $object }) включён
audit-webhook-off = вебхук { $new } ({ $object }) выключен
audit-webhook-replayed = события вебхука { $new } ({ $object }) отправлены заново
webhook-system-revoked = Система { $name } отозвана. Сначала верните её в /systems.
webhook-goes = работает
webhook-fails = не доставляется, началось { $ago }
webhook-is-off = выключен { $why }
webhook-is-paused = на паузе: токен системы истёк; с новым токеном отправка продолжится
webhook-is-revoked = на паузе: система отозвана; когда её вернут, отправка продолжится
webhook-kinds = Только эти события API: { $kinds }
webhook-sent = { $state ->
    [waiting] ждёт
    [sent] доставлено
    [skipped] не отправлено: было выключено или отправлять было нечего
   *[buried] не доставлено
}
webhook-remove-sure = Туда больше ничего не уйдёт. Отменить это нельзя.
btn-webhook-switch = { $on ->
    [1] Включить
   *[0] Выключить
}
btn-webhook-again = { $n ->
    [1] Отправить заново за час
    [24] Отправить заново за сутки
   *[other] Отправить заново за неделю
}
btn-webhook-secret = Новый секрет
btn-webhook-remove = Удалить
