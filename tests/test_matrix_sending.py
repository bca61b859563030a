"""What the bot says: once, harmlessly, and with plain words where it may not."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import nio
import pytest
from nio.crypto.attachments import decrypt_attachment

from adapters.documents import Block, Bullets, Code, Document, File, Heading, Quote, Strong, Text, heading, paragraph
from adapters.inbound import Invocation, VenueGained
from adapters.matrix.translating import venue_of
from adapters.platform import BusyError, ForbiddenError, GoneError, PlatformError, RejectedError
from tests.adapter_conformance import PICTURE, PNG

if TYPE_CHECKING:
    from tests.support.matrix import Village


pytestmark = pytest.mark.synapse

CARD = Document((heading("P1"), paragraph("Plant ", Strong("trees"))))
HOSTILE = (
    "</p><script>alert(1)</script><a href='https://matrix.to/#/@ada:localhost'>@room</a>"
    "<img src=x onerror=alert(1)> @room @ada:localhost \u202eevil\u2066 \x00 &lt; <!-- \ud800 --> [x](javascript:1)"
)


async def test_a_message_is_posted_once(village: Village) -> None:
    """Sent again with its key, also by a bot that was restarted, a message and its reactions are the same ones."""
    ada, bot = await village.person("ada"), await village.listening()
    room = await village.assembly(bot, host=ada)
    first = await bot.platform.post(venue_of(room), CARD, key="P1", seeds=["✅", "🛑"])
    assert await bot.platform.post(venue_of(room), CARD, key="P1", seeds=["✅", "🛑"]) == first
    await bot.platform.edit(venue_of(room), first, CARD, key="P1 edited")
    await bot.platform.edit(venue_of(room), first, CARD, key="P1 edited")
    await bot.stop()
    again = await village.listening(bot.settings)
    assert await again.platform.post(venue_of(room), CARD, key="P1", seeds=["✅", "🛑"]) == first
    events = [event for event in await ada.events(room) if event["sender"] == bot.id]
    assert [event["type"] for event in events if "state_key" not in event] == [
        "m.room.message",
        "m.reaction",
        "m.reaction",
        "m.room.message",
    ]


async def test_a_reaction_that_is_there_is_good_enough(village: Village) -> None:
    """A seed that the server knows from before, under another transaction, is no error."""
    ada, bot = await village.person("ada"), await village.listening()
    room = await village.assembly(bot, host=ada)
    card = await bot.platform.post(venue_of(room), CARD, key="card", seeds=["✅"])
    await bot.platform._sender.react(room, card, ["✅", "🛑"], key="other")
    reactions = [
        event["content"]["m.relates_to"]["key"] for event in await ada.events(room) if event["type"] == "m.reaction"
    ]
    assert reactions == ["✅", "🛑"]


async def test_what_people_type_stays_text(village: Village) -> None:
    """Nothing in a document becomes markup, a mention or hidden text, and it mentions nobody."""
    ada, bot = await village.person("ada"), await village.listening()
    room = await village.assembly(bot, host=ada)
    everything = Document(
        (
            Heading((Text(HOSTILE),)),
            paragraph(HOSTILE, Strong(HOSTILE), Code(HOSTILE)),
            Bullets(((Text(HOSTILE),),)),
            Quote(f"{HOSTILE}\n{HOSTILE}"),
        )
    )
    card = await bot.platform.post(venue_of(room), everything, key="k")
    await bot.platform.edit(venue_of(room), card, everything, key="k2")
    posted, edited = [event["content"] for event in await ada.messages(room, bot.id)]
    for content in (posted, edited, edited["m.new_content"]):
        assert content["m.mentions"] == {}
        assert "@room" not in json.dumps(content)
        for harm in "\u202e\u2066\x00\ud800":
            assert harm not in content["body"] + content["formatted_body"]
        tags = content["formatted_body"].replace("&lt;", "")
        for ours in ("h4", "p", "strong", "code", "ul", "li", "blockquote"):
            tags = tags.replace(f"<{ours}>", "").replace(f"</{ours}>", "")
        assert "<" not in tags.replace("<br>", "")


@pytest.mark.parametrize("encrypted", [False, True])
async def test_a_document_of_any_length_is_taken(village: Village, encrypted: bool) -> None:
    """What is too long for an event is shortened and says so, in edits and encrypted rooms too."""
    ada, bot = await village.person("ada", encrypted=True), await village.listening()
    state = [{"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}]
    room = await village.assembly(bot, host=ada, initial_state=state if encrypted else [])
    blocks: list[Block] = [Quote('"\U0001f600\n' * 22_000), paragraph("word " * 14_000)]
    for number, block in enumerate(blocks):
        long = Document((heading("P1"), block, paragraph("end")))
        card = await bot.platform.post(venue_of(room), long, key=f"k{number}")
        await bot.platform.edit(venue_of(room), card, long, key=f"e{number}")
    events = await ada.messages(room, bot.id)
    assert len(events) == 4
    sizes = [len(json.dumps({**event, "unsigned": {}}, ensure_ascii=False).encode()) for event in events]
    assert all(35_000 < size < 60_000 for size in sizes)
    if not encrypted:
        assert all(event["content"]["body"].endswith("(shortened)") for event in events)


async def test_a_whisper_goes_to_one_private_room(village: Village) -> None:
    """The first whisper opens an encrypted direct room, later ones reuse it, also after a restart or all at once."""
    ada, bot = await village.person("ada", encrypted=True), await village.listening()
    where = {
        room
        for room, _ in await asyncio.gather(*(bot.platform.whisper(ada.id, None, CARD, key=f"{n}") for n in range(5)))
    }
    assert len(where) == 1
    (venue,) = where
    room = venue.partition(":")[2]
    await bot.stop()
    again = await village.listening(bot.settings)
    assert (await again.platform.whisper(ada.id, None, CARD, key="again"))[0] == venue
    assert await again.platform.whisper(ada.id, venue, CARD, key="again") == await again.platform.whisper(
        ada.id, None, CARD, key="again"
    )
    assert list((await ada.sync()).rooms.invite) == [room]
    await ada.join(room)
    events = await ada.messages(room, bot.id)
    assert [event["type"] for event in events] == ["m.room.encrypted"] * 6
    await ada.say(room, "help")
    assert [(used.name, used.private) for used in await again.some(Invocation)] == [("help", True)]
    assert not again.of(VenueGained)


async def test_a_private_room_with_company_is_no_longer_private(village: Village) -> None:
    """A whisper never goes to a room in which somebody else is; to one that the other has left they are asked back."""
    ada, bob = await village.person("ada"), await village.person("bob")
    bot = await village.listening(village.settings(encrypt_private=False))
    first, _ = await bot.platform.whisper(ada.id, None, CARD, key="1")
    room = first.partition(":")[2]
    await ada.join(room)
    await ada.client.room_invite(room, bob.id)
    await bob.join(room)
    second, _ = await bot.platform.whisper(ada.id, first, CARD, key="2")
    assert second != first
    room = second.partition(":")[2]
    await ada.join(room)
    await ada.leave(room)
    for key in ("3", "4"):
        assert (await bot.platform.whisper(ada.id, second, CARD, key=key))[0] == second
        assert room in (await ada.sync()).rooms.invite
        assert await bot.platform.is_with_us(second, ada.id)
        await ada.leave(room)
        assert not await bot.platform.is_with_us(second, ada.id)


async def test_an_invitation_that_fails_leaves_one_room_behind(village: Village) -> None:
    """Trying again to write to somebody who cannot be invited opens no further rooms."""
    bot = await village.listening()
    for key in ("1", "2", "3"):
        with pytest.raises(PlatformError):
            await bot.platform.whisper("@nobody:dead.invalid", None, CARD, key=key)
    assert len(await bot.platform._rooms.joined()) == 1


async def test_a_private_room_opened_just_before_a_crash_is_found_again(village: Village) -> None:
    """A room that was made but never noted down is known, once the server tells of it, for what it was made for."""
    ada, settings = await village.person("ada"), village.settings()
    bot = await village.listening(settings)
    await bot.stop()
    crashing = village.bot(settings)
    room = await crashing.platform._private._open(ada.id)
    await crashing.stop()
    again = await village.listening(settings, cursor=bot.cursor)
    await again.until(lambda: venue_of(room) in again.gaps)
    assert (await again.platform.whisper(ada.id, None, CARD, key="k"))[0] == venue_of(room)
    assert not again.of(VenueGained)


async def test_the_room_in_which_somebody_wrote_to_the_bot_is_used(village: Village) -> None:
    """Somebody who opened a private room with the bot is answered there."""
    ada, bot = await village.person("ada"), await village.listening()
    room = await ada.make_room(bot.id, name="", is_direct=True)
    await bot.some(VenueGained)
    venue, _ = await bot.platform.whisper(ada.id, None, CARD, key="k")
    assert venue == venue_of(room)


async def test_what_the_bot_may_not_do_is_said_in_plain_words(village: Village) -> None:
    """A missing right is named with its remedy; a room that we are not in is gone; nonsense is rejected."""
    ada, bot = await village.person("ada"), await village.listening()
    room = await village.assembly(bot, host=ada)
    levels = await ada.call("GET", f"rooms/{room}/state/m.room.power_levels")
    await ada.client.room_put_state(room, "m.room.power_levels", {**levels, "events_default": 25})
    with pytest.raises(ForbiddenError, match="administrator must give me power level 25 or lower the level") as refused:
        await bot.platform.post(venue_of(room), CARD, key="k")
    assert room in str(refused.value)
    rights = await bot.platform.rights(venue_of(room))
    assert [right.split(",")[0] for right in rights] == [
        "I may not write messages",
        "I may not react",
        "I may not remove others' messages",
    ]
    await ada.client.room_put_state(room, "m.room.power_levels", {**levels, "users": {**levels["users"], bot.id: 50}})
    assert await bot.platform.rights(venue_of(room)) == []
    await ada.client.room_kick(room, bot.id)
    with pytest.raises(GoneError):
        await bot.platform.post(venue_of(room), CARD, key="k")
    with pytest.raises(ForbiddenError):
        await bot.platform.members(venue_of(room))
    assert "must invite me" in (await bot.platform.rights(venue_of(room)))[0]
    with pytest.raises((RejectedError, GoneError, ForbiddenError)):
        await bot.platform.whisper("@nobody:localhost:99999", None, CARD, key="k")


FILE = File("my data.json", "application/json", '{"name": "Ada ☕"}')


async def test_a_file_in_an_encrypted_room_is_sealed(village: Village) -> None:
    """Neither what is in it nor what it is called can be read on the homeserver; who is in the room can read both."""
    ada, bot = await village.person("ada", encrypted=True), await village.listening()
    state = [{"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}]
    room = await village.assembly(bot, host=ada, initial_state=state)
    await bot.platform.post(venue_of(room), Document((paragraph("Yours:"),), files=(FILE,)), key="k")
    await ada.sync()
    page = await ada.client.room_messages(room, "", limit=10)
    (event,) = [each for each in page.chunk if isinstance(each, nio.RoomEncryptedFile)]
    assert (event.body, event.mimetype) == ("my data.json", "application/json")
    where = event.url.removeprefix("mxc://")
    headers = {"Authorization": f"Bearer {ada.client.access_token}"}
    reply = await ada.client.send("GET", f"/_matrix/client/v1/media/download/{where}", None, headers)
    sealed = await reply.read()
    assert reply.headers["Content-Type"] == "application/octet-stream"
    assert "my data" not in reply.headers.get("Content-Disposition", "")
    assert decrypt_attachment(sealed, event.key["k"], event.hashes["sha256"], event.iv) == FILE.text.encode()
    assert [each["type"] for each in await ada.messages(room, bot.id)] == ["m.room.encrypted"] * 2


async def test_a_file_that_is_not_taken_is_told_of(village: Village) -> None:
    """What the homeserver finds too large is named after its message, which is there all the same, and once."""
    ada, bot = await village.person("ada"), await village.listening()
    room = await village.assembly(bot, host=ada)
    large = File("all.txt", "text/plain", "x" * (51 * 1024 * 1024))
    for _ in range(2):
        await bot.platform.post(venue_of(room), Document((paragraph("All:"),), files=(large,)), key="k")
    first, second = [event["content"]["body"] for event in await ada.messages(room, bot.id)]
    assert first == "All:"
    assert second == "The file all.txt is not here. It has 51 MiB, and the homeserver takes 50."


async def test_a_file_is_sent_once_its_homeserver_takes_it(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where an upload fails, the message stands already and the file follows when it is done again."""
    ada, bot = await village.person("ada"), await village.listening()
    room = await village.assembly(bot, host=ada)
    document = Document((paragraph("Yours:"),), files=(FILE, FILE))
    call, failing = bot.platform._homeserver.call, [True]

    async def cut_off(method: str, where: str, **more: Any) -> Any:
        if where.endswith("/upload") and failing.pop():
            raise BusyError("The homeserver could not be reached.", retry_after=1)
        return await call(method, where, **more)

    with monkeypatch.context() as patched:
        patched.setattr(bot.platform._homeserver, "call", cut_off)
        with pytest.raises(BusyError):
            await bot.platform.post(venue_of(room), document, key="k")
    await bot.platform.post(venue_of(room), document, key="k")
    assert [each["content"]["msgtype"] for each in await ada.messages(room, bot.id)] == ["m.notice", "m.file", "m.file"]


async def test_a_picture_in_an_encrypted_room_is_sealed_and_sent_once(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only who is in the room can open it and read what stands for it; what cannot go now goes later."""
    ada, bot = await village.person("ada", encrypted=True), await village.listening()
    state = [{"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}]
    room = await village.assembly(bot, host=ada, initial_state=state)
    with monkeypatch.context() as patched:
        patched.setattr(bot.platform._homeserver, "call", _hung_up)
        with pytest.raises(BusyError):
            await bot.platform.post_picture(venue_of(room), PICTURE, key="k")
    posted = await bot.platform.post_picture(venue_of(room), PICTURE, key="k")
    assert await bot.platform.post_picture(venue_of(room), PICTURE, key="k") == posted
    await ada.sync()
    page = await ada.client.room_messages(room, "", limit=10)
    (event,) = [each for each in page.chunk if isinstance(each, nio.RoomEncryptedImage)]
    info = event.source["content"]["info"]
    assert (event.body, info) == (PICTURE.alt, {"mimetype": "image/png", "size": len(PNG), "w": 3, "h": 2})
    where = event.url.removeprefix("mxc://")
    headers = {"Authorization": f"Bearer {ada.client.access_token}"}
    reply = await ada.client.send("GET", f"/_matrix/client/v1/media/download/{where}", None, headers)
    sealed = await reply.read()
    assert (reply.headers["Content-Type"], sealed == PNG) == ("application/octet-stream", False)
    assert decrypt_attachment(sealed, event.key["k"], event.hashes["sha256"], event.iv) == PNG
    assert [each["type"] for each in await ada.messages(room, bot.id)] == ["m.room.encrypted"]


async def _hung_up(*_: Any, **_more: Any) -> Any:
    raise BusyError("The homeserver could not be reached.", retry_after=1)


@pytest.mark.parametrize("refusal", [ForbiddenError("I may not."), RejectedError("It is too large.")])
async def test_a_picture_that_is_not_taken_is_told(
    village: Village, monkeypatch: pytest.MonkeyPatch, refusal: PlatformError
) -> None:
    """What it shows is said in words, once, and why it is not there: nothing waits behind it."""
    ada, bot = await village.person("ada"), await village.listening()
    room = await village.assembly(bot, host=ada)
    call = bot.platform._homeserver.call

    async def refused(method: str, where: str, **more: Any) -> Any:
        if where.endswith("/upload"):
            raise refusal
        return await call(method, where, **more)

    monkeypatch.setattr(bot.platform._homeserver, "call", refused)
    for _ in range(2):
        await bot.platform.post_picture(venue_of(room), PICTURE, key="k")
    (event,) = await ada.messages(room, bot.id)
    assert event["content"]["body"] == f"The picture B1.png is not here. {refusal} It shows: {PICTURE.alt}"


async def test_seeds_are_not_worth_a_message(village: Village) -> None:
    """Where the bot may write but not react, the message is posted without seeds."""
    ada, bot = await village.person("ada"), await village.listening()
    room = await village.assembly(bot, host=ada)
    levels = await ada.call("GET", f"rooms/{room}/state/m.room.power_levels")
    levels["events"]["m.reaction"] = 50
    await ada.client.room_put_state(room, "m.room.power_levels", levels)
    assert await bot.platform.post(venue_of(room), CARD, key="k", seeds=["✅"])


async def test_a_limited_homeserver_gets_everything_in_the_end(
    limited_village: Village,
) -> None:
    """A burst beyond the server's limits is told how long to wait; trying again then, nothing is lost or doubled."""
    village = limited_village
    ada, bot = await village.person("ada"), await village.listening()
    room = await village.assembly(bot, host=ada)
    waits: list[float] = []

    async def post(number: int) -> None:
        while True:
            try:
                await bot.platform.post(venue_of(room), paragraph_of(number), key=f"{number}")
            except BusyError as error:
                waits.append(error.retry_after)
                await asyncio.sleep(error.retry_after)
            else:
                return

    await asyncio.gather(*(post(number) for number in range(11)))
    bodies = [event["content"]["body"] for event in await ada.messages(room, bot.id)]
    assert sorted(bodies, key=int) == [str(number) for number in range(11)]
    assert waits
    assert all(wait > 0 for wait in waits)


def paragraph_of(number: int) -> Document:
    return Document((paragraph(str(number)),))
