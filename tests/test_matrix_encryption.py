"""Encrypted rooms: what members write is read, what the bot writes is read by them, and its device is vouched for."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import nio
import pytest
import vodozemac

from adapters.documents import Document, paragraph
from adapters.inbound import Entered, Invocation, Reacted, Said, Unreadable
from adapters.matrix import syncing
from adapters.matrix.crosssigning import ForeignIdentityError
from adapters.matrix.translating import venue_of
from adapters.platform import PlatformError

if TYPE_CHECKING:
    from tests.support.matrix import Bot, Person, Village

pytestmark = pytest.mark.synapse

CARD = Document((paragraph("P1: plant trees"),))
ENCRYPTED = [{"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}]


async def read(person: Person, room: str) -> list[str]:
    """Give the texts that a member's client can read in a room."""
    await person.sync()
    page = await person.client.room_messages(room, "", limit=100)
    assert isinstance(page, nio.RoomMessagesResponse)
    return [event.body for event in reversed(page.chunk) if isinstance(event, nio.RoomMessageNotice)]


def machine(person: Person) -> Any:
    """Give what does the cryptography of somebody's client."""
    return person.client.olm


async def published(person: Person, user: str) -> dict[str, Any]:
    """Give all keys that the homeserver has of somebody."""
    return await person.call("POST", "keys/query", {"device_keys": {user: []}})


def signed_by(thing: dict[str, Any], user: str, key: str) -> bool:
    """Whether a JSON object has a good signature of an Ed25519 key, by that key's own id."""
    bare = {name: value for name, value in thing.items() if name not in {"signatures", "unsigned"}}
    signature = vodozemac.Ed25519Signature.from_base64(thing["signatures"][user][f"ed25519:{key}"])
    message = nio.Api.to_canonical_json(bare).encode()
    vodozemac.Ed25519PublicKey.from_base64(key).verify_signature(message, signature)
    return True


async def give_key(person: Person, bot: Bot, room: str, session: str, key: str) -> None:
    """Hand the bot the key to what somebody wrote, after it."""
    olm, device_id = machine(person), (await bot.platform._session.device()).device_id
    await person.client.keys_claim({bot.id: [device_id]})
    device = olm.device_store[bot.id][device_id]
    content = {"algorithm": "m.megolm.v1.aes-sha2", "room_id": room, "session_id": session, "session_key": key}
    sealed = olm._olm_encrypt(olm.session_store.get(device.curve25519), device, "m.room_key", content)
    await person.call("PUT", "sendToDevice/m.room.encrypted/1", {"messages": {bot.id: {device_id: sealed}}})


async def test_an_encrypted_room_works_both_ways(village: Village) -> None:
    """A command and a reply come through decrypted, and members can read the bot, also those who came later."""
    ada, bot = await village.person("ada", encrypted=True), await village.listening()
    room = await village.assembly(bot, host=ada, initial_state=ENCRYPTED)
    await ada.say(room, "!propose Plant trees")
    assert [used.arguments for used in await bot.some(Invocation)] == [{"text": "Plant trees"}]
    card = await bot.platform.post(venue_of(room), CARD, key="card", seeds=["✅"])
    await ada.reply(room, card, "The roots break the pavement")
    await ada.react(room, card, "✅")
    assert [(said.text, said.reply_to) for said in await bot.some(Said)] == [("The roots break the pavement", card)]
    assert [reacted.message for reacted in await bot.some(Reacted)] == [card]
    assert await read(ada, room) == ["P1: plant trees"]

    bob = await village.person("bob", encrypted=True)
    await ada.client.room_invite(room, bob.id)
    await bob.join(room)
    await bot.some(Entered)
    await bot.platform.post(venue_of(room), CARD, key="second")
    await bot.platform.edit(venue_of(room), card, Document((paragraph("P1: carried"),)), key="edit")
    assert (await read(bob, room))[0] == "P1: plant trees"
    assert (await read(ada, room)) == ["P1: plant trees", "P1: plant trees", "* P1: carried"]
    assert {event["type"] for event in await ada.messages(room, bot.id)} == {"m.room.encrypted"}


async def test_a_member_can_read_with_a_new_device(village: Village) -> None:
    """A device that a member logs in with later is given the key to what comes after."""
    ada, bot = await village.person("ada", encrypted=True), await village.listening()
    room = await village.assembly(bot, host=ada, initial_state=ENCRYPTED)
    await bot.platform.post(venue_of(room), CARD, key="1")
    await ada.client.close()
    ada.client = nio.AsyncClient(village.server.url, ada.id, store_path=str(village.folder))
    await ada.log_in()
    await ada.say(room, "!hello")
    await bot.some(Invocation)
    await bot.platform.post(venue_of(room), CARD, key="2")
    assert await read(ada, room) == ["P1: plant trees"]


async def test_the_keys_survive_a_restart(village: Village) -> None:
    """After a restart the same device reads what was written while it was away, and is read."""
    ada, settings = await village.person("ada", encrypted=True), village.settings()
    bot = await village.listening(settings)
    room = await village.assembly(bot, host=ada, initial_state=ENCRYPTED)
    await ada.say(room, "!before")
    await bot.some(Invocation)
    await bot.stop()
    before = await published(ada, bot.id)
    for number in range(3):
        await ada.say(room, f"!away {number}")
    again = await village.listening(settings, cursor=bot.cursor)
    assert [used.arguments["text"] for used in await again.some(Invocation, 3)] == ["0", "1", "2"]
    await again.platform.post(venue_of(room), CARD, key="card")
    assert await read(ada, room) == ["P1: plant trees"]
    assert await published(ada, bot.id) == before
    assert len(before["device_keys"][bot.id]) == 1


async def test_the_device_is_vouched_for(village: Village) -> None:
    """The bot's keys sign one another down to its device, as anybody can check; a second start changes nothing."""
    ada, settings = await village.person("ada"), village.settings()
    bot = await village.listening(settings)
    keys = await published(ada, bot.id)
    master, own = keys["master_keys"][bot.id], keys["self_signing_keys"][bot.id]
    (device,) = keys["device_keys"][bot.id].values()
    (master_key,), (own_key,) = master["keys"].values(), own["keys"].values()
    assert (master["usage"], own["usage"]) == (["master"], ["self_signing"])
    assert signed_by(own, bot.id, master_key)
    assert signed_by(device, bot.id, own_key)
    assert signed_by({**device, "signatures": device["signatures"]}, bot.id, own_key)
    await bot.stop()
    await village.listening(settings)
    assert await published(ada, bot.id) == keys


async def test_an_identity_made_elsewhere_is_not_replaced(village: Village) -> None:
    """Where the account has a cross-signing identity that is not ours, the bot says so, works, and leaves it alone."""
    ada, settings = await village.person("ada"), village.settings()
    first = await village.listening(settings)
    await first.stop()
    before = (await published(ada, first.id))["master_keys"]
    (settings.store / "cross-signing.json").unlink()
    again = await village.listening(settings)
    device = await again.platform._session.device()
    with pytest.raises(ForeignIdentityError, match="this bot did not make"):
        await again.platform._identity.ensure(device.device_id)
    assert (await published(ada, first.id))["master_keys"] == before


async def test_a_device_that_was_logged_out_comes_back(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the operator logged everything out, the bot logs in again, publishes its keys, and is vouched for."""
    monkeypatch.setattr(syncing, "KEY_WITHIN", 1.0)
    ada, settings = await village.person("ada", encrypted=True), village.settings()
    bot = await village.listening(settings)
    room = await village.assembly(bot, host=ada, initial_state=ENCRYPTED)
    await bot.platform._homeserver.call("POST", "/_matrix/client/v3/logout/all", body={})
    await ada.say(room, "!anybody there")
    await bot.until(lambda: bot.platform._vouched == bot.platform._session.logins == 2)
    await ada.say(room, "!still there")
    await bot.some(Invocation)
    keys = await published(ada, bot.id)
    (own_key,) = keys["self_signing_keys"][bot.id]["keys"].values()
    (device,) = keys["device_keys"][bot.id].values()
    assert signed_by(device, bot.id, own_key)


async def test_who_has_no_password_says_what_to_do(village: Village) -> None:
    """A token that is refused, a wrong password and somebody else's token end listening with a word of what to do."""
    ada, settings = await village.person("ada"), village.settings()

    def bot(**more: str) -> Bot:
        return village.bot(replace(settings, **more))  # type: ignore[arg-type]

    for unlucky, word in (
        (bot(password="", access_token="nonsense"), "put a new token or the password"),
        (bot(password="wrong"), "check the name and the password"),
        (bot(password="", access_token=ada.client.access_token), f"belongs to {ada.id}"),
    ):
        with pytest.raises(PlatformError, match=word) as refused:
            await unlucky.platform.listen(unlucky.deliver)
        assert "nonsense" not in str(refused.value)


async def test_a_token_alone_is_enough(village: Village) -> None:
    """A bot with an access token and no password listens, speaks and has an identity of its own."""
    ada, owner = await village.person("ada"), await village.person("bot")
    settings = village.settings()
    token = replace(settings, user_id=owner.id, password="", access_token=owner.client.access_token)
    bot = await village.listening(token)
    room = await village.assembly(bot, host=ada)
    await ada.say(room, "!hello")
    await bot.some(Invocation)
    assert bot.id in (await published(ada, bot.id))["master_keys"]
    assert (await bot.platform._session.device()).device_id == owner.client.device_id


async def test_what_cannot_be_read_is_reported(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    """A message without its key is reported once its time is up, and until then the cursor waits for it."""
    monkeypatch.setattr(syncing, "KEY_WITHIN", 1.0)
    ada, bot = await village.person("ada", encrypted=True), await village.listening()
    room = await village.assembly(bot, host=ada, initial_state=ENCRYPTED)
    before = bot.cursor
    await ada.sync()
    machine(ada).create_outbound_group_session(room)
    machine(ada).outbound_group_sessions[room].shared = True
    sent = await ada.say(room, "!lost")
    await ada.react(room, sent, "✅")
    await bot.some(Reacted)
    assert bot.cursor == before
    assert [(lost.source, lost.account.id) for lost in await bot.some(Unreadable)] == [(sent, ada.id)]
    assert bot.cursor != before


async def test_a_key_that_comes_late_is_not_too_late(village: Village) -> None:
    """A message whose key arrives after it is handed over then, and so it is to a bot that was restarted in between."""
    ada, settings = await village.person("ada", encrypted=True), village.settings()
    bot = await village.listening(settings)
    room = await village.assembly(bot, host=ada, initial_state=ENCRYPTED)
    await ada.sync()
    olm = machine(ada)
    olm.create_outbound_group_session(room)
    session = olm.outbound_group_sessions[room]
    first_key = session.session_key
    session.shared = True
    sent = await ada.say(room, "!late")
    await ada.react(room, sent, "✅")
    await bot.some(Reacted)
    await bot.stop()
    again = await village.listening(settings, cursor=bot.cursor)
    await again.some(Reacted)
    assert not again.of(Invocation)
    await give_key(ada, again, room, session.id, first_key)
    assert [(used.name, used.source) for used in await again.some(Invocation)] == [("late", sent)]


async def test_what_comes_late_is_not_taken_for_the_latest(village: Village) -> None:
    """What somebody said after a message whose key is late waits for that one: a ballot is not changed back by it.

    A ciphertext in between that makes no sense is left out, and stops nothing.
    """
    ada, bot = await village.person("ada", encrypted=True), await village.listening()
    room = await village.assembly(bot, host=ada, initial_state=ENCRYPTED)
    await ada.sync()
    ada.lose_the_key(room)
    first_session = machine(ada).outbound_group_sessions[room]
    first_key = first_session.session_key
    first = await ada.say(room, "!first")
    machine(ada).outbound_group_sessions.pop(room)
    second = await ada.say(room, "!second")
    senseless = machine(ada).group_encrypt(room, {"type": [], "content": {"body": "!third"}})
    await ada.call("PUT", f"rooms/{room}/send/m.room.encrypted/senseless", senseless)
    await ada.react(room, first, "✅")
    await bot.some(Reacted)
    assert not bot.of(Invocation)
    await give_key(ada, bot, room, first_session.id, first_key)
    assert [used.source for used in await bot.some(Invocation, 2)] == [first, second]
    last = await ada.say(room, "!last")
    assert (await bot.some(Invocation, 3))[-1].source == last


async def test_state_cannot_be_smuggled_in_a_ciphertext(village: Village) -> None:
    """An encrypted event that claims to be a membership, a redaction or a tombstone is none."""
    ada, bot = await village.person("ada", encrypted=True), await village.listening()
    room = await village.assembly(bot, host=ada, initial_state=ENCRYPTED)
    await ada.sync()
    await ada.say(room, "good morning")
    for kind, content in (
        ("m.room.member", {"membership": "join"}),
        ("m.room.redaction", {"redacts": "$x"}),
        ("m.room.tombstone", {"replacement_room": "!x"}),
        ("m.room.encrypted", {"algorithm": "m.megolm.v1.aes-sha2"}),
    ):
        payload = {"type": kind, "content": content, "state_key": "@eve:localhost", "sender": bot.id}
        sealed = machine(ada).group_encrypt(room, payload)
        await ada.call("PUT", f"rooms/{room}/send/m.room.encrypted/{kind}", sealed)
    before = len(bot.items)
    await ada.say(room, "!end")
    await bot.some(Invocation)
    assert [type(item) for item in bot.items[before:]] == [Invocation]
    assert "end" in json.dumps([used.name for used in bot.of(Invocation)])
