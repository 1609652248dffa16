# /systems: системы и их токены; связи авторов с ними.
system-used = последний раз { $ago }
system-unused = ещё не использовалась
system-until = действует до { $at }
system-over = токен истёк { $at }: нет ни API, ни вебхуков
system-revoked = отозвана
system-token-ends = Токен …{ $hint }, не больше { $rate } запросов в минуту
system-pages = Токены самих пользователей действуют на страницах: { $pages }
system-rotate-sure = Новый токен покажем один раз. Нынешний сразу перестанет действовать, как и всё выданное по нему: токены для чатов на страницах и неоткрытые ссылки в Telegram.
system-restore-token = Возвращённая система получит новый токен, старый больше не сработает.
system-internal-warning = Это доступ ко всем заявкам службы поддержки, а не только к заявкам пользователей этой системы.
system-bad-name = В названии должно быть от 1 до { $most } знаков.
system-own-names = форма сайта / веб-форма / форма / почта / электронная почта / почтовый ящик
system-name-own = «{ $name }» — собственная форма или почта поддержки. Выберите другое название.
system-name-taken = Система «{ $name }» уже есть.
system-too-many = Систем уже { $most }, больше нельзя.
system-bad-pages = Нужны адреса страниц, не больше { $most }, например https://shop.example, или «-», чтобы очистить.
system-link-bad = Эта ссылка больше не действует. Попросите новую там, где её получили.
system-link-erased = Данные одной из сторон скоро будут удалены, поэтому ничего не связано. Сначала отмените удаление: /privacy forget.
system-link-staff = Вы в команде, а эта ссылка для тех, кому нужна помощь. Ничего не изменилось.
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
    Это ваш аккаунт? Ответьте «да», только если вы сами сейчас пришли сюда из { $system }.
system-join-agreed = Теперь { $system } показывает то, о чём вы спрашиваете здесь. Отключить можно в любой момент: /privacy links
system-join-declined = Связи нет: { $system } не видит того, о чём вы спрашиваете здесь. Ссылка больше не действует.
system-join-help = Другой сайт или программа показывает то, о чём вы спрашиваете здесь. Какая и как отключить: /privacy links
system-joins = Они показывают то, о чём вы спрашиваете здесь. Нажмите, чтобы отключить: ваши новые заявки там не появятся.
system-joins-none = Ни один другой сайт и ни одна программа не показывает то, о чём вы спрашиваете здесь.
system-parted = { $system } больше не показывает то, о чём вы спрашиваете здесь. То, о чём спрашивали там, осталось там.
card-came = Через { $system }{ $there ->
    [1] {", ответы читают там"}
   *[other] {""}
}
the-system = Система
scope-above = Токену можно дать только то, что можете вы сами. Ничего не изменилось.
scope-name = { $scope ->
    [tickets] заявки своих пользователей
    [events] события API
    [accounts] данные аккаунта своих пользователей
    [webhooks] вебхуки
    [all-read] читать все заявки
    [all-write] менять все заявки
    [notes] заметки для команды
    [figures] показатели
    [articles] статьи
    [articles-write] писать статьи
    [organizations] организации и их люди
    [rules] правила
    [team] команда и её роли
    [privacy] данные людей: читать и удалять
    [attendance] мероприятия и участники
    [import] история из другой программы
   *[settings] настройки
}
btn-system-make = Новая система
btn-system-scopes = Доступ
btn-system-rotate = Новый токен
btn-system-revoke = Отозвать
btn-system-restore = Вернуть
btn-system-join-yes = Да, это я
btn-system-join-no = Нет
btn-system-part = Отменить
btn-system-part-as = Отключить { $system } ({ $hint })
btn-system-days = { $n ->
    [0] Без срока
   *[other] { $n } дн.
}
audit-system-made = добавлена система { $object }
audit-system-rotated = новый токен системы { $object }
audit-system-revoked = система { $object } отозвана
audit-system-restored = система { $object } возвращена
audit-system-scopes = доступ системы { $object }: { $old } → { $new }
audit-system-expires = срок токена системы { $object }: { $old } → { $new }
audit-system-limit = запросов в минуту у системы { $object }: { $old } → { $new }
audit-system-pages = страницы для пользователей системы { $object }: { $old } → { $new }
audit-system-joined = теперь в Telegram, пришли из системы { $new }
audit-system-declined = ссылка системы { $new }: ответ «это не я»
audit-system-parted = { $object }: связь с системой { $old } снята
audit-external-ref = { $object }: обозначение в системе, { $old } → { $new }

# Чем было нажатие каждой кнопки, в журнале.
press-system_join = ответить, связать ли с системой
press-system_part = отключить систему
