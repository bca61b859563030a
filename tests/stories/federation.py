"""The story of a federation: two regions, six constituencies and a river, in Matrix and on Discord.

Each scene ends with a look into the registers' own state: the demo succeeds only if every outcome was the expected one.
"""

import asyncio
import re
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from bot.congress import telling
from bot.congress.founding import Founding, Order
from bot.congress.reading import Sheet
from bot.demo.scenes import UnexpectedError
from bot.demo.story import AGREE
from bot.demo.voices import Where
from bot.items import Internal
from bot.roster.enrolment import end_of
from bot.roster.importing import Importer
from bot.roster.invitations import Invitations
from bot.roster.records import in_csv
from bot.roster.reporting import lines as reported
from deliberation.assembly import Assembly
from deliberation.assessment import Outcome
from deliberation.commands import FoundAssembly
from deliberation.ids import AssemblyId, PersonId
from deliberation.phases import Phase
from deliberation.positions import Stance
from tests.stories.federation_people import (
    DISCORD,
    HOMES,
    MATRIX,
    REGIONS,
    STEWARDS,
    venue_on_discord,
)
from tests.stories.federation_stage import FederationStage, account_of, spoken

NATIONAL: Final = "Harmony"
RIVER: Final = "clean-rivers"
VAN: Final = "Buy one flood van"
LIBRARY: Final = "Share the tool libraries"
FERRY: Final = "Run a night ferry"
LONDON: Final = ZoneInfo("Europe/London")


@dataclass
class FederationStory:
    """Plays the scenes in order."""

    stage: FederationStage

    async def play(self) -> None:
        """Play everything.

        Raises:
            UnexpectedError: an outcome was not the expected one.
            CastError: a person did not hear in time what they should have.
        """
        for number, scene in enumerate(
            (self.congress, self.river, self.linking, self.affiliation, self.roster, self.rooms, self.nested,
             self.lapse, self.block, self.joint, self.affected, self.tree), start=1,
        ):  # fmt: skip
            self.stage.tell(f"\n=== {number}. {(scene.__doc__ or '').rstrip('.')}")
            await scene()

    # --- how it begins

    async def congress(self) -> None:
        """The operator founds a movement from a table: it, two regions, six constituencies."""
        self.stage.listen()
        for slug in REGIONS:
            await self._open_region(slug)
        order = Order(constituencies=Sheet(name="constituencies.csv", data=_constituencies()), national=NATIONAL)
        plan = await Founding(self.stage.store, self.stage.clock).carry_out(order, lambda _done, _total: None)
        self.stage.show("folkmoot congress create constituencies.csv --national Harmony --yes", "\n".join(
            filter(None, telling.done(plan, order))), lines=20)  # fmt: skip
        await self.stage.halls.learn()
        for slug in HOMES:
            member_of = {peer.slug for peer in (await self.stage.named(slug)).member_of.values()}
            _expect(
                len(member_of) == 2 and "harmony" in member_of, f"{slug} is a member of its region and of {NATIONAL}"
            )
        self.stage.tell(
            "\n(Ada and Eve join Yorkshire's room in Matrix. On Discord, Gale has the server: she gives Iris, Kit and"
            " herself the role of those who take part in the South West.)"
        )
        there, here = self.stage.there, self.stage.here
        for name in ("Ada", "Eve"):
            await there.members[name].join(self.stage.places["yorkshire"][0].partition(":")[2])
        role = self.stage.role("South West")
        for name in ("Gale", "Iris", "Kit"):
            await here.owner.give_role(here.guild, here.members[name].person, role)
        await self.stage.comes_to("yorkshire", "two take part", lambda a: len(a.participants) == 2)
        await self.stage.comes_to("south-west", "three take part", lambda a: len(a.participants) == 3)

    async def _open_region(self, slug: str) -> None:
        """Have the bot make a region's room, on the platform where most of its people are, with nobody in it yet."""
        name = spoken(slug)
        platform = MATRIX if slug == "yorkshire" else DISCORD
        venue = await self.stage.make_venue(platform, name)
        founding = FoundAssembly(
            actor=PersonId("movement"),
            assembly=AssemblyId(f"region-{slug}"),
            slug=slug,
            name=name,
            purpose=f"What the constituencies of {name} have in common.",
            preset="folkmoot",
            venue=venue,
            present=(),
            administers=False,
            enacted=True,
        )
        await self.stage.program.intake.command(Internal(founding.assembly, founding))
        self.stage.places[slug] = [venue]

    async def river(self) -> None:
        """A single-issue assembly is founded by its room: Clean Rivers, in Matrix."""
        self.stage.listen()
        names = ("Ada", "Dan", "Iris")
        await self._open_in_matrix(RIVER, "Clean Rivers", names)
        await self.stage.says("Ada", RIVER, "found Clean Rivers\nThat nobody is made ill by a river.", hears="Clean")
        await self.stage.halls.learn()
        await self.stage.comes_to(RIVER, "three take part", lambda a: len(a.participants) == 3)

    async def linking(self) -> None:
        """Dan and Iris are on both platforms, and prove to be one person each."""
        self.stage.listen()
        for name in ("Dan", "Iris"):
            await self._links(name)
        _expect(
            await self.stage.person("Iris") in (await self.stage.named(RIVER)).participants,
            "Iris of the river is Iris of the South West",
        )

    async def _links(self, name: str) -> None:
        """Have somebody ask for a code in Matrix, type it on Discord, and say yes with both."""
        await self.stage.says(name, RIVER, "link")
        given = await self.stage.is_told(name, "link [A-Z0-9]{3}-", on=MATRIX, lines=4)
        code = re.search(r"[A-Z0-9]{3}-[A-Z0-9]{6}", given.text)
        if code is None:
            raise UnexpectedError(f"{name} was given no code")
        discord = self.stage.citizens[name].voices[DISCORD]
        self.stage.here.members[name].come_to(self.stage.lobby)
        self.stage.nowhere(name)
        await discord.says(f"link {code[0]}")
        await self.stage.is_told(name, "That code belongs to this account", on=DISCORD, lines=6)
        await discord.says("link yes")
        asked = await self.stage.is_told(name, "If that is you, say so", on=MATRIX, lines=6)
        member = self.stage.there.members[name]
        member.room = asked.room
        self.stage.show(f"{name}, privately to Folkmoot, in Matrix", "!link yes")
        before = member.so_far
        await member.says("link yes")
        await member.wait_for("one person", after=before, where=Where.PRIVATE)

    async def affiliation(self) -> None:
        """Clean Rivers becomes a member of both regions, by the consensus of each of the three."""
        self.stage.listen()
        for number, region in enumerate(REGIONS, start=1):
            await self.stage.says("Ada", RIVER, f"affiliate {region} because the water comes from upstream", hears="P")
            await self.stage.says("Ada", RIVER, f"consensus P{number}")
            name = spoken(region)
            await self.everyone(RIVER, f"Become a member of {name}", AGREE, "Ada", "Dan", "Iris")
        await self.stage.reads("Ada", "yorkshire", "Take Clean Rivers as a member.*To answer:")
        await self.everyone("yorkshire", "Take Clean Rivers as a member", AGREE, "Ada", "Eve")
        await self.everyone("south-west", "Take Clean Rivers as a member", AGREE, "Gale", "Iris", "Kit")
        joined = await self.stage.comes_to(RIVER, "both have agreed", lambda a: len(a.member_of) == 2)
        _expect({peer.slug for peer in joined.member_of.values()} == set(REGIONS), "it is a member of both regions")
        await self.stage.reads("Ada", RIVER, "is a member of Yorkshire")

    # --- members

    async def roster(self) -> None:
        """The roster of members is imported: each has a place in the core and in their constituency, and is told so."""
        self.stage.listen()
        rows = "".join(self._row(slug, name) for slug, names in HOMES.items() for name in names)
        importer = Importer(
            store=self.stage.store,
            clock=self.stage.clock,
            zone=LONDON,
            changed=self.stage.program.enrolling.wake,
        )
        records = partial(in_csv, f"person,accounts,email,constituency,paid_until\n{rows}".encode())
        plan, done = await importer.take(records, Invitations())
        self.stage.show("folkmoot roster import members.csv --yes", "\n".join(reported(plan, "members.csv")))
        _expect(done, "the roster was taken in")
        for slug, names in HOMES.items():
            await self.stage.comes_to(slug, "its members have places", partial(_has_people, len(names)))
        core = await self.stage.comes_to("harmony", "all have places", lambda a: len(a.participants) == 12)
        _expect(await self.stage.person("Dan") in core.participants, "Dan sits there once, with both accounts")
        await self.stage.is_told("Dan", "take part by right", on=DISCORD)

    def _row(self, slug: str, name: str) -> str:
        """Write somebody's row: with whichever account the membership secretary knows. Finn has paid for a day more."""
        voices = self.stage.citizens[name].voices
        account = account_of(voices.get(DISCORD) or voices[MATRIX])
        today = self.stage.clock.now().astimezone(LONDON).date()
        until = today + timedelta(days=1 if name == "Finn" else 300)
        return f"{slug}-{name},{account.platform}:{account.id},,{slug},{until}\n"

    async def rooms(self) -> None:
        """Each constituency brings a room or a channel, and its members are let in."""
        self.stage.listen()
        for slug in ("leeds", "york", "bristol"):
            await self._bring_room(slug)
        for slug in ("hull", "truro", "exeter"):
            await self._bring_channel(slug)
        self.stage.tell(
            "\n(York and Yorkshire meet on Discord too: in channels that Cleo offers and their own take in.)"
        )
        await self._offer_channel("york", to="Eve")
        await self._offer_channel("yorkshire", to="Ada")
        await self.stage.reads("Cleo", "yorkshire", "take the role", lines=3)
        for name in ("Cleo", "Dan"):
            await self.stage.says(name, "yorkshire", "join", hears="You take part", on=DISCORD)
        for slug, names in HOMES.items():
            await self.stage.comes_to(slug, "everyone is in its rooms", partial(_all_inside, number=len(names)))
        await self.stage.comes_to("yorkshire", "four take part", partial(_all_inside, number=4))

    async def _bring_room(self, slug: str) -> None:
        """Have somebody who lives there open a room in Matrix, and say whose it is."""
        host = HOMES[slug][0]
        await self._open_in_matrix(slug, spoken(slug), (host,))
        await self.stage.says(host, slug, f"bind {slug}", hears="begins here")

    async def _bring_channel(self, slug: str) -> None:
        """Have a steward who lives there say whose a new channel is."""
        steward = next(name for name in HOMES[slug] if name in STEWARDS)
        await self._open_on_discord(slug)
        await self.stage.says(steward, slug, f"bind {slug}", hears="begins here")

    async def _offer_channel(self, slug: str, *, to: str) -> None:
        """Have Cleo, who takes no part there, offer a channel, which somebody who does takes in."""
        await self._open_on_discord(slug)
        await self.stage.says("Cleo", slug, f"bind {slug}", on=DISCORD)
        asked = await self.stage.reads(to, slug, "bind room-")
        code = re.search(r"bind (room-[0-9a-f]{8})", asked.text)
        if code is None:
            raise UnexpectedError(f"{to} was not told what to type")
        await self.stage.says(to, slug, f"bind {code[1]}")
        await self.stage.comes_to(slug, "it meets on both platforms", lambda a: len(a.venues) == 2)

    async def _open_on_discord(self, slug: str) -> None:
        channel = await self.stage.here.public_channel(slug)
        self.stage.places.setdefault(slug, []).append(venue_on_discord(channel))

    # --- deciding together

    async def nested(self) -> None:
        """Yorkshire asks for consensus, and its four member assemblies are asked with it, each by its own people."""
        self.stage.listen()
        await self.stage.says(
            "Eve",
            "yorkshire",
            f"propose {VAN}\nIt stands in Leeds, where the money is.\n"
            "Suffers less: who is cut off by water; we count the hours.",
            hears="P",
        )
        proposal = await self.stage.proposal("yorkshire", VAN)
        await self.stage.says("Ada", "yorkshire", f"consensus P{proposal.number}")
        await self.stage.reads("Ada", "yorkshire", f"{VAN}.*To answer:", lines=20)
        await self.stage.reads("Dan", "hull", f"{VAN}.*To answer:", lines=20)
        above = await self.stage.check("yorkshire", VAN)
        _expect(len(above.seats) == 4, "three constituencies and the river have a place on the roll")
        for slug in ("leeds", "hull", "york", RIVER):
            below = await self.stage.check(slug, VAN)
            _expect(below.deadline < above.deadline, f"{slug} is asked, and its deadline is earlier")
        await self.everyone("leeds", VAN, AGREE, "Ada", "Ben")
        await self.everyone(RIVER, VAN, AGREE, "Ada", "Iris", "Dan")
        await self.everyone("hull", VAN, AGREE, "Cleo")
        await self.everyone("york", VAN, AGREE, "Finn")
        for slug in ("leeds", RIVER):
            await self._has_ended(slug, VAN, Outcome.CONSENSUS)

    async def lapse(self) -> None:
        """Finn's subscription ends while York decides: his place ends, his answer stays."""
        finn = await self.stage.person("Finn")
        today = self.stage.clock.now().astimezone(LONDON).date()
        over = end_of(today + timedelta(days=1), LONDON) - self.stage.clock.now()
        self.stage.tell(
            f"(The clock is moved on by {over.total_seconds() / 3600:.0f} hours, to the end of his last day.)"
        )
        await self.stage.skip(over + timedelta(minutes=1))
        await self.stage.is_told("Finn", "subscription has ended")
        york = await self.stage.comes_to("york", "Finn has no place any more", lambda a: finn not in a.participants)
        check = await self.stage.check("york", VAN)
        _expect(check.is_open and finn in check.roll, "the roll that was fixed before stays as it was")
        _expect(check.tally.agree == 1 and len(york.participants) == 1, "and so does what he said")
        await self.everyone("york", VAN, AGREE, "Eve")
        ended = await self._has_ended("york", VAN, Outcome.CONSENSUS)
        _expect(ended.checks[check.number].tally.agree == 2, "both answers count")

    async def block(self) -> None:
        """Hull blocks, with a reason. It stands in Yorkshire too, until the proposal is amended and Hull agrees."""
        number = (await self.stage.proposal("hull", VAN)).number
        reason = "Hull floods first, and the van would be on the wrong side of the water"
        await self.stage.says("Dan", "hull", f"block P{number} because {reason}", hears="Recorded")
        check = await self.stage.check("hull", VAN)
        self.stage.tell("\n(Hull's deadline comes, twelve hours before Yorkshire's own.)")
        await self.stage.skip(check.deadline - self.stage.clock.now() + timedelta(minutes=1))
        await self._has_ended("hull", VAN, Outcome.BLOCKED)
        above = await self.stage.check("yorkshire", VAN)
        hull = (await self.stage.named("hull")).id
        seat = above.seats[hull]
        _expect(
            seat.stance is Stance.BLOCK and "floods first" in seat.reasons, "Hull's block stands above, with its reason"
        )
        await self.stage.sees("Ada", "yorkshire", VAN, "Hull blocks")
        self.stage.listen()
        number = (await self.stage.proposal("yorkshire", VAN)).number
        await self.stage.says(
            "Eve", "yorkshire", f"amend P{number}\nIt stands in Hull from October to March, and in Leeds in summer."
        )
        await self.stage.reads("Dan", "hull", f"{VAN}.*from October.*To answer:", lines=20)
        again = await self.stage.comes_to(
            "yorkshire", "it began again", lambda a: (c := a.check_on(number)) is not None and c.round == 2
        )
        _expect(again.proposals[number].latest.number == 2, "it is asked about the new text")
        york = await self.stage.check("york", VAN)
        _expect(len(york.roll) == 1, "on the new roll of York there is no Finn")
        for slug, names in (
            ("hull", ("Cleo", "Dan")),
            ("leeds", ("Ada", "Ben")),
            ("york", ("Eve",)),
            (RIVER, ("Ada", "Dan", "Iris")),
        ):
            await self.everyone(slug, VAN, AGREE, *names)
        await self.everyone("yorkshire", VAN, AGREE, "Ada", "Cleo", "Dan", "Eve")
        decided = await self._has_ended("yorkshire", VAN, Outcome.CONSENSUS)
        check = await self.stage.check("yorkshire", VAN)
        _expect(all(each.stance is Stance.AGREE for each in check.seats.values()), "every member assembly agreed")
        _expect(check.tally.agree == 8 and len(decided.decisions) >= 2, "with them, and four people, it is decided")
        await self.stage.reads("Ada", "yorkshire", "decision D")

    async def joint(self) -> None:
        """Leeds in Matrix and Truro on Discord decide together on one text: neither is bound before both agree."""
        self.stage.listen()
        await self.stage.says(
            "Ben",
            "leeds",
            f"propose {LIBRARY}\nA drill that is lent in Leeds can be brought back in Truro.\nTogether with: truro",
            hears="P",
        )
        await self.stage.reads("Gale", "truro", f"{LIBRARY}")
        here = await self.stage.proposal("leeds", LIBRARY)
        there = await self.stage.proposal("truro", LIBRARY)
        await self.stage.says("Ben", "leeds", f"consensus P{here.number}")
        await self.everyone("leeds", LIBRARY, AGREE, "Ada", "Ben")
        await self._has_ended("leeds", LIBRARY, Outcome.CONSENSUS)
        waits = (await self.stage.named("leeds")).decisions
        _expect(
            any(peer.slug == "truro" for each in waits.values() for peer in each.waits_for), "Leeds waits for Truro"
        )
        await self.stage.reads("Gale", "truro", "has reached consensus")
        await self.stage.says("Gale", "truro", f"consensus P{there.number}")
        await self.everyone("truro", LIBRARY, AGREE, "Gale", "Hope")
        await self._has_ended("truro", LIBRARY, Outcome.CONSENSUS)
        for slug in ("leeds", "truro"):
            number = (await self.stage.proposal(slug, LIBRARY)).number
            settled = await self.stage.comes_to(slug, "it takes effect", partial(_is_closed, proposal=number))
            _expect(not any(each.waits_for for each in settled.decisions.values()), f"{slug} waits for nobody")
        await self.stage.reads("Ben", "leeds", "all have agreed")

    async def affected(self) -> None:
        """Bristol's plan affects Exeter, which objects; it is amended, Exeter takes its objection back."""
        self.stage.listen()
        await self.stage.says(
            "Iris",
            "bristol",
            f"propose {FERRY}\nEvery hour until two, past the quay of Exeter.\nAffects: exeter",
            hears="P",
        )
        await self.stage.reads("Kit", "exeter", f"N1.*{FERRY}", lines=12)
        await self.stage.says(
            "Kit", "exeter", "object N1 because people sleep on the boats at the quay", hears="object"
        )
        await self.stage.reads("Iris", "bristol", "exeter.*objects")
        number = (await self.stage.proposal("bristol", FERRY)).number
        await self.stage.says("Jack", "bristol", f"consensus P{number}")
        await self.everyone("bristol", FERRY, AGREE, "Iris", "Jack")
        self.stage.tell(
            "(Three days pass: the clock is moved on by 73 hours. Both in Bristol agree, and Exeter objects.)"
        )
        await self.stage.skip(timedelta(hours=73))
        await self._has_ended("bristol", FERRY, Outcome.BLOCKED)
        await self.stage.says("Iris", "bristol", f"amend P{number}\nEvery hour until ten, and electric, past the quay.")
        await self.stage.reads("Kit", "exeter", "N1.*until ten", lines=12)
        await self.stage.says("Kit", "exeter", "withdraw-objection N1", hears="taken back")
        self.stage.listen()
        await self.stage.says("Iris", "bristol", f"consensus P{number}")
        await self.everyone("bristol", FERRY, AGREE, "Iris", "Jack")
        self.stage.tell("(Exeter's time runs once more: the clock is moved on by 73 hours.)")
        await self.stage.skip(timedelta(hours=73))
        await self._has_ended("bristol", FERRY, Outcome.CONSENSUS)
        await self.stage.reads("Kit", "exeter", "has decided")

    async def tree(self) -> None:
        """What has become of it."""
        self.stage.listen()
        await self.stage.says("Ada", RIVER, "federation")
        await self.stage.reads("Ada", RIVER, "among the assemblies", lines=30)

    # --- what recurs

    async def everyone(self, slug: str, title: str, key: str, *names: str) -> None:
        """Have several people answer the newest card on a proposal, at the same time."""
        self.stage.tell(f"\n{_listed(names)} {'answers' if len(names) == 1 else 'answer'} {key} in {spoken(slug)}")
        await asyncio.gather(*(self.stage.answers(name, slug, title, key) for name in names))
        people = [await self.stage.person(name) for name in names]

        def heard(assembly: Assembly) -> bool:
            taken = [each for each in assembly.proposals.values() if each.latest.title == title]
            check = assembly.check_on(taken[-1].number) if taken else None
            return check is not None and all(check.position_of(person) is not None for person in people)

        await self.stage.comes_to(slug, f"{', '.join(names)} are heard on {title!r}", heard)

    async def _has_ended(self, slug: str, title: str, outcome: Outcome) -> Assembly:
        number = (await self.stage.check(slug, title)).number
        ended = await self.stage.comes_to(slug, f"{title!r} is over", lambda a: not a.checks[number].is_open)
        found = ended.checks[number].outcome
        _expect(
            found is outcome, f"{title!r} ended as {outcome.value} in {slug}, not as {found.value if found else '?'}"
        )
        return ended

    async def _open_in_matrix(self, slug: str, name: str, people: tuple[str, ...]) -> None:
        """Have the first of some people open a room, the others come, and at last the bot."""
        self.stage.places[slug] = [*self.stage.places.get(slug, []), await self.stage.open_room(name, people)]


def _constituencies() -> bytes:
    rows = (f"{slug.title()},{spoken(region)},,\n" for region, slugs in REGIONS.items() for slug in slugs)
    return f"name,region,short_name,purpose\n{''.join(rows)}".encode()


def _all_inside(assembly: Assembly, *, number: int) -> bool:
    return sum(bool(each.venues) for each in assembly.participants.values()) == number


def _is_closed(assembly: Assembly, *, proposal: int) -> bool:
    return assembly.proposals[proposal].phase is Phase.CLOSED


def _listed(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _expect(holds: bool, what: str) -> None:
    if not holds:
        raise UnexpectedError(f"it should have been so that {what}")


def _has_people(wanted: int, assembly: Assembly) -> bool:
    return len(assembly.participants) == wanted
