# Exports and their files.
export-under-way = This export is already being prepared.
export-nothing = There are no tickets in these days. Choose other days.
export-part = Export, { $first } to { $last }{ $parts ->
        [1] { "" }
       *[other] , part { $part } of { $parts }
    }
export-too-much = The export of { $first } to { $last } is too large for Telegram. You can write it to one file on the server: “python -m bot export { $first }..{ $last }”
audit-exported = exported { $object }: { $new }
