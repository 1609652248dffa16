# Что команда читает о прошлом: заявки, её автора; причины заявок.

history-in = В каждом статусе: { $times }
history-with = У каждого агента: { $times }
history-time = { $name } { $clock }{ $work ->
    [none] { "" }
   *[other] { " " }({ $work } в рабочие часы)
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
done-cause = Причина #{ $number } записана.
done-cause-none = Причина #{ $number } не указана.
history-root_cause = причина: { $old } → { $new }
setting-board-earlier = Прежние заявки на доске
setting-board-earlier-effect = В описании задачи одна строка говорит, сколько заявок автор подал раньше, о чём и с какими оценками.
setting-root-causes = Причины
setting-root-causes-effect = Карточка решённой заявки спросит, в чём причина, и предложит эти кнопки; список пуст — никого не спрашиваем.
