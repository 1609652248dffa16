# /organization: свои организации; директору — сотрудники и ссылки.
org-own-title = <b>Ваши организации</b>
org-none = Пока вы не состоите ни в одной организации. Отправьте /register и скажите, где вы работаете, или попросите у директора ссылку.
org-none-staff = Вы в команде поддержки, а она не входит ни в одну организацию. Организация заявки: /organization 42.
org-unconfirmed = пока не подтверждено
org-unconfirmed-effect = Ещё никто не подтвердил, что вы отсюда. До тех пор вам видны только свои заявки. Делать ничего не нужно.
org-effect = { $role ->
    [director] Вам видны все заявки организации, и закрытые тоже; кто в ней состоит, решаете вы.
    [administrator] Вам видны открытые заявки организации: в них можно писать и закрывать их.
   *[user] Вам видны свои заявки. Заявки коллег видят администраторы и директора.
}
org-help = Ваша организация, роль и уведомления: /organization.
org-members-title = <b>Сотрудники: { $organization }</b>
member-of-group = В группе «{ $group }» написал новый человек: { $name }. Это сотрудник организации { $organization }?
org-joined-how = { $source ->
    [contact] По номеру телефона
    [tax_id] По ИНН
    [invite] По ссылке
    [api] Из подключённой системы
    [group] Через группу организации
   *[admin] Через службу поддержки
} · { $since }
news-organization = О заявках коллег: /organization.
org-notices = Уведомления о заявках коллег:
org-notice-line = { $on ->
    [1] ✓
   *[0] –
} { $kind ->
    [new] новые заявки
    [status] изменения их статуса
   *[daily] всё это одним сообщением в день, в 10:00
}
btn-org-notice = { $kind ->
    [new] Новые заявки
    [status] Статусы
   *[daily] Раз в день
}: { $on ->
    [1] выключить
   *[0] включить
}
member-notice = <b>{ $organization }</b>: { $step ->
    [taken] заявкой занимаются
    [resolved] заявка решена и ждёт подтверждения
    [closed] заявка закрыта
    [cancelled] заявка отменена
    [reopened] заявка открыта снова
   *[new] новая заявка
}
member-request = <code>#{ $number }</code> «{ $subject }»
member-digest-title = <b>Заявки коллег за сутки</b>
member-line = { $organization }, { $step ->
    [taken] в работе
    [resolved] решена
    [closed] закрыта
    [cancelled] отменена
    [reopened] открыта снова
   *[new] новая
}
org-leave-ask = Выйти из организации { $organization }? { $role ->
    [user] Свои заявки останутся у вас.
   *[other] Чужие заявки сразу станут недоступны. Свои останутся у вас.
}
org-left = Вы больше не в организации { $organization }.
org-remove-ask = Исключить из организации { $organization }: { $name }? Чужие заявки сразу станут недоступны. Бот сообщит об этом.
org-removed = Вы больше не в организации { $organization } ({ $by }). Свои заявки остались у вас: /tickets.
org-added = Теперь вы в организации { $organization } ({ $by }). { $role ->
    [director] Ваша роль: директор. Вам видны все заявки, и вы решаете, кто состоит в организации.
    [administrator] Ваша роль: администратор. Вам видны открытые заявки, в них можно писать.
   *[user] Ваша роль: сотрудник. Ваши заявки могут быть от её имени.
} Подробнее: /organization.
org-role-given = Ваша роль в организации { $organization } изменилась ({ $by }). { $role ->
    [director] Теперь вы директор: вам видны все заявки, и вы решаете, кто состоит в организации.
    [administrator] Теперь вы администратор организации: вам видны открытые заявки, в них можно писать.
   *[user] Теперь вы сотрудник: вам видны свои заявки.
} Подробнее: /organization.
org-link-ask = Какую роль даст ссылка? Она для одного человека.
org-link = Ссылка в вашу организацию. Роль: { $role ->
    [director] директор
    [administrator] администратор
   *[user] сотрудник
}. Действует один раз, до { $until }:
    { $link }
    Перешлите её одному человеку: в организации окажется тот, кто откроет первым.
org-link-used = По вашей ссылке в организации { $organization } теперь { $name }. Роль: { $role ->
    [director] директор
    [administrator] администратор
   *[user] сотрудник
}.
org-link-expired = Эта ссылка больше не действует. Попросите у директора новую; если нужна помощь, просто напишите, что случилось.
org-link-staff = Эта ссылка для клиентов, а вы в команде поддержки. Она ещё действует: перешлите её тому, для кого она.
org-joined = Теперь вы в организации { $organization }. { $role ->
    [director] Вам видны все её заявки, и вы решаете, кто в ней состоит.
    [administrator] Вам видны её открытые заявки, в них можно писать.
   *[user] Ваши заявки могут быть от неё.
} Подробнее: /organization. Если нужна помощь, просто напишите, что случилось.
org-joined-before = Вы уже в организации { $organization }. Ничего не изменилось{ $works ->
    [1] , ссылка ещё действует
   *[0] {""}
}. Посмотреть: /organization.
org-only-directors = Это может только директор организации.
org-own-role = Свою роль изменить нельзя. Это может другой директор.
org-own-removal = Исключить себя здесь нельзя. Чтобы выйти, отправьте /organization.
org-director-new = Новый директор организации { $organization }: { $name }. { $n ->
    [0] Других директоров нет.
    [one] Другой директор: { $others }.
   *[other] Другие директора: { $others }.
}
org-director-none = В организации { $organization } больше нет директора.
audit-member-invited = ссылка в организацию { $object }, роль: { $new ->
    [director] директор
    [administrator] администратор организации
   *[user] сотрудник
}
btn-org = { $organization }
btn-org-back = ‹ Ваши организации
org-figures-title = Показатели: { $organization }
org-figures-none = За последние 30 дней от этой организации не было заявок. Личные заявки не считаются.
btn-org-figures = Показатели
btn-org-members = Сотрудники
btn-org-back-members = ‹ Сотрудники
btn-org-leave = Выйти
btn-org-leave-sure = Да, выйти
btn-org-stay = ‹ Остаться
btn-org-member = { $name }
btn-org-invite = Пригласить по ссылке
btn-org-role = { $role ->
    [director] Сделать директором
    [administrator] Сделать администратором
   *[user] Сделать сотрудником
}
btn-org-link = { $role ->
    [director] Директор
    [administrator] Администратор
   *[user] Сотрудник
}
btn-org-confirm = Подтвердить
btn-org-remove = Исключить
btn-org-remove-sure = Да, исключить: { $name }
btn-org-keep = ‹ Оставить

# Чем было нажатие каждой кнопки, в журнале.
press-org_own = свои организации
press-org_notice = уведомления организации: переключить
press-org_leave = выйти из организации
press-org_figures = показатели организации
press-org_members = сотрудники организации
press-org_member = открыть сотрудника организации
press-org_role = изменить роль сотрудника
press-org_confirm = подтвердить сотрудника
press-org_remove = исключить сотрудника
press-org_ask = выбрать роль для ссылки
press-org_invite = сделать ссылку в организацию
