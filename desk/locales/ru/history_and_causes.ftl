# Что команда читает о прошлом: заявки, её автора; причины заявок.

history-in = Время в статусах: { $times }
history-with = Время у агентов: { $times }
history-time = { $name } { $clock }{ $work ->
    [none] { "" }
   *[other] { " " }({ $work } рабочего времени)
}
history-somebody = кто-то
btn-earlier = Прежние: { $n }
earlier-title = <b>{ $name }: другие заявки</b>, кроме <code>#{ $number }</code>
earlier-none = Других нет.
earlier-count = { $n } { $n ->
    [one] заявка
    [few] заявки
   *[other] заявок
}
earlier-topic = { $name } ×{ $n }
earlier-mark = ★ { $mark } ({ $n })
board-earlier = Прежние заявки: { $n }
card-cause = Причина: { $name }
btn-cause = Причина
btn-cause-choice = { $name }
btn-cause-none = Ни одна из них
done-cause = Причина #{ $number } сохранена.
done-cause-none = Причина #{ $number } не указана.
history-root_cause = причина: { $old } → { $new }
setting-board-earlier = Прежние заявки на доске
setting-board-earlier-effect = Строка в описании задачи: сколько заявок автор подал раньше, о чём и с какими оценками.
setting-root-causes = Причины
setting-root-causes-effect = Карточка решённой заявки спрашивает о причине и предлагает эти кнопки. Если список пуст, вопроса нет.
