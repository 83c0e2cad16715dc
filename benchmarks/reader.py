"""Asks one check after another until it is stopped; then prints the 99th percentile in milliseconds."""

import datetime as dt
import os
import signal
import statistics
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

PAUSE = 0.05
"""Seconds between two questions: a reader, not a load test."""


def main() -> None:
    django.setup()
    from formulary.names import Asked
    from registry.checks.answer import as_answer
    from registry.checks.check import check
    from registry.checks.question import CheckQuestion
    from registry.facts.sql import SqlFacts

    question = CheckQuestion(
        "FR",
        "intradermal",
        dt.date(2026, 6, 1),
        lines=[Asked("ingredient", "procaine"), Asked("ingredient", "tranexamic-acid")],
    )
    times: list[float] = []

    def stop(*_: object) -> None:
        print(statistics.quantiles(times, n=100)[98] * 1000, flush=True)
        sys.exit()

    for _ in range(20):
        as_answer(check(question, SqlFacts()))
    signal.signal(signal.SIGTERM, stop)
    print("warm", flush=True)
    while True:
        began = time.perf_counter()
        as_answer(check(question, SqlFacts()))
        times.append(time.perf_counter() - began)
        time.sleep(PAUSE)


if __name__ == "__main__":
    main()
