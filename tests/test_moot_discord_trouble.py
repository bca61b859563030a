"""Whatever goes wrong at random between Discord and the whole program, what is seen is what counts."""

from __future__ import annotations

import asyncio
import inspect
from collections import Counter
from contextlib import ExitStack
from random import Random
from typing import TYPE_CHECKING, Final

import pytest

from adapters.cards.card import stance_of
from adapters.discord import listening
from adapters.reactions import folded
from deliberation.positions import Stance
from storage.port import UnavailableError
from tests.localcord.pressed import NoAnswer
from tests.localcord.refusals import Refused
from tests.support.discord_moot import Moot, hasten, mooting

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from tests.localcord.model import Message
    from tests.localcord.people import Person

MARKS: Final = ("✅", "✅", "✅", "🤷", "🤷🏾", "🤷‍♀️", "🛑", "👍", "🎉")
NAMES: Final = ("ben", "cleo", "dan", "eve", "finn", "gus")
REACTIONS: Final = ("MESSAGE_REACTION_ADD", "MESSAGE_REACTION_REMOVE")


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for less than among strangers."""
    hasten(monkeypatch)
    monkeypatch.setattr(listening, "PATIENCE", 2.0)


class Trouble:
    """People who answer two checks at random, and a Discord in which at random something goes wrong."""

    def __init__(self, moot: Moot, cards: dict[int, Message], chance: Random) -> None:
        self.moot = moot
        self.cards = cards
        self.chance = chance
        self.happened: Counter[str] = Counter()
        self._deaf = ExitStack()
        self._asked: set[asyncio.Task[None]] = set()
        faults = moot.local.faults
        self._deeds: list[Callable[[Person, int], Awaitable[None]]] = [
            *[self.react] * 6,
            *[self.unreact] * 3,
            self.press,
            self.block,
            self.type,
            self.use,
        ]
        self._troubles: dict[str, Callable[[], object]] = {
            "outage": self._outage,
            "database away": self._database_away,
            "deaf to all": lambda: self._deaf.enter_context(faults.deaf()),
            "cut": faults.drop_connections,
            "cut for good": lambda: faults.drop_connections(resumable=False),
            "closed": lambda: faults.drop_connections(code=4000),
            "asked to reconnect": lambda: faults.drop_connections(ask=True),
            "asked to begin anew": lambda: faults.drop_connections(ask=True, resumable=False),
            "invalid": faults.invalidate_sessions,
            "RESUME refused": self._refuse_resume,
            "deaf": lambda: self._deaf.enter_context(faults.deaf(*REACTIONS)),
            "not deaf any more": self._deaf.close,
            "doubled": lambda: faults.duplicate(3),
            "shuffled": lambda: faults.reorder(0.05),
            "malformed": lambda: faults.malformed(chance.choice(REACTIONS), "emoji"),
            "500": lambda: faults.answer(500, times=2),
            "no answer": lambda: faults.cut_after(times=2),
        }

    def _refuse_resume(self) -> None:
        self.moot.local.faults.refuse_resume()
        self.moot.local.faults.drop_connections()

    async def _outage(self) -> None:
        await self.moot.local.stop(forget_sessions=self.chance.random() < 0.5)
        await self.deed()
        await self.moot.local.start()

    def _database_away(self) -> None:
        """Have no database for a few calls."""
        calls = self.chance.randint(1, 20)

        async def away(what: str) -> None:
            nonlocal calls
            calls -= 1
            if calls > 0 and what != "close":
                raise UnavailableError("away")

        self.moot.sluice.before = away

    async def step(self) -> None:
        """Somebody does something, and perhaps something goes wrong."""
        if self.chance.random() < 0.4:
            name = self.chance.choice(list(self._troubles))
            self.happened[name] += 1
            trouble = self._troubles[name]()
            if inspect.isawaitable(trouble):
                await trouble
        elif self.chance.random() < 0.05:
            self.happened["restart"] += 1
            await self.moot.restart()
        await self.deed()
        if self.chance.random() < 0.5:
            await asyncio.sleep(self.chance.uniform(0, 0.05))

    async def deed(self) -> None:
        """Somebody does something."""
        person = self.moot.people[self.chance.choice(NAMES[:-1])]  # one says nothing, so that no check closes early
        await self.chance.choice(self._deeds)(person, self.chance.choice(list(self.cards)))

    async def calm(self) -> None:
        """Let nothing more go wrong, and wait until all is as it should be."""
        self._deaf.close()
        self.moot.local.faults.recover()
        await asyncio.gather(*self._asked)
        await self.moot.reconcile()

    # --- deeds

    async def react(self, person: Person, check: int) -> None:
        """Put a reaction there."""
        self.happened["reaction"] += 1
        await person.react(self.cards[check], self.chance.choice(MARKS), burst=self.chance.random() < 0.25)

    async def unreact(self, person: Person, check: int) -> None:
        """Take one's own reaction away, if there is one."""
        mine = [mark for mark, _ in standing(self.cards[check], person.id)]
        if mine:
            self.happened["reaction taken away"] += 1
            await person.unreact(self.cards[check], self.chance.choice(mine))

    async def press(self, person: Person, check: int) -> None:
        """Press a button."""
        self.happened["button"] += 1
        await person.press(self.cards[check], self.chance.choice(("Agree", "Stand aside")))

    async def block(self, person: Person, check: int) -> None:
        """Press the button for a block, and write a reason if the form comes."""
        self.happened["form"] += 1
        pressed = await person.press(self.cards[check], "Block")

        async def fill_in() -> None:
            try:
                form = await pressed.form(within=2.0)
                await person.submit(form, {form.fields[0].custom_id: "It has no ramp."})
            except (NoAnswer, Refused, AssertionError):
                self.happened["form did not come"] += 1

        task = asyncio.create_task(fill_in())
        self._asked.add(task)
        task.add_done_callback(self._asked.discard)

    async def type(self, person: Person, check: int) -> None:
        """Type a line to the bot."""
        self.happened["line"] += 1
        words = self.chance.choice(("agree", "stand-aside", "block", "retract"))
        await person.say(self.moot.channel, f"<@{self.moot.bot.id}> {words} P{check}")

    async def use(self, person: Person, check: int) -> None:
        """Use a slash command."""
        self.happened["command"] += 1
        await person.command(
            self.moot.channel, self.chance.choice(("agree", "stand-aside", "block", "retract")), number=f"P{check}"
        )

    # --- what must be so

    async def what_is_seen_is_what_counts(self) -> None:
        """See that every position agrees with the reactions that stand, and that no other reactions stand."""
        found = await self.moot.assembly()
        assert found is not None
        for number, card in self.cards.items():
            check = found.checks[number]
            assert check.is_open
            people = await self.moot.known(check.roll)
            assert len(people) == len(self.moot.people)
            for person, account in people.items():
                says = {
                    stance
                    for mark, _ in standing(card, account)
                    if (stance := stance_of(check.question, folded(mark))) is not None
                }
                position = check.positions.get(person)
                name = self.moot.local.world.user(account).name
                where = f"check {number}, {name}: {standing(card, account)}, {position}"
                if position is None:
                    assert not says, where
                elif "#" in position.source and position.stance is not Stance.BLOCK:
                    assert says == {position.stance}, where
                else:  # typed, or a block, which falls only by its holder's own word
                    assert says <= {position.stance}, where
        await self.moot.verified()


def standing(card: Message, account: int) -> list[tuple[str, bool]]:
    """List the reactions of somebody that stand on a card, and whether they are super reactions."""
    return [
        (reaction.emoji.name, burst)
        for reaction in card.reactions
        for givers, burst in ((reaction.normal, False), (reaction.burst, True))
        if account in givers
    ]


async def in_trouble(folder: Path, *, steps: int, seed: int, reconciled_every: int = 10) -> Counter[str]:
    """Go through so many steps of random trouble; give what happened."""
    async with mooting(folder, *NAMES, checked=False) as moot:
        await moot.gather()
        cards = dict([await moot.call(title) for title in ("Buy a kettle", "Paint the door")])
        trouble = Trouble(moot, cards, Random(seed))
        for number in range(1, steps + 1):
            await trouble.step()
            if not number % reconciled_every:
                await trouble.calm()
                await trouble.what_is_seen_is_what_counts()
        await trouble.calm()
        for person in (moot.people[name] for name in NAMES):
            for mark, _ in standing(cards[1], person.id):
                await person.unreact(cards[1], mark)
            last, first = ("✅", "🤷🏽") if person.name in {"ben", "cleo"} else ("🤷", "✅")
            await person.react(cards[1], first, burst=True)
            await person.react(cards[1], last)
        await moot.quiet()
        tally = (await moot.check(1)).tally
        assert (tally.agree, tally.stand_aside, tally.block) == (2, 4, 0)
        await trouble.what_is_seen_is_what_counts()
        await moot.nothing_amiss()
        return trouble.happened


@pytest.mark.parametrize("seed", [1, 2])
async def test_after_any_trouble_what_is_seen_is_what_counts(tmp_path: Path, seed: int) -> None:
    """Through drops, lost, doubled, shuffled events and restarts, tally and reactions agree whenever all is quiet."""
    await in_trouble(tmp_path, steps=30, seed=seed)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(10, 15))
async def test_after_long_trouble_what_is_seen_is_what_counts(tmp_path: Path, seed: int) -> None:
    """The same for five times as long, five times."""
    happened = await in_trouble(tmp_path, steps=200, seed=seed)
    print(happened)
