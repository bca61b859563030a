"""One account is used by one running program."""

from pathlib import Path

import pytest

from bot.alone import alone
from bot.complaints import SettingsError


def test_a_second_program_with_the_same_keys_is_told_so(tmp_path: Path) -> None:
    """It does not start; and when the first has ended, it does."""
    with alone(tmp_path / "keys"), pytest.raises(SettingsError, match="runs already"), alone(tmp_path / "keys"):
        pass
    with alone(tmp_path / "keys"):
        pass
