# Смены: /shifts.
shifts-title = <b>Мои смены</b>
shifts-title-of = <b>{ $name }: смены</b>
shifts-none = Не заданы: действуют часы работы.
shifts-how = Чтобы изменить, напишите, например: /shifts пн-пт 9-18 или /shifts 25.12 нет.
shifts-desk-hours = часы работы
shifts-set-by = Ваши смены изменились ({ $by }). Посмотреть — /shifts.
shift-off = выходной
usage-shifts = Например: /shifts, /shifts пн-пт 9-18, /shifts 25.12 нет
btn-shifts-clear = Без смен
audit-shifts-set = смены ({ $object }), { $old }: { $new }
audit-shifts-copied = неделя как у { $new }: { $object }

# Чем было нажатие каждой кнопки, в журнале.
press-shifts = смены
press-shiftclear = удалить смены
