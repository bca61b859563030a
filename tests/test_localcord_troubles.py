"""What goes wrong in the local Discord as a test wishes, on its gateway and in requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp
import pytest

from tests.support.gateway import connected

if TYPE_CHECKING:
    from tests.localcord.server import LocalDiscord
    from tests.support.gateway import Scene

pytest_plugins = ["tests.support.localcord_fixtures"]


# the gateway


async def test_what_is_missed_while_deaf_is_lost_for_good(local: LocalDiscord, scene: Scene) -> None:
    """Events swallowed are named to the test, and not even a RESUME brings them."""
    async with connected(local) as client:
        await client.identify(scene.bot.token)
        with local.faults.deaf("MESSAGE_CREATE") as lost:
            message = scene.say("one")
            scene.world.add_reaction(scene.bob.id, scene.channel.id, message.id, "🍎")
        assert lost == ["MESSAGE_CREATE"]
        local.faults.drop_connections()
    async with connected(local) as again:
        await again.resume(scene.bot.token, client.session_id, client.seq)
        names = [(await again.hear())["t"] for _ in range(3)]
        assert names == ["GUILD_CREATE", "MESSAGE_REACTION_ADD", "RESUMED"]


async def test_events_can_come_twice_and_broken(local: LocalDiscord, scene: Scene) -> None:
    """One event is sent twice under two numbers, another without a key; the next is as it should be."""
    async with connected(local) as client:
        await client.identify(scene.bot.token)
        await client.hear_event("GUILD_CREATE")
        local.faults.duplicate(1)
        scene.say("one")
        first, second = await client.hear(), await client.hear()
        assert first["d"]["id"] == second["d"]["id"]
        assert second["s"] == first["s"] + 1
        local.faults.malformed("MESSAGE_CREATE", "author")
        scene.say("two")
        assert "author" not in await client.hear_event("MESSAGE_CREATE")
        scene.say("three")
        assert "author" in await client.hear_event("MESSAGE_CREATE")


async def test_events_can_come_in_disorder(local: LocalDiscord, scene: Scene) -> None:
    """Within a window events are shuffled, none is lost, and they are numbered as they are sent."""
    async with connected(local) as client:
        await client.identify(scene.bot.token)
        await client.hear_event("GUILD_CREATE")
        local.faults.reorder(0.05)
        ids = [str(scene.say(str(number)).id) for number in range(8)]
        local.faults.reorder(0)
        heard = [await client.hear() for _ in range(8)]
        told = [each["d"]["id"] for each in heard]
        assert told != ids
        assert sorted(told) == sorted(ids)
        assert [each["s"] for each in heard] == list(range(3, 11))
        scene.say("in order")
        await client.hear_event("MESSAGE_CREATE")


async def test_reactions_can_be_miscounted(local: LocalDiscord, scene: Scene) -> None:
    """A message is reported with one reaction too many, while those who reacted are told truly."""
    message = scene.say("one")
    scene.world.add_reaction(scene.bob.id, scene.channel.id, message.id, "🍎")
    local.faults.miscount(message.id, "🍎", 1)
    base = f"{local.api_base}/channels/{scene.channel.id}/messages/{message.id}"
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {scene.bot.token}"}) as session:
        reported = await (await session.get(base)).json()
        users = await (await session.get(f"{base}/reactions/🍎")).json()
    assert reported["reactions"][0]["count"] == 2
    assert len(users) == 1


# requests


async def test_answers_can_be_false_and_slow(local: LocalDiscord, scene: Scene) -> None:
    """A false answer keeps the act from being done, unless told otherwise; the record says that it was false."""
    base = f"{local.api_base}/channels/{scene.channel.id}/messages"
    local.faults.answer(502, "POST /channels/{channel_id}/messages", via=False)
    local.faults.answer(500, f"POST /channels/{scene.channel.id}/*", after=0.05, done=True)
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {scene.bot.token}"}) as session:
        answers = [await session.post(base, json={"content": text}) for text in ("one", "two", "three")]
        assert [each.status for each in answers] == [502, 500, 200]
        assert [each.content_type for each in answers] == ["text/html", "application/json", "application/json"]
    assert [message.content for message in scene.channel.messages.values()] == ["two", "three"]
    assert [exchange.false for exchange in local.log] == [True, True, False]


async def test_connections_can_be_cut_before_and_after_the_act(local: LocalDiscord, scene: Scene) -> None:
    """A cut connection leaves the caller without an answer, whether the act was done or not."""
    base = f"{local.api_base}/channels/{scene.channel.id}/messages"
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {scene.bot.token}"}) as session:
        for fault in (local.faults.cut_before, local.faults.cut_after):
            fault("POST /channels/*/messages")
            with pytest.raises(aiohttp.ClientError):
                await session.post(base, json={"content": fault.__name__})
    assert [message.content for message in scene.channel.messages.values()] == ["cut_after"]
    assert [exchange.status for exchange in local.log] == [None, None]


async def test_the_service_can_go_down_and_come_back(local: LocalDiscord, scene: Scene) -> None:
    """While it is down nobody gets through; it comes back at the same address, and sessions can be resumed."""
    async with connected(local) as client:
        await client.identify(scene.bot.token)
        address = local.api_base
        await local.stop()
        assert await client.close_code() == 1006
    scene.say("unheard")
    with pytest.raises(aiohttp.ClientConnectionError):
        async with connected(local):
            pass
    await local.start()
    assert local.api_base == address
    async with connected(local) as again:
        await again.resume(scene.bot.token, client.session_id, client.seq)
        await again.hear_event("MESSAGE_CREATE")
        await again.hear_event("RESUMED")


async def test_unknown_addresses_are_problems(local: LocalDiscord) -> None:
    """An address that does not exist gets Discord's 404, and stands among the problems."""
    async with aiohttp.ClientSession() as session, session.get(f"{local.api_base}/nowhere") as response:
        assert response.status == 404
        assert await response.json() == {"message": "404: Not Found", "code": 0}
    assert "/nowhere" in local.problems.pop()


async def test_failures_are_problems(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of this server's own is answered with 500 or a cut, and stands among the problems."""

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    local = scene.local
    monkeypatch.setattr(scene.world, "guilds_of", fail)
    headers = {"Authorization": f"Bot {scene.bot.token}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.get(f"{local.api_base}/users/@me/guilds") as response,
    ):
        assert response.status == 500
    async with connected(local) as client:
        await client.say(2, {"token": scene.bot.token, "intents": 1})
        assert await client.close_code() == 1006
    assert ["ZeroDivisionError" in problem for problem in local.problems] == [True, True]
    local.problems.clear()
