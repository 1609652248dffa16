# Выгрузки и их файлы.
export-under-way = Эта выгрузка уже готовится.
export-nothing = В эти дни заявок не было. Выберите другие.
export-part = Выгрузка с { $first } по { $last }{ $parts ->
        [1] { "" }
       *[other] , часть { $part } из { $parts }
    }
export-too-much = Выгрузка с { $first } по { $last } слишком велика для Telegram. На сервере её можно записать в один файл: «python -m bot export { $first }..{ $last }»
audit-exported = выгрузка, { $object }: { $new }
