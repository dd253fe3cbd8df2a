"""A process for `rapport up` to run: `python up_stand_in.py FOLDER NAME` says that it runs, and that it stopped cleanly."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

stop = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: stop.set())
folder, name = Path(sys.argv[1]), sys.argv[2]
sys.stdout.write(f"hello from {name} for ada@candidate.example\n")
sys.stdout.flush()
(folder / f"{name}.{os.getpid()}.pid").touch()
stop.wait()
(folder / f"{name}.stopped").touch()
