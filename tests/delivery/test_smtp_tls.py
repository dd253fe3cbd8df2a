"""By which certificates a mail server is checked."""

from __future__ import annotations

import ssl
from pathlib import Path

from worker.settings import load_settings
from worker.transports import tls_of


def test_a_mail_server_is_checked_against_the_file_that_the_settings_name_alone(certificate: Path, data_dir: Path) -> None:
    settings = load_settings({"RAPPORT_DATA_DIR": str(data_dir)})

    own = tls_of(settings.model_copy(update={"smtp_ca_file": certificate}))
    systems = tls_of(settings)

    assert [known["subject"] for known in own.get_ca_certs()] == [((("commonName", "loopback"),),)]
    assert all("loopback" not in str(known["subject"]) for known in systems.get_ca_certs())
    assert own.verify_mode is systems.verify_mode is ssl.CERT_REQUIRED
    assert own.check_hostname
