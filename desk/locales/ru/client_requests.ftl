# Что администраторы и директора организации делают с заявками её сотрудников.
author-of-client = { $name }, { $role ->
    [user] в группе
    [copied] в копии
    [director] директор
   *[administrator] администратор организации
}
client-whose = Автор: { $name }
client-confirmed = { $name } ({ $role ->
    [director] директор
   *[administrator] администратор
} вашей организации) подтверждает: заявка <code>#{ $number }</code> решена.
client-reopened = { $name } ({ $role ->
    [director] директор
   *[administrator] администратор
} вашей организации) снова открывает вашу заявку <code>#{ $number }</code>.
client-cancelled = { $name } ({ $role ->
    [director] директор
   *[administrator] администратор
} вашей организации) отменяет вашу заявку <code>#{ $number }</code>.
client-renamed = { $name } ({ $role ->
    [director] директор
   *[administrator] администратор
} вашей организации) меняет тему заявки <code>#{ $number }</code> на «{ $subject }».
client-done = { $what ->
    [confirmed] Заявка <code>#{ $number }</code> закрыта.
    [reopened] Заявка <code>#{ $number }</code> снова открыта.
   *[cancelled] Заявка <code>#{ $number }</code> отменена.
} Автор ({ $name }) знает, что это сделали вы.
# Список заявок организации.
led-title = <b>{ $by ->
    [all] Заявки вашей организации
    [mine] Ваши заявки
   *[some] Заявки: { $name }
}</b> · открытых: { $n }
led-none = { $all ->
    [1] Заявок пока нет. Если нужна помощь, просто напишите, что случилось.
   *[0] Таких заявок нет.
}
led-found-none = Ни в ваших заявках, ни в заявках организации нет слов «{ $words }».
led-own = вы
led-choose = { $any ->
    [0] Пока не из чего выбирать.
   *[1] { $by ->
        [organization] Заявки какой организации?
        [outlet] Заявки по какой точке?
       *[employee] Чьи заявки?
    }
}
btn-led = { $by ->
    [all] Все
    [mine] Мои
    [organization] Организация
    [outlet] Точка
   *[employee] Сотрудник
}
press-led = заявки организации: страница
press-led_by = заявки организации: фильтр
