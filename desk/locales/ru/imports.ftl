# История из другой программы.
import-no-words = Сообщение без текста
audit-import-done = перенесены заявки из «{ $object }»: { $new }
audit-import-undone = перенос из «{ $object }» отменён, убраны заявки: { $new }
