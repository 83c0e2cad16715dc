"""Ask whether something may be injected. Python 3.11 or newer, nothing to install.

    python examples/check.py FR intradermal procaine "Acide tranexamique"

MESOFORMULARY is the address of the server (http://127.0.0.1:8000 if not set).
"""

import json
import os
import sys
import time
import urllib.error
import urllib.request

SERVER = os.environ.get("MESOFORMULARY", "http://127.0.0.1:8000")


def check(jurisdiction: str, route: str, ingredients: list[str]) -> dict:
    """The answer of `POST /api/v1/checks`. Raises RuntimeError with what is wrong with the question."""
    question = {
        "jurisdiction": jurisdiction,
        "route": route,
        "lines": [{"ingredient": name} for name in ingredients],
    }
    request = urllib.request.Request(
        f"{SERVER}/api/v1/checks",
        json.dumps(question).encode(),
        {"Content-Type": "application/json"},
    )
    while True:
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            if refused.code != 429:  # every other refusal is a problem document (RFC 9457)
                raise RuntimeError(json.load(refused)["detail"]) from None
            time.sleep(int(refused.headers.get("Retry-After", "1")))


def main() -> None:
    jurisdiction, route, *ingredients = sys.argv[1:]
    try:
        answer = check(jurisdiction, route, ingredients)
    except RuntimeError as wrong:
        sys.exit(str(wrong))
    print(answer["answer"])  # yes, conditional, unknown or no: only yes means yes
    for line in answer["lines"]:
        print(f"- {line['reason']}")


if __name__ == "__main__":
    main()
