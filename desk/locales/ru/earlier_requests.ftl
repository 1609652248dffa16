# Прежние заявки того же автора.
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

# Чем было нажатие каждой кнопки, в журнале.
press-earlier = прежние заявки
