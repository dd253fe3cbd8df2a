"""The embedded default's keys and socket."""

from __future__ import annotations

import base64
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key, load_pem_private_key

from worker import embedded


def test_those_who_start_together_agree_on_one_set_of_keys(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: embedded.load_or_make(tmp_path), range(16)))
    assert all(keys == made[0] for keys in made)


def test_two_data_folders_share_no_key(tmp_path: Path) -> None:
    one, other = embedded.load_or_make(tmp_path / "one"), embedded.load_or_make(tmp_path / "other")
    assert not set(one.model_dump().values()) & set(other.model_dump().values())


def test_the_pair_of_signing_keys_belongs_together(tmp_path: Path) -> None:
    keys = embedded.load_or_make(tmp_path)
    private = load_pem_private_key(keys.webhook_private_key_pem.encode(), None)
    public = load_der_public_key(base64.b64decode(keys.webhook_public_key))
    assert isinstance(private, ec.EllipticCurvePrivateKey)
    assert isinstance(public, ec.EllipticCurvePublicKey)
    public.verify(private.sign(b"event", ec.ECDSA(hashes.SHA256())), b"event", ec.ECDSA(hashes.SHA256()))


def test_no_key_shows_when_printed(tmp_path: Path) -> None:
    keys = embedded.load_or_make(tmp_path)
    assert keys.secret_key not in repr(keys)
    assert "PRIVATE" not in repr(keys)


def test_the_socket_of_a_deep_folder_is_short_and_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    deep = tmp_path / ("deep" * 30)
    socket = embedded.redis_socket(deep)
    assert len(os.fsencode(socket)) < len(os.fsencode(deep))
    assert socket.parent.stat().st_mode & 0o777 == 0o700
    assert embedded.redis_socket(deep) == socket


def test_a_socket_folder_others_can_reach_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    deep = tmp_path / ("deep" * 30)
    embedded.redis_socket(deep).parent.chmod(0o777)
    with pytest.raises(PermissionError):
        embedded.redis_socket(deep)
    folder = embedded.redis_socket(tmp_path / ("other" * 30)).parent
    folder.rmdir()
    (tmp_path / "mine").mkdir(mode=0o700)
    folder.symlink_to(tmp_path / "mine")
    with pytest.raises(PermissionError):
        embedded.redis_socket(tmp_path / ("other" * 30))
