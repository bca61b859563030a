"""Cross-signing: vouches for the bot's device with keys of the bot's own, so that clients do not call it unverified.

Three keys: the master key is the bot's identity, and signs the other two; the self-signing key signs its devices; the
user-signing key would sign other people, and exists because clients expect all three.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import msgspec
import structlog
import vodozemac
from nio.api import Api

from adapters.matrix.errors import Deed, ProofWantedError
from adapters.matrix.homeserver import path
from adapters.matrix.session import write_privately
from adapters.platform import ForbiddenError, PlatformError, RejectedError

if TYPE_CHECKING:
    from pathlib import Path

    from adapters.matrix.homeserver import Homeserver, Json

log = structlog.get_logger()

SIGN = Deed("vouch for the bot's device")
_FILE = "cross-signing.json"


class ForeignIdentityError(PlatformError):
    """The account already has a cross-signing identity, made elsewhere, which is not replaced."""


class Seeds(msgspec.Struct, frozen=True):
    """The three keys as vodozemac pickles them, and the key (hexadecimal) of those pickles."""

    pickle_key: str
    master: str
    self_signing: str
    user_signing: str

    def __repr__(self) -> str:
        return "Seeds(…)"


class SigningKey:
    """One Ed25519 key. vodozemac's bindings make one only as part of an account; the rest of that is not used."""

    def __init__(self, account: vodozemac.Account) -> None:
        self._account = account
        self.public = account.ed25519_key.to_base64()

    def sign(self, user: str, key: str, thing: Json) -> None:
        """Put our signature (by the key id ``key``) into a JSON object, beside those that it has."""
        bare = {name: value for name, value in thing.items() if name not in {"signatures", "unsigned"}}
        signature = self._account.sign(Api.to_canonical_json(bare).encode()).to_base64()
        thing.setdefault("signatures", {}).setdefault(user, {})[f"ed25519:{key}"] = signature


class CrossSigning:
    """The three keys of the account ``user``, kept in ``folder``."""

    def __init__(self, homeserver: Homeserver, user: str, folder: Path, password: str) -> None:
        self._homeserver = homeserver
        self._user = user
        self._password = password
        self._file = folder / _FILE

    async def ensure(self, device: str) -> None:
        """See that our keys are the account's and that they vouch for ``device``. Done already, it changes nothing.

        Raises:
            ForeignIdentityError: the account has keys that are not ours; the message says what that means.
            PlatformError: the homeserver could not be asked, or refused.
        """
        known = await self._known()
        master = _of(known, "master_keys", self._user)
        if master is None:
            await self._upload()
            known = await self._known()
        elif self._file.exists() and self._ours(master, "master"):
            if not self._ours(_of(known, "self_signing_keys", self._user), "self_signing"):
                await self._upload()
        else:
            raise ForeignIdentityError(
                f"{self._user} already has a cross-signing identity that this bot did not make: it cannot "
                "vouch for its own device, and clients will call the bot unverified. Verify the device from the client "
                "that made the identity, or reset the account's identity there."
            )
        theirs = _of(known, "device_keys", self._user)
        mine = (theirs or {}).get(device)
        if not isinstance(mine, dict):
            raise RejectedError("The homeserver does not know the bot's device.")
        key = self._key("self_signing")
        if f"ed25519:{key.public}" in mine.get("signatures", {}).get(self._user, {}):
            return
        signed = {name: value for name, value in mine.items() if name != "unsigned"}
        key.sign(self._user, key.public, signed)
        answer = await self._homeserver.call(
            "POST", path("keys", "signatures", "upload"), body={self._user: {device: signed}}, deed=SIGN
        )
        if answer.get("failures"):
            raise RejectedError("The homeserver does not accept the signature of the bot's device.")
        log.info("matrix.device_signed", user=self._user, device=device)

    async def _known(self) -> Json:
        return await self._homeserver.call(
            "POST", path("keys", "query"), body={"device_keys": {self._user: []}}, deed=SIGN
        )

    async def _upload(self) -> None:
        # Written before they are sent: keys that the account has and we have not could never be used or replaced by us.
        seeds = self._seeds() or self._make()
        master = self._load(seeds, seeds.master)
        body: Json = {"master_key": self._described("master", master)}
        for usage, pickle in (("self_signing", seeds.self_signing), ("user_signing", seeds.user_signing)):
            described = self._described(usage, self._load(seeds, pickle))
            master.sign(self._user, master.public, described)
            body[f"{usage}_key"] = described
        where = path("keys", "device_signing", "upload")
        try:
            await self._homeserver.call("POST", where, body=body, deed=SIGN)
        except ProofWantedError as error:
            if not self._password:
                raise ForbiddenError(
                    "The homeserver wants the account's password before it takes signing keys: put it into the "
                    "configuration."
                ) from error
            auth = {
                "type": "m.login.password",
                "identifier": {"type": "m.id.user", "user": self._user},
                "password": self._password,
                "session": error.session,
            }
            await self._homeserver.call("POST", where, body={**body, "auth": auth}, deed=SIGN)
        log.info("matrix.identity_made", user=self._user)

    def _described(self, usage: str, key: SigningKey) -> Json:
        return {"user_id": self._user, "usage": [usage], "keys": {f"ed25519:{key.public}": key.public}}

    def _ours(self, described: Json | None, name: str) -> bool:
        public = self._key(name).public
        return described is not None and public in described.get("keys", {}).values()

    def _key(self, name: str) -> SigningKey:
        seeds = self._seeds()
        if seeds is None:
            raise PlatformError(f"{self._file} is gone: restore it.")
        return self._load(seeds, getattr(seeds, name))

    def _seeds(self) -> Seeds | None:
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=Seeds)
        except FileNotFoundError:
            return None
        except (OSError, msgspec.DecodeError) as error:
            raise PlatformError(f"{self._file} cannot be read ({type(error).__name__}): restore it.") from error

    def _make(self) -> Seeds:
        key = secrets.token_bytes(32)
        made = [vodozemac.Account().pickle(key) for _ in range(3)]
        seeds = Seeds(key.hex(), *made)
        write_privately(self._file, msgspec.json.encode(seeds).decode())
        return seeds

    @staticmethod
    def _load(seeds: Seeds, pickle: str) -> SigningKey:
        try:
            return SigningKey(vodozemac.Account.from_pickle(pickle, bytes.fromhex(seeds.pickle_key)))
        except ValueError as error:
            raise PlatformError(f"{_FILE} holds no keys that can be read: restore it.") from error


def _of(answer: Json, what: str, user: str) -> Json | None:
    found = (answer.get(what) or {}).get(user)
    return found if isinstance(found, dict) else None
