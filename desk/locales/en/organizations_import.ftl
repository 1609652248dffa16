# Organizations from a file.
organization-column = { $column ->
    [organization] organization
    [tax-id] tax id
    [organization-id] organization id
    [requisites] requisites
    [notes] notes
    [outlet] outlet
    [address] address
    [equipment] equipment
    [outlet-id] outlet id
    [contact] contact
    [phone] phone
    [position] position
    [email] e-mail
   *[contact-id] contact id
}
import-columns = The first line does not name the columns. Nothing was changed. Give it at least “organization”, “tax id” or “organization id”.
import-too-large = The file is larger than { $mb } MB. Nothing was changed. Split it and import the parts.
import-too-long = The file has more than { $most } lines. Nothing was changed. Split it and import the parts.
import-not-csv = Line { $line } cannot be read. Nothing was changed. Save the file as CSV again, for example in Excel.
import-quote = The line has a quotation mark that is never closed. Close or remove it.
import-letters = The line has letters that cannot be read. Save the file as “CSV UTF-8” again.
import-rounded = The spreadsheet has rounded the number { $said }. Format the column as text, enter the number and save the file again.
import-no-organization = The line names no organization.
import-ambiguous = Several records have this name. Give an external id, or the phone number of a contact.
import-contradicts = Another line of the file says something else about the same record.
import-no-file = No file was chosen. Choose a CSV file, then check it.
import-file-gone = This check is more than a day old, and the file is no longer stored. Nothing was changed. Choose the file again.
audit-organizations-imported = imported organizations from a file: { $new }
