# Новости, которые приносят сами действия, кроме тех, что в других файлах.

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

# Отказы.
link-taken = Этот аккаунт уже связан: { $name }. Отменить связь можно командой /link off.
draft-gathers = Другая ваша заявка ещё собирается; как только она уйдёт дежурным, #{ $number } можно будет вернуть.
