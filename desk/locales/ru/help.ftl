# /help, подсказки к командам, меню команд.
invite-bad = Эта ссылка больше не действует. Попросите новую; если нужна помощь, просто напишите, что случилось.
help-requester = Просто напишите, что случилось, одним сообщением или несколькими: это и будет заявка.
    Чтобы дописать, пишите сюда же или отвечайте на любое её сообщение.
    /new — ещё одна заявка, /tickets — ваши заявки, /ticket N — одна из них.
    /cancel N — отменить заявку, /notifications — уведомления, /language — сменить язык.
    Удалённое здесь у нас остаётся: чтобы отозвать сообщение, ответьте на него командой /delete. Снимки, которые можно посмотреть только один раз, до нас не доходят.
help-agent = Нажмите «Взять» на карточке, и заявка ваша; отвечайте на её сообщения. С // в начале — заметка, её видит только команда.
    <b>Списки</b>: /queue, /next берёт первую, /mine, /open, /attention, /find слова, /ticket N.
    <b>Заявка</b> (ответом на её сообщение — без номера): /claim, /release, /hand, /progress, /pending, /hold, /resolve, /reopen, /escalate N почему, /deescalate, /priority N 1..4, /promise N 2h, /category N тема, /note N текст, /ask N текст, /merge N в M, /unmerge N, /split, /block N, /event N название.
    <b>О вас</b>: /away и /back, /quiet — карточки без звука, /topics — мои темы, /shifts — мои смены, /link — ваш Todoist, /notifications — уведомления, /language.
    <b>Работа команды</b>: /me и /stats (свои показатели на графике), /replies — шаблоны ответов, /kb — статьи, /problems — известные проблемы, /categories — темы, /blocked, /reviews — оценка качества.
    <b>Ваши заявки</b>: /new, /tickets, /cancel N; /delete ответом отзывает сообщение везде.
help-admin = Нажмите «Взять» на карточке, и заявка ваша; отвечайте на её сообщения. С // в начале — заметка, её видит только команда.
    <b>Списки</b>: /queue, /next берёт первую, /mine, /open, /attention, /find слова, /ticket N.
    <b>Заявка</b> (ответом на её сообщение — без номера): /claim, /release, /hand, /progress, /pending, /hold, /resolve, /reopen, /escalate N почему, /deescalate, /priority N 1..4, /promise N 2h, /category N тема, /note N текст, /ask N текст, /merge N в M, /unmerge N, /split, /block N, /event N название.
    <b>О вас</b>: /away и /back, /quiet — карточки без звука, /topics — мои темы, /shifts — мои смены, /link — ваш Todoist, /notifications — уведомления, /language.
    <b>Работа команды</b>: /invite (/invite admin), /staff, /replies — шаблоны ответов, /kb — статьи, /categories add, rename, remove — темы, /blocked, /approvals — ответы на проверку, /reviews — оценка качества, /failed, /audit, /announce — рассылка, /preset — автоответы, /problems — известные проблемы, /rules — правила, /groups — заявки из групп, /export, /settings, /text, /menu, /stats (показатели на графике), /me.
    <b>Ваши заявки</b>: /new, /tickets, /cancel N; /delete ответом отзывает сообщение везде.
language-choose = На каком языке мне говорить?
language-set = Теперь говорю по-русски.
usage-number = Какая заявка? Например: /{ $command } 42
usage-number-alone = Отправьте только один номер: /{ $command } 42. Ничего не изменилось. Чтобы написать автору, ответьте на карточку.
usage-alone = { $command ->
    [next] Отправьте без слов: /next. Так берут первую заявку из очереди. Взять другую: /claim 42
    [queue] Отправьте без слов: /queue. Одна заявка: /ticket 42; поиск: /find кабель проектор
    [mine] Отправьте без слов: /mine. Одна заявка: /ticket 42; поиск: /find кабель проектор
    [attention] Отправьте без слов: /attention. Одна заявка: /ticket 42; поиск: /find кабель проектор
   *[other] Отправьте без слов: /{ $command }. Ничего не изменилось.
}
usage-open = Например: /open или /open 42. Поиск: /find кабель проектор
usage-cancel-alone = Отправьте только номер: /cancel 42. Ничего не изменилось; остальное напишите отдельным сообщением.
usage-hand = Какая заявка? Например: /hand 42
usage-hold = Какая заявка и почему? Например: /hold 42 ждём организаторов или /hold 42 до пятницы ждём организаторов
usage-priority = Например: /priority 42 2 или /priority 42 высокий (1 критический, 2 высокий, 3 средний, 4 низкий)
usage-category = Например: /category 42 тема. Темы: { $names }
usage-category-none = Например: /category 42 тема. Тем пока нет.
usage-note = Например: /note 42 позвонить организаторам
usage-preset = Например: /preset. Новый: /preset новый
usage-systems = Например: /systems. Новая: /systems новая Магазин
usage-find = Например: /find кабель проектор
usage-categories = Например: /categories add тема, /categories rename 3 тема, /categories remove 3
usage-invite = Например: /invite или с ролью: /invite trainee. Роли: { $roles }.
usage-link = Например: /link или /link off
only-team = { $command ->
    [claim] Брать заявки может только команда.
    [release] Возвращать заявки может только команда.
    [hand] Передавать заявки может только команда.
    [queue] Очередь видит только команда.
    [mine] Заявки берёт только команда; ваши покажет /tickets.
    [find] Искать может только команда; ваши заявки покажет /tickets.
    [note] Заметки пишет только команда.
    [ask] Спросить коллегу может только команда.
    [resolve] Отмечает решение только команда. Просто напишите, что всё получилось.
    [priority] Приоритет ставит только команда.
    [category] Команда /category — только для команды; тему можно выбрать кнопкой под заявкой.
    [categories] Список тем видит только команда.
    [away] /away — только для команды.
    [back] /back — только для команды.
    [quiet] /quiet — только для команды.
    [topics] /topics — только для команды.
    [shifts] /shifts — только для команды.
    [link] Связать аккаунт может только команда.
    [invite] Приглашать может только команда.
    [staff] Состав команды видит только команда.
   *[other] Это может только команда.
}
not-granted = Ваша роль этого не позволяет. Изменить это может администратор: /staff.
command-unknown = Команды { $typed } нет. Ничего не отправлено. Чтобы отправить текст, который начинается с «/», поставьте перед ним другой знак.
command-mistyped = Команды { $typed } нет. Может быть, /{ $near }? Ничего не отправлено.
command-slash = «{ $typed }» похоже на команду, но такой команды нет. Ничего не отправлено. Чтобы отправить текст, который начинается с «/», поставьте перед ним другой знак.
menu-new = Ещё одна заявка
menu-tickets = Ваши заявки
menu-cancel = Отменить заявку
menu-delete = Отозвать сообщение: ответом на него
menu-language = Язык
menu-help = Что можно сделать
menu-queue = Что никто не взял
menu-mine = Что у вас
menu-ticket = Заявка: /ticket 42
menu-find = Поиск: /find слова
menu-note = Заметка: /note 42 текст
menu-invite = Пригласить коллегу
menu-staff = Команда

# Чем было нажатие каждой кнопки, в журнале.
press-lang = сменить язык
