# Списки: порядок и первая из очереди.
btn-order = { $order ->
    [changed] Сначала новое
   *[open] Сначала открытые
 }
next-none = Никто не ждёт: очередь пуста.
menu-next = Взять самую срочную
btn-more = Ещё
btn-fold = ◂ Назад
btn-topics = Тема
reply-or-number = Вы ответили на #{ $replied }, а написали { $number }. Какая из них? Напишите /{ $command } #{ $replied } … или /{ $command } #{ $number } …
