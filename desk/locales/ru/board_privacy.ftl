# Что из присланного автором видно на доске.
setting-board-names = Имена авторов на доске
setting-board-names-effect = Как авторы подписаны на доске с этой минуты. Полное имя будет у тех, кто напишет после изменения.
setting-board-places = Места на доске
setting-board-places-effect = Доска показывает места, которые прислали авторы. Если выключено, видно только, что место прислано.
setting-board-files = Файлы на доске
setting-board-files-effect = Файлы авторов прикрепляются к комментариям. Если выключено, строка скажет, что они в боте.
setting-board-names-full = полное имя
setting-board-names-initial = имя и первая буква фамилии
setting-board-names-number = только номер
board-requester = Автор { $number }
board-place = Место (его покажет «Открыть» в боте)
board-file-inside = { $file } остаётся в боте: его покажет «Открыть».
