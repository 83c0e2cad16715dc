"""What every worker of `config.run` does first.

The supervisor alone decides when a worker stops. So a Ctrl-C in the terminal, which goes to its whole process group,
must not reach the workers (one that gets it besides the supervisor's own signal hangs), and a supervisor that is killed
takes them along, or they would go on holding the port and the database.
"""

import multiprocessing
import os
import threading
from multiprocessing.connection import wait


def follow_supervisor() -> None:
    """Leave its process group, and end with it. Nothing, in a process that has none."""
    supervisor = multiprocessing.parent_process()
    if supervisor is not None:
        os.setpgid(0, 0)
        threading.Thread(target=end_with, args=[supervisor.sentinel], daemon=True).start()


def end_with(supervisor: int) -> None:
    wait([supervisor])
    os._exit(1)
