"""Prints what is said and done, once, however many people hear it."""

import click

from bot.demo.cast import Member
from bot.demo.voices import Heard
from tests.stories.discord_cast import DiscordMember

BOT = "Folkmoot"


class Transcript:
    """What happens, as a reader of it would like to be told. ``bots`` are the ids that the bot has on its platforms.

    Where there are ``several`` platforms it says on which one something was said.
    """

    def __init__(self, *bots: str, several: bool = False) -> None:
        self._bots = bots
        self._several = several
        self._printed: set[str] = set()
        self._people: dict[str, str] = {}
        self.latest: dict[str, str] = {}
        """How each message reads now, by its id."""

    def read_by(self, *people: DiscordMember | Member) -> None:
        """Print what these people read and do."""
        for person in people:
            if isinstance(person, DiscordMember):
                self._people[str(person.person.id)] = person.name
                person.on_heard, person.on_did = self._on_discord, self._did
            else:
                self._people[person.user] = person.name
                person.on_heard = self._in_matrix

    def _on_discord(self, member: DiscordMember, heard: Heard) -> None:
        if member.is_aside(heard.room):
            self._print(heard, f" (only to {member.name})", "on Discord")
        else:
            self._print(
                heard, self._privately(member.name, heard) if member.is_direct(heard.room) else "", "on Discord"
            )

    def _in_matrix(self, member: Member, heard: Heard) -> None:
        self._print(heard, self._privately(member.name, heard) if member.in_private(heard.room) else "", "in Matrix")

    def _privately(self, reader: str, heard: Heard) -> str:
        return f" (privately to {reader if heard.sender in self._bots else BOT})"

    def _did(self, member: DiscordMember, words: str) -> None:
        _say(f"{member.name}{', on Discord' if self._several else ''}", words)

    def _print(self, heard: Heard, to: str, platform: str) -> None:
        self.latest[heard.replaces or heard.event] = heard.text
        if heard.replaces or heard.event in self._printed:
            return
        self._printed.add(heard.event)
        speaker = BOT if heard.sender in self._bots else self._people.get(heard.sender, heard.sender)
        _say(f"{speaker}{f', {platform}' if self._several else ''}{to}", heard.text)


def _say(who: str, words: str) -> None:
    click.echo("\n".join((f"\n{who}:", *(f"    {line}".rstrip() for line in words.splitlines()))))
