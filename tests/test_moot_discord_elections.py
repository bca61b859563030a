"""From an office to whoever holds it, on Discord alone: commands, suggestions, buttons, menus, forms and answers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from deliberation.events import BallotGiven
from tests.support.discord_bot import as_read
from tests.support.discord_moot import Moot, hasten, mooting

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path
    from typing import Any

    from tests.localcord.modals import Modal
    from tests.localcord.model import Channel, Message
    from tests.localcord.people import Person

RECEIPT = re.compile(r"[2-9A-HJKMNP-Z]{5}-[2-9A-HJKMNP-Z]{5}")
WITHIN = 10.0


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for less than among strangers."""
    hasten(monkeypatch)


async def asks(person: Person, where: Channel, command: str, /, **options: Any) -> str:
    """Have somebody use a command; give the answer, which they alone read."""
    answer = await (await person.command(where, command, **options)).reply(within=WITHIN)
    assert answer.ephemeral_for == person.id
    return as_read(answer)


async def offered(person: Person, moot: Moot, command: str, option: str, typed: str = "") -> list[str]:
    """List what is offered to somebody who types."""
    return [each["value"] for each in await person.suggestions(moot.channel, command, option, typed)]


async def pressed(person: Person, message: Message, button: str) -> Message:
    """Have somebody press a button; give the answer."""
    return await (await person.press(message, button)).reply(within=WITHIN)


async def opens(person: Person, message: Message, button: str) -> Modal:
    """Have somebody press a button that opens a form; give the form."""
    return await (await person.press(message, button)).form(within=WITHIN)


async def submits(person: Person, form: Modal, text: str) -> str:
    """Have somebody fill in a form of one field and send it; give the answer."""
    (field,) = form.fields
    return as_read(await (await person.submit(form, {field.custom_id: text})).reply(within=WITHIN))


async def chooses(person: Person, paper: Message, *choices: tuple[str, str]) -> Message:
    """Have somebody choose in the menus of a paper, one after the other; give the paper."""
    for menu, choice in choices:
        paper = await (await person.choose(paper, menu, choice)).reply(within=WITHIN)
    return paper


def receipt_in(text: str) -> str:
    """Give the code in an answer to a ballot."""
    assert "Recorded: your ballot" in text
    found = RECEIPT.search(text)
    assert found is not None
    return found[0]


async def card_of(moot: Moot, subject: str) -> Message:
    """Wait for the card of something in the channel."""
    here = await moot.assembly()
    assert here is not None
    posted = await moot.until_true(lambda: moot.store.card_of(here.id, subject, moot.venue))
    found = moot.message(int(posted.message))
    assert found is not None
    return found


async def comes(moot: Moot, time: datetime) -> None:
    """Let the time come, and all that falls due."""
    await moot.skip(seconds=(time - moot.clock.now()).total_seconds() + 1)
    await moot.skip(seconds=1)
    await moot.quiet()


async def an_office_is_made(moot: Moot) -> None:
    """The assembly agrees on a treasurer; nobody holds the office yet."""
    _, ben, cleo, dan, eve = moot.people.values()
    said = await asks(
        moot.ada, moot.channel, "office create", office="treasurer", term="1 year", reason="For the hall."
    )
    assert "P1" in said
    assert await offered(moot.ada, moot, "consensus", "number") == ["P1"]
    await asks(moot.ada, moot.channel, "consensus", number="P1")
    card = await moot.card(1)
    for each in (moot.ada, ben, cleo, dan, eve):
        await pressed(each, card, "Agree")
    await moot.until(lambda a: "treasurer" in a.offices)
    assert "vacant" in await asks(ben, moot.channel, "officers")
    assert await offered(ben, moot, "office change", "office", "tr") == ["treasurer"]
    assert await offered(ben, moot, "office change", "appointed", "el") == ["elected"]


async def names_are_put_forward(moot: Moot) -> None:
    """An election with its timetable by one command; nominations, seconds and acceptances in every way there is."""
    _, ben, cleo, dan, eve = moot.people.values()
    assert await offered(moot.ada, moot, "election call", "office", "tr") == ["treasurer"]
    called = {"office": "treasurer", "nominations": "2d", "ballot": "3d", "method": "stv"}
    assert "E2" in await asks(moot.ada, moot.channel, "election call", **called)
    assert "E2" in await asks(moot.ada, moot.channel, "election call", **called), "done twice, it stays one"
    assert "soon" in await asks(moot.ada, moot.channel, "election timetable", number="E2", nominations="soon")
    assert await offered(moot.ada, moot, "nominate", "person", "cl") == ["cleo"]
    await asks(moot.ada, moot.channel, "nominate", person="cleo", office="E2", reason="She can count.")
    await asks(ben, moot.channel, "nominate", person=f"<@{dan.id}>", office="treasurer")
    assert "own name" in await asks(dan, moot.channel, "nominate", person="dan", office="E2")
    await moot.quiet()
    assert await offered(eve, moot, "second", "person") == ["cleo", "dan"]
    await pressed(eve, await card_of(moot, "nomination:2:1"), "Second")
    await asks(eve, moot.channel, "second", person="dan", election="E2")
    await moot.reads(cleo, "your name forward")
    den = cleo.dm_channel(moot.bot)
    assert "you stand" in as_read(
        await (await cleo.command(den, "accept", number="E2", statement="I have an abacus.")).reply(within=WITHIN)
    )
    assert "why you stand" in await asks(dan, moot.channel, "accept")
    await asks(dan, moot.channel, "accept", number="E2", statement="I have fingers.")


async def consensus_fails(moot: Moot) -> None:
    """Two stand for one place; the assembly is asked about one of them, somebody blocks, and the ballot opens."""
    _, ben, *_ = moot.people.values()
    found = await moot.until(lambda a: len(a.elections[2].candidates) == 2)
    await comes(moot, found.elections[2].timetable.nominations_close)
    await asks(moot.ada, moot.channel, "elect", person="cleo", office="treasurer")
    found = await moot.until(lambda a: 2 in a.checks)
    form = await opens(ben, await moot.card(2), "Block")
    assert "Recorded" in await submits(ben, form, "Ask me about the abacus.")
    await comes(moot, found.elections[2].timetable.ballot_open)
    await moot.until(lambda a: 1 in a.polls)
    await moot.quiet()


async def they_vote(moot: Moot) -> list[str]:
    """By menus, by a form over a restart, by an option, in private; one changes hers. Give the codes that count."""
    _, ben, cleo, dan, eve = moot.people.values()
    ballot = await card_of(moot, "ballot:1")
    paper = await chooses(moot.ada, await pressed(moot.ada, ballot, "Vote in private"), ("First preference", "cleo"))
    paper = await chooses(moot.ada, paper, ("Preference 2", "Re-open nominations"))
    adas = receipt_in(as_read(await pressed(moot.ada, paper, "Give this ballot")))

    form = await opens(ben, await pressed(ben, ballot, "Vote in private"), "Write it instead")
    lines = form.fields[0].value.splitlines()
    assert sorted(lines) == sorted([f"cleo ({cleo.id}):", f"dan ({dan.id}):", "Re-open nominations:"])
    assert "no line has a figure" in await submits(ben, form, "\n".join(lines))
    await moot.restart()
    marked = [f"{line} 1" if line.startswith("dan") else line for line in lines]
    bens = receipt_in(await submits(ben, form, "\n".join(marked)))

    assert await offered(cleo, moot, "ballot", "number") == ["B1"]
    assert "3rd entry" in await asks(cleo, moot.channel, "ballot", number="B1", choices="cleo, dan, zoe")
    cleos = receipt_in(await asks(cleo, moot.channel, "ballot", number="B1", choices="cleo, dan"))

    await dan.dm(moot.bot, "ballot B1 dan, cleo")
    dans = receipt_in(await moot.reads(dan, "Recorded: your ballot"))

    paper = await (await eve.command(moot.channel, "ballot")).reply(within=WITHIN)
    given = await pressed(eve, await chooses(eve, paper, ("First preference", "dan")), "Give this ballot")
    first = receipt_in(as_read(given))
    form = await opens(eve, given, "Change my ballot")
    changed = "\n".join(f"{line.rpartition(':')[0]}:" for line in form.fields[0].value.splitlines())
    eves = receipt_in(await submits(eve, form, changed.replace(f"cleo ({cleo.id}):", f"cleo ({cleo.id}): 1")))
    assert first != eves
    return [adas, bens, cleos, dans, eves]


def nothing_is_told(moot: Moot, receipts: list[str]) -> None:
    """Whose ballot is whose stands in no message that anybody but its giver reads."""
    for receipt, giver in zip(receipts, moot.people.values(), strict=True):
        for person in moot.people.values():
            read = "\n".join(map(as_read, person.sees()))
            assert (f"Your receipt: {receipt}" in read) is (person is giver)


async def it_is_counted(moot: Moot, receipts: list[str]) -> None:
    """Everybody reads the count as a table and as a picture; the winner has the office and its role."""
    _, _, cleo, dan, eve = moot.people.values()
    open_still = await (await dan.command(moot.channel, "ballot")).reply(within=WITHIN)
    form = await opens(dan, open_still, "Write it instead")
    found = await moot.until(lambda a: len(a.polls[1].given) == 5)
    await comes(moot, found.polls[1].closes_at)
    after = await moot.until(lambda a: not a.polls[1].is_open)
    assert {paper.many for paper in after.polls[1].papers} == {1}
    assert "B1 is over" in as_read(await (await dan.choose(open_still, "Preference 3", "Re-open nominations")).reply())
    assert "B1 ended" in await submits(dan, form, "cleo")
    settled = next(each for each in reversed(eve.sees(moot.channel)) if "Recorded: your ballot" in as_read(each))
    assert "B1 is over" in as_read(await pressed(eve, settled, "Change my ballot"))
    assert f"Elected in the ballot: cleo ({cleo.id})" in await moot.is_said("Elected in the ballot")
    table = await moot.is_said("Stage 1: first choices")
    assert re.search(rf"Candidate +Votes.*cleo \({cleo.id}\).* 3\n", table, re.DOTALL)
    posted = [each for each in moot.channel.messages.values() if each.attachments]
    (picture,) = [each for message in posted for each in message.attachments if each.filename == "B1.png"]
    assert picture.content.startswith(b"\x89PNG")
    assert "cleo" in (picture.description or "")
    role = next(each for each in moot.guild.roles.values() if each.name == "Treasurer")
    await moot.until_so(lambda: role.id in moot.guild.members[cleo.id].roles)
    codes = await asks(eve, moot.channel, "receipts", number="B1")
    assert RECEIPT.findall(codes) == sorted(receipts)
    assert f"treasurer: cleo ({cleo.id})" in await asks(eve, moot.channel, "officers")
    assert [given.marks for given in await moot.happened(BallotGiven)] == [None] * 5


async def she_serves(moot: Moot) -> None:
    """The treasurer records what she did, and a gift of which the room reads nothing; others are told who does."""
    _, ben, cleo, *_ = moot.people.values()
    form = await (await cleo.command(moot.channel, "act")).form(within=WITHIN)
    answer = await (await cleo.submit(form, text="bought an abacus", mandate="none", sum="£12")).reply(within=WITHIN)
    assert "Recorded as O1" in as_read(answer)
    assert "Unmandated" in await moot.is_said("bought an abacus")
    assert await offered(ben, moot, "recall", "act") == ["O1"]
    assert await offered(ben, moot, "office end", "office", "tr") == ["treasurer"]
    gift = {"sum": "£50", "source": "Grace Hopper", "day": "1 November", "way": "bank transfer"}
    assert "cleo" in await asks(ben, moot.channel, "donation record", **gift)
    assert "Recorded as G1" in await asks(cleo, moot.channel, "donation record", **gift)
    assert "there as G1" in await asks(cleo, moot.channel, "donation record", **gift), "done twice, it stays one"
    assert "£50" in await asks(ben, moot.channel, "donation list")
    assert await offered(cleo, moot, "donation returned", "number") == ["G1"]
    assert await offered(ben, moot, "donation returned", "number") == []
    await moot.quiet()
    assert not [each for each in moot.said() if "Grace" in each]


async def test_an_office_is_made_and_filled_by_a_secret_ballot(tmp_path: Path) -> None:
    """One command calls it; nominations, consensus that fails, ballots in every way, the count; no ballot is told."""
    async with mooting(tmp_path, "ben", "cleo", "dan", "eve") as moot:
        await moot.gather()
        await an_office_is_made(moot)
        await names_are_put_forward(moot)
        await consensus_fails(moot)
        receipts = await they_vote(moot)
        nothing_is_told(moot, receipts)
        await it_is_counted(moot, receipts)
        nothing_is_told(moot, receipts)
        await she_serves(moot)
        await moot.verified()
        await moot.nothing_amiss()


async def fails(moot: Moot, person: Person, proposal: str, check: int) -> None:
    """Consensus is called and blocked."""
    await asks(moot.ada, moot.channel, "consensus", number=proposal)
    await moot.card(check)
    await asks(person, moot.channel, "block", number=proposal, reason="Not this one.")
    found = await moot.check(check)
    await comes(moot, found.deadline)
    await moot.until(lambda a: not a.checks[check].is_open)


async def test_after_deadlock_the_members_score_what_is_on_the_paper(tmp_path: Path) -> None:
    """Asked and answered by commands; the scores are ticked and typed; nobody without a vote is shown a paper."""
    async with mooting(tmp_path, "ben", "cleo") as moot:
        await moot.gather()
        _, ben, cleo = moot.people.values()
        await moot.propose("Paint it red")
        await moot.propose("Paint it blue", by=ben)
        assert await offered(moot.ada, moot, "deadlock", "number") == []
        assert "deadlock" in await asks(moot.ada, moot.channel, "deadlock", number="P1")
        for check in (1, 2):
            await fails(moot, ben, "P1", check)
        assert await offered(moot.ada, moot, "deadlock", "number") == ["P1"]
        await asks(moot.ada, moot.channel, "deadlock", number="P1", others="P2", period="48h")
        for each in (moot.ada, ben, cleo):
            assert "Recorded" in await asks(each, moot.channel, "yes", number="P1")
        await moot.until(lambda a: 1 in a.polls)
        await moot.quiet()

        paper = await pressed(cleo, await card_of(moot, "ballot:1"), "Vote in private")
        red, blue = "P1 · Paint it red", "P2 · Paint it blue"
        paper = await chooses(cleo, paper, (f"Score for {red}", f"{red}: 5"), (f"Score for {blue}", f"{blue}: 1"))
        receipt_in(as_read(await pressed(cleo, paper, "Give this ballot")))
        assert "was not taken" in await asks(ben, moot.channel, "ballot", choices="P2 6")
        receipt_in(await asks(ben, moot.channel, "ballot", choices="P2 5, P1 2"))
        receipt_in(await asks(moot.ada, moot.channel, "ballot", choices="P1=4"))
        dan = moot.local.person("dan")
        moot.local.world.add_member(moot.guild.id, dan.id)
        await moot.ada.give_role(moot.guild, dan, moot.insiders)
        await moot.until(lambda a: len(a.participants) == 4)
        refused = await pressed(dan, await card_of(moot, "ballot:1"), "Vote in private")
        assert "you joined later" in as_read(refused)
        assert refused.components == []

        found = await moot.until(lambda a: len(a.polls[1].given) == 3)
        await comes(moot, found.polls[1].closes_at)
        assert "P1 · Paint it red" in await moot.is_said("D1")
        assert "run-off" in await asks(ben, moot.channel, "why", number="B1")
        await moot.verified()
        await moot.nothing_amiss()
