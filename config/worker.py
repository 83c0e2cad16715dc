"""The WSGI application as a worker of `config.run` loads it."""

from config.supervised import follow_supervisor
from config.wsgi import application

__all__ = ["application"]

follow_supervisor()
