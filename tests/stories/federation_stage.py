"""Where the federation's story is played: a homeserver, a server on Discord, several assemblies, and their people."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import click

from adapters.matrix.translating import venue_of
from adapters.platform import BusyError, Platform
from adapters.references import Kind, Subject
from bot.demo.scenes import UnexpectedError
from bot.demo.voices import Heard, Voice, Where
from bot.halls import Halls
from bot.letters import platform_of
from deliberation.assembly import Assembly
from deliberation.checks import Check
from deliberation.ids import PersonId, VenueId
from deliberation.proposals import Proposal
from storage.port import AccountKey
from tests.localcord.model import Channel, Role
from tests.stories.discord_cast import DiscordMember
from tests.stories.federation_people import SAYS, Citizen
from tests.stories.mixed import Homeserver
from tests.stories.stage import Stage

_LINES: Final = 8
"""So much of what the bot says is printed, if not more is asked for."""
_WIDE: Final = 150
_MODERATOR: Final = 50
"""The power with which the bot can let members in, and out again."""


@dataclass(kw_only=True)
class FederationStage(Stage):
    """The stage. ``there`` is the homeserver; ``places`` are the rooms of each assembly, by its short name."""

    there: Homeserver
    halls: Halls
    citizens: Mapping[str, Citizen]
    platforms: Mapping[str, Platform]
    lobby: Channel
    places: dict[str, list[VenueId]] = field(default_factory=dict)
    _since: dict[int, int] = field(default_factory=dict)
    _where: dict[str, str] = field(default_factory=dict)
    _latest: dict[str, str] = field(default_factory=dict)
    """How each message reads now, by its id."""
    _uses: dict[tuple[str, str], str] = field(default_factory=dict)
    """On which platform somebody goes to an assembly that meets on several, if that was said."""

    def __post_init__(self) -> None:
        """Have what people do on Discord printed as they do it."""
        for member in self.here.members.values():
            member.on_did, member.on_heard = self._did, self._read
        for each in self.there.members.values():
            each.on_heard = self._read

    def _read(self, _reader: Voice, heard: Heard) -> None:
        self._latest[heard.replaces or heard.event] = heard.text

    # --- what is recorded

    async def named(self, slug: str) -> Assembly:
        """Give an assembly as recorded, by its short name.

        Raises:
            UnexpectedError: there is none of that name.
        """
        identifier = self.halls.named(slug)
        held = await self.store.load(identifier) if identifier is not None else None
        if held is None:
            raise UnexpectedError(f"there is no assembly {slug}")
        return held.assembly

    async def comes_to(self, slug: str, what: str, holds: Callable[[Assembly], bool]) -> Assembly:
        """Wait until the record of an assembly says so."""

        async def look() -> bool:
            return self.halls.named(slug) is not None and holds(await self.named(slug))

        await self.until(look, f"in {slug}, {what}")
        return await self.named(slug)

    async def person(self, name: str) -> PersonId:
        """Give who somebody is on record, by whichever of their accounts.

        Raises:
            UnexpectedError: they are nobody, or several.
        """
        keys = [account_of(voice) for voice in self.citizens[name].voices.values()]
        found = {row.person for row in (await self.store.people(keys)).values()}
        if len(found) != 1:
            raise UnexpectedError(f"{name} should be one person, and is {len(found)}")
        return found.pop()

    async def proposal(self, slug: str, title: str) -> Proposal:
        """Wait for a proposal by its title, which may have come from another assembly; give the newest."""

        def has(assembly: Assembly) -> bool:
            return any(each.latest.title == title for each in assembly.proposals.values())

        found = await self.comes_to(slug, f"there is the proposal {title!r}", has)
        return [each for each in found.proposals.values() if each.latest.title == title][-1]

    async def check(self, slug: str, title: str) -> Check:
        """Wait for the check on a proposal, whose title is given."""
        proposal = await self.proposal(slug, title)
        found = await self.comes_to(
            slug, f"{title!r} is being decided", lambda a: a.check_on(proposal.number) is not None
        )
        check = found.check_on(proposal.number)
        if check is None:
            raise UnexpectedError(f"there is no check on {title!r} in {slug}")
        return check

    # --- what people do and read

    def listen(self) -> None:
        """From here on, everyone listens for what is new."""
        self._since = {id(voice): voice.so_far for each in self.citizens.values() for voice in each.voices.values()}

    def at(self, name: str, slug: str, *, on: str = "") -> Voice:
        """Have somebody go to a room of an assembly, the one that they use; give the voice that they have there."""
        citizen = self.citizens[name]
        on = self._uses.setdefault((name, slug), on)
        rooms = (venue for venue in self.places[slug] if citizen.can_go_to(venue) and platform_of(venue).startswith(on))
        room = next(rooms, None)
        if room is None:
            raise UnexpectedError(f"{name} is on no platform on which {slug} meets")
        self._where[name] = slug
        return citizen.go_to(room)

    async def says(self, name: str, slug: str, line: str, *, hears: str = "", on: str = "") -> None:
        """Have somebody give a command in a room of an assembly, and wait for the answer, there or to them alone."""
        voice = self.at(name, slug, on=on)
        before = voice.so_far
        self._shown(voice, f"!{line}")
        await voice.says(line)
        if hears:
            await voice.wait_for(hears, after=before, where=Where.ANYWHERE)

    async def answers(self, name: str, slug: str, title: str, key: str) -> Heard:
        """Have somebody answer, by a tap, the newest card on a proposal that they read."""
        card = await self.finds(name, slug, f"{re.escape(title)}.*To answer:")
        voice = self.at(name, slug)
        await voice.reacts(card, key)
        return card

    async def finds(self, name: str, slug: str, words: str) -> Heard:
        """Wait until somebody has read something in a room of an assembly."""
        voice = self.at(name, slug)
        return await voice.wait_for(words, after=self._since.get(id(voice), 0))

    async def reads(self, name: str, slug: str, words: str, *, lines: int = _LINES) -> Heard:
        """Wait until somebody has read something in a room of an assembly, and print it."""
        heard = await self.finds(name, slug, words)
        self.show(f"Folkmoot, {self._place(self.at(name, slug))}", heard.text, lines=lines)
        return heard

    async def sees(self, name: str, slug: str, title: str, words: str, *, lines: int = 20) -> None:
        """Wait until the card of a check shows something, and print it as somebody sees it."""
        voice = self.at(name, slug)
        assembly, check = await self.named(slug), await self.check(slug, title)
        subject = str(Subject(Kind.CHECK, check.number, check.round))
        rooms = [venue for venue in self.places[slug] if platform_of(venue) == platform_name(voice)]
        pattern = re.compile(words, re.IGNORECASE | re.DOTALL)
        text = ""

        async def shown() -> bool:
            nonlocal text
            card = await self.store.card_of(assembly.id, subject, rooms[0])
            text = self._latest.get(card.message, "") if card is not None else ""
            return pattern.search(text) is not None

        await self.until(shown, f"the card on {title!r} in {slug} shows {words!r}")
        self.show(f"Folkmoot, {self._place(voice)} (the card, as it is now)", text, lines=lines)

    async def is_told(self, name: str, words: str, *, on: str = "", lines: int = _LINES) -> Heard:
        """Wait until somebody has read something that is for them alone, and print it."""
        voices = self.citizens[name].voices
        voice = voices[on] if on else next(iter(voices.values()))
        heard = await voice.wait_for(words, after=self._since.get(id(voice), 0), where=Where.PRIVATE)
        self.show(f"Folkmoot, privately to {name}, {SAYS[platform_name(voice)]}", heard.text, lines=lines)
        return heard

    def nowhere(self, name: str) -> None:
        """Note that what somebody does next they do in no assembly's room."""
        self._where.pop(name, None)

    # --- rooms

    async def make_venue(self, platform: str, name: str) -> VenueId:
        """Have the bot make a room, as soon as it can.

        Raises:
            PlatformError: it cannot.
        """
        found: list[VenueId] = []

        async def made() -> bool:
            try:
                found.append(await self.platforms[platform].make_venue(name, "", near=None, key=name))
            except BusyError:
                return False
            return True

        await self.until(made, f"there is a room for {name}")
        return found[-1]

    async def open_room(self, name: str, people: Sequence[str]) -> VenueId:
        """Have the first of some people open a room in Matrix, the others come, and at last the bot."""
        host, *others = (self.there.members[each] for each in people)
        room = await host.open_room(name, [member.user for member in others])
        for member in others:
            await member.join(room)
        before, host.room = host.so_far, room
        await host.empower(room, self.there.bot, _MODERATOR)
        await host.invite(room, self.there.bot)
        await host.wait_for("found", after=before)
        return venue_of(room)

    # --- printing

    def show(self, who: str, text: str, *, lines: int = _LINES) -> None:
        """Print what was said; no more than so many lines of it."""
        said = [line for line in text.splitlines() if line.strip()]
        cut = [*said[:lines], *(["…"] if len(said) > lines else [])]
        click.echo("\n".join((f"\n{who}:", *(f"    {_narrow(line)}" for line in cut))))

    def _shown(self, voice: Voice, words: str) -> None:
        if not isinstance(voice, DiscordMember):
            self.show(f"{voice.name}, {self._place(voice)}", words, lines=20)

    def _did(self, member: DiscordMember, words: str) -> None:
        self.show(f"{member.name}, {self._place(member)}", words, lines=20)

    def _place(self, voice: Voice) -> str:
        slug = self._where.get(voice.name, "")
        return f"{SAYS[platform_name(voice)]}, in {spoken(slug)}" if slug else SAYS[platform_name(voice)]

    # --- Discord

    def role(self, name: str) -> Role:
        """Give a role of the server's.

        Raises:
            UnexpectedError: there is none of that name.
        """
        found = [role for role in self.here.guild.roles.values() if role.name == name]
        if len(found) != 1:
            raise UnexpectedError(f"there should be one role {name!r}, not {len(found)}")
        return found[0]


def platform_name(voice: Voice) -> str:
    """Say on which platform a voice is."""
    return "discord" if isinstance(voice, DiscordMember) else "matrix"


def account_of(voice: Voice) -> AccountKey:
    """Give the account behind a voice."""
    if isinstance(voice, DiscordMember):
        return AccountKey("discord", str(voice.person.id))
    return AccountKey("matrix", str(getattr(voice, "user", "")))


def spoken(slug: str) -> str:
    """Write the name of an assembly after its short name."""
    return slug.replace("-", " ").title()


def _narrow(line: str) -> str:
    return line if len(line) <= _WIDE else f"{line[:_WIDE]}…"
