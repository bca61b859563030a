"""The whole state of a local Discord, and every act on it.

`World` is put together from its parts, one for each subject; what can be done stands there:

- `world_state`: looking up, permissions, listening (`subscribe`, `may_hear`)
- `world_accounts`: users, applications, guilds; `world_members`; `world_roles`; `world_invites`; `world_events`
- `world_channels`: channels, overwrites, DMs; `world_threads`
- `world_messages`; `world_reactions`

In every act `by` is the acting user's id, and `body` the JSON body of Discord's own endpoint. An act checks that this
user may do it, raises `Refused` with Discord's own code if not, changes the state, and announces what happened.
"""

from __future__ import annotations

from tests.localcord.model import Upload
from tests.localcord.world_events import Events
from tests.localcord.world_reactions import Reactions
from tests.localcord.world_state import Body, Hear

__all__ = ["Body", "Hear", "Upload", "World"]


class World(Events, Reactions):
    """Everything there is, and everything that can be done."""
