"""A batch over SendGrid: how many calls it takes, and that a refusal costs only whom it is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import orjson
import pytest

from tests.delivery.letters import NOW, a_batch, a_recipient
from tests.delivery.loopback_provider import LoopbackProvider, accepted, http, refusal
from worker.delivery.batch import LARGEST_BATCH, BatchRecipient
from worker.delivery.sendgrid import SendGridTransport
from worker.delivery.sendgrid_answer import Blame, blame_in
from worker.delivery.sendgrid_batch import MOST_CALLS
from worker.delivery.transport import Accepted, InDoubt, NotSent, Outcome, Refused


def _people(count: int) -> list[BatchRecipient]:
    return [a_recipient(f"p{n}") for n in range(count)]


def _kinds(outcomes: Sequence[Outcome]) -> Counter[str]:
    return Counter(type(outcome).__name__ for outcome in outcomes)


def test_a_thousand_people_are_one_call(provider: LoopbackProvider, transport: SendGridTransport) -> None:
    batch = a_batch(*_people(LARGEST_BATCH))
    outcomes = transport.send_batch(batch, NOW)
    assert _kinds(outcomes) == {"Accepted": 1000}
    (request,) = provider.requests
    people = request.document["personalizations"]
    assert [set(person) for person in people] == [{"to", "headers", "substitutions", "custom_args"}] * 1000
    assert {person["custom_args"]["rapport_mid"] for person in people} == {str(one.message_id) for one in batch.recipients}
    assert [len(person["to"]) for person in people] == [1] * 1000


def test_tracking_is_always_said_outright(provider: LoopbackProvider, transport: SendGridTransport) -> None:
    transport.send_batch(a_batch(), NOW)
    assert provider.requests[0].document["tracking_settings"] == {
        "click_tracking": {"enable": False, "enable_text": False},
        "open_tracking": {"enable": False},
        "subscription_tracking": {"enable": False},
        "ganalytics": {"enable": False},
    }


def test_a_batch_too_large_goes_in_halves(provider: LoopbackProvider, transport: SendGridTransport) -> None:
    provider.plan += [http(413), http(413)]
    assert _kinds(transport.send_batch(a_batch(*_people(8)), NOW)) == {"Accepted": 8}
    assert [len(request.document["personalizations"]) for request in provider.requests] == [8, 4, 2, 2, 4]


def test_whom_a_refusal_names_is_dropped_and_the_rest_goes(provider: LoopbackProvider, transport: SendGridTransport) -> None:
    errors = [
        {"message": "Does not contain a valid address.", "field": f"personalizations.{place}.to.0.email", "help": None}
        for place in (0, 7)
    ]
    provider.plan += [http(400, orjson.dumps({"errors": errors})), accepted()]
    outcomes = transport.send_batch(a_batch(*_people(8)), NOW)
    assert [isinstance(outcome, Refused) for outcome in outcomes] == [True, *[False] * 6, True]
    assert [len(request.document["personalizations"]) for request in provider.requests] == [8, 6]


def test_a_refusal_that_names_nobody_is_found_by_halving(provider: LoopbackProvider, transport: SendGridTransport) -> None:
    no = refusal(400, "Bad Request")
    provider.plan += [no, no, accepted(), no, no, accepted()]  # p2 of 8: halves, quarters, then p2 alone
    outcomes = transport.send_batch(a_batch(*_people(8)), NOW)
    assert [type(outcome) for outcome in outcomes] == [Accepted, Accepted, Refused, *[Accepted] * 5]
    assert len(provider.requests) == 7


def test_a_refusal_of_what_all_share_is_everybodys(provider: LoopbackProvider, transport: SendGridTransport) -> None:
    provider.plan.append(refusal(400, "The from address does not match a verified Sender Identity.", "from"))
    assert _kinds(transport.send_batch(a_batch(*_people(8)), NOW)) == {"Refused": 8}
    assert len(provider.requests) == 1


def test_halving_comes_to_an_end(provider: LoopbackProvider, transport: SendGridTransport) -> None:
    provider.plan += [refusal(400, "Bad Request")] * (MOST_CALLS + 10)
    kinds = _kinds(transport.send_batch(a_batch(*_people(500)), NOW))
    assert len(provider.requests) == MOST_CALLS
    assert set(kinds) == {"Refused", "NotSent"}


def test_nothing_more_is_tried_once_a_part_is_in_doubt(provider: LoopbackProvider, transport: SendGridTransport) -> None:
    provider.plan += [http(413), http(500)]
    outcomes = transport.send_batch(a_batch(*_people(8)), NOW)
    assert [type(outcome) for outcome in outcomes] == [InDoubt] * 4 + [NotSent] * 4
    assert len(provider.requests) == 2


def test_too_many_requests_names_the_time_for_everybody(provider: LoopbackProvider, transport: SendGridTransport) -> None:
    provider.plan.append(refusal(429, "too many requests", Retry_After="60"))
    outcomes = transport.send_batch(a_batch(), NOW)
    assert [isinstance(one, NotSent) and one.retry_at is not None for one in outcomes] == [True] * 3


def test_nobody_left_to_write_to_makes_no_call(provider: LoopbackProvider, transport: SendGridTransport) -> None:
    assert _kinds(transport.send_batch(a_batch(a_recipient(headers={})), NOW)) == {"Refused": 1}
    assert not provider.requests


@pytest.mark.parametrize(
    ("body", "blame"),
    [
        (b'{"errors":[{"field":"personalizations.3.to.0.email","message":"x"}]}', Blame(frozenset({3}), somebody=True)),
        (b'{"errors":[{"field":"personalizations.9","message":"x"}]}', Blame(frozenset(), somebody=True)),
        (b'{"errors":[{"field":"personalizations","message":"x"}]}', Blame(frozenset(), somebody=True)),
        (b'{"errors":[{"field":"subject","message":"x"}]}', Blame(frozenset(), somebody=False)),
        (b'{"errors":[{"field":null,"message":"x"}]}', Blame(frozenset(), somebody=True)),
        (b'{"errors":[]}', Blame(frozenset(), somebody=True)),
        (b'{"errors":7}', Blame(frozenset(), somebody=True)),
        (b"<html>", Blame(frozenset(), somebody=True)),
    ],
)
def test_a_refusal_is_read_for_whom_it_names(body: bytes, blame: Blame) -> None:
    assert blame_in(body, 5) == blame
