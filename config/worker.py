"""The WSGI application as a worker of `config.run` loads it."""

import gc

from config.supervised import follow_supervisor
from config.wsgi import application
from registry.facts.keeper import keep_snapshot

__all__ = ["application"]

follow_supervisor()
keep_snapshot()
# What is loaded stays, and answers leave no cycles behind: looking for some took a quarter of the time of a long list.
gc.freeze()
gc.set_threshold(20_000, 20, 50)
