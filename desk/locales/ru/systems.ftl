systems-title = <b>Ваши системы</b>: сайты и продукты, которые открывают заявки за своих людей.
systems-none = <b>Систем пока нет.</b> Здесь ваш сайт или продукт получает токен и открывает с ним заявки за своих людей. Как: { $url }/api/docs
system-used = последний раз { $ago }
system-unused = ещё не использовалась
system-until = действует до { $at }
system-over = срок вышел { $at }: ничего не спросит и не узнает
system-revoked = отозвана
system-token-ends = Токен …{ $hint }, не больше { $rate } запросов в минуту
system-may = Может: { $scopes }
system-may-nothing = ничего
system-pages = Токены самих людей работают на страницах: { $pages }
system-rotate-sure = Новый токен показывается один раз. Нынешний в тот же миг перестанет действовать, как и всё выданное по нему: токены для чатов на страницах и неоткрытые ссылки в Telegram.
system-expiry-default = Новый токен действует 365 дней, если не выбрать другое.
system-restore-token = Возвращённая система получает новый токен, старый больше никогда не сработает.
system-webhooks-left = События <b>{ $name }</b> по-прежнему уходят на эти адреса. Их мог добавить тот, у кого был старый токен: удалите незнакомые.
system-internal-warning = Это касается всего, что есть у команды, а не только людей этой системы.
system-token = Токен системы <b>{ $name }</b>, показываю один раз:
    <code>{ $token }</code>
    Храните его на сервере, не на странице. У кого он есть, тот может всё, что может { $name }.
system-ask-name = Как называется система? Ответьте на это сообщение её именем: так его увидят на карточках.
system-ask-pages = На каких страницах может работать токен самого человека? Ответьте их адресами, не больше { $most }, через пробел: https://shop.example. Один - убирает все.
system-bad-name = Нужно имя от 1 до { $most } букв.
system-name-taken = Система «{ $name }» уже есть.
system-too-many = Систем уже { $most }, больше нельзя.
system-bad-pages = Нужны адреса страниц, не больше { $most }, например https://shop.example, или один -.
system-link-bad = Эта ссылка больше не действует. Попросите новую там, где её получили.
system-link-staff = Вы в команде: эта ссылка для тех, кто обращается за помощью.
system-welcome = Здравствуйте, вы пришли из <b>{ $system }</b>: { $n ->
    [0] напишите, что нужно, ответы тоже придут сюда.
    [one] ваша { $n } открытая заявка теперь здесь, ответы придут сюда: /tickets
    [few] ваши { $n } открытые заявки теперь здесь, ответы придут сюда: /tickets
   *[many] ваши { $n } открытых заявок теперь здесь, ответы придут сюда: /tickets
}
system-join-ask = <b>{ $system }</b> хочет связать ваш Telegram с { $named ->
    [1] аккаунтом <b>{ $name }</b> ({ $hint })
   *[other] аккаунтом <b>{ $hint }</b>
}. Здесь появится всё, о чём спрашивали с этого аккаунта, а там будет видно то, о чём вы спросите здесь.
    Это ваш аккаунт? Отвечайте «да», только если вы сами сейчас пришли сюда из { $system }.
system-join-agreed = Теперь { $system } показывает то, о чём вы спрашиваете здесь. Отключить можно в любой момент: /unlink
system-join-declined = Ничего не связано: { $system } ничего вашего не видит. Ссылка больше не действует.
system-join-help = Другой сайт или сервис показывает то, о чём вы спрашиваете здесь. Какой и как отключить: /unlink
system-joins = Они показывают то, о чём вы спрашиваете здесь. Нажмите, чтобы отключить: новые заявки увидите только вы.
system-joins-none = Ни один другой сайт или сервис не показывает то, о чём вы спрашиваете здесь.
system-parted = { $system } больше не показывает то, о чём вы спрашиваете здесь. То, о чём спрашивали там, осталось там.
card-came = Через { $system }{ $there ->
    [1] {", ответы читают там"}
   *[other] {""}
}
the-system = Система
scope-name = { $scope ->
    [tickets] заявки своих людей
    [events] события
    [webhooks] вебхуки
    [all-read] читать все заявки
    [all-write] менять все заявки
    [notes] заметки
    [figures] показатели
    [articles] статьи
   *[settings] настройки
}
btn-system = { $name }
btn-system-make = Новая система
btn-systems = Все системы
btn-system-back = Назад
btn-system-scopes = Что может
btn-system-internal = О всей команде …
btn-system-expiry = Действует до …
btn-system-rate = { $rate } в минуту
btn-system-pages = Страницы
btn-system-rotate = Новый токен
btn-system-rotate-sure = Да, новый токен
btn-system-revoke = Отозвать
btn-system-restore = Вернуть
btn-system-join-yes = Да, это я
btn-system-join-no = Нет
btn-system-part = Отменить
btn-system-part-as = Отключить { $system } ({ $hint })
btn-webhook-remove-host = Удалить { $host } …
btn-system-days = { $n ->
    [0] Без срока
   *[other] { $n } дн.
}
btn-system-scope = { $on ->
    [1] ✓
   *[other] –
} { scope-name }
audit-system-made = заведена система { $object }
audit-system-rotated = новый токен системы { $object }
audit-system-revoked = система { $object } отозвана
audit-system-restored = система { $object } возвращена
audit-system-scopes = что может система { $object }: { $old } → { $new }
audit-system-expires = до когда действует токен системы { $object }: { $old } → { $new }
audit-system-limit = как часто в минуту может спрашивать система { $object }: { $old } → { $new }
audit-system-pages = на каких страницах спрашивают люди системы { $object }: { $old } → { $new }
audit-system-joined = теперь в Telegram, через систему { $new }
audit-system-declined = ссылка системы { $new }: ответ «это не я»
audit-system-parted = { $object }: связь с системой { $old } разорвана
audit-external-ref = { $object }: название в системе, { $old } → { $new }
