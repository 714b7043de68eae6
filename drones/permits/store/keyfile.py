"""The key file on disk: read only when nobody else may read it, replaced in one step."""

from __future__ import annotations

import os
import stat
from functools import lru_cache
from pathlib import Path

from drones.permits.formats import keyring
from drones.permits.formats.keyring import KeyFileError, Keyring


def load(path: Path) -> Keyring:
    """The keys of a file; no file is no keys. Raises :class:`KeyFileError`."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return Keyring()
    except OSError as fault:
        raise KeyFileError("key_file_unreadable") from fault
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        # The mode of the very file that is read, not of whatever has its name a moment later.
        if not stat.S_ISREG(status.st_mode) or status.st_mode & 0o077:
            raise KeyFileError("key_file_open_to_others")
        return _read(file.read())


@lru_cache(maxsize=1)
def _read(data: bytes) -> Keyring:
    """The same bytes are the same keys: proving them again at every permit would cost more than signing."""
    return keyring.read(data)


def save(path: Path, ring: Keyring) -> None:
    """Replace the file; at no moment is it half written, or readable by others."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(keyring.write(ring))
        file.flush()
        os.fsync(descriptor)
    draft.replace(path)
