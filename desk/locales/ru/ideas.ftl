# Идеи: предложения, голоса и список команды.
setting-ideas = Идеи
setting-ideas-effect = Авторы и команда присылают предложения. Команда решает, и об этом узнают все, кто за идею.
menu-idea = Предложить идею: /idea текст
menu-ideas = Идеи
idea-help = /idea текст передаёт команде предложение. Вам сообщат, что с ним стало.
ideas-off = Сейчас идеи не принимаются. Ничего не отправлено.
idea-empty = В сообщении нет слов. Пример: /idea свет во дворе
idea-too-long = Для идеи это слишком длинно: { $n } символов, можно { $most }. Ничего не отправлено.
idea-too-many = Сегодня от вас уже { $n } идей. Ничего не отправлено, остальное пришлите завтра.
idea-thanks = Спасибо. Ваша идея у команды, вам сообщат, что с ней стало.
idea-taken-back = Ваша идея у команды. Голос вы забрали, поэтому о ней вам не напишут.
idea-told = Ваша идея «{ $idea }» { $status ->
    [new] снова открыта.
    [planned] запланирована.
    [done] сделана.
   *[declined] не будет сделана.
}
idea-told-word = Ваша идея «{ $idea }» { $status ->
    [new] снова открыта.
    [planned] запланирована.
    [done] сделана.
   *[declined] не будет сделана.
}
    { $answer }
ideas-shown-title = <b>Идеи</b>
ideas-shown-none = Голосовать пока не за что.
ideas-shown-how = Прислать свою идею: /idea текст
idea-shown-line = { $idea } · { $status ->
    [new] открыта
    [planned] запланирована
    [done] сделана
   *[declined] отклонена
 } · голоса: { $n }{ $mine ->
    [1] , ваш тоже
   *[0] {""}
}
idea-voted = { $on ->
    [1] Голос учтён. Голоса: { $n }
   *[0] Голос снят. Голоса: { $n }
}
btn-ideas-shown = Идеи
btn-idea-vote = { $on ->
    [1] Голосовать
   *[0] Забрать голос
}
btn-idea-vote-named = { $on ->
    [1] 👍 { $idea }
   *[0] ✓ { $idea }
}
# Список команды.
idea-new = Новая идея { $id }, автор { $name }: { $idea }
    Решить: /ideas { $id }
idea-state = Идея { $id } · { $status ->
    [new] новая
    [planned] запланирована
    [done] сделана
   *[declined] отклонена
 } · голоса: { $n }, из них команда: { $team }
idea-answer = Слово тем, кто за неё: { $answer }
idea-shown = Авторы видят её под названием и могут голосовать.
idea-hidden = Авторы её не видят.
idea-answer-too-long = Слишком длинно: { $n } символов, можно { $most }. Никому не сообщили.
idea-title-too-long = Название слишком длинное: { $n } символов, можно { $most }.
audit-idea-status = статус идеи: { $old } → { $new }
audit-idea-shown = идея показана авторам
audit-idea-hidden = идея скрыта от авторов
page-idea-state = { $status ->
    [new] новая
    [planned] запланирована
    [done] сделана
   *[declined] отклонена
}
page-idea-is-shown = авторы видят
idea-from = { $name } пишет: { $idea }
idea-title-empty = Нет названия: авторы видят идею под названием, а не её собственными словами. Пример: Свет во дворе
ideas-of = { $status ->
    [new] Новые
    [planned] Запланированы
    [done] Сделаны
   *[declined] Отклонены
}
idea-votes = голоса: { $n }
idea-reach = О новом статусе узнают: { $n }
title-ideas = <b>Идеи</b>
none-ideas = Идей здесь нет. Идею присылают так: /idea текст.
column-ideas = Идея
column-ideas-status = Статус
column-ideas-votes = Голоса
field-ideas-title = Название
field-ideas-title-help = Под этим названием идею видят авторы, до 120 знаков. Не берите слова автора.
field-ideas-answer = Слово тем, кто за неё
field-ideas-answer-help = До 500 знаков, можно без него. Его прочтут вместе с новым статусом все, кто за идею.
field-ideas-idea = Идея
field-ideas-idea-help = До 1000 знаков. Решает команда, об этом узнают все, кто проголосовал.
btn-do-ideas-vote = Голосовать
btn-do-ideas-back = Забрать голос
btn-do-ideas-show = Показать авторам
btn-do-ideas-hide = Скрыть от авторов
btn-do-ideas-new = Открыть снова
btn-do-ideas-planned = Запланировать
btn-do-ideas-done = Сделана
btn-do-ideas-declined = Отклонить
btn-new-ideas-idea = Новая идея
admin-new-ideas-idea = В чём ваша идея? Ответьте на это сообщение, до 1000 знаков.

# Нажатия кнопок в журнале.
press-ideashown = показать идеи для голосования
press-ideavote = проголосовать за идею
