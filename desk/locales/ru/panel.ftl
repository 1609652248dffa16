# Веб-панель: вход из Telegram. Что говорят её страницы — в pages.ftl.
web-asked = <b>Кто-то входит в панель под вашим именем.</b>

    Код: <code>{ $code }</code>
    Браузер: { $browser }
    Адрес: { $address }

    Впускайте, только если этот код сейчас на странице перед вами. Вопрос действует { $minutes } мин.
web-in = { $code }: вход открыт. Страница продолжит сама.
web-no = { $code }: вход закрыт. Кто бы это ни был, он знает только ваше имя; запись есть в /audit.
btn-web-let-in = Впустить
btn-web-not-me = Это не я
panel-address = Панель: { $url }
    Войдите там как <code>{ $name }</code>.
panel-none = Здесь нет панели: она запускается там, где задан WEB_URL.
panel-nobody = Под вашим именем никто не вошёл.
panel-sessions = Под вашим именем вошли:
panel-session = { $browser }, { $address }, с { $since }, последний раз { $seen }
btn-panel-end = Завершить: { $browser }
btn-panel-end-all = Завершить все
panel-ended = Завершено.
panel-not-yours = Панель — для администраторов; для агентов — там, где администратор это включил.
audit-web-let-in = браузер впущен в панель
audit-web-refused = браузер не впущен в панель
audit-web-signed-in = вход в панель
audit-web-signed-out = выход из панели
help-admin-panel =
    { help-admin }
    /panel: всё это в браузере.
    /systems: токены для ваших сайтов и продуктов.
help-agent-panel =
    { help-agent }
    /panel: всё это в браузере.
