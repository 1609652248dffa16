# Список заявок в панели: виды, порядок, файлы.
page-views = Сохранённые виды
page-views-shared = Общие
page-views-mine = Мои
page-view-remove = Удалить вид { $name }
page-view-keep = Сохранить как вид
page-view-called = Название
page-view-for-all = для всех
page-view-save = Сохранить
page-view-name = Виду нужно название: от 1 до { $n } символов.
page-views-many = Видов может быть не больше { $n }. Сначала удалите какой-нибудь.
page-csv = Всё это в CSV
page-bulk-undo = Отменить (в течение { $seconds } с)
undo-passed = Решение по #{ $number } так уже не отменить: время прошло или решали не вы. Откройте заявку снова.
audit-view-shared = вид { $object } открыт всем
audit-view-removed = общий вид { $object } удалён
