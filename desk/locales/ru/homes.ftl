# Что делается только в панели. Команды для этого ведут туда.
home-what = { $what ->
    [systems] Системы и их токены
    [webhooks] Вебхуки, на странице своей системы
    [export] Выгрузка
    [rules] Правила
    [preset] Автоответы
    [audit] Журнал изменений
   *[other] Это
}
home-is = { home-what }: в панели, { $url }
home-without-panel = { home-what }: только в панели, а у этой службы её нет. Чтобы её запустить, нужно задать WEB_URL.
home-moved = Теперь это в панели. Ссылка ниже.
help-home = /{ $what }: { home-what }, в панели
