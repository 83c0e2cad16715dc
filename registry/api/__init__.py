"""What authorities say, over the API: approvals with the jurisdictions, authorities, pathways and documents
that they rest on. Nothing here says “approved”: an approval is one statement, and the absence of a record
is never permission.
"""
