"""The embedded default: what a trial on one machine needs, made on first use and kept in the data folder.

Nothing here reaches beyond the machine: the database is a file, Redis listens on a socket in a private folder, mail goes to
the sandbox.
"""

from __future__ import annotations

import base64
import fcntl
import hashlib
import os
import secrets
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.engine import URL

from worker.whole_file import write_whole

KEYS_FILE = "embedded.json"
_EVENT_SOURCE = "local"
"""The source the made event key belongs to."""

_DEFAULT_DATA_DIR = ".rapport"
_DEFAULT_PORT = "8000"
_DEFAULT_SANDBOX_PORT = "8025"
_LONGEST_SOCKET_PATH_BYTES = 100
"""Linux takes 107 bytes, macOS 103."""


class EmbeddedKeys(BaseModel):
    """The keys of one data folder. Made once; deleting the file makes every link already sent useless."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    secret_key: str = Field(repr=False)
    event_key: str = Field(repr=False)
    inbound_secret: str = Field(repr=False)
    sendgrid_api_key: str = Field(repr=False)
    webhook_private_key_pem: str = Field(repr=False)
    webhook_public_key: str


def defaults(texts: Mapping[str, str]) -> dict[str, str]:
    """The embedded values of the settings that have no other default, as text, by environment name.

    `texts` are the settings already chosen: the data folder and the ports count. Raises OSError when the folder cannot be
    written.
    """
    data_dir = data_dir_of(texts)
    keys = load_or_make(data_dir)
    return {
        "DATABASE_URL": URL.create("sqlite", database=str(database_file(data_dir))).render_as_string(),
        "REDIS_URL": f"unix://{redis_socket(data_dir)}",
        "SENDGRID_API_KEY": keys.sendgrid_api_key,
        "SENDGRID_API_URL": f"http://127.0.0.1:{texts.get('RAPPORT_SANDBOX_PORT', _DEFAULT_SANDBOX_PORT)}",
        "SENDGRID_WEBHOOK_PUBLIC_KEY": keys.webhook_public_key,
        "RAPPORT_BASE_URL": f"http://127.0.0.1:{texts.get('PORT', _DEFAULT_PORT)}",
        "RAPPORT_EVENT_KEYS": f"{_EVENT_SOURCE}:{keys.event_key}",
        "RAPPORT_SECRET_KEYS": keys.secret_key,
        "RAPPORT_INBOUND_SECRET": keys.inbound_secret,
        "RAPPORT_REPLY_DOMAIN": "reply.northwind.example",
        "RAPPORT_SENDER": "Northwind Talent <talent@northwind.example>",
        "RAPPORT_TEAM_ADDRESS": "team@northwind.example",
        "RAPPORT_POSTAL_ADDRESS": "Northwind Talent, Harbour Street 1, 1050 Copenhagen, Denmark",
    }


def data_dir_of(texts: Mapping[str, str]) -> Path:
    """The data folder the chosen settings name."""
    return Path(texts.get("RAPPORT_DATA_DIR", _DEFAULT_DATA_DIR)).expanduser().absolute()


def database_file(data_dir: Path) -> Path:
    """Where the database of `data_dir` lies, once `rapport up` or `rapport migrate` has made it."""
    return data_dir / "rapport.sqlite3"


def load_or_make(data_dir: Path) -> EmbeddedKeys:
    """The keys of `data_dir`, made now if there are none; processes that start together agree on one set."""
    path = data_dir / KEYS_FILE
    with _locked(data_dir):
        if not path.exists():
            write_whole(path, _make().model_dump_json(indent=2), durable=True)
        return EmbeddedKeys.model_validate_json(path.read_text(encoding="utf-8"))


def redis_socket(data_dir: Path) -> Path:
    """Where the private Redis of `data_dir` listens."""
    return private_socket(data_dir, "redis.sock")


def private_socket(data_dir: Path, name: str) -> Path:
    """The path of a local socket: inside `data_dir`, or in a folder of its own where that path would be too long.

    Raises PermissionError when another user could reach that folder.
    """
    inside = data_dir / name
    if len(os.fsencode(inside)) <= _LONGEST_SOCKET_PATH_BYTES:
        return inside
    digest = hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"rapport-{os.getuid()}-{digest}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.getuid() or folder.stat().st_mode & 0o077:
        raise PermissionError(13, "another user can reach the folder for Rapport's sockets", str(folder))
    return folder / name


def _make() -> EmbeddedKeys:
    private = ec.generate_private_key(ec.SECP256R1())
    public = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return EmbeddedKeys(
        secret_key=secrets.token_urlsafe(32),
        event_key=secrets.token_urlsafe(24),
        inbound_secret=secrets.token_urlsafe(24),
        sendgrid_api_key=f"SG.{secrets.token_urlsafe(16)}.{secrets.token_urlsafe(32)}",
        webhook_private_key_pem=private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
        webhook_public_key=base64.b64encode(public).decode(),
    )


@contextmanager
def _locked(data_dir: Path) -> Iterator[None]:
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(data_dir / "embedded.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
