"""Files of evidence: what may come in, where it lies, how it goes out. Whoever decides what a document names is elsewhere.

media     what a file is, by its content
shelf     the files on disk, each under its hash
download  handing one out, never to be opened in place
"""
