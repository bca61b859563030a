"""Answering interactions: the first answer by the interaction's address, everything else by its webhook's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.localcord import answering, payloads
from tests.localcord.interactions import Callback, Interaction, by_token, to_be_answered
from tests.localcord.model import Message, MessageFlag
from tests.localcord.rest import asking

if TYPE_CHECKING:
    from tests.localcord.world import World

WEBHOOK = "/webhooks/{webhook_id}/{webhook_token}"


def routes(world: World) -> list[web.RouteDef]:
    """The addresses; none of them asks for authorization: the token in them is enough."""
    handlers = InteractionHandlers(world)
    return [
        web.post("/interactions/{interaction_id}/{interaction_token}/callback", handlers.call_back),
        web.post(WEBHOOK, handlers.follow_up),
        web.get(f"{WEBHOOK}/messages/{{message_id}}", handlers.get),
        web.patch(f"{WEBHOOK}/messages/{{message_id}}", handlers.edit),
        web.delete(f"{WEBHOOK}/messages/{{message_id}}", handlers.delete),
    ]


class InteractionHandlers:
    """The handlers, over one world."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def call_back(self, request: web.Request) -> web.Response:
        body, files = await asking.body_and_files(request)
        interaction = to_be_answered(
            self.world, asking.snowflake(request, "interaction_id"), request.match_info["interaction_token"]
        )
        answering.answer(self.world, interaction, body, files)
        if request.query.get("with_response", "").lower() not in {"1", "true"}:
            return asking.nothing()
        return asking.answer(self._called_back(interaction))

    async def follow_up(self, request: web.Request) -> web.Response:
        body, files = await asking.body_and_files(request)
        interaction = self._interaction(request)
        message = answering.follow_up(self.world, interaction, body, files)
        # Interaction webhooks give the message back whether or not one asks them to wait.
        return asking.answer(self._payload(interaction, message))

    async def get(self, request: web.Request) -> web.Response:
        interaction = self._interaction(request)
        return asking.answer(self._payload(interaction, self._message(request, interaction)))

    async def edit(self, request: web.Request) -> web.Response:
        body, files = await asking.body_and_files(request)
        interaction = self._interaction(request)
        message = self._message(request, interaction)
        answering.revise(self.world, interaction, message, body, files)
        return asking.answer(self._payload(interaction, message))

    async def delete(self, request: web.Request) -> web.Response:
        interaction = self._interaction(request)
        answering.erase(self.world, interaction, self._message(request, interaction))
        return asking.nothing()

    def _interaction(self, request: web.Request) -> Interaction:
        application_id = asking.snowflake(request, "webhook_id")
        return by_token(self.world, application_id, request.match_info["webhook_token"])

    def _message(self, request: web.Request, interaction: Interaction) -> Message:
        if request.match_info["message_id"] == "@original":
            return answering.original(self.world, interaction)
        return answering.message_of(self.world, interaction, asking.snowflake(request, "message_id"))

    def _payload(self, interaction: Interaction, message: Message) -> dict[str, Any]:
        return payloads.message(self.world, message, interaction.application_id)

    def _called_back(self, interaction: Interaction) -> dict[str, Any]:
        """What the bot is told with its first answer, if it asks for that."""
        about: dict[str, Any] = {"id": str(interaction.id), "type": int(interaction.kind)}
        data: dict[str, Any] = {"interaction": about}
        if interaction.callback not in {Callback.CHOICES, Callback.MODAL}:
            message = answering.original(self.world, interaction)
            about |= {
                "response_message_id": str(message.id),
                "response_message_loading": bool(message.flags & MessageFlag.LOADING),
                "response_message_ephemeral": message.ephemeral_for is not None,
            }
            if interaction.callback in {Callback.MESSAGE, Callback.UPDATE}:
                data["resource"] = {
                    "type": int(interaction.callback),
                    "message": self._payload(interaction, message),
                }
        return data
