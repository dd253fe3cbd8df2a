"""An installation chooses who counts opens and clicks."""

from __future__ import annotations

import pytest

from worker.app import policy_of
from worker.settings import SettingsError, load_settings


@pytest.mark.parametrize(
    ("choice", "counted", "own"), [(None, True, False), ("provider", True, False), ("own", True, True), ("off", False, False)]
)
def test_the_choice_reaches_the_letters(
    tmp_path_factory: pytest.TempPathFactory, choice: str | None, counted: bool, own: bool
) -> None:
    chosen = {"RAPPORT_TRACKING": choice} if choice else {}
    policy = policy_of(load_settings({"RAPPORT_DATA_DIR": str(tmp_path_factory.mktemp("data")), **chosen}))

    assert (policy.track_opens, policy.track_clicks, policy.own_tracking) == (counted, counted, own)


def test_any_other_word_refuses_to_start(tmp_path_factory: pytest.TempPathFactory) -> None:
    with pytest.raises(SettingsError, match="RAPPORT_TRACKING"):
        load_settings({"RAPPORT_DATA_DIR": str(tmp_path_factory.mktemp("data")), "RAPPORT_TRACKING": "ours"})
