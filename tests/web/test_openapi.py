"""The events door keeps what its OpenAPI description promises, whatever it is sent."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.web.conftest import ATS_KEY, Site


@pytest.mark.long
def test_whatever_is_sent_the_answer_is_one_that_was_promised(site: Site) -> None:
    # Loaded here: it takes a second, which every other run of the tests would wait for.
    import schemathesis
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

    checks = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
    operation = schemathesis.openapi.from_url(f"{site.base_url}/openapi.json")["/events"]["POST"]
    seen: Counter[int] = Counter()

    @given(case=operation.as_strategy())
    @settings(
        max_examples=60,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def send(case: Any) -> None:
        seen[case.call_and_validate(checks=checks, headers={"Authorization": f"Bearer {ATS_KEY}"}).status_code] += 1

    send()
    assert seen[202] > 0
    assert seen[422] > 0
