"""End-to-end encryption: reads what is said in encrypted rooms, and writes so that everybody in them can read it.

matrix-nio's machine does the cryptography. The requests that nio's client makes for it are not used: it takes a failed
one for done, and then somebody in the room cannot read what the bot says.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import secrets
from collections import defaultdict
from typing import TYPE_CHECKING

import structlog
from nio.crypto import Olm
from nio.events import EncryptedToDeviceEvent, MegolmEvent, ToDeviceEvent
from nio.exceptions import EncryptionError
from nio.responses import KeysClaimResponse, KeysQueryResponse, KeysUploadResponse, ToDeviceResponse
from nio.store import SqliteStore

from adapters.matrix.errors import Deed
from adapters.matrix.homeserver import path
from adapters.matrix.shapes import as_list, as_object
from adapters.platform import BusyError, PlatformError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable
    from pathlib import Path

    from adapters.matrix.homeserver import Homeserver, Json
    from adapters.matrix.session import Device, Session

log = structlog.get_logger()

# Its warnings quote the events they are about, and those are what people said.
logging.getLogger("nio").setLevel(logging.CRITICAL)

ALGORITHM = "m.megolm.v1.aes-sha2"
USERS_AT_ONCE = 200
SHARES = 5
KEYS = Deed("exchange encryption keys")


class Encryption:
    """The device's keys, and what is done with them."""

    def __init__(self, homeserver: Homeserver, session: Session, folder: Path) -> None:
        self._homeserver = homeserver
        self._session = session
        self._folder = folder
        self._olm: Olm | None = None
        self._logins = 0
        self._opening = asyncio.Lock()
        self._sharing: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._readers: dict[str, frozenset[str]] = {}

    async def open(self) -> Olm:
        """Give the machine, with the device's keys loaded, and published whenever the bot logged in anew.

        Raises:
            PlatformError: the homeserver could not be reached, or has other keys for our device.
        """
        async with self._opening:
            device = await self._session.device()
            if self._olm is None:
                # SQLite is quick enough to be asked from the event loop: a key or two at a time.
                self._olm = _machine(device, self._folder)
                self._logins = -1
            if self._logins != self._session.logins:
                logins = self._session.logins
                await self._publish(self._olm)
                self._logins = logins
            return self._olm

    def close(self) -> None:
        """Close the store of keys."""
        if self._olm is not None:
            self._olm.store.database.close()
            self._olm = None

    def receive(self, sync: Json) -> None:
        """Take in the keys and key news of a sync, once. What is broken in it is skipped."""
        olm = self._olm
        if olm is None:
            return
        for event in as_list(as_object(sync.get("to_device")).get("events")):
            # Verification by emoji and requests for our keys are not answered: there is nobody here to compare emoji.
            if not isinstance(event, dict) or event.get("type") != "m.room.encrypted":
                continue
            try:
                parsed = ToDeviceEvent.parse_event(event)
                if isinstance(parsed, EncryptedToDeviceEvent):
                    olm.handle_to_device_event(parsed)
            except Exception as error:  # noqa: BLE001 (anybody can send this, and the libraries raise all sorts of things)
                log.warning("matrix.bad_key_event", error=type(error).__name__)
        if isinstance(counts := sync.get("device_one_time_keys_count"), dict):
            count = counts.get("signed_curve25519")
            olm.uploaded_key_count = count if isinstance(count, int) else 0
        for user in as_list(as_object(sync.get("device_lists")).get("changed")):
            if isinstance(user, str):
                self._devices_changed(olm, user)

    def decrypt(self, room: str, event: Json) -> Json | None:
        """Give an encrypted event as it was before, or nothing if it cannot be read (yet).

        Only its type and content come from the ciphertext; who sent it is what the server vouches for.
        """
        olm = self._olm
        if olm is None:
            return None
        try:
            sealed = MegolmEvent.from_dict(self._completed(olm, room, event))
            if not isinstance(sealed, MegolmEvent):
                return None
            source: Json = olm.decrypt_megolm_event(sealed, room).source
            kind, content = source["type"], source["content"]
        except EncryptionError:
            return None
        except Exception as error:  # noqa: BLE001 (the plaintext is whatever its sender encrypted)
            log.warning("matrix.bad_ciphertext", room=room, event_id=event.get("event_id"), error=type(error).__name__)
            return None
        return {**event, "type": kind, "content": content}

    def request_key(self, room: str, event: Json) -> None:
        """Ask the bot's other devices, if it has any, for the key of an event that cannot be read."""
        olm = self._olm
        if olm is None:
            return
        sealed = MegolmEvent.from_dict({**event, "room_id": room})
        if isinstance(sealed, MegolmEvent) and sealed.session_id not in olm.outgoing_key_requests:
            olm.outgoing_to_device_messages.append(sealed.as_key_request(olm.user_id, olm.device_id))

    async def encrypt(
        self, room: str, kind: str, content: Json, readers: Callable[[str], Awaitable[Iterable[str]]]
    ) -> Json:
        """Encrypt a message for everybody whom ``readers`` names in a room, and see that they have the key.

        Raises:
            PlatformError: a key could not be handed out; nothing was sent, try again.
        """
        olm = await self.open()
        async with self._sharing[room]:
            for _ in range(SHARES):
                session = olm.outbound_group_sessions.get(room)
                if session is not None and session.shared and not session.expired:
                    break
                await self._share(olm, room, frozenset(await readers(room)))
            else:
                raise BusyError("People come and go too quickly to encrypt for them.", retry_after=5)
            # nio would write all but ASCII as \u0000 sequences, which leaves room for a third of a text in Cyrillic.
            plaintext = json.dumps({"type": kind, "content": content, "room_id": room}, ensure_ascii=False)
            session = olm.outbound_group_sessions[room]
            sealed: Json = {
                "algorithm": ALGORITHM,
                "sender_key": olm.account.identity_keys["curve25519"],
                "ciphertext": session.encrypt(plaintext),
                "session_id": session.id,
                "device_id": olm.device_id,
            }
        if "m.relates_to" in content:
            # Servers must see what a message is about, and the specification wants it outside.
            sealed["m.relates_to"] = content["m.relates_to"]
        return sealed

    def members_changed(self, room: str) -> None:
        """Take a new key for the next message in a room: who left may not read it, who came must be able to."""
        if self._olm is not None:
            self._olm.outbound_group_sessions.pop(room, None)

    async def upkeep(self) -> None:
        """Do what is due with keys: have enough one-time keys on the server, mend broken sessions, learn devices."""
        olm = await self.open()
        if olm.should_upload_keys:
            await self._upload(olm)
        if olm.users_for_key_query:
            await self._query(olm, set(olm.users_for_key_query))
        if olm.wedged_devices or olm.key_request_devices_no_session:
            await self._claim(olm, olm.get_users_for_key_claiming())
        for message in list(olm.outgoing_to_device_messages):
            await self._to_device(message.type, message.as_dict())
            olm.handle_response(ToDeviceResponse(message))

    async def _publish(self, olm: Olm) -> None:
        """See that the server has our device's keys: after a logout it has not."""
        answer = await self._homeserver.call(
            "POST", path("keys", "query"), body={"device_keys": {olm.user_id: [olm.device_id]}}, deed=KEYS
        )
        published = as_object(as_object(as_object(answer.get("device_keys")).get(olm.user_id)).get(olm.device_id))
        theirs = as_object(published.get("keys")).get(f"ed25519:{olm.device_id}")
        ours = olm.account.identity_keys["ed25519"]
        if theirs is not None and theirs != ours:
            raise PlatformError(
                f"The bot's device {olm.device_id} has other encryption keys than those in {self._folder}: restore "
                "that folder, or log the device out and give the bot its password or a new token."
            )
        if theirs is None:
            olm.account.shared = False
        if olm.should_upload_keys:
            await self._upload(olm)

    async def _upload(self, olm: Olm) -> None:
        answer = await self._homeserver.call("POST", path("keys", "upload"), body=olm.share_keys(), deed=KEYS)
        counts = as_object(answer.get("one_time_key_counts"))
        olm.handle_response(KeysUploadResponse(0, int(counts.get("signed_curve25519") or 0)))

    async def _share(self, olm: Olm, room: str, readers: frozenset[str]) -> None:
        """Hand a new key for a room to every device of everybody in it."""
        olm.outbound_group_sessions.pop(room, None)
        await self._query(olm, {user for user in readers if user not in olm.tracked_users} | olm.users_for_key_query)
        missing = olm.get_missing_sessions(list(readers))
        if missing:
            await self._claim(olm, missing)
        for shared_with, body in olm.share_group_session_parallel(
            room, sorted(readers), ignore_unverified_devices=True
        ):
            session = olm.outbound_group_sessions.get(room)
            await self._to_device("m.room.encrypted", body)
            if session is not None:
                session.users_shared_with.update(shared_with)
        # Somebody who came in the meantime would not have this key: ``members_changed`` has then dropped it again.
        if room in olm.outbound_group_sessions:
            olm.outbound_group_sessions[room].shared = True
            self._readers[room] = readers

    async def _query(self, olm: Olm, users: set[str]) -> None:
        ordered = sorted(users)
        for start in range(0, len(ordered), USERS_AT_ONCE):
            asked = ordered[start : start + USERS_AT_ONCE]
            answer = await self._homeserver.call(
                "POST", path("keys", "query"), body={"device_keys": {user: [] for user in asked}}, deed=KEYS
            )
            known = as_object(answer.get("device_keys"))
            for user in asked:
                # Not asked again until somebody says that they changed, also where their server is away.
                olm.users_for_key_query.discard(user)
                if user in known:
                    _learn_devices(olm, user, as_object(known[user]))

    async def _claim(self, olm: Olm, missing: dict[str, list[str]]) -> None:
        ordered = sorted(missing)
        for start in range(0, len(ordered), USERS_AT_ONCE):
            wanted = {
                user: dict.fromkeys(missing[user], "signed_curve25519")
                for user in ordered[start : start + USERS_AT_ONCE]
            }
            answer = await self._homeserver.call(
                "POST", path("keys", "claim"), body={"one_time_keys": wanted}, deed=KEYS
            )
            for user, devices in as_object(answer.get("one_time_keys")).items():
                for device, key in as_object(devices).items():
                    try:
                        olm.handle_response(KeysClaimResponse({user: {device: key}}, {}))
                    except Exception as error:  # noqa: BLE001 (the key is whatever that device uploaded)
                        log.warning("matrix.bad_one_time_key", user=user, device=device, error=type(error).__name__)

    async def _to_device(self, kind: str, body: Json) -> None:
        await self._homeserver.call("PUT", path("sendToDevice", kind, secrets.token_hex(16)), body=body, deed=KEYS)

    def _devices_changed(self, olm: Olm, user: str) -> None:
        if user in olm.tracked_users:
            olm.users_for_key_query.add(user)
        for room in [room for room, readers in self._readers.items() if user in readers]:
            self.members_changed(room)

    @staticmethod
    def _completed(olm: Olm, room: str, event: Json) -> Json:
        """Add what newer clients leave out and nio still wants: which device a message is from."""
        content = as_object(event.get("content"))
        if "sender_key" in content and "device_id" in content:
            return {**event, "room_id": room}
        named = content.get("session_id")
        found = next((s for s in olm.inbound_group_store if s.room_id == room and s.id == named), None)
        key = {"sender_key": found.sender_key if found else "", "device_id": ""}
        return {**event, "room_id": room, "content": {**key, **content}}


def _machine(device: Device, folder: Path) -> Olm:
    database = folder / device.database
    os.close(os.open(database, os.O_WRONLY | os.O_CREAT, 0o600))
    store = SqliteStore(device.user_id, device.device_id, str(folder), device.pickle_key, device.database)
    return Olm(device.user_id, device.device_id, store)


def _learn_devices(olm: Olm, user: str, devices: Json) -> None:
    """Take in the devices of one user; one that is malformed is left out, and takes nobody else's with it."""
    good = {}
    for device, payload in devices.items():
        try:
            key = payload["keys"][f"ed25519:{device}"]
            if (
                payload["user_id"] == user
                and payload["device_id"] == device
                and olm.verify_json(payload, key, user, device)
            ):
                good[device] = payload
        except Exception as error:  # noqa: BLE001 (the keys are whatever that device uploaded)
            log.warning("matrix.bad_device", user=user, device=device, error=type(error).__name__)
    try:
        olm.handle_response(KeysQueryResponse({user: good}, {}))
    except Exception as error:  # noqa: BLE001 (as above)
        log.warning("matrix.bad_devices", user=user, error=type(error).__name__)
