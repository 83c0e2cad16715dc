"""What a reviewer reads: a change set in words, beside its evidence, and whose answers it changes.

differences   two rows of cells, field by field, pure
names         what slugs and codes are called, on both sides
page          the rows of a change set, by record
answers       what the real rules answer for many cocktails at once
impact        which cocktails get another answer, by the real rules on both sides
"""
