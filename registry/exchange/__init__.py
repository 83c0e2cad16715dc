"""The exchange format: sixteen CSV files with natural keys, read and written from one declaration.

UTF-8, commas, a header, `|` between list values; an empty cell means “not known”. A row of a file is the
whole record: a blank replaces what was there. A row that is absent from a file stays as it is.

cells     one cell: text to value and back, pure
columns   a column of a file and where the model keeps it
tables    the sixteen files, declared once for both directions
files     CSV on disk
store     the rows that the database holds, by natural key
book      what is stored and what the files say, side by side
checks    what the database would refuse, explained
plan      each row created, changed, unchanged, retracted or rejected
planner   makes plans: of files, and of drafts
kinds     the records of the desk, and in which files their rows stand
"""
