"""The WSGI application as a worker of `config.run` loads it."""

from config.supervised import follow_supervisor
from config.wsgi import application
from registry.facts.keeper import keep_snapshot

__all__ = ["application"]

follow_supervisor()
keep_snapshot()
