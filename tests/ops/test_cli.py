"""The command finds its parts, and says what is wrong without a traceback."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from worker.cli import build, main

run = CliRunner().invoke


def test_every_file_of_commands_is_found() -> None:
    from typer.main import get_command

    commands = set(getattr(get_command(build()), "commands", {}))
    assert {"up", "private-redis", "sandbox", "doctor", "health", "preview"} <= commands


def test_refused_settings_end_the_command_with_status_2(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://db.example/rapport")
    monkeypatch.setattr("sys.argv", ["rapport", "health"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "REDIS_URL is not set" in capsys.readouterr().err


def test_a_preview_is_written(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAPPORT_DATA_DIR", str(data_dir))
    done = run(build(), ["preview", "post_rejection.thank_you", "--locale", "da", "--no-open"])
    assert done.exit_code == 0, done.output
    assert Path(done.output.strip()).is_relative_to(data_dir)


def test_a_preview_of_a_letter_that_is_not_there_says_so(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAPPORT_DATA_DIR", str(data_dir))
    done = run(build(), ["preview", "post_rejection.nothing", "--no-open"])
    assert done.exit_code == 1
    assert "nothing" in done.stderr


def test_sandbox_time_moves_the_time_handed_in(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAPPORT_DATA_DIR", str(data_dir))
    for name in ("DATABASE_URL", "REDIS_URL", "SENDGRID_API_KEY", "SMTP_URL"):
        monkeypatch.delenv(name, raising=False)
    assert run(build(), ["sandbox", "time", "+3d"]).exit_code == 0
    assert run(build(), ["sandbox", "time", "+6h"]).exit_code == 0
    assert json.loads((data_dir / "time.json").read_text()) == {"offset_seconds": (3 * 24 + 6) * 3600}
    assert run(build(), ["sandbox", "time", "soon"]).exit_code == 2


def test_the_sandbox_is_refused_beside_production_settings(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from worker.settings import load_settings

    production = load_settings({"RAPPORT_DATA_DIR": str(data_dir)}).model_copy(update={"embedded": False})
    monkeypatch.setattr("worker.cli.sandbox.load_settings", lambda: production)
    for command in (["sandbox"], ["sandbox", "time", "+3d"]):
        done = run(build(), command)
        assert done.exit_code == 2
        assert "belongs to the embedded default" in done.stderr
