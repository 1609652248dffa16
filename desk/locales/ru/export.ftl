# /export и файлы, которые он приносит.
export-choice = <b>Выгрузка</b> с { $first } по { $last }
    Заявки, сообщения, история, оценки и показатели — таблицами в одном архиве.
    { $names ->
        [yes] С именами людей.
       *[no] Без имён людей.
    } { $words ->
        [yes] С тем, что они писали.
       *[no] Без того, что они писали.
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
btn-export-csv = Сделать CSV (Excel)
btn-export-json = Сделать JSON
export-begun = Готовлю, файл сейчас придёт.
export-under-way = Уже готовлю.
export-nothing = В эти дни ничего не было открыто и ничего не происходило. Выберите другие.
export-part = Выгрузка с { $first } по { $last }{ $parts ->
        [1] { "" }
       *[other] , часть { $part } из { $parts }
    }
export-too-much = Выгрузка с { $first } по { $last } слишком велика для Telegram. На сервере это один файл: «python -m bot export { $first }..{ $last }»
audit-exported = взят файл, { $object }: { $new }
