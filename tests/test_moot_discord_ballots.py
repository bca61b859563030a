"""Voting on Discord: everything of a ballot is seen by its giver alone, from menus, from a form, or by text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from bot.items import Internal
from deliberation import commands as cmd
from deliberation.rules import Method
from tests.localcord.pressing import everything
from tests.support.discord_bot import as_read
from tests.support.discord_moot import Moot, hasten, mooting

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from deliberation.ids import PersonId
    from deliberation.polls import Poll
    from tests.localcord.model import Message
    from tests.localcord.people import Person

RECEIPT = re.compile(r"[2-9A-HJKMNP-Z]{5}-[2-9A-HJKMNP-Z]{5}")


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for less than among strangers."""
    hasten(monkeypatch)


@pytest.fixture
async def moot(tmp_path: Path) -> AsyncIterator[Moot]:
    """A server with an assembly of Ada, Ben and Cleo."""
    async with mooting(tmp_path, "ben", "cleo") as moot:
        await moot.gather()
        yield moot
        await moot.nothing_amiss()


async def held(moot: Moot, method: Method, *candidates: Person) -> Poll:
    """Have the election of a secretary until its ballot opens."""
    here = await moot.assembly()
    assert here is not None
    accounts = {account: who for who, account in (await moot.known(here.participants)).items()}

    async def orders(*commands: cmd.Command) -> None:
        await moot.program.intake.command(*(Internal(here.id, each) for each in commands))

    await orders(cmd.CallElection(actor=here.founder, office="secretary", method=method))
    nominators: set[PersonId] = set()
    for candidate in candidates:
        who = accounts[candidate.id]
        by = next(each for each in sorted(here.participants) if each != who and each not in nominators)
        seconder = next(each for each in sorted(here.participants) if each not in {who, by})
        nominators.add(by)
        await orders(
            cmd.Nominate(actor=by, election=1, person=who),
            cmd.SecondNomination(actor=seconder, election=1, person=who),
            cmd.AnswerNomination(actor=who, election=1, accepts=True, statement="I would listen."),
        )
    now = await moot.assembly()
    assert now is not None
    opens = now.elections[1].timetable.ballot_open
    await moot.skip(seconds=(opens - moot.clock.now()).total_seconds() + 1)
    await moot.skip(seconds=1)
    found = await moot.until(lambda a: bool(a.polls))
    await moot.quiet()
    return found.polls[1]


def menus(message: Message) -> list[str]:
    """Name the menus under a message."""
    return [str(each.get("placeholder")) for each in everything(message.components) if each["type"] == 3]


def buttons(message: Message) -> list[str]:
    """Name the buttons under a message."""
    return [str(each.get("label")) for each in everything(message.components) if each["type"] == 2]


def public(moot: Moot) -> str:
    """Give everything that anybody can read in the guild."""
    channels = [each for each in moot.local.world.channels.values() if each.guild_id is not None]
    return "\n".join(
        as_read(message) for each in channels for message in each.messages.values() if message.ephemeral_for is None
    )


async def test_scores_are_ticked_in_menus_given_and_seen_by_nobody_else(moot: Moot) -> None:
    """The paper has a menu for each line; what is ticked survives a restart, and may be changed once it is given."""
    _, ben, cleo = moot.people.values()
    await held(moot, Method.STAR, moot.ada, ben)
    paper = await (await cleo.command(moot.channel, "ballot")).reply(within=10)
    assert paper.ephemeral_for == cleo.id
    assert len(menus(paper)) == 3
    for_ada = next(each for each in menus(paper) if "ada" in each)
    for_ben = next(each for each in menus(paper) if "ben" in each)
    label = for_ada.removeprefix("Score for ")
    paper = await (await cleo.choose(paper, for_ada, f"{label}: 5")).reply(within=10)
    await moot.restart()
    paper = await (await cleo.choose(paper, for_ben, "2")).reply(within=10)
    assert f"{label}: 5" in as_read(paper)
    assert "not given yet" in as_read(paper)
    now = await moot.assembly()
    assert now is not None
    assert not now.polls[1].given
    given = await (await cleo.press(paper, "Give this ballot")).reply(within=10)
    assert given.ephemeral_for == cleo.id
    first = RECEIPT.search(as_read(given))
    assert first is not None
    assert "Recorded: your ballot in B1" in as_read(given)
    form = await (await cleo.press(given, "Change my ballot")).form(within=10)
    (field,) = form.fields
    # On the form it stands in full, with the account, so that it is read back as that person whatever they are called.
    in_full = f"{label} ({moot.ada.id})"
    assert f"{in_full}: 5" in field.value
    changed = field.value.replace(f"{in_full}: 5", f"{in_full}: 1")
    again = await (await cleo.submit(form, {field.custom_id: changed})).reply(within=10)
    second = RECEIPT.search(as_read(again))
    assert second is not None
    assert f"{in_full}: 1" in as_read(again)
    closes = (await moot.assembly()).polls[1].closes_at  # type: ignore[union-attr]
    await moot.quiet()
    said = public(moot)
    assert first[0] not in said
    assert second[0] not in said
    assert "Recorded" not in said
    assert ": 5" not in said
    await moot.skip(seconds=(closes - moot.clock.now()).total_seconds() + 1)
    counted = (await moot.until(lambda a: not a.polls[1].is_open)).polls[1]
    assert counted.receipts == (second[0],)
    assert counted.papers[0].many == 1
    assert sorted(counted.papers[0].marks) == [0, 1, 2]


async def test_preferences_are_ticked_one_after_the_other_and_can_be_taken_back(moot: Moot) -> None:
    """A menu asks for the next preference until it is enough; text and an option of the command do the same."""
    _, ben, cleo = moot.people.values()
    await held(moot, Method.STV, moot.ada, ben)
    here = await moot.assembly()
    assert here is not None
    posted = await moot.store.card_of(here.id, "ballot:1", moot.venue)
    assert posted is not None
    card = moot.message(int(posted.message))
    assert card is not None
    paper = await (await cleo.press(card, "Vote in private")).reply(within=10)
    assert paper.ephemeral_for == cleo.id
    assert menus(paper) == ["First preference"]
    paper = await (await cleo.choose(paper, "First preference", "2")).reply(within=10)
    paper = await (await cleo.choose(paper, "Preference 2", "0")).reply(within=10)
    paper = await (await cleo.press(paper, "Take the last away")).reply(within=10)
    paper = await (await cleo.choose(paper, "Preference 2", "1")).reply(within=10)
    assert "Re-open nominations" in as_read(paper)
    await (await cleo.press(paper, "Give this ballot")).reply(within=10)
    typed = await (await ben.command(moot.channel, "ballot", number="B1", choices="2, 1")).reply(within=10)
    assert typed.ephemeral_for == ben.id
    await moot.ada.dm(moot.bot, "ballot 3")
    await moot.reads(moot.ada, "Recorded: your ballot in B1")
    found = await moot.until(lambda a: len(a.polls[1].given) == 3)
    await moot.skip(seconds=(found.polls[1].closes_at - moot.clock.now()).total_seconds() + 1)
    counted = (await moot.until(lambda a: not a.polls[1].is_open)).polls[1]
    assert {paper.marks for paper in counted.papers} == {(2, 1), (1, 0), (2,)}


async def test_ballots_in_a_channel_and_of_those_without_a_vote_are_refused_in_private(moot: Moot) -> None:
    """Who typed one where others read is warned, who came later is told so; the channel reads nothing."""
    _, ben, cleo = moot.people.values()
    await held(moot, Method.STAR, moot.ada, ben)
    before = moot.said()
    await cleo.say(moot.channel, f"<@{moot.bot.id}> ballot B1 ada 5, ben 1")
    assert "was not taken" in await moot.reads(cleo, "Please delete your message")
    dan = moot.local.person("dan")
    moot.local.world.add_member(moot.guild.id, dan.id)
    await moot.ada.give_role(moot.guild, dan, moot.insiders)
    await moot.until(lambda a: len(a.participants) == 4)
    answer = await (await dan.command(moot.channel, "ballot")).reply(within=10)
    assert "you joined later" in as_read(answer)
    assert answer.ephemeral_for == dan.id
    await moot.quiet()
    assert [each for each in moot.said() if each not in before and "allot" in each] == []
    assert not any("ada 5" in message.content for message in cleo.sees(moot.channel))
    now = await moot.assembly()
    assert now is not None
    assert not now.polls[1].given
