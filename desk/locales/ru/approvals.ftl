# Проверка ответов стажёров: /approvals, «Отправить», «Изменить и отправить», «Вернуть».
approval-head = { $waits ->
    [1] ⏳ <b>#{ $number }</b> «{ $subject }»: проверьте ответ. Пишет { $author }, адресат — { $requester }.
   *[0] <b>#{ $number }</b> «{ $subject }». Пишет { $author }, адресат — { $requester }.
}
approval-head-status = { $waits ->
    [1] ⏳ <b>#{ $number }</b> «{ $subject }»: { $author } просит изменить статус. Проверьте.
   *[0] <b>#{ $number }</b> «{ $subject }»: { $author } просит изменить статус.
}
approval-verb = { $verb ->
    [resolve] После проверки заявка станет решённой.
   *[pending] После проверки заявка будет ждать автора.
}
approval-since = 💬 { $name } пишет за это время:
approval-waits = ⏰ Этот ответ давно ждёт проверки.
approval-new-words = Есть новые слова: автор заявки написал ещё или ответ изменили. Прочтите и нажмите «Отправить» снова.
approval-outcome = { $state ->
    [waiting] Ответ ждёт проверки.
    [sent] ✅ <code>#{ $number }</code>: отправлено. Проверяющий: { $by }.
    [changed] ✅ <code>#{ $number }</code>: отправлено с изменениями. Проверяющий: { $by }.
    [returned] ↩️ <code>#{ $number }</code>: ответ вернулся на доработку ({ $name }). { $by } пишет: { $words }
    [withdrawn] <code>#{ $number }</code>: ответ отозван ({ $name }).
    [planned] Ответ отложен.
    [stopped] Ответ не отправлен, решает его автор.
    [done] ✅ <code>#{ $number }</code>: отправлено в назначенное время.
    [offered] Черновик подготовил помощник, решает { $name }.
   *[ended] <code>#{ $number }</code>: ответ не отправлен, { $name } больше не в команде. Текст остался в заявке.
}
approval-read = <b>#{ $number }</b>: { $name } пишет ответ там, где его читает автор. Его прочли сразу, без проверки.
approval-returned = ↩️ <code>#{ $number }</code>: ваш ответ вернулся на доработку. { $by } пишет: { $words }
    Исправьте своё сообщение, и оно снова уйдёт на проверку, или напишите новый ответ.
approval-decided = { $state ->
    [sent] Этот ответ уже отправлен. Проверяющий: { $by }.
    [changed] Этот ответ уже отправлен с изменениями. Проверяющий: { $by }.
    [returned] Этот ответ уже вернулся на доработку. Проверяющий: { $by }.
    [withdrawn] Этот ответ отозван.
   *[ended] Этот ответ больше не ждёт проверки.
}
approval-ask-change = Каким должен быть ответ на <code>#{ $number }</code>? Ваше следующее сообщение уйдёт автору от имени { $name }. Файлы ответа останутся. Нажмите на текст, чтобы его скопировать:
approval-ask-return = Что исправить в ответе на <code>#{ $number }</code> ({ $name })? Ваше следующее сообщение увидит только команда.
approval-words-only = Пришлите, пожалуйста, только текст. Ничего не изменилось.
approval-empty = Ответ пустой. Ничего не отправлено.
approval-comment-wrong = Напишите, что исправить: до { $most } знаков. Ничего не изменилось.
drafted = ⏳ Ваш ответ на <code>#{ $number }</code> ждёт проверки. Чтобы изменить его, отредактируйте своё сообщение.
drafted-status = ⏳ <code>#{ $number }</code>: ваше изменение ждёт проверки.
edit-needs-approval = Этот ответ уже отправлен, автор видит прежний текст. Напишите новый ответ: его проверят, как и остальные.
approvals-none = Ответов на проверку нет.
approvals-title = <b>Ждут проверки: { $n }</b>
approvals-line = <b>#{ $number }</b> { $name } · { $subject } · { $age }
remark-unapproved = { $name }: ответ написан там, где его сразу читает автор, без проверки.
remark-draft = Ответ ждёт проверки ({ $name }), автор заявки его не видит. Поставьте на него 👍, чтобы отправить.
remark-draft-status = Пока отменил: это изменение ждёт проверки ({ $name }).
remark-draft-unread = Не отправлено: ответ изменён, или автор заявки написал ещё. Прочитайте и поставьте под ответом { $sign }.
remark-draft-sent = Отправлено автору заявки. Проверяющий: { $by }.
remark-draft-changed = Отправлено автору заявки с изменениями. Проверяющий: { $by }. Текст: { $words }
remark-returned = Ответ вернулся на доработку ({ $name }). { $by } пишет: { $words }
heading-draft = ⏳ <code>#{ $number }</code> <b>{ $name }</b> (не отправлено):
heading-plain-draft = ⏳ <b>{ $name }</b> (не отправлено):
menu-approvals = Ответы на проверку
page-approvals-tab = На проверку
page-approvals = Ответы на проверку
page-draft = не отправлено, видит только команда
page-approval-words = Ответ ({ $name })
page-approval-comment = Что исправить ({ $name })
promoted = { $name } теперь агент.
no-trainee = { $name } — не стажёр. Ничего не изменилось.
mentor-cannot-approve = Этот человек не может проверять ответы. Ничего не изменилось.
trainee-figures = За 30 дней отправлено: { $n }; без изменений: { $share } %; с изменениями: { $changed }.
trainee-returned = Возвращались на доработку: { $n }. Сейчас ждут проверки: { $waiting }.
trainee-wait = Обычно решения ждут { $wait } (медиана).
trainee-mentor = { $has ->
    [1] Наставник: { $name }
   *[other] Наставника нет: спрашивают всех, кто может проверять.
}
audit-mentor-set = { $object }: наставник { $old } → { $new }
page-trainee = Стажёр
page-mentor = Наставник
page-no-mentor = все, кто может проверять
btn-trainee = Стажёр: показатели, наставник
btn-mentor = Наставник: { $name }
btn-no-mentor = Без наставника
btn-promote = Сделать агентом: { $name }
btn-approval-send = Отправить
btn-approval-change = Изменить и отправить
btn-approval-return = Вернуть
btn-approval-withdraw = Отозвать
btn-approval-open = #{ $number }

# Чем было нажатие каждой кнопки, в журнале.
press-appr = решить об ответе
press-trainee = показать стажёра
press-promote = сделать стажёра агентом
press-mentor = выбрать наставника
history-approval = отложенный или ждавший проверки ответ: { $new }
approval-state = { $state ->
    [sent] отправлен как есть
    [changed] отправлен с изменениями
    [returned] возвращён
    [withdrawn] отозван
   *[ended] отменён: его автор ушёл из команды
}
