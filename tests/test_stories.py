"""The demo's story comes out the same on Discord as in Matrix, in either kind of channel, and in both at once."""

import asyncio
from collections import Counter
from pathlib import Path

import pytest

from adapters.discord import listening
from bot.clock import MovableClock
from bot.demo.playing import PASSWORD, PEOPLE
from bot.demo.synapse import Synapse
from bot.demo.voices import CastError
from deliberation.assembly import Assembly
from deliberation.assessment import Outcome
from tests.localcord.model import Message
from tests.stories import discord_cast, mixed, playing, public
from tests.stories.discord_cast import Manner
from tests.stories.reading import as_read
from tests.stories.server import DESCRIPTION, Server, server
from tests.support.matrix import unique

CONSENSUS, REMOVED = Outcome.CONSENSUS, Outcome.REMOVED


def _tallies(assembly: Assembly) -> list[tuple[Outcome | None, dict[str, int]]]:
    """Give the outcome of each check, and how many took which stance."""
    checks = (assembly.checks[number] for number in sorted(assembly.checks))
    return [(each.outcome, Counter(taken.stance.value for taken in each.positions.values())) for each in checks]


EXPECTED = [
    (CONSENSUS, {"agree": 6}),
    (CONSENSUS, {"agree": 3, "stand aside": 1}),
    (CONSENSUS, {"agree": 6}),
    (REMOVED, {"remove": 3, "keep": 1, "stand aside": 1}),
]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have people on Discord read sooner than anybody could, and the bot see sooner that it is there: it keeps up."""
    monkeypatch.setattr(discord_cast, "READS", 0.2)
    monkeypatch.setattr(listening, "LOOK_EVERY", 0.1)


async def test_the_story_comes_out_in_a_channel_that_its_people_alone_see(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Commands, forms, reactions, buttons and direct messages bring the assembly from its founding to the recall."""
    clock = MovableClock()
    async with server(clock) as here:
        assert await playing.told(tmp_path, clock, here) == 0
        assert here.troubles == []
        assert here.described == DESCRIPTION.exists()
    told = capsys.readouterr().out
    assert "Ben:\n    /propose\n    ┌ Propose\n    │ Title: Open a community kitchen" in told
    assert "Folkmoot (only to Cleo):\n    Recorded as R1, with your signature." in told
    assert "Dan (privately to Folkmoot):\n    The hall has steps" in told
    assert "Eve:\n    [✅ Agree]" in told


async def test_the_story_comes_out_in_a_channel_that_everybody_sees(tmp_path: Path) -> None:
    """Whoever joined or was given the role takes part; whoever lost it does not; who only reads along is told how."""
    clock = MovableClock()
    pressing = dict.fromkeys(("Dan", "Eve", "Finn", public.BYSTANDER), Manner.BUTTON)
    async with server(clock, (*PEOPLE, public.BYSTANDER), manners=pressing, lifted=True) as here:
        status, assembly, told = await public.told(tmp_path, clock, here)
        assert status == 0
        assert here.troubles == []
        assert _tallies(assembly) == EXPECTED
        assert len(assembly.checks[1].roll) == len(PEOPLE)
        assert "Your answer was not counted" in told.text
        (role,) = (role for role in here.guild.roles.values() if role.name == assembly.name)
        assert (role.permissions, role.mentionable, role.hoist) == (0, False, False)


@pytest.mark.synapse
async def test_the_story_comes_out_half_in_matrix_and_half_on_discord(tmp_path: Path, synapse: Synapse) -> None:
    """One check, a card in each room, one tally on both: what is decided is told in both, and nobody counts twice."""
    clock = MovableClock()
    names = [unique(name.lower()) for name in ("folkmoot", *mixed.IN_MATRIX)]
    bot, *users = await asyncio.to_thread(synapse.register_all, names, PASSWORD)
    accounts = dict(zip(mixed.IN_MATRIX, users, strict=True))
    manners = {"Eve": Manner.BOTH, "Finn": Manner.BUTTON}
    async with (
        server(clock, mixed.ON_DISCORD, owner="Eve", manners=manners, lifted=True) as here,
        mixed.homeserver(tmp_path, synapse, accounts, bot) as there,
        mixed.told(tmp_path, clock, here, there) as ended,
    ):
        assert ended.status == 0
        assembly = await ended.stage.assembly()
        assert assembly.venues == frozenset(ended.rooms)
        assert _tallies(assembly) == EXPECTED
        rows = await ended.stage.store.accounts_of(assembly.participants)
        assert Counter(row.key.platform for row in rows) == {"matrix": 3, "discord": 3}
        for number, (_, stances) in enumerate(EXPECTED, start=1):
            await ended.same(number, stances)
        for name in ("Cleo", "Finn"):
            for words in ("decision D1", "decision D2", "decision D3", "By D3, Ben", "removed from office"):
                await ended.stage.people[name].wait_for(words)
        assert here.troubles == []


async def test_without_discords_description_the_story_can_be_played_and_that_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A fresh clone has only the project: what is not checked there is not said to be."""
    async with server(MovableClock(), description=tmp_path / "none") as here:
        assert not here.described
        assert "not held against that" in capsys.readouterr().out
        assert "valid" not in here.account()


async def test_a_story_that_went_wrong_ends_with_a_status_that_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """So it does where somebody waited in vain, and where all came out right but Discord had a complaint."""

    async def in_vain(*_: object) -> int:
        raise CastError("Ada waited in vain")

    async def with_complaints(_folder: object, _clock: object, here: Server) -> int:
        here.discord.problems.append("nonsense")
        return 0

    monkeypatch.setattr(playing, "told", in_vain)
    assert await playing.play() == 1
    assert "Ada waited in vain" in capsys.readouterr().err
    monkeypatch.setattr(playing, "told", with_complaints)
    assert await playing.play() == 1
    assert "✘ nonsense" in capsys.readouterr().err


async def test_what_discord_would_not_have_is_a_trouble() -> None:
    """A story in which the bot was refused something, or wrote something invalid, did not come out as it should."""
    async with server(MovableClock()) as here:
        assert here.troubles == []
        here.discord.problems.append("nonsense")
        here.discord.limits.refused["reacting"] += 2
        assert here.troubles == ["nonsense", "2 times 429 for reacting"]
        assert "valid" not in here.account()


def test_people_read_what_discords_client_shows() -> None:
    """Markdown, escapes, times and buttons become what a person sees of them; what is code stays as it is."""
    clock = MovableClock()
    at = int(clock.now().timestamp()) + 2 * 86_400
    button = {"type": 2, "style": 3, "label": "Agree", "emoji": {"name": "✅"}, "custom_id": "x"}
    message = Message(
        id=1,
        channel_id=2,
        author_id=3,
        embeds=[{"title": "P1 · A \\*kettle\\*", "description": f"**Until** <t:{at}:R>\n- one: `/agree *P1*`"}],
        components=[{"type": 1, "components": [button]}],
    )
    assert as_read(message, clock.now) == "P1 · A *kettle*\n\nUntil in 2 days\n• one: /agree *P1*\n\n[✅ Agree]"
