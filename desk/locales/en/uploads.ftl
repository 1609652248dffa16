# Files that are sent from the panel, and their settings.
page-files = Files, up to { $mb } MB in total
upload-off = Files are switched off here. An admin can allow them in /settings.
upload-empty = { $name } is empty. Nothing was sent. Choose another file.
upload-too-large = { $name } is too large: the files of one message may have { $mb } MB in total. Nothing was sent. Choose smaller files.
upload-too-many = One message can have at most { $n } files. Nothing was sent. Choose fewer.
upload-type = { $name }: this type of file is not accepted. Pictures, documents, archives, audio and video are. Nothing was sent.
upload-other-type = { $name } is not a real .{ $suffix } file. Nothing was sent.
setting-upload-mb = Files from the panel
setting-upload-mb-effect = Largest total size of the files in one message from the panel, in MB. Off: no files.
setting-files-kept-days = Keep files from the panel
setting-files-kept-days-effect = Once Telegram and the board have a file from the panel, it is deleted here after this time.
