# Список заявок в панели: виды, порядок, файлы.
page-views = Сохранённые виды
page-views-shared = Общие
page-views-mine = Мои
page-view-remove = Удалить вид { $name }
page-views-short = Виды
page-view-keep = Сохранить как вид
page-view-called = Название
page-view-for-all = для всех
page-view-save = Сохранить
page-view-name = Виду нужно название: от 1 до { $n } знаков.
page-views-many = Видов уже { $n }. Сначала удалите какой-нибудь.
page-csv = Скачать в CSV
page-bulk-newer = Появилась или обновилась, пока список был открыт.
page-bulk-busy = Сейчас её меняет кто-то другой. Повторите попытку.
page-bulk-undo = { $seconds ->
    [0] Отменить
   *[other] Отменить (в течение { $seconds } с)
}
undo-passed = По #{ $number } уже ничего не отменить: время прошло или заявку изменил кто-то другой. Решённую можно открыть снова.
audit-view-shared = вид { $object } открыт всем
audit-view-removed = общий вид { $object } удалён
page-views-ready = Готовые
page-view-held = Мои заявки
page-select-all = Выбрать все на этой странице
page-pick-everything = { $all ->
    [1] Все подходящие: { $n }
   *[0] Первые { $n } подходящих
}
page-picked = выбрано: { $n }
page-picked-none = Снять выбор
