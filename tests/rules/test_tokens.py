"""Tokens: round trips, rotation, forgery."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.strategies import NOW
from worker.rules.tokens import Keyring, Purpose

OLD, NEW, OTHER = "old-key-of-ours-0123456789", "new-key-of-ours-0123456789", "mallorys-key-0123456789"
RING = Keyring([NEW, OLD])
DOMAIN = "reply.example"
ADA = UUID("5f0c7a52-6e4a-4d3f-9a4f-0b8f6a1c2d3e")
purposes = st.sampled_from(Purpose)
some_text = st.text(max_size=80)


@given(purposes, st.uuids())
def test_a_token_reads_back_for_its_own_purpose_only(purpose: Purpose, subject: UUID) -> None:
    token = RING.token(purpose, subject)
    assert RING.read(purpose, token) == subject
    assert all(RING.read(other, token) is None for other in Purpose if other is not purpose)
    assert len(token) == 43
    assert set(token) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@given(purposes, st.uuids(), st.integers(0, 42), st.sampled_from("ABab01-_"))
def test_a_token_with_one_character_changed_is_nobodys(purpose: Purpose, subject: UUID, place: int, character: str) -> None:
    token = RING.token(purpose, subject)
    forged = token[:place] + character + token[place + 1 :]
    assert forged == token or RING.read(purpose, forged) is None


@given(purposes, some_text)
def test_junk_is_nobodys_and_harms_nothing(purpose: Purpose, junk: str) -> None:
    assert RING.read(purpose, junk) is None
    assert RING.read_dated(purpose, junk, NOW) is None
    assert RING.read_reply(junk, DOMAIN) is None
    assert RING.read_reply(f"r.{junk}@{DOMAIN}", DOMAIN) is None


def test_another_spelling_of_a_token_is_refused() -> None:
    token = RING.token(Purpose.UNSUBSCRIBE, ADA)
    for spelling in (token + "=", token + "\n", " " + token, token + "A", token[:-1]):
        assert RING.read(Purpose.UNSUBSCRIBE, spelling) is None


def test_what_an_older_key_signed_holds_until_that_key_is_dropped() -> None:
    before = Keyring([OLD])
    token, reply = before.token(Purpose.UNSUBSCRIBE, ADA), before.reply_local_part(ADA)
    dated = before.dated_token(Purpose.CONFIRM, ADA, NOW, "more")
    assert RING.read(Purpose.UNSUBSCRIBE, token) == ADA
    assert RING.read_reply(f"{reply}@{DOMAIN}", DOMAIN) == ADA
    assert RING.read_dated(Purpose.CONFIRM, dated, NOW) == (ADA, "more")
    assert RING.token(Purpose.UNSUBSCRIBE, ADA) != token
    for later in (Keyring([NEW]), Keyring([OTHER])):
        assert later.read(Purpose.UNSUBSCRIBE, token) is None
        assert later.read_reply(f"{reply}@{DOMAIN}", DOMAIN) is None
        assert later.read_dated(Purpose.CONFIRM, dated, NOW) is None


@given(purposes, st.uuids(), some_text)
def test_a_dated_token_holds_until_its_date(purpose: Purpose, subject: UUID, payload: str) -> None:
    token = RING.dated_token(purpose, subject, NOW, payload)
    assert RING.read_dated(purpose, token, NOW) == (subject, payload)
    assert RING.read_dated(purpose, token, NOW + timedelta(seconds=1)) is None
    assert all(RING.read_dated(other, token, NOW) is None for other in Purpose if other is not purpose)
    assert RING.read(purpose, token) is None
    assert RING.read_dated(purpose, RING.token(purpose, subject), NOW) is None


@given(st.uuids())
def test_a_reply_address_finds_its_way_back_however_it_is_spelt(subject: UUID) -> None:
    local = RING.reply_local_part(subject)
    assert len(local) <= 60
    assert local == local.lower()
    for spelling in (local, local.upper(), "r+" + local[2:], "R+" + local[2:].title()):
        assert RING.read_reply(f"{spelling}@{DOMAIN}", DOMAIN) == subject
        assert RING.read_reply(f" <{spelling}@Reply.Example> ", DOMAIN) == subject


def test_another_spelling_of_a_reply_address_is_refused() -> None:
    local = RING.reply_local_part(ADA)
    alphabet = "abcdefghijklmnopqrstuvwxyz0123456789 "
    others = [local[:-1] + character for character in alphabet if character != local[-1]]
    assert [other for other in others if RING.read_reply(f"{other}@{DOMAIN}", DOMAIN)] == []


def test_a_reply_address_elsewhere_is_not_ours() -> None:
    local = RING.reply_local_part(ADA)
    for address in (
        f"{local}@evil.example",
        local,
        f"x{local}@{DOMAIN}",
        f"{local}a@{DOMAIN}",
        f"r.{RING.token(Purpose.JOIN, ADA)}@{DOMAIN}",
    ):
        assert RING.read_reply(address, DOMAIN) is None


def test_an_address_is_hashed_with_each_key_and_case_does_not_matter() -> None:
    hashes = RING.address_hashes(" Ada@People.example ")
    assert RING.address_hash("ada@people.example") == hashes[0]
    assert len(set(hashes)) == 2
    assert Keyring([OLD]).address_hash("ADA@people.example") == hashes[1]
    assert Keyring([OTHER]).address_hash("ada@people.example") not in hashes


def test_fingerprints_name_keys_and_give_nothing_away() -> None:
    assert RING.fingerprints() == (*Keyring([NEW]).fingerprints(), *Keyring([OLD]).fingerprints())
    assert NEW not in repr(RING)
    assert all(len(fingerprint) == 12 for fingerprint in RING.fingerprints())


@pytest.mark.parametrize("keys", [[], [""], [NEW, NEW]])
def test_a_keyring_without_proper_keys_is_refused(keys: list[str]) -> None:
    with pytest.raises(ValueError, match="secret keys"):
        Keyring(keys)


def test_no_two_tokens_are_alike() -> None:
    assert len({RING.token(purpose, uuid4()) for purpose in Purpose for _ in range(50)}) == 50 * len(Purpose)
