# Files that come in through the web door: what is said of them, and of their settings.

page-files = Files, together up to { $mb } MB
upload-off = Files are not taken here: /settings has a size for them.
upload-empty = { $name } is empty. Nothing was sent.
upload-too-large = { $name }: files of one message may have { $mb } MB together. Nothing was sent; choose smaller ones.
upload-too-many = At most { $n } files go with one message. Nothing was sent.
upload-type = { $name }: files of that kind are not taken here. Pictures, documents, archives, sound and video are. Nothing was sent.
upload-other-type = { $name } is no .{ $suffix } file. Nothing was sent.
setting-upload-mb = Files from the panel
setting-upload-mb-effect = So many MB the files of one message from the panel may have together.
setting-files-kept-days = Files from the panel are kept
setting-files-kept-days-effect = What came from the panel goes from here after this time, once Telegram and the board have it.
