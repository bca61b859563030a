"""The gateway of the local Discord, with bare websockets."""

from __future__ import annotations

import asyncio
import json
import zlib
from typing import Any

import aiohttp
import pytest

from tests.localcord.happenings import Intent
from tests.localcord.server import LocalDiscord
from tests.localcord.settings import GatewaySettings
from tests.support.gateway import PLAIN, Scene, connected

pytest_plugins = ["tests.support.localcord_fixtures"]


# identifying


async def test_a_session_begins_with_ready_and_the_guilds(local: LocalDiscord, scene: Scene) -> None:
    """READY names the bot and its guilds as unavailable; a GUILD_CREATE for each follows."""
    async with connected(local) as client:
        ready = await client.identify(scene.bot.token)
        assert ready["user"]["id"] == str(scene.bot.id)
        assert ready["guilds"] == [{"id": str(scene.guild.id), "unavailable": True}]
        assert ready["resume_gateway_url"] == local.gateway_url
        created = await client.hear_event("GUILD_CREATE")
        assert [channel["name"] for channel in created["channels"]] == ["talk"]
        assert client.seq == 2


@pytest.mark.parametrize(
    ("identity", "code"),
    [
        ({"token": "wrong"}, 4004),
        ({"shard": [2, 2]}, 4010),
        ({"intents": 1 << 30}, 4013),
        ({"intents": Intent.GUILD_PRESENCES}, 4014),
    ],
)
async def test_a_wrong_identity_is_closed_with_its_code(
    local: LocalDiscord, scene: Scene, identity: dict[str, Any], code: int
) -> None:
    """A wrong token, an impossible shard, unknown intents, and intents that are not switched on: each has its code."""
    async with connected(local) as client:
        await client.say(2, {"token": scene.bot.token, "intents": 1, **identity})
        assert await client.close_code() == code


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ('{"op": 99, "d": null}', 4001),
        ('{"op": {}, "d": null}', 4001),
        ("[", 4002),
        (json.dumps({"op": 3, "d": "x" * 5000}), 4002),
        ('{"op": 8, "d": {}}', 4003),
        ('{"op": 6, "d": {"token": "wrong", "session_id": "x", "seq": 1}}', 4004),
    ],
)
async def test_nonsense_is_closed_with_its_code(local: LocalDiscord, said: str, code: int) -> None:
    """An unknown op, no JSON, too much of it, what needs a session, a RESUME with a wrong token: each has its code."""
    async with connected(local) as client:
        await client.socket.send_str(said)
        assert await client.close_code() == code


@pytest.mark.parametrize(
    ("settings", "code"),
    [(GatewaySettings(guilds_per_shard=0), 4011), (GatewaySettings(session_starts=0), 4004)],
)
async def test_too_many_guilds_or_sessions_are_closed_with_their_code(settings: GatewaySettings, code: int) -> None:
    """A shard with too many guilds gets 4011, a bot that has used up its IDENTIFYs 4004."""
    async with LocalDiscord(settings=settings) as local, connected(local) as client:
        await client.say(2, {"token": Scene(local).bot.token, "intents": 1})
        assert await client.close_code() == code


async def test_identifying_twice_is_an_error(local: LocalDiscord, scene: Scene) -> None:
    """A second IDENTIFY on the same connection closes it with 4005."""
    async with connected(local) as client:
        await client.identify(scene.bot.token)
        await client.say(2, {"token": scene.bot.token, "intents": 1})
        assert await client.close_code() == 4005


async def test_too_many_payloads_close_the_connection() -> None:
    """The payload after the last that is allowed in a minute closes the connection with 4008."""
    async with LocalDiscord(settings=GatewaySettings(sends_allowed=5)) as local, connected(local) as client:
        for _ in range(5):
            await client.say(1, None)
        assert [(await client.hear())["op"] for _ in range(6)] == [10, 11, 11, 11, 11, 11]
        await client.say(1, None)
        assert await client.close_code() == 4008


async def test_identifying_too_soon_gets_op_9() -> None:
    """Where Discord's identify window is enforced, a second IDENTIFY within it is turned away, a later one is not."""
    settings = GatewaySettings(identify_window=0.2)
    async with LocalDiscord(settings=settings) as local, connected(local) as first, connected(local) as second:
        scene = Scene(local)
        await first.identify(scene.bot.token)
        await second.hear()
        identity = {"token": scene.bot.token, "intents": 1}
        await second.say(2, identity)
        assert await second.hear() == {"op": 9, "d": False, "s": None, "t": None}
        await asyncio.sleep(0.25)
        await second.say(2, identity)
        await second.hear_event("READY")


# heartbeats


async def test_heartbeats_are_acknowledged_and_asked_for(local: LocalDiscord) -> None:
    """Op 1 is answered with op 11; a test can have the server ask for one, and have it answer none."""
    async with connected(local) as client:
        await client.say(1, None)
        await client.hear_op(11)
        local.faults.ask_for_heartbeat()
        await client.hear_op(1)
        local.faults.stop_acks()
        await client.say(1, None)
        with pytest.raises(TimeoutError):
            await client.socket.receive(timeout=0.1)


async def test_a_client_that_does_not_beat_is_closed() -> None:
    """One and a half intervals without a heartbeat close the connection with 4009; beating keeps it."""
    async with LocalDiscord(settings=GatewaySettings(heartbeat_interval=0.1)) as local, connected(local) as client:
        for _ in range(4):
            await asyncio.sleep(0.06)
            await client.say(1, None)
            await client.hear_op(11)
        assert await client.close_code() == 4009


# resuming


async def test_a_resume_brings_what_was_missed(local: LocalDiscord, scene: Scene) -> None:
    """What happened while the client was away comes in order with the old numbers, then RESUMED, then what is new."""
    async with connected(local) as client:
        await client.identify(scene.bot.token)
        scene.say("one")
        await client.hear_event("MESSAGE_CREATE")
        assert local.faults.drop_connections() == 1
        assert await client.close_code() == 1006
    for text in ("two", "three"):
        scene.say(text)
    async with connected(local) as again:
        await again.resume(scene.bot.token, client.session_id, client.seq)
        heard = [await again.hear() for _ in range(3)]
        assert [each["t"] for each in heard] == ["MESSAGE_CREATE", "MESSAGE_CREATE", "RESUMED"]
        assert client.seq is not None
        assert [each["s"] for each in heard] == [client.seq + 1, client.seq + 2, client.seq + 3]
        scene.say("four")
        await again.hear_event("MESSAGE_CREATE")


async def test_a_goodbye_ends_the_session(local: LocalDiscord, scene: Scene) -> None:
    """A client that closes with 1000 cannot resume; one that closes with 4000 can."""
    for code, answer in ((1000, 9), (4000, 0)):
        async with connected(local) as client:
            await client.identify(scene.bot.token)
            await client.socket.close(code=code)
        async with connected(local) as again:
            await again.resume(scene.bot.token, client.session_id, client.seq)
            assert (await again.hear())["op"] == answer


async def test_a_session_expires() -> None:
    """A RESUME after the session's lifetime gets op 9."""
    async with LocalDiscord(settings=GatewaySettings(session_lifetime=0.05)) as local:
        scene = Scene(local)
        async with connected(local) as client:
            await client.identify(scene.bot.token)
            local.faults.drop_connections()
        await asyncio.sleep(0.1)
        async with connected(local) as again:
            await again.resume(scene.bot.token, client.session_id, client.seq)
            assert (await again.hear())["op"] == 9


async def test_a_number_that_was_never_sent_cannot_be_resumed(local: LocalDiscord, scene: Scene) -> None:
    """A RESUME from the future closes with 4007."""
    async with connected(local) as client:
        await client.identify(scene.bot.token)
        local.faults.drop_connections()
    async with connected(local) as again:
        await again.resume(scene.bot.token, client.session_id, 99)
        assert await again.close_code() == 4007


async def test_a_resume_can_be_refused(local: LocalDiscord, scene: Scene) -> None:
    """A refused RESUME gets op 9; dropping connections for good makes every RESUME such a one."""
    async with connected(local) as client:
        await client.identify(scene.bot.token)
        local.faults.drop_connections(code=4000)
        assert await client.close_code() == 4000
    local.faults.refuse_resume()
    async with connected(local) as again:
        await again.resume(scene.bot.token, client.session_id, client.seq)
        assert (await again.hear())["op"] == 9
        await again.say(6, {"token": scene.bot.token, "session_id": client.session_id, "seq": client.seq})
        await again.hear_event("RESUMED")
        local.faults.drop_connections(resumable=False)
    async with connected(local) as last:
        await last.resume(scene.bot.token, client.session_id, client.seq)
        assert (await last.hear())["op"] == 9


# who is told what


async def test_without_an_intent_its_events_do_not_come(local: LocalDiscord, scene: Scene) -> None:
    """A bot with the intent for reactions only hears of reactions, not of messages or members."""
    async with connected(local) as client:
        await client.identify(scene.bot.token, Intent.GUILD_MESSAGE_REACTIONS)
        message = scene.say("hello")
        scene.world.add_member(scene.guild.id, scene.world.new_user("Cem").id)
        scene.world.add_reaction(scene.bob.id, scene.channel.id, message.id, "🍎")
        assert await client.names() == ["MESSAGE_REACTION_ADD"]


async def test_content_needs_its_intent(local: LocalDiscord, scene: Scene) -> None:
    """Without the intent a message is blank, unless it is the bot's own, mentions the bot, or is a DM."""
    dm = scene.world.dm_channel(scene.ada.id, scene.bot.id)
    async with connected(local) as blind, connected(local) as seeing:
        await blind.identify(scene.bot.token)
        await seeing.identify(scene.bot.token, PLAIN | Intent.MESSAGE_CONTENT)
        scene.say("secret")
        scene.say("mine", by=scene.bot.id)
        scene.say(f"<@{scene.bot.id}> hear me")
        scene.world.send_message(scene.ada.id, dm.id, {"content": "psst"})
        expected = ["secret", "mine", f"<@{scene.bot.id}> hear me", "psst"]
        assert [(await seeing.hear_event("MESSAGE_CREATE"))["content"] for _ in range(4)] == expected
        assert [(await blind.hear_event("MESSAGE_CREATE"))["content"] for _ in range(4)] == ["", *expected[1:]]


async def test_a_bot_hears_only_of_channels_that_it_sees(local: LocalDiscord, scene: Scene) -> None:
    """A message in a channel from which the bot is shut out does not reach it."""
    plain = scene.world.new_application("Plain")
    scene.world.add_bot(scene.guild.id, plain.id, 0)
    stranger = scene.world.new_application("Stranger")
    closed = scene.world.create_channel(
        scene.ada.id,
        scene.guild.id,
        {
            "name": "closed",
            "type": 0,
            "permission_overwrites": [{"id": str(scene.guild.id), "type": 0, "allow": "0", "deny": str(1 << 10)}],
        },
    )
    async with connected(local) as inside, connected(local) as outside:
        await inside.identify(plain.token)
        await outside.identify(stranger.token)
        scene.world.send_message(scene.ada.id, closed.id, {"content": "among us"})
        scene.say("hello")
        assert [name for name in await inside.names() if name != "GUILD_CREATE"] == ["MESSAGE_CREATE"]
        assert await outside.names() == []


async def test_each_shard_has_its_guilds(local: LocalDiscord, scene: Scene) -> None:
    """Guilds and what happens in them are divided among shards by their ids, and DMs go to shard 0."""
    guilds = await scene.guilds_on_two_shards()
    async with connected(local) as zero, connected(local) as one:
        for number, client in enumerate((zero, one)):
            ready = await client.identify(scene.bot.token, shard=[number, 2])
            expected = {str(guild.id) for guild in guilds if (guild.id >> 22) % 2 == number}
            assert {guild["id"] for guild in ready["guilds"]} == expected
            assert await client.names() == ["GUILD_CREATE"] * len(expected)
        for guild in guilds:
            scene.world.create_channel(scene.ada.id, guild.id, {"name": "more", "type": 0})
        for number, client in enumerate((zero, one)):
            expected = {str(guild.id) for guild in guilds if (guild.id >> 22) % 2 == number}
            assert {(await client.hear_event("CHANNEL_CREATE"))["guild_id"] for _ in expected} == expected
            assert await client.names() == []
        scene.world.send_message(scene.ada.id, scene.world.dm_channel(scene.ada.id, scene.bot.id).id, {"content": "hi"})
        assert "MESSAGE_CREATE" in await zero.names()
        assert "MESSAGE_CREATE" not in await one.names()


# asking for members


async def test_members_come_in_chunks() -> None:
    """All members come in chunks that are numbered, with the nonce; a query finds those whose names begin so."""
    async with LocalDiscord(settings=GatewaySettings(chunk_size=2)) as local, connected(local) as client:
        scene = Scene(local)
        await client.identify(scene.bot.token, Intent.GUILD_MEMBERS)
        asked = {"guild_id": str(scene.guild.id), "query": "", "limit": 0, "nonce": "n"}
        await client.say(8, asked)
        chunks = [await client.hear_event("GUILD_MEMBERS_CHUNK") for _ in range(2)]
        assert [(each["chunk_index"], each["chunk_count"], each["nonce"]) for each in chunks] == [
            (0, 2, "n"),
            (1, 2, "n"),
        ]
        names = [member["user"]["username"] for each in chunks for member in each["members"]]
        assert sorted(names) == ["Ada", "Bob", "Bot"]
        await client.say(8, asked | {"query": "bo", "limit": 1})
        assert len((await client.hear_event("GUILD_MEMBERS_CHUNK"))["members"]) == 1
        await client.say(8, {"guild_id": str(scene.guild.id), "user_ids": [str(scene.bob.id), "5"]})
        found = await client.hear_event("GUILD_MEMBERS_CHUNK")
        assert [member["user"]["username"] for member in found["members"]] == ["Bob"]
        assert found["not_found"] == ["5"]


async def test_asking_for_all_members_without_the_intent_is_a_problem(scene: Scene) -> None:
    """Such a request is not answered, and stands among the problems."""
    local = scene.local
    async with connected(local) as client:
        await client.identify(scene.bot.token)
        await client.say(8, {"guild_id": str(scene.guild.id), "query": "", "limit": 0})
        assert "GUILD_MEMBERS_CHUNK" not in await client.names()
    assert "without the intent" in local.problems.pop()


# the stream


async def test_a_compressed_connection_is_one_stream(local: LocalDiscord, scene: Scene) -> None:
    """With zlib-stream each frame continues one deflated stream and ends with the sign that it is complete."""
    inflate = zlib.decompressobj()
    async with connected(local, "?v=10&encoding=json&compress=zlib-stream") as client:
        await client.say(2, {"token": scene.bot.token, "intents": PLAIN})
        frames = [await client.socket.receive_bytes(timeout=2) for _ in range(3)]
        assert all(frame.endswith(b"\x00\x00\xff\xff") for frame in frames)
        heard = [json.loads(inflate.decompress(frame)) for frame in frames]
        assert [(each["op"], each["t"]) for each in heard] == [(10, None), (0, "READY"), (0, "GUILD_CREATE")]


async def test_an_unknown_compression_is_refused(local: LocalDiscord) -> None:
    """A compression that does not exist is refused before the connection begins, and stands among the problems."""
    with pytest.raises(aiohttp.WSServerHandshakeError):
        async with connected(local, "?compress=brotli"):
            pass
    assert "brotli" in local.problems.pop()
