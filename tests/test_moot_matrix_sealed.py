"""An election on Matrix where all is encrypted: the room, the private rooms, and the picture of the count.

It is one story on a real homeserver, with what goes wrong in it on the way; at its end all that the program wrote is
looked through for what somebody voted.
"""

import asyncio
import io
from pathlib import Path

import nio
import pytest
from nio.crypto.attachments import decrypt_attachment

from adapters.matrix import syncing
from deliberation.elections import ElectionState
from deliberation.polls import OptionKind
from deliberation.rules import Method
from tests.support.matrix import Person, Village, good
from tests.support.moot import Moot
from tests.test_moot_matrix_ballots import RECEIPT, den_of

pytestmark = pytest.mark.synapse

pytest_plugins = ["tests.support.talkative"]

ENCRYPTED = [{"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}]
OFFICE = "general secretary"


class Story:
    """The people of an encrypted room, and what they do there."""

    def __init__(self, moot: Moot, *people: Person) -> None:
        self.moot = moot
        self.ada, self.ben, self.cleo, self.dan = self.people = people
        self.places: dict[str, int] = {}
        self.typed: list[str] = []
        self.receipts: dict[Person, str] = {}
        self.all_receipts: list[str] = []

    async def create(self) -> None:
        """An office is created by consensus."""
        await self.ada.say(self.moot.room, f"!office create {OFFICE} term 2 years")
        await self.moot.until(lambda a: bool(a.proposals))
        await self.ada.say(self.moot.room, "!consensus P1")
        card = await self.moot.card(1)
        await asyncio.gather(*(person.react(self.moot.room, card, "✅") for person in self.people))
        await self.moot.until(lambda a: OFFICE in a.offices)

    async def nominate(self) -> None:
        """Two stand for one seat, each put forward, seconded and willing; nobody finds a consensus on either."""
        moot, room = self.moot, self.moot.room
        await self.ada.say(room, f"!election {OFFICE} nominations 24h ballot 7d method stv")
        await moot.until(lambda a: 2 in a.elections)
        for candidate, by, seconder in ((self.ben, self.ada, self.dan), (self.cleo, self.dan, self.ada)):
            await by.say(room, f"!nominate {candidate.id} in E2 because they listen")
            await seconder.say(room, f"!second {candidate.id} in E2")
            await candidate.say(room, "!accept E2 I would keep the minutes.")
        stand = await moot.until(lambda a: len(a.elections[2].standing) == 2)
        await moot.skip(hours=25)
        await moot.until(lambda a: a.elections[2].state is ElectionState.CONSENSUS)
        await moot.skip(hours=73)
        poll = (await moot.until(lambda a: a.elections[2].state is ElectionState.BALLOT)).polls[1]
        assert (poll.secret, poll.method, poll.options[-1].kind) == (True, Method.STV, OptionKind.REOPEN)
        first, _ = stand.elections[2].in_order
        self.places = {"Ben": 1, "Cleo": 2} if poll.options[0].person == first.person else {"Cleo": 1, "Ben": 2}
        self.places["nobody"] = 3

    def order(self, *names: str) -> str:
        """Write an order of preference by the numbers of the paper."""
        self.typed.append(", ".join(str(self.places[name]) for name in names))
        return self.typed[-1]

    async def vote(self, person: Person, *names: str) -> str:
        """Have somebody vote in their room with the bot by text alone; give the message, once it has its receipt."""
        sent = await person.say(await den_of(self.moot, person), f"ballot B1 {self.order(*names)}")
        await self.receipt(person)
        return sent

    async def receipt(self, person: Person) -> None:
        """Wait for the receipt of somebody's latest ballot."""

        async def look() -> str:
            await person.sync()
            said = await self.private(person)
            codes = [found[0] for body in said if (found := RECEIPT.search(body))]
            return codes[-1] if codes and codes[-1] not in self.all_receipts else ""

        self.receipts[person] = str(await self.moot.until_true(look))
        self.all_receipts.append(self.receipts[person])

    async def private(self, person: Person) -> list[str]:
        """List what somebody reads from the bot in private."""
        said = await person.read(await den_of(self.moot, person), self.moot.bot)
        return [str(getattr(event, "body", "")) for event in said]

    async def blurt_out(self) -> None:
        """Cleo writes ballots in the room: she is told, and once the bot has the power, it takes such away."""
        moot, cleo = self.moot, self.cleo
        await cleo.say(moot.room, f"!ballot B1 {self.order('Ben', 'Cleo')}")
        assert "Please delete your message" in await moot.heard_privately(cleo, "was not taken")
        levels = await self.ada.call("GET", f"rooms/{moot.room}/state/m.room.power_levels/")
        more = {**levels, "users": {**levels.get("users", {}), moot.bot: 50}}
        await self.ada.call("PUT", f"rooms/{moot.room}/state/m.room.power_levels/", more)
        blurted = await cleo.say(moot.room, f"!B1 {self.order('Ben', 'Cleo')}")

        async def taken_away() -> bool:
            events = await cleo.events(moot.room)
            return any(event["event_id"] == blurted and not event["content"] for event in events)

        await moot.until_true(taken_away)

    async def decline(self) -> None:
        """Dan declines the room that the bot opens for his paper, asks again, and is asked into the same one."""
        moot, dan = self.moot, self.dan

        async def asked_in() -> str:
            await dan.sync()
            return next(iter(dan.client.invited_rooms), "")

        await dan.say(moot.room, "!ballot")
        first = await moot.until_true(asked_in)
        await dan.leave(first)
        dan.client.invited_rooms.clear()
        await dan.say(moot.room, "!ballot")
        await moot.heard_privately(dan, "Put them in the order")
        assert await den_of(moot, dan) == first
        state = await dan.call("GET", f"rooms/{first}/state/m.room.encryption/")
        assert state["algorithm"] == "m.megolm.v1.aes-sha2"

    async def change(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Ben votes, and changes it by a new message only: not by an edit, a deletion or what cannot be decrypted."""
        moot, ben = self.moot, self.ben
        den = await den_of(moot, ben)
        await self.vote(ben, "Ben")
        sent = await self.vote(ben, "nobody", "Cleo")
        edit = {"msgtype": "m.text", "body": f"ballot B1 {self.order('Ben', 'nobody')}"}
        relation = {"rel_type": "m.replace", "event_id": sent}
        await ben.say(den, f"* {edit['body']}", **{"m.new_content": edit, "m.relates_to": relation})
        assert "write it in a new message" in await moot.heard_privately(ben, "You changed a message")
        monkeypatch.setattr(syncing, "KEY_WITHIN", 0.3)
        ben.lose_the_key(den)
        for _ in range(2):  # each time, and not once a day
            await ben.say(den, f"ballot B1 {self.order('Ben', 'Cleo')}")

        async def told_twice() -> bool:
            await ben.sync()
            return sum("it is not counted" in body for body in await self.private(ben)) == 2

        await moot.until_true(told_twice)
        monkeypatch.undo()
        await ben.redact(den, sent)
        answers = await ben.read(den, moot.bot)
        answer = next(each for each in answers if self.receipts[ben] in getattr(each, "body", ""))
        await ben.redact(den, answer.event_id)  # what the bot said to Ben alone is Ben's to delete

    async def be_away(self) -> None:
        """The bot is restarted in mid-ballot, and Ada votes meanwhile, by a reply to her paper."""
        moot, ada = self.moot, self.ada
        await ada.say(moot.room, "!ballot")
        await moot.heard_privately(ada, "Put them in the order")
        den = await den_of(moot, ada)
        (paper,) = [each for each in await ada.read(den, moot.bot) if "Put them" in getattr(each, "body", "")]
        await moot.stop()
        await ada.reply(den, paper.event_id, self.order("Ben", "Cleo"))
        await moot.start()
        await self.receipt(ada)

    async def picture(self) -> tuple[str, bytes]:
        """Give the words and the content of the picture in the room, as Ada's client opens it."""
        ada, moot = self.ada, self.moot

        async def posted() -> nio.RoomEncryptedImage | None:
            await ada.sync()
            said = await ada.read(moot.room, moot.bot)
            return next((each for each in said if isinstance(each, nio.RoomEncryptedImage)), None)

        image = await moot.until_true(posted)
        sealed = good(await ada.client.download(image.url), nio.MemoryDownloadResponse).body
        return image.body, decrypt_attachment(sealed, image.key["k"], image.hashes["sha256"], image.iv)


def written(folder: Path) -> dict[str, bytes]:
    """Give all that the bot has written: its database with what is written ahead, and its keys for Matrix."""
    files = [*folder.glob("folkmoot.db*"), *(folder / "bots").rglob("*")]
    return {file.name: file.read_bytes() for file in files if file.is_file()}


async def test_an_election_where_all_is_encrypted(
    village: Village, tmp_path: Path, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A secretary is elected by STV, whatever goes wrong in private, and no file of the bot's holds what was typed."""
    moot = Moot(village, tmp_path, encrypt_private=True)
    await moot.start()
    try:
        people = await asyncio.gather(*(village.person(name, encrypted=True) for name in ("ada", "ben", "cleo", "dan")))
        await moot.gather(*people, initial_state=ENCRYPTED)
        story = Story(moot, *people)
        await story.create()
        await story.nominate()
        await story.blurt_out()
        await story.vote(story.cleo, "Cleo")
        await moot.heard_privately(story.ben, "E2")
        await story.change(monkeypatch)
        await story.decline()
        await story.vote(story.dan, "Cleo", "Ben")
        before = written(tmp_path)
        await story.be_away()
        during = [log.getvalue().encode(), *before.values(), *written(tmp_path).values()]
        await moot.until(lambda a: len(a.polls[1].given) == len(people))
        await moot.skip(days=8)
        counted = await moot.until(lambda a: not a.polls[1].is_open)
        words, png = await story.picture()
        sent = await story.ada.messages(moot.room, moot.bot)
        said = [getattr(each, "body", "") for each in await story.ada.read(moot.room, moot.bot)]
        await moot.verified()
    finally:
        await moot.stop()
    poll, places = counted.polls[1], story.places
    wanted = [("Cleo",), ("nobody", "Cleo"), ("Cleo", "Ben"), ("Ben", "Cleo")]
    assert {paper.marks: paper.many for paper in poll.papers} == {
        tuple(places[name] - 1 for name in names): 1 for names in wanted
    }
    assert set(poll.receipts) == set(story.receipts.values())
    assert len(story.all_receipts) == 5  # one of them for what Ben voted at first
    (_, cleo) = counted.elections[2].in_order
    assert (counted.elections[2].elected, counted.offices[OFFICE].holder) == ((cleo.person,), cleo.person)
    name = story.cleo.id[1:].partition(":")[0]
    assert any(f"{name} is {OFFICE} of The Test Moot until" in each for each in said)
    assert png.startswith(b"\x89PNG")
    assert "2 stages" in words
    assert f"Elected: {name}" in words
    assert {event["type"] for event in sent} == {"m.room.encrypted"}
    after = [log.getvalue().encode(), *written(tmp_path).values()]
    for trace in ("Your ballot:", "Recorded: your ballot", *(f"B1 {typed}" for typed in story.typed)):
        assert not any(trace.encode() in content for content in (*during, *after)), trace
    for receipt in story.all_receipts:
        assert not any(receipt.encode() in content for content in during), receipt
    assert any(b"they listen" in content for content in before.values()), "what nobody hides is not found either"
