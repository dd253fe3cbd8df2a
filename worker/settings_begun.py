"""Whether there is an installation to speak of, found out without beginning one."""

from __future__ import annotations

import os

from worker.embedded import data_dir_of, database_file
from worker.settings import PRODUCTION_SIGNS
from worker.settings_environment import FILE_SUFFIX


def is_begun() -> bool:
    """In production always; a trial once its database was made. `load_settings` would make a data folder and its keys."""
    if any(sign in os.environ or sign + FILE_SUFFIX in os.environ for sign in PRODUCTION_SIGNS):
        return True
    return database_file(data_dir_of(os.environ)).exists()
