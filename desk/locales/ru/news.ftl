# О чём говорят автору.
news-title = <b>О чём я пишу сам</b>
news-line = { $on ->
    [1] ✓
   *[0] –
 } { $news ->
    [taken] кто занимается вашей заявкой
    [status] что ждём вас или кого-то ещё, что заявка снова открыта
    [reminders] что о ней не забыли
    [surveys] понравилось ли вам: звёзды и пара слов
   *[daily] всё это одним сообщением в день, в десять
 }
news-always = Ответы приходят всегда и сразу, и вопрос, решено ли, тоже. О чём я не пишу, видно в заявке: /tickets.
btn-news = { $news ->
    [taken] Кто занимается
    [status] Что с заявкой
    [reminders] Не забыли
    [surveys] Звёзды
   *[daily] Раз в день
 }: { $on ->
    [1] выключить
   *[0] включить
 }
digest-title = <b>Ваши заявки за сутки</b>
menu-notifications = О чём я пишу сам
setting-tell-taken = Автору: кто занимается
setting-tell-taken-effect = Автору говорят, кто взял заявку. Каждый может решить за себя: /notifications.
setting-tell-status = Автору: что с заявкой
setting-tell-status-effect = Автору говорят, что ждут его, что заявка отложена или снова открыта. Ответы приходят всегда.
setting-tell-reminders = Автору: не забыли
setting-tell-reminders-effect = Автору говорят, что о заявке, которую пока некому взять, не забыли.
setting-tell-surveys = Автору: звёзды
setting-tell-surveys-effect = Кто подтвердил решение, того просят о звёздах и паре слов.
setting-tell-daily = Автору: раз в день
setting-tell-daily-effect = Всё, кроме ответов, приходит одним сообщением в день, в десять.
