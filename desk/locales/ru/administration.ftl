# То, что настраивают администраторы: общее для всех списков и страниц.
admin-search = Поиск: <code>/{ $command } слова</code>
admin-search-field = Поиск
admin-field = { $language ->
    [en] { $name } по-английски
    [ru] { $name } по-русски
   *[none] { $name }
}
admin-value = <b>{ $name }:</b> { $value }
admin-none = нет
admin-ask = Ответьте на это сообщение, чтобы изменить: <b>{ $name }</b>, { $row }
admin-ask-words = <b>{ $act }</b>: { $row }
    Чтобы добавить пояснение, ответьте на это сообщение. Если не нужно, нажмите кнопку.
admin-words-only = Пришлите сюда текст или файлы. Ничего не изменено.
admin-no-option = Это больше нельзя выбрать. Ничего не изменено.
admin-gone = Этого больше нет, поэтому ваш текст не применён. Он остался выше.
admin-undo-late = Отменить изменение можно в течение десяти минут. Ничего не изменено.
admin-saved-draft = Сохранено. Авторы получат это после публикации.
admin-act-done = Готово.
admin-new = Добавить
admin-kind = Вид
admin-tags = Теги для оформления, в угловых скобках: b, i, code, quote.
btn-admin-change = Изменить
btn-admin-field = { $name }
btn-admin-language = { $language ->
    [ru] По-русски
   *[en] По-английски
}
btn-admin-row = Изменить «{ $name }»
btn-admin-new = Добавить
btn-admin-back = ‹ Назад
page-admin-above = Назад к списку
page-admin-none = Таких слов здесь нет. Попробуйте меньше слов.
page-admin-nothing-saved = Пока ничего не сохранено: смотрите поля ниже.
page-admin-done = { $what ->
    [added] Добавлено.
    [saved] Сохранено.
    [same] Ничего не изменилось.
    [undone] Отменено: действуют прежние значения.
   *[done] Готово.
}

# Чем было нажатие каждой кнопки, в журнале.
press-ad = список того, что настраивают
press-adrow = открыть строку списка
press-adfield = открыть поле строки
press-adask = спросить значение поля
press-adset = выбрать значение поля
press-adnew = спросить новую строку
press-addo = действие со строкой списка
press-adundo = отменить изменение строки
