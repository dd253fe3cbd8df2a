"""`rapport up`: order, restarts, and nothing left running, however it ends."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from schemas.event import parse_event
from tests.conftest import WaitUntil
from worker.settings import load_settings
from worker.up.program import programs
from worker.up.taken import TakenError, is_locked, lock, need_port
from worker.up.welcome import welcome

DRIVER = Path(__file__).with_name("up_driver.py")
ROOT = Path(__file__).parents[2]


@contextmanager
def stack(folder: Path, release: str = "print('migrated')") -> Iterator[subprocess.Popen[str]]:
    with (folder / "output").open("w") as output:
        command = [sys.executable, str(DRIVER), str(folder), release]
        environ = {**os.environ, "PYTHONPATH": str(ROOT)}
        process = subprocess.Popen(command, stdout=output, stderr=output, text=True, env=environ)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def pids(folder: Path, name: str) -> list[int]:
    return [int(path.name.split(".")[1]) for path in folder.glob(f"{name}.*.pid")]


def lives(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def everybody(folder: Path) -> list[int]:
    return [pid for name in ("ground", "web", "worker-1") for pid in pids(folder, name)]


def supervisor_pid(folder: Path) -> int:
    return int((folder / "up" / "supervisord.pid").read_text())


def output(folder: Path) -> str:
    return (folder / "output").read_text()


def is_up(folder: Path) -> Callable[[], bool]:
    return lambda: "welcome" in output(folder) and bool(pids(folder, "worker-1"))


def test_release_runs_before_the_rest_and_sigterm_ends_everything(data_dir: Path, wait_until: WaitUntil) -> None:
    with stack(data_dir, f"import glob; assert not glob.glob('{data_dir}/web.*'); print('migrated')") as up:
        wait_until(is_up(data_dir), deadline_seconds=60, what="the stack")
        up.send_signal(signal.SIGTERM)
        assert up.wait(60) == 0
    assert not any(lives(pid) for pid in everybody(data_dir))
    assert all((data_dir / f"{name}.stopped").exists() for name in ("ground", "web", "worker-1"))
    lines = [json.loads(line) for line in output(data_dir).splitlines() if line.startswith("{")]
    said = {(line["process"], line["event"]) for line in lines}
    assert ("release", "migrated") in said
    assert ("web", "hello from web for <address>") in said


def test_ctrl_c_of_the_terminal_ends_everything_cleanly(data_dir: Path, wait_until: WaitUntil) -> None:
    with stack(data_dir) as up:
        wait_until(is_up(data_dir), deadline_seconds=60, what="the stack")
        up.send_signal(signal.SIGINT)
        assert up.wait(60) == 0
    assert not any(lives(pid) for pid in everybody(data_dir))


def test_a_killed_process_is_started_again(data_dir: Path, wait_until: WaitUntil) -> None:
    with stack(data_dir) as up:
        wait_until(is_up(data_dir), deadline_seconds=60, what="the stack")
        [first] = pids(data_dir, "worker-1")
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: [pid for pid in pids(data_dir, "worker-1") if pid != first], what="a new worker")
        up.send_signal(signal.SIGTERM)
        assert up.wait(60) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ties a child to its parent's death")
@pytest.mark.parametrize("victim", ["up", "supervisor"])
def test_nothing_is_left_running_when_a_parent_is_killed(victim: str, data_dir: Path, wait_until: WaitUntil) -> None:
    with stack(data_dir) as up:
        wait_until(is_up(data_dir), deadline_seconds=60, what="the stack")
        everyone = [*everybody(data_dir), supervisor_pid(data_dir)]
        os.kill(up.pid if victim == "up" else supervisor_pid(data_dir), signal.SIGKILL)
        wait_until(lambda: not any(lives(pid) for pid in everyone), what="everybody to end")
        assert up.wait(60) != 0


def test_a_failed_release_starts_nothing_else(data_dir: Path) -> None:
    with stack(data_dir, "import sys; sys.exit('a step is gone')") as up:
        assert up.wait(60) == 1
    assert not pids(data_dir, "web")
    assert "a step is gone" in output(data_dir)
    assert "`rapport release` failed" in output(data_dir)


def test_a_release_that_hangs_is_ended_when_somebody_insists(data_dir: Path, wait_until: WaitUntil) -> None:
    with stack(data_dir, "print('waits', flush=True); import threading; threading.Event().wait()") as up:
        wait_until(lambda: "waits" in output(data_dir), what="the release to begin")
        up.send_signal(signal.SIGINT)
        up.send_signal(signal.SIGTERM)  # two of a kind may arrive as one
        assert up.wait(60) == 0
    assert not pids(data_dir, "web")
    assert not any(lives(pid) for pid in everybody(data_dir))


def test_a_second_run_on_the_same_folder_is_refused(data_dir: Path) -> None:
    assert not is_locked(data_dir)
    handle = lock(data_dir)
    assert is_locked(data_dir)
    with pytest.raises(TakenError, match=rf"Another `rapport up` \(process {os.getpid()}\) runs on"):
        lock(data_dir)
    os.close(handle)
    assert not is_locked(data_dir)
    os.close(lock(data_dir))


def test_a_taken_port_is_told_with_the_setting_that_chooses_it() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(TakenError, match=rf"Port {port} cannot be listened on \(Address already in use\).* with PORT,"):
            need_port(port, "PORT")


def test_the_embedded_stack_has_redis_and_the_sandbox_and_production_has_not(data_dir: Path) -> None:
    embedded = programs(load_settings({"RAPPORT_DATA_DIR": str(data_dir), "RAPPORT_WORKER_PROCESSES": "1"}))
    assert [program.name for program in embedded] == ["redis", "sandbox", "web", "intake", "clock", "worker"]
    elsewhere = load_settings({"RAPPORT_DATA_DIR": str(data_dir)}).model_copy(update={"embedded": False})
    assert [program.name for program in programs(elsewhere)] == ["web", "intake", "clock", "worker-1", "worker-2"]


def test_the_procfile_and_the_stack_run_the_same_commands() -> None:
    lines = (ROOT / "Procfile").read_text().splitlines()
    assert [line.split(": ")[0] for line in lines] == ["release", "web", "intake", "clock", "worker", "imap"]
    assert all(line.split(": ")[1] == f"rapport {line.split(': ')[0]}" for line in lines)


@pytest.mark.parametrize("chosen", [{}, {"RAPPORT_EVENT_KEYS": "ats.example:a-key-that-nobody-guesses"}])
def test_the_welcome_offers_an_event_that_its_key_may_queue(data_dir: Path, chosen: dict[str, str]) -> None:
    settings = load_settings({"RAPPORT_DATA_DIR": str(data_dir), **chosen})
    [(key, source)] = settings.event_keys.items()
    said = welcome(settings)
    assert f"Authorization: Bearer {key}'" in said
    event = parse_event(json.loads(said.partition("-d '")[2].partition("'\n")[0]))
    assert (event.type, event.source) == ("candidate.rejected", source)
