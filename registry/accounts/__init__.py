"""How people get in: the road from a name and a password to a session, and what keeps it.

Nobody is logged in before a second factor was shown: until then a half-finished log-in is noted in an anonymous
session (`pending`), so that no page, handler or permission can mistake it for the real thing. Numbers in brackets, as
in “ASVS 6.2.1”, are requirements of the OWASP Application Security Verification Standard 5.0; decision 10 lists them.
"""
