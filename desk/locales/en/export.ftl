# /export and the files it brings.
export-choice = <b>Export</b> of { $first } to { $last }
    Tickets, messages, history, marks and figures as tables in one zip.
    { $names ->
        [yes] With the names of people.
       *[no] Without the names of people.
    } { $words ->
        [yes] With what they wrote.
       *[no] Without what they wrote.
    }
    Other days: “/export 2026-11-01..2026-11-15”.
btn-export-today = Today
btn-export-week = 7 days
btn-export-month = 30 days
btn-export-year = A year
btn-export-names = ➕ Names
btn-export-no-names = ➖ Names
btn-export-words = ➕ Words
btn-export-no-words = ➖ Words
btn-export-csv = Make CSV (Excel)
btn-export-json = Make JSON
export-begun = I am making it, the file comes in a moment.
export-under-way = It is being made already.
export-nothing = Nothing was open or happened on these days. Choose others.
export-part = Export of { $first } to { $last }{ $parts ->
        [1] { "" }
       *[other] , part { $part } of { $parts }
    }
export-too-much = The export of { $first } to { $last } is too large for Telegram. On the server it is one file: “python -m bot export { $first }..{ $last }”
audit-exported = took a file away, { $object }: { $new }
