"""What editions did to records: told by the journal that each edition writes, and never by comparing everything.

kinds         the kinds of record, and where the rows, files and addresses of each are
record        the timeline of one record: what happened to it, when, by whom and why
between       the difference between any two editions, in words
"""
