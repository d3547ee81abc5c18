"""The digest of an image in a container registry.

Source:
    OCI Distribution Specification 1.1; Docker's token authentication.
"""

import hashlib
import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Self
from urllib.parse import urlencode

from config.supply.errors import SupplyError
from config.supply.fetching import Answer, fetch, read_json

HUB = "https://registry-1.docker.io"
# Indexes, which name a manifest per architecture, and manifests of images for one.
MEDIA_TYPES = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
)
_REFERENCE = re.compile(
    r"(?:(?P<host>[\w-]+(?:\.[\w.-]+|(?=:\d))(?::\d+)?|localhost)/)?"
    r"(?P<name>[a-z0-9._/-]+)(?::(?P<tag>\w[\w.-]*))?(?:@sha256:[0-9a-f]{64})?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Image:
    """A name and a tag, such as `python:3.13-slim`, without its digest."""

    host: str | None
    name: str
    tag: str

    @classmethod
    def parse(cls, reference: str) -> Self:
        """Read a reference as Dockerfiles and Compose write it.

        Raises:
            SupplyError: it is none, or holds a variable.
        """
        found = _REFERENCE.fullmatch(reference)
        if found is None:
            raise SupplyError(f"{reference!r} is no name of an image that could be pinned.")
        return cls(found["host"], found["name"], found["tag"] or "latest")

    def __str__(self) -> str:
        return f"{self.host}/{self.name}:{self.tag}" if self.host else f"{self.name}:{self.tag}"

    def manifest_url(self, hub: str) -> str:
        base = f"https://{self.host}" if self.host else hub
        is_official = self.host is None and "/" not in self.name
        name = f"library/{self.name}" if is_official else self.name
        return f"{base}/v2/{name}/manifests/{self.tag}"


def find_digest(image: Image, *, hub: str = HUB) -> str:
    """The digest of what the tag stands for now, checked against the manifest itself.

    Args:
        hub: address of the registry for images that name none.

    Raises:
        SupplyError: the registry cannot be reached, knows no such image, or contradicts itself.
    """
    url = image.manifest_url(hub)
    answer = _get(url)
    if answer.status == HTTPStatus.UNAUTHORIZED:
        answer = _get(url, token=_token(answer, url))
    if answer.status == HTTPStatus.NOT_FOUND:
        raise SupplyError(f"The registry has no image {image}.")
    manifest = read_json(url, answer)
    media_type = answer.headers.get("content-type", "").partition(";")[0]
    if media_type not in MEDIA_TYPES or not isinstance(manifest, dict):
        raise SupplyError(f"The registry answers for {image} with no manifest.")
    digest = f"sha256:{hashlib.sha256(answer.body).hexdigest()}"
    if answer.headers.get("docker-content-digest", digest) != digest:
        raise SupplyError(f"The manifest of {image} does not have the digest the registry names.")
    return digest


def _get(url: str, *, token: str = "") -> Answer:
    headers = {"Accept": ", ".join(MEDIA_TYPES)}
    return fetch(url, headers=headers | ({"Authorization": f"Bearer {token}"} if token else {}))


def _token(refusal: Answer, url: str) -> str:
    """A token for reading, from the server the registry's refusal names."""
    challenge = refusal.headers.get("www-authenticate", "")
    scheme, _, rest = challenge.partition(" ")
    named = dict(re.findall(r'(\w+)="([^"]*)"', rest))
    realm = named.pop("realm", "")
    if scheme.lower() != "bearer" or not realm:
        raise SupplyError(f"{url} wants a sign-in that is not known here.")
    asked = {name: named[name] for name in ("service", "scope") if name in named}
    address = f"{realm}?{urlencode(asked)}"
    answer = read_json(address, fetch(address))
    token = (answer.get("token") or answer.get("access_token")) if isinstance(answer, dict) else ""
    if not isinstance(token, str) or not token.isascii() or not token.isprintable() or not token:
        raise SupplyError(f"{realm} gives no token.")
    return token
