# Files that do not get to the other side.

size-mb = { $n } МБ
size-kb = { $n } КБ
board-file-too-large = { $file }: для доски слишком большой. «Открыть» в боте покажет его.
board-file-lost = { $file }: на доску не попал. «Открыть» в боте покажет его.
