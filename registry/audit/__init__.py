"""The audit trail: every change of a curated or account row, with who, why and whence, in a chain that shows tampering.

Decision 11 says how it works and what it cannot do.
"""
