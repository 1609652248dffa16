webhook-off = Вебхуки системы { $system } на { $host } выключены: адрес слишком долго ничего не принимает ({ $why }). /webhooks включит их снова, пропущенное тогда дойдёт.
webhook-no-key = Для вебхуков нужен ключ: задайте WEB_SECRET_KEY для бота и веб-процесса и перезапустите оба.
webhook-bad-url = На такой адрес вебхуки не отправить: нужен https:// и открытый интернет. Свои адреса называют в WEBHOOK_ALLOW.
webhook-bad-kind = Вида «{ $kind }» нет. Есть: { $kinds }.
webhook-too-many = Адресов у системы может быть { $most }. Сначала удалите один.

setting-feed-days = События для систем
setting-feed-days-effect = Столько дней системы могут спросить, что было, и получить это ещё раз.
audit-webhook-made = вебхук добавлен
audit-webhook-secret = у вебхука новый секрет
audit-webhook-removed = вебхук удалён
audit-webhook-on = вебхук включён
audit-webhook-off = вебхук выключен
audit-webhook-replayed = вебхук отправлен заново
