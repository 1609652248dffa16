# /export and the files it brings.
export-choice = <b>Export</b>, { $first } to { $last }
    Tickets, messages, history, ratings and figures as tables in one zip file.
    { $names ->
        [yes] With people’s names.
       *[no] Without people’s names.
    } { $words ->
        [yes] With message texts.
       *[no] Without message texts.
    }
    For other days: “/export 2026-11-01..2026-11-15”.
btn-export-today = Today
btn-export-week = 7 days
btn-export-month = 30 days
btn-export-year = A year
btn-export-names = ➕ Names
btn-export-no-names = ➖ Names
btn-export-words = ➕ Texts
btn-export-no-words = ➖ Texts
btn-export-csv = Create CSV (Excel)
btn-export-json = Create JSON
export-begun = I am preparing the file and will send it here.
export-under-way = This export is already being prepared.
export-nothing = There are no tickets in these days. Choose other days.
export-part = Export, { $first } to { $last }{ $parts ->
        [1] { "" }
       *[other] , part { $part } of { $parts }
    }
export-too-much = The export of { $first } to { $last } is too large for Telegram. You can write it to one file on the server: “python -m bot export { $first }..{ $last }”
audit-exported = exported { $object }: { $new }

# What a press of each button was, in the log.
press-export = export
