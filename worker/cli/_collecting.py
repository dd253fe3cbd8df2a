"""When memory is looked through for what nobody needs any more, while a command goes through a long file."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def collected_when_asked() -> Iterator[Callable[[], int]]:
    """Inside, memory is looked through only by calling what this yields: once a batch.

    A batch makes some hundred thousand objects, and nearly all are gone with their last user. Left alone, the collector looks
    through them, and through all that was loaded at start, again and again in vain: a quarter of an import's time.
    """
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield gc.collect
    finally:
        gc.enable()
        gc.unfreeze()
