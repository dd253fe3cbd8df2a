"""A real Dovecot of a test's own: on loopback, in a folder of its own, with a certificate made for it."""

from __future__ import annotations

import grp
import imaplib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import quote

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from worker.settings_imap import ImapAddress, imap_address
from worker.up.tied import tied

HOW_TO_GET_ONE = "no Dovecot was found; on Debian install it with `apt-get install dovecot-imapd`"
_PASSWORD = "correct/horse@battery"
_CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = no
auth_failure_delay = 0
mail_location = maildir:{folder}/mail/%u
maildir_copy_with_hardlinks = yes
mail_fsync = never
first_valid_uid = 1
default_internal_user = {internal}
default_internal_group = {group}
default_login_user = {login}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
"""


def find_dovecot() -> str | None:
    """The server's path; Debian keeps it where only root's PATH leads."""
    return shutil.which("dovecot", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")


def two_ports() -> tuple[int, int]:
    """Two TCP ports that are free on loopback."""
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1]), int(other.getsockname()[1])


class Dovecot:
    """A server that takes any user with one password, and can be stopped and started again."""

    def __init__(self, program: str, folder: Path, port: int, tls_port: int) -> None:
        self._program = program
        self._folder = folder
        self._port = port
        self._tls_port = tls_port
        self._process: subprocess.Popen[bytes] | None = None
        self.user = "rosa"
        self.ca_file = folder / "cert.pem"
        self._write()

    def address(self, *, how: str = "none", password: str = _PASSWORD, folder: str = "INBOX") -> ImapAddress:
        """The mailbox, as a setting would name it."""
        scheme, port = ("imaps", self._tls_port) if how == "tls" else ("imap", self._port)
        login = f"{self.user}:{quote(password, safe='')}"
        return imap_address(f"{scheme}://{login}@localhost:{port}/{folder}{'?starttls=yes' if how == 'starttls' else ''}")

    def start(self) -> None:
        self._process = subprocess.Popen(tied([self._program, "-F", "-c", str(self._folder / "dovecot.conf")]))

    def stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(20)
            self._process = None

    @property
    def is_running(self) -> bool:
        return self._process is not None

    @property
    def answers(self) -> bool:
        try:
            with self.client():
                return True
        except (OSError, imaplib.IMAP4.error):
            if self._process is not None and self._process.poll() is not None:
                log = self._folder / "log"
                why = log.read_text() if log.exists() else "it did not take its configuration, which is for Dovecot 2.3"
                raise RuntimeError(f"Dovecot ended: {why}") from None
            return False

    def client(self) -> imaplib.IMAP4:
        """Somebody else who looks into the mailbox."""
        client = imaplib.IMAP4("127.0.0.1", self._port, timeout=10)
        client.login(self.user, _PASSWORD)
        return client

    def bring(self, *mails: bytes, folder: str = "INBOX") -> None:
        """Mails arrive."""
        with self.client() as client:
            for mail in mails:
                status, _ = client.append(folder, "", time.localtime(), mail)
                assert status == "OK"

    def _write(self) -> None:
        is_root = os.getuid() == 0
        me = pwd.getpwuid(os.getuid())
        owner = pwd.getpwnam("nobody") if is_root else me
        (self._folder / "mail").mkdir()
        os.chown(self._folder / "mail", owner.pw_uid, owner.pw_gid)
        _write_certificate(self._folder)
        group = "dovecot" if is_root else grp.getgrgid(me.pw_gid).gr_name
        names = {"internal": "dovecot", "login": "dovenull"} if is_root else {"internal": me.pw_name, "login": me.pw_name}
        ports = {"port": self._port, "tls_port": self._tls_port, "uid": owner.pw_uid, "gid": owner.pw_gid}
        text = _CONFIGURATION.format(folder=self._folder, password=_PASSWORD, group=group, **names, **ports)
        (self._folder / "dovecot.conf").write_text(text)


def _write_certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))])
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    built = built.serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
    built = built.not_valid_after(now + timedelta(days=1)).add_extension(names, critical=False)
    certificate = built.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(key, hashes.SHA256())
    (folder / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    unprotected = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, unprotected)
    (folder / "key.pem").write_bytes(pem)
