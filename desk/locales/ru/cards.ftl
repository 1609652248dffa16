# Карточки и списки.
# Карточки команды. Первая строка карточки.
card-yours = 🙋 <b>#{ $number }</b> у вас
card-taken = 🙋 <b>#{ $number }</b> ведёт { $name }
card-on-board = 🙋 <b>#{ $number }</b> взята на доске
card-resolved = ✅ <b>#{ $number }</b> решена
card-closed = ☑️ <b>#{ $number }</b> закрыта
card-cancelled = ☑️ <b>#{ $number }</b> отменена
card-with = ведёт { $name }
card-with-you = у вас
card-nobody = никто не взял
card-requests = { $n ->
    [1] первая заявка
   *[other] всего заявок: { $n }
}
card-hold-reason = Отложена: { $reason }
card-tags = Метки: { $tags }
card-needs-answer = нужен ответ
card-closed-why = { $reason ->
    [task-deleted] задачу удалили на доске
    [task-missing] задачи больше нет на доске
    [task-moved] задачу перенесли в другой проект
    [silence] ответа не было
    [nobody-to-ask] спросить было некого
    [confirmed] автор подтвердил решение
    [merged] объединена с другой заявкой
    [answered] помог предложенный ответ
    [erased] данные автора удалены
   *[other] { $reason }
}
card-closed-client = закрытие подтверждает { $name }
card-edited = изменено
card-deleted-there = там удалено
delivery = { $how ->
    [chat-sent] доставлено
    [chat-waiting] ещё в пути
    [chat-blocked] не доставлено: боту сейчас нельзя туда писать
    [group-none] написано в группе
    [call-none] написано в том чате
    [account-none] написано из аккаунта коллеги
    [account-blocked] не доставлено: из аккаунта коллеги сейчас ничего не отправить
    [mail-waiting] ждёт почтового сервера
    [mail-sent] отправлено по почте
    [mail-failed] не доставлено по почте
    [page-none] на странице заявки
    [page-sent] на странице заявки и отправлено по почте
    [page-failed] на странице заявки, по почте не доставлено
    [api-none] доступно через API
    [board-none] на доске
    [nobody-none] не отправлено: адрес неизвестен
   *[chat-failed] не доставлено
}
card-reach = { $reach ->
    [gone] { $name }: аккаунта в Telegram больше нет, ответы остаются здесь.
    [away] { $name }: из аккаунта коллеги сейчас ничего не отправить, ответы ждут.
   *[blocked] { $name }: бот заблокирован, ответы ждут.
}
card-barred = { $name }: заявки не принимаются.
card-answer-way = { $way ->
    [number] Просит отвечать по телефону: { $phone }
    [phone] Просит отвечать по телефону
   *[email] Просит отвечать по электронной почте
}
card-more = { $n ->
    [one] … и ещё { $n } сообщение
    [few] … и ещё { $n } сообщения
   *[many] … и ещё { $n } сообщений
}
card-cut = <i>Сокращено. Целиком: «Открыть».</i>
open-cut = <i>Сокращено. Целиком: «Вся переписка».</i>
# Открытая заявка, как её видит автор.
open-subject = <code>#{ $number }</code> <b>{ $subject }</b>
state-with = занимается { $name }, уже { $age }
state-place = Место в очереди: { $place }
open-with = ведёт { $name }
open-usual = Обычно отвечаем за { $usual }.
open-turn = { $at } { $what ->
    [filed] передана дежурным
    [taken] теперь ведёт { $name }
    [taken-on-board] взята командой
    [released] снова ждёт свободного дежурного
    [in_progress] в работе
    [pending] ждёт вас
    [on_hold] отложена
    [resolved] решена
    [closed] закрыта
    [reopened] открыта снова
   *[cancelled] отменена
}
open-you = Вы
# Списки.
list-title = <b>Ваши заявки</b> · открытых { $n }
list-empty = { $staff ->
    [yes] Своих заявок у вас нет. Назначенные вам: /mine
   *[no] Заявок у вас пока нет. Просто напишите, что случилось.
}
list-line = { $sign } <b>#{ $number }</b> { $rest }
queue-title = <b>Очередь</b> · { $n }
queue-empty = Очередь пуста.
queue-asked = Ещё не в ней, потому что авторы не согласились с условиями: { $n }
mine-title = <b>У вас</b> · { $n }
mine-empty = У вас нет заявок. Что никто не взял, покажет /queue.
found-title = <b>Нашлось</b> · { $n }
found-title-newest = <b>Нашлось</b> · последние { $n }; чтобы уточнить, добавьте слово
search-sealed = Слова заявок здесь зашифрованы. Поиск находит { $staff ->
    [0] номера, людей и темы
   *[other] номера, людей, темы и метки
}.
found-empty = По словам «{ $words }» ничего не нашлось.
list-pages = страница { $page } из { $pages }
list-waiting-you = ждём вас
list-needs-answer = { $whose ->
    [yours] ждёт вашего ответа
   *[ours] ждёт нашего ответа
 }
thread-title = <b>#{ $number }</b> { $subject }
thread-empty = Пока ничего не написано.
hand-title = Кому передать <b>#{ $number }</b>?
hand-nobody = Передать <b>#{ $number }</b> пока некому.
categories-title = <b>Темы</b>
categories-line = { $id }. { $name }
categories-empty = Тем пока нет.
categories-empty-admin = Тем пока нет. Добавьте первую: /categories add тема
link-title = Кто вы на доске?
link-linked = На доске вы { $name }. Отвязать: /link off
link-nobody = Нет аккаунта на доске, который можно связать с вами. Попросите пригласить вас в проект и попробуйте ещё раз.
link-no-board = Доски здесь нет: вся работа — в этом чате.
link-own = { $name } (аккаунт самой службы)
outdated = Эта кнопка устарела; вот заявка, какая она сейчас.
# Наплыв новых заявок и списки по состоянию.
surge-title = <b>{ $n ->
    [one] { $n } новая заявка
    [few] { $n } новые заявки
   *[many] { $n } новых заявок
} за последние 10 минут</b>
list-title-some = <b>{ $which ->
    [open] Ваши открытые заявки
    [waiting] Ждём вас
   *[closed] Ваши закрытые заявки
}</b> · { $n }
list-none = { $which ->
    [open] Открытых заявок нет.
    [waiting] Вас ничего не ждёт.
   *[closed] Закрытых заявок нет.
}
list-found-none = В ваших заявках не нашлось «{ $words }».
list-all = все
list-open = открытые
list-waiting = ждут вас
list-closed = закрытые
# Группа команды.
group-answer-goes = Это уйдёт автору ({ $name }) через { $seconds } с. Вернуть: «отмена», палец вниз или правка, начинающаяся с //. Ответ, который начинается с //, остаётся в команде.
group-unsent = Ничего не отправлено и не записано. Непонятно, о какой заявке речь. Ответьте на карточку нужной заявки.
group-which-one = О какой заявке речь? Ничего не отправлено и не сохранено. Назовите её: «#12 уже иду», или ответьте на её карточку.
group-unsent-stranger = Ничего не отправлено и не записано. Отвечать здесь могут только сотрудники, которые работают с заявками.
group-unsent-anonymous = Вы пишете от имени группы или канала: ничего не отправлено и не записано. Напишите от своего имени и ответьте ещё раз.
group-not-here = Ничего не отправлено и не записано. Об этой заявке напишите в чате со мной.
group-command-private = Эта команда работает в личном чате: @{ $bot }. Здесь отвечайте на карточку командой для её заявки, например /resolve.
group-start-first = Я пока не могу вам писать. Откройте @{ $bot }, нажмите «Запустить» и повторите.
group-title = { $new ->
    [0] <b>Завершены</b> · { $ended }
   *[other] { $ended ->
        [0] <b>Новые</b> · { $new }
       *[other] <b>Новые</b> · { $new } · <b>завершены</b> · { $ended }
    }
}
card-more-lines = … и ещё { $n }

# Строка карточки о сроке: когда, просрочена, отложена.
due-by = ⏰ срок { $at }
due-promised = ⏰ обещано к { $at }
overdue = ⏰ <b>просрочена</b> на { $age }
overdue-read = { $name }: отправлено «дольше обычного, но мы не забыли».
held-until = ⏸ до { $at }
