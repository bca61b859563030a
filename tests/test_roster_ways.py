"""The ways in which rosters come into the running program, opened as the settings say and closed with it."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

import aiohttp
import pytest

from bot import wiring
from bot.complaints import SettingsError
from bot.roster.watching import Watcher
from bot.settings import Configuration, load
from bot.wiring import rosters_taken_in
from storage.memory import MemoryStore
from tests.support.roster import on_roster, roster
from tests.support.stage import until

if TYPE_CHECKING:
    from pathlib import Path

ADA = "1,matrix:@ada:example.org,,,2099-03-31"
TOKEN = "x" * 40


def settled(folder: Path, *settings: str) -> Configuration:
    file = folder / "folkmoot.toml"
    file.write_text("\n".join(("[roster]", *settings)))
    return load(file, {})


async def status_at(port: int) -> int:
    async with (
        aiohttp.ClientSession() as session,
        session.post(
            f"http://127.0.0.1:{port}/roster", data=roster(ADA), headers={"Content-Type": "text/csv"}
        ) as answer,
    ):
        return answer.status


async def test_without_settings_there_is_no_way(tmp_path: Path) -> None:
    """Nothing listens and nothing is watched unless it is asked for."""
    (tmp_path / "members.csv").write_bytes(roster(ADA))
    store = MemoryStore()
    before = asyncio.all_tasks()
    async with rosters_taken_in(settled(tmp_path), "", store, lambda: None):
        assert asyncio.all_tasks() == before
    assert not await on_roster(store)


async def test_the_file_is_watched_while_the_program_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it says is taken in, the program is told, and afterwards nobody looks any more."""
    monkeypatch.setattr(wiring, "Watcher", partial(Watcher, look_every=0.02))
    (tmp_path / "members.csv").write_bytes(roster(ADA))
    store, changes = MemoryStore(), list[int]()
    before = asyncio.all_tasks()
    async with rosters_taken_in(settled(tmp_path, 'file = "members.csv"'), "", store, lambda: changes.append(1)):
        await until(lambda: on_roster(store))
    assert changes == [1]
    assert asyncio.all_tasks() == before


async def test_the_door_is_open_while_the_program_runs(tmp_path: Path, unused_tcp_port: int) -> None:
    """It asks for the secret, and is shut afterwards."""
    configuration = settled(tmp_path, f'listen = "127.0.0.1:{unused_tcp_port}"', 'token_file = "token"')
    async with rosters_taken_in(configuration, TOKEN, MemoryStore(), lambda: None):
        assert await status_at(unused_tcp_port) == 401
        with pytest.raises(SettingsError, match="Is something else there"):
            async with rosters_taken_in(configuration, TOKEN, MemoryStore(), lambda: None):
                pass
    with pytest.raises(aiohttp.ClientConnectorError):
        await status_at(unused_tcp_port)
