"""Settings: what is unsafe or missing refuses to start, says all of it at once, and never shows a secret."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from worker.app import policy_of
from worker.embedded import KEYS_FILE
from worker.settings import SettingsError, environment_names, load_settings

STRONG = "kJ3mQ9xT7vB2nL5wR8zC1dF4gH6pS0aY-0123456789"
PUBLIC_KEY = (
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEdZSx6Vrfsynj7aNVwt3NOBv/PzXPOoDrdcjU9LhrWTn6Olt4Tso8laGPLLS/GaP2uvf5+GRdBWOQXt7gj06HDg=="
)


def production(**changes: str | None) -> dict[str, str]:
    environ: dict[str, str | None] = {
        "DATABASE_URL": "postgres://rapport:hush@db.example/rapport",
        "REDIS_URL": "redis://redis.example:6379/0",
        "SENDGRID_API_KEY": "SG.key",
        "SENDGRID_WEBHOOK_PUBLIC_KEY": PUBLIC_KEY,
        "RAPPORT_BASE_URL": "https://rapport.northwind.example/",
        "RAPPORT_EVENT_KEYS": f"https://ats.example/acme:{STRONG}",
        "RAPPORT_SECRET_KEYS": f"{STRONG}new, {STRONG}old",
        "RAPPORT_INBOUND_SECRET": STRONG,
        "RAPPORT_REPLY_DOMAIN": "Reply.Northwind.example",
        "RAPPORT_SENDER": "Northwind Talent <talent@northwind.example>",
        "RAPPORT_TEAM_ADDRESS": "team@northwind.example",
        "RAPPORT_POSTAL_ADDRESS": "Harbour Street 1, 1050 Copenhagen",
    }
    return {name: text for name, text in (environ | changes).items() if text is not None}


def problems(environ: dict[str, str]) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as refused:
        load_settings(environ)
    return refused.value.problems


def test_complete_production_settings_are_read() -> None:
    settings = load_settings(production(RAPPORT_ONLY_TO="Rosa@Northwind.example, @staging.example", PORT="9000"))
    assert not settings.embedded
    assert settings.database_url == "postgresql+psycopg://rapport:hush@db.example/rapport"
    assert settings.base_url == "https://rapport.northwind.example"
    assert settings.event_keys == {STRONG: "https://ats.example/acme"}
    assert settings.secret_keys == (f"{STRONG}new", f"{STRONG}old")
    assert (settings.sender.name, settings.sender.address) == ("Northwind Talent", "talent@northwind.example")
    assert settings.reply_domain == "reply.northwind.example"
    assert settings.only_to == ("rosa@northwind.example", "@staging.example")
    assert (settings.port, settings.sendgrid_api_url) == (9000, "https://api.sendgrid.com")


def test_own_days_are_read_as_days_and_ranges_and_reach_the_calendar() -> None:
    settings = load_settings(production(RAPPORT_OWN_HOLIDAYS="2026-05-15,2026-12-30..2026-12-31"))
    assert policy_of(settings).own_days == {date(2026, 5, 15), date(2026, 12, 30), date(2026, 12, 31)}
    assert problems(production(RAPPORT_OWN_HOLIDAYS="christmas"))[0].startswith("RAPPORT_OWN_HOLIDAYS ")


@pytest.mark.parametrize("sign", ["DATABASE_URL", "REDIS_URL", "SENDGRID_API_KEY", "SMTP_URL"])
def test_any_one_sign_of_production_refuses_to_start_without_the_rest(sign: str, tmp_path: Path) -> None:
    said = problems({sign: production().get(sign, "smtp://mail.example"), "RAPPORT_DATA_DIR": str(tmp_path)})
    named = {problem.split(" ")[0] for problem in said}
    of_sendgrid = {"SENDGRID_API_KEY", "SENDGRID_WEBHOOK_PUBLIC_KEY", "RAPPORT_INBOUND_SECRET"}
    required = set(production()) - ({sign} if sign != "SMTP_URL" else of_sendgrid)
    assert required <= named
    assert not (tmp_path / KEYS_FILE).exists()


@pytest.mark.parametrize("name", sorted(production()))
def test_each_missing_production_setting_is_named(name: str) -> None:
    [problem] = problems(production(**{name: None}))
    assert problem.startswith(f"{name} is not set. ")


def test_all_problems_are_told_at_once() -> None:
    said = problems(
        production(PORT="many", RAPPORT_SECRET_KEYS="short", RAPPORT_BASE_URL="http://rapport.example", REDIS_URL=None)
    )
    assert {problem.split(" ")[0].rstrip(":") for problem in said} == {
        "PORT",
        "RAPPORT_SECRET_KEYS",
        "RAPPORT_BASE_URL",
        "REDIS_URL",
    }


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("RAPPORT_BASE_URL", "http://rapport.northwind.example"),
        ("RAPPORT_BASE_URL", "ftp://rapport.northwind.example"),
        ("RAPPORT_BASE_URL", "https://user:pw@rapport.northwind.example"),
        ("RAPPORT_BASE_URL", "https://rapport.northwind.example/?a=1"),
        ("RAPPORT_BASE_URL", "http://localhost.evil.example"),
        ("SENDGRID_API_URL", "http://api.sendgrid.com"),
        ("DATABASE_URL", "mysql://db.example/rapport"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "not a url"),
        ("REDIS_URL", "http://redis.example"),
        ("REDIS_URL", "redis://"),
        ("SENDGRID_WEBHOOK_PUBLIC_KEY", "bm90IGEga2V5"),
        ("SENDGRID_WEBHOOK_PUBLIC_KEY", "%%%"),
        ("RAPPORT_EVENT_KEYS", STRONG),
        ("RAPPORT_EVENT_KEYS", "ats:short"),
        ("RAPPORT_EVENT_KEYS", f":{STRONG}"),
        ("RAPPORT_EVENT_KEYS", f"ats:{STRONG} with a blank"),
        ("RAPPORT_EVENT_KEYS", f"ats:{STRONG},hr:{STRONG}"),
        ("RAPPORT_EVENT_KEYS", ","),
        ("RAPPORT_SECRET_KEYS", "a" * 40),
        ("RAPPORT_SECRET_KEYS", STRONG[:31]),
        ("RAPPORT_SECRET_KEYS", f"{STRONG},{STRONG}"),
        ("RAPPORT_INBOUND_SECRET", "short"),
        ("RAPPORT_INBOUND_SECRET", f"{STRONG}/../x"),
        ("RAPPORT_REPLY_DOMAIN", "not a domain"),
        ("RAPPORT_SENDER", "talent@northwind.example"),
        ("RAPPORT_SENDER", "Mallory\r\nBcc: x@evil.example <talent@northwind.example>"),
        ("RAPPORT_TEAM_ADDRESS", "team"),
        ("RAPPORT_POSTAL_ADDRESS", "two\nlines"),
        ("RAPPORT_ONLY_TO", ","),
        ("RAPPORT_ONLY_TO", "@"),
        ("RAPPORT_DEFAULT_ZONE", "Europe/Atlantis"),
        ("RAPPORT_DEFAULT_ZONE", "../../etc/passwd"),
        ("RAPPORT_DEFAULT_COUNTRY", "XX"),
        ("RAPPORT_DEFAULT_LOCALE", "fr"),
        ("RAPPORT_CLAIM_LEASE_SECONDS", "149"),
        ("RAPPORT_SANDBOX_PORT", "8000"),
        ("RAPPORT_TRUSTED_PROXIES", "*"),
        ("RAPPORT_TRUSTED_PROXIES", "0.0.0.0/0"),
        ("RAPPORT_TRUSTED_PROXIES", "router.example"),
        ("RAPPORT_TRUSTED_PROXIES", ","),
        ("RAPPORT_WORKER_THREADS", "0"),
        ("PORT", "70000"),
        ("DATABASE_URL", ""),
        ("RAPPORT_ONLY_TO", " "),
    ],
)
def test_an_unsafe_setting_refuses_to_start(name: str, text: str) -> None:
    [problem] = problems(production(**{name: text}))
    assert problem.startswith(name)
    assert STRONG not in problem


def test_a_lease_of_ten_time_outs_is_accepted() -> None:
    settings = load_settings(production(RAPPORT_CLAIM_LEASE_SECONDS="300", RAPPORT_TRANSPORT_TIMEOUT_SECONDS="30"))
    assert settings.claim_lease_seconds == 300


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "[::1]:8000"])
def test_plain_http_is_accepted_on_loopback(host: str) -> None:
    assert load_settings(production(RAPPORT_BASE_URL=f"http://{host}")).base_url == f"http://{host}"


def test_a_webhook_key_may_be_pasted_as_pem() -> None:
    pem = f"-----BEGIN PUBLIC KEY-----\n{PUBLIC_KEY[:64]}\n{PUBLIC_KEY[64:]}\n-----END PUBLIC KEY-----\n"
    assert load_settings(production(SENDGRID_WEBHOOK_PUBLIC_KEY=pem)).sendgrid_webhook_public_key == PUBLIC_KEY


def test_an_unknown_setting_is_refused_with_the_nearest_name() -> None:
    [problem] = problems(production(RAPPORT_ONLYTO="rosa@northwind.example"))
    assert problem == "RAPPORT_ONLYTO is not a setting; did you mean RAPPORT_ONLY_TO?"


def test_secrets_are_read_from_files(tmp_path: Path) -> None:
    keys, database = tmp_path / "keys", tmp_path / "database"
    keys.write_text(f"{STRONG}new\n{STRONG}old\n")
    database.write_text("postgresql://db.example/rapport\n")
    settings = load_settings(
        production(
            RAPPORT_SECRET_KEYS=None, RAPPORT_SECRET_KEYS_FILE=str(keys), DATABASE_URL=None, DATABASE_URL_FILE=str(database)
        )
    )
    assert settings.secret_keys == (f"{STRONG}new", f"{STRONG}old")
    assert settings.database_url == "postgresql+psycopg://db.example/rapport"


def test_a_secret_file_that_cannot_be_read_is_told_once(tmp_path: Path) -> None:
    [problem] = problems(production(RAPPORT_INBOUND_SECRET=None, RAPPORT_INBOUND_SECRET_FILE=str(tmp_path / "gone")))
    assert problem.startswith("RAPPORT_INBOUND_SECRET_FILE cannot be read (No such file or directory)")


def test_a_secret_given_both_ways_is_refused(tmp_path: Path) -> None:
    [problem] = problems(production(SENDGRID_API_KEY_FILE=str(tmp_path / "key")))
    assert problem.startswith("SENDGRID_API_KEY and SENDGRID_API_KEY_FILE are both set")


def test_no_secret_shows_in_print_or_in_errors(tmp_path: Path) -> None:
    settings = load_settings(production())
    for shown in (repr(settings), str(settings), f"{settings}"):
        assert STRONG not in shown
        assert "hush" not in shown
        assert "SG.key" not in shown
    said = "\n".join(
        problems(production(RAPPORT_SECRET_KEYS=f"{STRONG},short", RAPPORT_INBOUND_SECRET=f"{STRONG} x", PORT=STRONG))
    )
    assert STRONG not in said


def test_the_embedded_default_needs_nothing_and_keeps_its_keys(tmp_path: Path) -> None:
    first = load_settings({"RAPPORT_DATA_DIR": str(tmp_path), "PORT": "8100", "RAPPORT_SANDBOX_PORT": "8101"})
    again = load_settings({"RAPPORT_DATA_DIR": str(tmp_path), "PORT": "8100", "RAPPORT_SANDBOX_PORT": "8101"})
    assert first == again
    assert first.embedded
    assert first.sendgrid_api_url == "http://127.0.0.1:8101"
    assert first.base_url == "http://127.0.0.1:8100"
    assert list(first.event_keys.values()) == ["local"]
    assert (tmp_path / KEYS_FILE).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["SENDGRID_API_URL", "SENDGRID_WEBHOOK_PUBLIC_KEY"])
def test_the_embedded_default_cannot_be_pointed_at_the_real_provider(name: str, tmp_path: Path) -> None:
    [problem] = problems({"RAPPORT_DATA_DIR": str(tmp_path), name: "https://api.sendgrid.com"})
    assert problem.startswith(f"{name} is set, but none of")


def test_every_setting_says_what_it_is_and_stands_in_the_page() -> None:
    page = (Path(__file__).parents[2] / "docs" / "settings.md").read_text(encoding="utf-8")
    for name, field in environment_names().items():
        assert field.description
        assert f"| `{name}` | {field.description} |" in page, f"docs/settings.md does not list {name} as the class describes it"
