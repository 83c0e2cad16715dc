#!/bin/sh
# Ask whether something may be injected, with curl.
#
#     sh examples/check.sh FR intradermal procaine
#
# MESOFORMULARY is the address of the server (http://127.0.0.1:8000 if not set). Asks again by itself when it was too often.
curl --silent --show-error --fail-with-body --retry 3 "${MESOFORMULARY:-http://127.0.0.1:8000}/api/v1/checks" \
    --header 'Content-Type: application/json' \
    --data "{\"jurisdiction\": \"$1\", \"route\": \"$2\", \"lines\": [{\"ingredient\": \"$3\"}]}"
