"""Who asks, how much they may ask, and what they are told: decision 21.

keys          the text of a key, and what is kept of it; pure
ring          the live keys, as this process knows them
access        `clinic_of(request)`: which clinic asks
quotas        counts that all processes share
limits        who may ask how much: `admit(request)`, and `charge(request, rows)` for what asks in bulk
middleware    all of this before any view of the API, of Django or of REST framework
standing      what a licence is worth on a day; pure
answers       what saved cocktails are answered, and what an edition or a day changed of it
signing       signatures of Standard Webhooks; pure
addresses     which addresses a webhook may have
posting       one message to one address
"""
