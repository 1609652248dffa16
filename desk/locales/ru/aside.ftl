# Вопрос кому-то со стороны, почтой.
aside-subject = Вопрос от нашей службы поддержки [#{ $number }]
aside-reply = Чтобы ответить, напишите в ответ на это письмо.
aside-sent = ✉️ Переслано: { $address }. Ответ станет здесь заметкой; автор заявки не видит ни того, ни другого.
aside-bounced = Пересланное для #{ $number } не доставлено: { $address }. Проверьте адрес.
aside-answered = { $address }: пришёл ответ по #{ $number }. Он там в заметке: /ticket { $number }
aside-theirs = { $said } — на стороне автора заявки. Ничего не отправлено. Лучше ответьте в заявке.
aside-not-theirs = Пересылать можно только сообщения автора. Ничего не отправлено.
mail-aside = { $name } ({ $address }), по вопросу команды
mail-aside-unproven = { $name } ({ $address }, не проверен), по вопросу команды
usage-forward = Пример: /forward 42 sales@supplier.example Есть ли у вас такая деталь? Ответом на сообщение — уйдёт только оно.
done-forward = ✉️ Переслано: { $address }. Ответ станет заметкой в #{ $number }.
menu-forward = Переслать наружу: /forward 42 адрес текст
aside-sent-on = Это уже отправлено автору заявки.
btn-sendon = Отправить автору
done-sendon = { $waits ->
    [1] #{ $number }: ваш ответ ждёт одобрения.
   *[other] #{ $number }: это уйдёт автору как ваш ответ.
}
press-sendon = ответ со стороны автору
