# Регистрация: заявитель сообщает, кто он и из какой организации.
menu-register = Представиться
register-help = /register: сообщить, кто вы и из какой организации.
register-offer = Чтобы в следующий раз не повторять, кто вы:
btn-register = Представиться
register-number = Чтобы не повторять, кто вы: отправьте номер телефона кнопкой ниже, и я найду вашу организацию. Или ответьте на три коротких вопроса, любой можно пропустить. Остановить: /cancel.
key-register-number = Отправить мой номер
key-register-without = Без номера
key-register-not-now = Не сейчас
register-foreign = Нужен ваш собственный контакт, а это другой. Ничего не сохранено. Нажмите «{ key-register-number }».
register-not-now = Хорошо. Пишите как обычно, а представиться можно в любой момент: /register.
register-over = Регистрация закончилась без номера. Начать снова: /register.
register-number-odd = По этому номеру организацию не найти. Тогда три коротких вопроса: любой можно пропустить, остановить: /cancel.
register-unmatched = Спасибо. Такого номера пока нет ни у одной организации, поэтому три коротких вопроса: любой можно пропустить, остановить: /cancel.
register-questions = Хорошо, три коротких вопроса. Любой можно пропустить, остановить: /cancel.
register-ask = { $step ->
    [name] Как вас зовут (фамилия, имя, отчество)?
    [tax_id] Какой ИНН у вашей организации?
    [position] Кем вы там работаете?
    [answer_way] И последнее: как вам удобнее получать ответы? Здесь вас прочтут в любом случае.
   *[organization] Такой организации я ещё не знаю. Как она называется?
}
register-known = { $step ->
    [name] Имя: { $value }
    [tax_id] ИНН: { $value }
    [position] Должность: { $value }
    [phone] Телефон: { $value }
    [answer_way] Ответы: { $value ->
        [phone] по телефону
        [email] по электронной почте
       *[here] здесь
    }
   *[organization] Название организации записано.
}
register-skipped = { $step ->
    [name] Имя: пропущено
    [tax_id] ИНН: пропущено
    [position] Должность: пропущено
    [answer_way] Как отвечать: пропущено
   *[organization] Название организации: пропущено
}
register-stopped = Регистрация остановлена. Ответы сохранены, начать снова: /register.
register-looking-up = Спасибо. Ищу вашу организацию и напишу, когда найду.
register-too-often = Сегодня вы назвали уже много организаций. Ничего не потеряно: попробуйте завтра или просто напишите, что случилось.
register-staff = Вы в команде, а /register для авторов заявок.
register-done = Спасибо. Теперь я знаю о вас:
register-no-organization = Организации пока нет: заявки видите только вы и команда.
register-organization = { $organization }: { $role }
register-organization-waits = { $organization }: { $role }, команда ещё подтвердит. Писать от её имени уже можно.
register-forget-ask = Удалить эти данные? Из организаций вы выйдете, заявки останутся.
register-forgotten = Данные удалены, вы не состоите ни в одной организации. Заявки остались. Начать снова: /register.
register-confirmed = Подтверждено: вы из организации { $organization }. Ваша роль: { $role ->
    [director] директор
    [administrator] администратор организации
   *[user] сотрудник
}.
register-declined = Команда не смогла подтвердить, что вы из организации { $organization }. Ваши заявки остаются вашими, писать можно как раньше.
btn-register-change = Изменить
btn-register-way = Как отвечать
btn-answer-way = { $way ->
    [phone] По телефону
    [email] По электронной почте
   *[here] Здесь
}
btn-register-forget = Удалить мои данные
btn-register-forget-surely = Удалить
btn-register-keep = Оставить
applicant-says = { $source ->
    [contact] { $name }: регистрация по телефону контакта организации { $organization }. Всё верно?
    [group] { $name } пишет в группе организации { $organization }. Это её сотрудник?
   *[other] { $name } сообщает, что работает в организации { $organization }. Это так?
}
applicant-shared = Этот телефон есть и у других контактов: { $names }
applicant-moved = Раньше с этим телефоном регистрировались: { $names }
applicant-role = После подтверждения: { $role }
applicant-confirmed = { $by }: подтверждено.
applicant-declined = { $by }: не подтверждено.
applicant-left = { $by }: больше не в организации.
btn-applicant-yes = Подтвердить
btn-applicant-no = Не из неё

press-register = регистрация, выбор способа ответа или удаление данных
press-register_skip = пропустить вопрос регистрации
press-register_way = выбрать, как получать ответы
press-applicant = ответить, из организации ли человек
