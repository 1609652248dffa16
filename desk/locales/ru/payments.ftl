# Оплата: цена заявки, счета, баланс.
setting-group-payments = Оплата
setting-payments = Оплата
setting-payments-effect = Агенты могут просить оплатить заявку. Если в окружении есть PAYMENT_PROVIDER_TOKEN, автор получает счёт Telegram. Выключено: об оплате нигде не упоминается.
setting-currency = Валюта
setting-currency-effect = В ней цены и балансы. Суммы в другой валюте остаются как есть.
setting-payment-link = Ссылка на оплату
setting-payment-link-effect = Адрес страницы оплаты для тех, кто не получает счёт. Подставляются {"{"}amount{"}"}, {"{"}currency{"}"} и {"{"}number{"}"}. Оплату подтверждает агент.
setting-balances = Балансы
setting-balances-effect = Показ: автор видит свой баланс, администратор и директор — ещё и баланс организации. Пополнение: можно заплатить картой заранее, и цена спишется с баланса, если на нём хватает. Для пополнения нужны оплата картой и показ баланса.
setting-balances-show-balance = показ
setting-balances-top-up = пополнение
setting-low-balance = Низкий баланс
setting-low-balance-effect = Владелец узнаёт, когда баланс падает ниже этой суммы.
setting-wrong-currency = Нужен код валюты из трёх букв, например RUB, EUR или USD.
setting-wrong-link = Нужен адрес, который начинается с https://.
payments-off = Оплата выключена. Ничего не изменилось.
price-wrong = Такая сумма не подходит. Напишите число больше нуля, например 1500.
price-none = У заявки <code>#{ $number }</code> нет цены.
price-outdated = Эта цена уже не действует. Ничего не изменилось; текущую покажет /price.
usage-price = Какая заявка и сколько? Например: /price 42 1500 или /price 42 off
done-price = { $changed ->
    [0] <code>#{ $number }</code>: цена и так { $amount }. Ничего не изменилось.
   *[other] { $method ->
        [balance] <code>#{ $number }</code>: { $amount } списано с баланса.
        [telegram] <code>#{ $number }</code>: { $name } получит счёт на { $amount }.
       *[other] <code>#{ $number }</code>: { $name } узнает, что нужно оплатить { $amount }. Когда деньги придут, нажмите «Оплачено».
    }
}
done-price-off = <code>#{ $number }</code>: цена отменена, платить не нужно ({ $name }).
done-price-paid = <code>#{ $number }</code>: оплата { $amount } записана.
price-now = <code>#{ $number }</code>: цена { $amount }, ещё не оплачено ({ $name }).
price-now-paid = <code>#{ $number }</code>: цена { $amount }, оплачено.
card-price = Цена: { $amount }, { $paid ->
    [1] оплачено
   *[other] ещё не оплачено
}
price-unconfirmed = Баланс «{ $organization }» не тронут: ещё никто не подтвердил, что { $name } оттуда.
price-paid-ask = Деньги по заявке <code>#{ $number }</code> пришли ({ $amount })? Отменить это нельзя: баланс исправляет только администратор.
btn-price-paid = Оплачено
btn-price-yes = Да, пришли
btn-price-no = Ещё нет
btn-pay = Оплатить
btn-top-up = { $amount }
btn-top-up-organization = { $amount }: { $name }
invoice-title = Заявка #{ $number }
invoice-about = Оплата заявки #{ $number } «{ $subject }»
invoice-top-up = Пополнение
invoice-top-up-about = Сумма поступит на баланс, с него оплачиваются следующие заявки.
invoice-refused = { $by_amount ->
    [1] Telegram не принимает { $amount } за заявку <code>#{ $number }</code>, обычно потому, что сумма слишком мала: назначьте другую цену, /price { $number }.
   *[other] Telegram не принял счёт на { $amount } по заявке <code>#{ $number }</code>; причину администраторы видят в /failed.
}
top-up-refused = Telegram не принимает { $amount }. Ничего не списано; пришлите другую сумму, например /balance 1500.
price-asked = Цена заявки <code>#{ $number }</code>: { $amount }. Как оплатить, подскажут дежурные.
price-asked-link = Цена заявки <code>#{ $number }</code>: { $amount }. Оплатить можно на странице по кнопке. Когда деньги придут, я напишу.
price-settled = <code>#{ $number }</code>: { $amount }, { $state ->
    [paid] оплачено
   *[withdrawn] платить больше не нужно
}.
price-withdrawn = <code>#{ $number }</code>: платить { $amount } больше не нужно.
price-from-balance = Цена заявки <code>#{ $number }</code>: { $amount }. Сумма списана с баланса{ $own ->
    [1] , осталось { $balance }
   *[other] {""}
}.
price-paid = <code>#{ $number }</code>: ваша оплата { $amount } пришла. Спасибо.
price-client = Цена <code>#{ $number }</code>: { $amount }. Платит { $organization }: счёт получили её руководители.
price-withdrawn-client = <code>#{ $number }</code>: платить { $amount } больше не нужно.
price-paid-client = <code>#{ $number }</code>: { $amount } оплачено.
remark-price-client = Оплатить { $amount } просят: { $name }.
balance-whose = Чей баланс пополнить на { $amount }?
btn-top-up-whose = { $name ->
    [none] Свой
   *[other] { $name }
}
price-paid-staff = Заявка <code>#{ $number }</code> оплачена: { $amount }.
payment-kept = <code>#{ $number }</code>: ваша оплата { $amount } пришла, но была уже не нужна. Деньги на вашем балансе, команда об этом знает.
payment-twice = Вторая оплата заявки <code>#{ $number }</code>: { $amount } ({ $name }). Деньги на балансе. Их можно вернуть и исправить баланс: /balance { $number }
payment-withdrawn = Оплата заявки <code>#{ $number }</code> после отмены цены: { $amount } ({ $name }). Деньги на балансе. Их можно вернуть и исправить баланс: /balance { $number }
payment-unknown = Пришла оплата { $amount } по счёту, которого здесь не знают ({ $name }). Деньги на балансе этого человека.
checkout-off = Сейчас оплатить нельзя. Деньги не списаны. Спросите, пожалуйста, в этом чате.
checkout-unknown = Этот счёт здесь не действует. Деньги не списаны. Спросите, пожалуйста, в этом чате.
checkout-paid = Это уже оплачено. Деньги не списаны.
checkout-withdrawn = Эта цена больше не действует. Деньги не списаны. Спросите, пожалуйста, в этом чате.
balance-off = Баланс здесь не показывается. Если есть вопрос об оплате, просто напишите.
balance-own = Ваш баланс: <b>{ $balance }</b>
balance-organization = { $name }: <b>{ $balance }</b>
balance-top-up = Чтобы пополнить, нажмите сумму или отправьте её: /balance 1500
balance-low = На балансе { $balance }, это меньше { $amount }. { $can_top_up ->
    [1] Пополнить: /balance
   *[other] Если хотите пополнить, напишите.
}
top-up-paid = Пополнение { $amount } пришло. На балансе { $balance }.
top-up-off = Пополнение выключено. Ничего не изменилось.
usage-balance = { $top_up ->
    [1] Например: /balance, а чтобы пополнить: /balance 1500
   *[other] Отправьте без слов: /balance
}
usage-balance-staff = Какая заявка? Например: /balance 42. Администратор исправляет баланс с причиной: /balance 42 +500 возврат
balance-of-ticket = <code>#{ $number }</code>{ $named ->
    [1] {" "}({ $organization })
   *[other] {""}
}: на балансе { $balance }.
done-correction = <code>#{ $number }</code>{ $named ->
    [1] {" "}({ $organization })
   *[other] {""}
}: баланс исправлен на { $amount }. Теперь на нём { $balance }.
correction-reason = Для исправления нужна причина. Ничего не изменилось. Например: /balance 42 +500 возврат
audit-balance-corrected = исправление баланса ({ $object }): { $new }
history-price = цена: { $old } → { $new }
history-money = { $new }
money-moved = { $kind ->
    [balance] { $amount } списано с баланса
    [charge] { $amount } начислено
    [back] начисление { $amount } отменено
   *[payment] { $amount } оплачено
}{ $owner ->
    [none] {""}
   *[other] {" "}({ $owner })
}
menu-price = Цена заявки
menu-balance = Баланс
press-paid = Оплачено
press-topup = Пополнить
remark-price = Автору предложено оплатить { $amount }.
remark-price-paid = { $amount } списано с баланса.
remark-price-off = Цена отменена.
remark-price-refused = Цена не изменилась. Напишите // цена 1500 или поставьте метку цена_1500; // цена off отменяет открытую цену.
page-hint-amount = например 1500; пусто — отменить
page-price-state = { $amount }, { $paid ->
    [1] оплачено
   *[other] ещё не оплачено
}
usage-statement = Например: /balance statement 2026-11 или /balance statement ноябрь
statement-nobody = Выписки получают администраторы и директора организаций.
statement-soon = Готовлю выписку за { $month }, пришлю её сюда.
statement-title = Выписка за { $month }: { $name }
statement-day = Дата
statement-what = Запись
statement-amount = Сумма
statement-balance = Баланс
statement-page = Страница
statement-opening = Баланс на начало
statement-closing = Баланс на конец
statement-kind = { $kind ->
    [charge] { $back ->
        [1] Отмена цены
       *[other] Начисление
    }
    [payment] Оплата
    [top_up] Пополнение
   *[correction] Исправление
}
page-balance = Баланс в pulldesk
page-balance-amount = Исправить на, например 500 или -500
page-balance-reason = Причина
page-balance-correct = Исправить
bill-month = { $month ->
    [m1] январь
    [m2] февраль
    [m3] март
    [m4] апрель
    [m5] май
    [m6] июнь
    [m7] июль
    [m8] август
    [m9] сентябрь
    [m10] октябрь
    [m11] ноябрь
   *[m12] декабрь
} { $year }
bill-title = <b>{ $organization }: счёт за { bill-month }</b>
bill-owed = Долг на начало месяца: { $amount }
bill-credit = Остаток на начало месяца: { $amount }
bill-charged = Начислено: { $amount }
bill-paid-part = Оплачено: { $amount }
bill-to-pay = К оплате: <b>{ $amount }</b>
bill-settled = Счёт оплачен, спасибо.
bill-how = Как оплатить, напишет команда.
bill-link = Оплатить можно на странице по кнопке. Когда деньги придут, я напишу.
bill-reminder = Напоминаю: этот счёт ещё не оплачен.
bill-paid = Оплата за { bill-month } получена: { $amount }. Спасибо.
bill-changed = Остаток к оплате уже другой. Ничего не записано. Сейчас на странице показан актуальный счёт.
bill-surplus = { $name }: оплата { $amount } за { bill-month } по счёту организации { $organization }, это больше остатка. Излишек остался на её балансе. Его можно вернуть и исправить баланс в панели.
bill-refused = Telegram не принимает { $amount }. Деньги не списаны. Команда знает об этом и напишет, как оплатить.
bill-refused-staff = Telegram отклонил оплату счёта организации { $organization } за { bill-month } на { $amount }. Причина есть в /failed. Напишите клиенту, как ещё можно оплатить.
bill-nobody = Счёт за { bill-month } не получил никто: { $names }{ $n ->
    [0] {""}
   *[other] {" "}и ещё { $n }
}. Там нет администратора или директора, которому я могу написать. Добавить его можно в панели.
btn-pay-bill = Оплатить { $amount }
press-bill = Оплатить счёт
invoice-bill = Счёт за { $month }
invoice-bill-about = { $organization }: заявки за { $month } и долг за прошлые месяцы
checkout-bill-changed = К оплате осталось меньше. Деньги не списаны. Нажмите «Оплатить» под счётом ещё раз.
audit-bill-paid = записана оплата счёта: { $object }, { $new }
page-bill-left = осталось оплатить { $amount }
page-bill-title = Счёт за { bill-month }
page-bill-paid = Записать оплату
page-bill-effect = Деньги пришли не через Telegram. Администраторы и директора организации узнают об этом.
