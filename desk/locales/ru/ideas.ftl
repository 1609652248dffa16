# Идеи: предложения, голоса и список команды.
setting-ideas = Идеи
setting-ideas-effect = Авторы и команда присылают предложения через /idea. Команда решает в /ideas, и об этом узнают все, кто за идею.
menu-idea = Предложить идею: /idea текст
menu-ideas = Идеи
idea-help = /idea текст передаёт команде предложение. Вам сообщат, что с ним стало.
usage-ideas = Пример: /ideas, /ideas planned или /ideas 5. Предложить свою: /idea текст
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
ideas-title = <b>Идеи</b>: { $status ->
    [new] новые
    [planned] запланированные
    [done] сделанные
    [declined] отклонённые
   *[all] все
}, { $n }
ideas-none = Таких идей нет.
ideas-how = Номер открывает идею. Предложить свою: /idea текст
idea-line = { $id } · { $status ->
    [new] новая
    [planned] запланирована
    [done] сделана
   *[declined] отклонена
 } · голоса: { $n } · { $idea }
idea-none = Идеи { $id } нет. Все идеи: /ideas
idea-state = Идея { $id } · { $status ->
    [new] новая
    [planned] запланирована
    [done] сделана
   *[declined] отклонена
 } · голоса: { $n }, из них команда: { $team }
idea-from = { $name } пишет:
idea-answer = Слово тем, кто за неё: { $answer }
idea-shown = Авторы видят её под названием и могут голосовать.
idea-hidden = Авторы её не видят.
idea-ask = { $what ->
    [title] Как назвать «{ $idea }» в списке? Ответьте на это сообщение.
   *[show] Авторы увидят эту идею и смогут за неё голосовать. Под каким названием? Ответьте на это сообщение, но не словами автора.
}
idea-ask-status = «{ $idea }»: { $status ->
    [new] идея снова открыта.
    [planned] идея запланирована.
    [done] идея сделана.
   *[declined] идея отклонена.
} Узнают: { $n }. Чтобы добавить для них слово, ответьте на это сообщение.
idea-set = Сохранено. Узнали: { $n }
idea-answer-too-long = Слишком длинно: { $n } символов, можно { $most }. Никому не сообщили.
idea-title-empty = Нет названия. Пример: Свет во дворе
idea-title-too-long = Название слишком длинное: { $n } символов, можно { $most }.
btn-ideas = { $status ->
    [new] Новые
    [planned] Запланированы
    [done] Сделаны
    [declined] Отклонены
   *[all] Все
}
btn-idea-ask = { $what ->
    [new] Открыть снова
    [planned] Запланировать
    [done] Сделана
    [declined] Отклонить
    [title] Назвать
   *[show] Показать авторам
}
btn-idea-hide = Скрыть от авторов
btn-idea-set = { $n ->
    [0] Сохранить
   *[other] Сохранить и сообщить ({ $n })
}
audit-idea-status = статус идеи: { $old } → { $new }
audit-idea-shown = идея показана авторам
audit-idea-hidden = идея скрыта от авторов
page-ideas = Идеи
page-ideas-hint = Предложения авторов и команды. О новом статусе узнают все, кто за идею.
page-idea-name = Название
page-idea-votes = Голоса
page-idea-team-votes = Команда
page-idea-author = Автор
page-idea-status = Статус
page-idea-state = { $status ->
    [new] новая
    [planned] запланирована
    [done] сделана
   *[declined] отклонена
}
page-idea-answer = Слово тем, кто за неё
page-idea-tell = Сохранить и сообщить
page-idea-told = Сохранено. Узнали: { $n }
page-idea-is-shown = авторы видят
page-idea-all = все

# Нажатия кнопок в журнале.
press-ideas = перелистать список идей
press-ideashown = показать идеи для голосования
press-idea = открыть идею
press-ideavote = проголосовать за идею
press-ideaask = спросить об идее
press-ideaset = сменить статус идеи
press-ideahide = скрыть идею
