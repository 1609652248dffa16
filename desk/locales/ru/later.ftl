# Что команда планирует на потом: ответ, заметка или действие ждут своего времени.
setting-later = Отложенные действия
setting-later-effect = Команда может назначить ответу, заметке или действию время. Перед выполнением система проверяет, что изменилось, и тогда спрашивает автора. Выключено: ничего нельзя отложить, а отложенное не выполняется.
menu-later = Отложенные ответы и действия
usage-later = Пример: /later 42 завтра в 9: Деталь пришла. За временем можно указать пояс: завтра в 9 Europe/Berlin: …
    Начните текст с // для заметки или с команды, например /resolve.
later-off = Отложенные действия выключены. Ничего не отложено.
later-not-here = Этот чат читают авторы заявок. Отложите ответ в личном чате с ботом.
later-no-act = Команду /{ $command } нельзя отложить. Ничего не отложено.
later-over = { $state ->
    [done] Это уже выполнено.
    [withdrawn] Это отменено.
    [waiting] Этот ответ ждёт проверки.
    [sent] Это уже выполнено.
   *[ended] Это больше не запланировано.
}
plan-wrong-time = Не удалось понять время. Пример: завтра в 9 или пятница 14:00 Europe/Berlin.
plan-ask = На какое время перенести по заявке <code>#{ $number }</code>? Пример: завтра в 9.
planned = { $state ->
    [planned] ⏰ <code>#{ $number }</code>: { $kind ->
        [note] коллеги получат вашу заметку { $at }.
        [act] команда /{ $act } выполнится { $at }.
       *[answer] { $name } получит ваш ответ { $at }{ $act ->
            [none] .
           *[other] , затем выполнится /{ $act }.
        }
    }
    [stopped] ⚠️ <code>#{ $number }</code>: { $kind ->
        [note] заметка не передана коллегам.
        [act] команда /{ $act } не выполнена.
       *[answer] ваш ответ не отправлен. Адресат: { $name }.
    }
    [done] ✅ <code>#{ $number }</code>: { $kind ->
        [note] заметка передана коллегам.
        [act] команда /{ $act } выполнена.
       *[answer] ваш ответ отправлен. Адресат: { $name }.
    }
    [withdrawn] <code>#{ $number }</code>: отменено.
   *[ended] <code>#{ $number }</code>: не выполнено. Текст остался в заявке.
}
plan-why = { $why ->
    [off] Отложенные действия выключены.
    [merged] Заявку объединили с другой.
    [closed] Заявку за это время решили или закрыли.
    [blocked] За это время автора заблокировали: { $name }.
    [handed] Заявку теперь ведёт другой агент.
    [answered] За это время ответил коллега.
    [wrote] { $name } пишет за это время.
   *[refused] Сейчас этого не позволяют статус заявки или ваши права.
}
plans-none = Ничего не отложено.
plans-title = <b>Отложено: { $n }</b>
plans-kind = { $kind ->
    [note] заметка
    [act] /{ $act }
   *[answer] ответ{ $act ->
        [none] {""}
       *[other] , затем /{ $act }
    }
}{ $stopped ->
    [1] {" "}(остановлено)
   *[other] {""}
}
plans-line = { $stopped ->
    [1] ⚠️
   *[other] ⏰
} { $at } · <b>#{ $number }</b> { $subject } · { $kind ->
    [note] заметка
    [act] /{ $act }
   *[answer] ответ
}
card-planned = ⏰ Отложено до { $at }
btn-plan-now = Выполнить сейчас
btn-plan-move = Другое время
btn-plan-drop = Отменить
btn-plan-open = #{ $number }
press-plan = изменить отложенное
press-plans = листать отложенное
page-later = Отправить позже
page-later-when = Когда
page-later-example = завтра в 9
page-plans = Отложенное
page-planned = Отложено
page-plan-words = Текст
page-plan-at = Время
page-plan-what = Что
page-plan-ticket = Заявка
