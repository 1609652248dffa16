# Что делается только в панели. Команды для этого ведут туда.
home-of-systems = Системы и их токены
home-of-webhooks = Вебхуки, на странице своей системы
home-of-export = Выгрузка
home-of-rules = Правила
home-of-preset = Автоответы
home-of-audit = Журнал изменений
home-of-charts = Отчёты на выбор
home-of-versions = Прежние версии статей и чего в них не хватает
home-of-files = Темы файлом
home-of-grants = Отдельные права, на странице каждого человека
home-of-weeks = Смены коллег
home-is = { $what }: в панели, { $url }
home-without-panel = { $what }: только в панели, а у этой службы её нет. Чтобы её запустить, нужно задать WEB_URL.
home-moved = Теперь это в панели. Ссылка ниже.
help-home = /{ $command }: { $what }, в панели
