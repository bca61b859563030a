"""What of the doctor's round concerns Discord: the token, how the application is set up, the rights in channels."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Final

from adapters.discord.inspecting import Identity, Inspector, Sight, inspecting
from adapters.discord.places import community_of, place_of
from adapters.discord.settings import API_BASE, DiscordSettings
from adapters.platform import BusyError, GoneError, PlatformError
from bot.findings import Finding, ok, problem
from bot.settings import is_unprotected
from deliberation.ids import VenueId

BEGIN: Final = "type /found in the channel where it shall meet: whoever may manage that server can"

_RESET: Final = (
    "in Discord's developer portal, at your application, under Bot, choose Reset Token. Put the new one where the old "
    "one is. (The public key and the client secret are no tokens.)"
)
_GIVE: Final = (
    "somebody who manages that server gives it to the bot: under Server Settings, Roles, at the bot's own role, or in "
    "the settings of that channel, under Permissions. To give all at once, open the bot's link once more"
)


async def examine_discord(
    settings: DiscordSettings, venues: Sequence[VenueId], notes: Mapping[str, str]
) -> AsyncIterator[Finding]:
    """Look at the token, the application, and the rights in these channels. ``notes`` are the adapter's.

    Raises:
        PlatformError: something else failed.
    """
    if is_unprotected(settings.api_base) or is_unprotected(settings.gateway_url):
        yield problem(
            "An address in [discord] begins with http:// or ws://: the token and all that is said go there openly.",
            "use https:// and wss://, unless the network between is yours alone.",
        )
    try:
        async with inspecting(settings) as inspector:
            for finding in _application(inspector.identity):
                yield finding
            yield await _gateway(inspector, settings)
            yield await _servers(inspector)
            for venue in venues:
                for finding in await _channel(inspector, venue, notes):
                    yield finding
            for venue in {community_of(venue): venue for venue in venues}.values():
                for finding in await _server(inspector, venue):
                    yield finding
            if not venues:
                yield ok(f"No assembly meets on Discord yet. To begin one, {BEGIN}.")
    except BusyError as error:
        yield problem(
            f"Discord does not answer at {settings.api_base}: {error}",
            "see that this machine can reach it, and that api_base in [discord] is right. Then try again.",
        )
    except PlatformError as error:
        yield problem(str(error), _RESET)


def _application(identity: Identity) -> list[Finding]:
    """Look at how the application is set up in Discord's developer portal."""
    found = [ok(f"The token is that of {identity.name} (application {identity.application}).")]
    if identity.members_intent:
        found.append(ok("Server Members Intent is turned on."))
    else:
        found.append(
            problem(
                "Server Members Intent is not turned on: Discord would not tell the bot who is there, nor let it in.",
                f"turn it on at {identity.portal}/bot, under Privileged Gateway Intents.",
            )
        )
    if identity.endpoint:
        found.append(
            problem(
                f"Discord sends the commands that people use to {identity.endpoint}, not to the bot.",
                f"empty Interactions Endpoint URL at {identity.portal}/information.",
            )
        )
    if identity.code_grant:
        found.append(
            problem(
                "Inviting the bot asks for an OAuth2 code grant, which a bot has no use for: its link will not work.",
                f"turn Requires OAuth2 Code Grant off at {identity.portal}/bot.",
            )
        )
    alone = "" if identity.public else " Only its owner can: Public Bot is turned off."
    found.append(ok(f"To invite the bot to a server, open {identity.invitation}{alone}"))
    return found


async def _gateway(inspector: Inspector, settings: DiscordSettings) -> Finding:
    try:
        return ok(f"The gateway {await inspector.gateway()} answers.")
    except BusyError as error:
        own = settings.gateway_url or settings.api_base != API_BASE
        advice = "see that gateway_url in [discord] is right, or leave it empty. " if own else ""
        return problem(str(error), f"{advice}See that this machine can reach it, and try again.")


async def _servers(inspector: Inspector) -> Finding:
    names = await inspector.servers()
    if not names:
        return ok("The bot is in no server yet: whoever manages one can open that link.")
    return ok(f"The bot is in {len(names)} {'server' if len(names) == 1 else 'servers'}: {', '.join(names)}.")


async def _channel(inspector: Inspector, venue: VenueId, notes: Mapping[str, str]) -> list[Finding]:
    try:
        return _rights(await inspector.look(venue, role=_door(venue, notes)), inspector.identity)
    except GoneError as error:
        return [
            problem(
                f"An assembly meets where the bot cannot be: {error}",
                f"invite it again at {inspector.identity.invitation}, or have the assembly meet elsewhere, with /bind.",
            )
        ]
    except PlatformError as error:
        return [problem(f"A channel could not be looked at ({venue}): {error}", "try again in a minute.")]


async def _server(inspector: Inspector, venue: VenueId) -> list[Finding]:
    """Say what is not done in a server, for want of permissions that an assembly can do without."""
    try:
        server = await inspector.server(venue)
    except PlatformError:
        return []  # that was said of its channels
    if not server.without:
        return []
    lacking = " and ".join(server.without)
    return [ok(f"In {server.name} the bot does without {lacking}. Give it that only if you want it.")]


def _rights(sight: Sight, identity: Identity) -> list[Finding]:
    remedy = f"{_GIVE}: {identity.invitation}"
    found = [problem(f"In {sight.name} I lack {each}.", remedy) for each in (*sight.lacking, *sight.wanting)]
    if sight.role:
        found.append(
            problem(
                f"In {sight.name} I cannot give the role “{sight.role}” to who takes part: it stands above my own.",
                "somebody who manages that server drags the bot's own role above it, under Server Settings, Roles.",
            )
        )
    return found or [ok(f"In {sight.name} the bot may do all that it must.")]


def _door(venue: VenueId, notes: Mapping[str, str]) -> int:
    """Give the role of those who take part in a venue, as the adapter remembers it; 0 where there is none."""
    place = place_of(venue)
    role = notes.get(f"door:{place.guild}/{place.channel}", "")
    return int(role) if role.isdecimal() else 0
