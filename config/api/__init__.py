"""The manners that every part of the API under `/api/v1/` shares.

The promise to clients. Within version 1: no address, parameter, field or word of a closed list is taken
away or changes its meaning; an identifier once given (slug, code, approval id) names the same thing for
ever. What may come at any time: new addresses, new optional parameters, new fields in an answer, and
new words in the lists of statuses, flags, effects and kinds. So ignore fields that you do not know, and
treat a word that you do not know as `unknown`, never as a permission. What breaks this comes as version
2, and version 1 is then served for at least a year.

Every answer names the edition that it was made from. Unknown is `null`, never an empty text. Every
error is a problem document (RFC 9457). A parameter or value that is not known is an error that names
the nearest valid ones: a misspelt filter never returns everything, nor an empty list as if nothing
were on record.
"""
