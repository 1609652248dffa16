# /export и файлы, которые он приносит.
export-choice = <b>Выгрузка</b> с { $first } по { $last }
    Заявки, сообщения, история, оценки и показатели — таблицами в одном архиве.
    { $names ->
        [yes] С именами людей.
       *[no] Без имён людей.
    } { $words ->
        [yes] С текстами сообщений.
       *[no] Без текстов сообщений.
    }
    Другие дни: «/export 2026-11-01..2026-11-15».
btn-export-today = Сегодня
btn-export-week = 7 дней
btn-export-month = 30 дней
btn-export-year = Год
btn-export-names = ➕ Имена
btn-export-no-names = ➖ Имена
btn-export-words = ➕ Тексты
btn-export-no-words = ➖ Тексты
btn-export-csv = Создать CSV (Excel)
btn-export-json = Создать JSON
export-begun = Готовлю файл, пришлю его сюда.
export-under-way = Эта выгрузка уже готовится.
export-nothing = В эти дни заявок не было. Выберите другие.
export-part = Выгрузка с { $first } по { $last }{ $parts ->
        [1] { "" }
       *[other] , часть { $part } из { $parts }
    }
export-too-much = Выгрузка с { $first } по { $last } слишком велика для Telegram. На сервере её можно записать в один файл: «python -m bot export { $first }..{ $last }»
audit-exported = выгрузка, { $object }: { $new }

# Чем было нажатие каждой кнопки, в журнале.
press-export = выгрузка
