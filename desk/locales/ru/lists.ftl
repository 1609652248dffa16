# Списки: порядок, фильтры и первая заявка из очереди.
btn-order = { $order ->
    [changed] Сначала новое
   *[open] Сначала открытые
 }
next-none = Никто не ждёт: очередь пуста.
menu-next = Взять самую срочную
btn-more = Ещё
btn-fold = ‹ Назад
btn-topics = Тема
focus-or-number = Вы пишете в #{ $focused }, а номер указали { $number }. Какая из них? Напишите /{ $command } #{ $focused } … или /{ $command } #{ $number } …
reply-or-number = Вы ответили на #{ $replied }, а написали { $number }. Какая из них? Напишите /{ $command } #{ $replied } … или /{ $command } #{ $number } …
open-list-title = <b>Открытые</b> · { $n }
open-list-order = { $order ->
    [changed] сначала новое
   *[urgent] сначала срочные
 }
open-list-off-board = { $n ->
    [one] { $n } не на доске.
    [few] { $n } не на доске.
   *[many] { $n } не на доске.
 }
open-list-none = Открытых заявок нет.
open-list-none-chosen = Таких открытых заявок нет.
open-list-all = все
open-list-any = не важно
open-list-choose = Что показывать в /open? Запомню, пока вы не поменяете.
open-list-by = { $by ->
    [status] С каким статусом?
    [priority] С каким приоритетом?
    [category] По какой теме?
    [agent] У кого?
   *[waits] Чей ход?
 }
open-list-nobody = { $by ->
    [category] без темы
   *[agent] ни у кого
 }
open-list-waits = { $waits ->
    [team] ждут нас
    [requester] ждут автора
   *[others] отложены
 }
list-late = просрочена
btn-choose = Выбрать
btn-choose-by = { $by ->
    [status] Статус
    [priority] Приоритет
    [category] Тема
    [agent] Агент
   *[waits] Чей ход
 }: { $value }
btn-late = Только просроченные
btn-late-all = Не только просроченные
btn-open-order = { $order ->
    [changed] Сначала новое
   *[urgent] Сначала срочные
 }
btn-show = Показать
menu-open = Все открытые заявки
attention-title = <b>Требуют внимания</b> · { $n }
attention-none = Ничто не требует внимания.
attention-group = <b>{ $why ->
    [late] Просрочены
    [soon] Срок в ближайшие полчаса
    [untaken] Никто не взял
    [waiting] Ждут нашего ответа
    [escalated] Эскалация
   *[failed] Не доставлено
 }</b> · { $n }
attention-due = { $why ->
    [late] просрочена на { $length }
   *[soon] осталось { $length }
 }
menu-attention = Требуют внимания
list-escalated = эскалация
next-none-fits = По вашим темам никто не ждёт. Других в очереди: { $n }.

# Чем было нажатие каждой кнопки, в журнале.
press-list = свои заявки (автор)
press-mine = свои заявки (агент)
press-found = страница найденного
press-queue = очередь
press-attention = требуют внимания
press-all = страница открытых заявок
press-allby = фильтр открытых заявок
press-allset = выбрать фильтр открытых заявок
