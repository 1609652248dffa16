# Что администраторы и директора организации делают с заявками её сотрудников.
author-of-client = { $name }, { $role ->
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
