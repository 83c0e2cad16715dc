"""The WSGI application as a worker of `config.run` loads it.

The supervisor alone decides when a worker stops. So a Ctrl-C in the terminal, which goes to its whole process group,
must not reach the workers (one that gets it besides the supervisor's own signal hangs), and a supervisor that is killed
takes them along, or they would go on holding the port.
"""

import multiprocessing
import os
import threading
from multiprocessing.connection import wait

from config.wsgi import application

__all__ = ["application"]


def end_with(supervisor: int) -> None:
    wait([supervisor])
    os._exit(1)


_supervisor = multiprocessing.parent_process()
if _supervisor is not None:
    os.setpgid(0, 0)
    threading.Thread(target=end_with, args=[_supervisor.sentinel], daemon=True).start()
