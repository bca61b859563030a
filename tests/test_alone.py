"""One account is used by one running program."""

import os
from pathlib import Path

import pytest

from bot.alone import alone, alone_with
from bot.complaints import SettingsError


def test_a_second_program_with_the_same_keys_is_told_so(tmp_path: Path) -> None:
    """It does not start; and when the first has ended, it does."""
    with alone(tmp_path / "keys"), pytest.raises(SettingsError, match="runs already"), alone(tmp_path / "keys"):
        pass
    with alone(tmp_path / "keys"):
        pass


def test_a_second_program_with_the_same_token_is_told_so(tmp_path: Path) -> None:
    """An account without a folder of keys is held by its secret; another account may use the same folder."""
    with alone_with("one", tmp_path), alone_with("two", tmp_path):
        with pytest.raises(SettingsError, match="runs already with this token"), alone_with("one", tmp_path):
            pass
        assert not [file for file in tmp_path.iterdir() if "one" in file.name]
    with alone_with("one", tmp_path):
        pass


def test_where_nothing_can_be_written_nobody_is_kept_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder that is not the bot's, which settings may be in, it runs all the same."""
    monkeypatch.setattr(os, "access", lambda *_: False)
    with alone_with("one", tmp_path), alone_with("one", tmp_path):
        assert list(tmp_path.iterdir()) == []
