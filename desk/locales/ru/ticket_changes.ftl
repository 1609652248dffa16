# Что читают агенты и автор, когда заявку изменили, и пометки под её задачей.
taken-released = <code>#{ $number }</code> снова ждёт свободного дежурного.
priority-by = { $by }: у <b>#{ $number }</b> теперь { $priority ->
    [1] критический
    [2] высокий
    [3] средний
   *[4] низкий
} приоритет.
category-by = { $by }: тема <b>#{ $number }</b> теперь «{ $category }».
category-none-by = { $by }: <b>#{ $number }</b> теперь без темы.
renamed-by = { $by }: <b>#{ $number }</b> теперь называется «{ $subject }».
# Пометки под задачей.
remark-rated = { $name }: решено, { $stars }
remark-rated-word = { $name }: решено, { $stars } «{ $words }»
remark-word = { $name }: «{ $words }»
remark-reaction = { $name }: { $signs ->
    [custom] свой эмодзи
   *[other] { $signs }
}
remark-reaction-to = { remark-reaction } на «{ $words }»
# Отказы.
link-taken = Этот аккаунт уже связан: { $name }. Отвязать его можно командой /link off.
draft-gathers = Другая ваша заявка ещё не отправлена; как только она уйдёт дежурным, #{ $number } можно будет открыть снова.
# Чат автора заявки: пометка под задачей.
remark-kept = { $n ->
    [one] Ещё { $n } сообщение за время блокировки — в переписке в Telegram: /ticket { $number }.
    [few] Ещё { $n } сообщения за время блокировки — в переписке в Telegram: /ticket { $number }.
   *[many] Ещё { $n } сообщений за время блокировки — в переписке в Telegram: /ticket { $number }.
}
remark-blocked = { $name }: бот заблокирован. Ответы сохраняются и придут, когда блокировку снимут.
remark-back = { $name } снова на связи; ответы, которые ждали, отправлены.
remark-gone = { $name }: аккаунта в Telegram больше нет. Ответы остаются здесь.
placed-by-clock = Заявка не выбрана ({ $name }), поэтому сюда.
