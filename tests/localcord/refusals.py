"""Discord's refusals: an HTTP status, a JSON error code, and words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

# code → (HTTP status, Discord's words). The texts are Discord's own; libraries and logs show them.
KNOWN: Final[Mapping[int, tuple[int, str]]] = {
    10002: (404, "Unknown Application"),
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10007: (404, "Unknown Member"),
    10006: (404, "Unknown Invite"),
    10008: (404, "Unknown Message"),
    10009: (404, "Unknown Permission Overwrite"),
    10011: (404, "Unknown Role"),
    10013: (404, "Unknown User"),
    10014: (400, "Unknown Emoji"),
    10015: (404, "Unknown Webhook"),
    10026: (404, "Unknown Ban"),
    10070: (404, "Unknown Guild Scheduled Event"),
    10062: (404, "Unknown interaction"),
    10063: (404, "Unknown application command"),
    20001: (403, "Bots cannot use this endpoint"),
    30005: (400, "Maximum number of guild roles reached (250)"),
    30010: (400, "Maximum number of reactions reached (20)"),
    30013: (400, "Maximum number of guild channels reached (500)"),
    30016: (400, "Maximum number of invites reached (1000)"),
    30032: (400, "Maximum number of application commands reached (100)."),
    30038: (400, "Maximum number of uncompleted guild scheduled events reached (100)"),
    40005: (413, "Request entity too large"),
    40060: (400, "Interaction has already been acknowledged."),
    50001: (403, "Missing Access"),
    50003: (403, "Cannot execute action on a DM channel"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50007: (403, "Cannot send messages to this user"),
    50008: (400, "Cannot send messages in a non-text channel"),
    50013: (403, "Missing Permissions"),
    50014: (401, "Invalid authentication token provided"),
    50016: (400, "Provided too few or too many messages to delete. Must provide at least 2 and at most 100 messages."),
    50021: (403, "Cannot execute action on a system message"),
    50024: (400, "Cannot execute action on this channel type"),
    50027: (401, "Invalid Webhook Token"),
    50028: (400, "Invalid Role"),
    50033: (400, "Invalid Recipient(s)"),
    50034: (400, "You can only bulk delete messages that are under 14 days old."),
    50035: (400, "Invalid Form Body"),
    50083: (400, "Thread is archived"),
    50109: (400, "The request body contains invalid JSON."),
    160004: (400, "A thread has already been created for this message"),
    160005: (403, "This thread is locked"),
    160006: (400, "Maximum number of active threads reached"),
    180000: (400, "Cannot update a finished event"),
}


class Refused(Exception):
    """What was asked is refused; `errors` is the tree of faulty fields that comes with 50035."""

    def __init__(self, status: int, code: int, message: str, errors: Mapping[str, Any] | None = None) -> None:
        super().__init__(f"{status} {code}: {message} {dict(errors) if errors else ''}".rstrip())
        self.status = status
        self.code = code
        self.message = message
        self.errors = errors

    def payload(self) -> dict[str, Any]:
        """The JSON body that Discord answers with."""
        body: dict[str, Any] = {"message": self.message, "code": self.code}
        if self.errors:
            body["errors"] = self.errors
        return body


def refuse(code: int) -> Refused:
    """The refusal that Discord gives under this JSON error code."""
    status, words = KNOWN[code]
    return Refused(status, code, words)


def unauthorized() -> Refused:
    """The answer to a missing or wrong token."""
    return Refused(401, 0, "401: Unauthorized")


def not_found() -> Refused:
    """The answer to an address that does not exist."""
    return Refused(404, 0, "404: Not Found")


def invalid(path: str, code: str, message: str) -> Refused:
    """An invalid form: `path` names the field, with dots ("embeds.0.title"); `code` is Discord's word for the fault."""
    return invalid_form([(path, code, message)])


def invalid_form(faults: list[tuple[str, str, str]]) -> Refused:
    """An invalid form with several faults, each (path, code, message); an empty path stands for the whole form."""
    tree: dict[str, Any] = {}
    for path, code, message in faults:
        node = tree
        for part in filter(None, path.split(".")):
            node = node.setdefault(part, {})
        node.setdefault("_errors", []).append({"code": code, "message": message})
    status, words = KNOWN[50035]
    return Refused(status, 50035, words, tree)
