"""The APIs whose documents the project follows, and where each keeps what."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from scripts.renewal.openapi.document import Document, mapping

OPENAPI = Path("openapi")


@dataclass(frozen=True, slots=True)
class Api:
    """One API of the vendor's."""

    name: str
    words: str
    """What its title says, in small letters and without spaces."""
    overlay: Path | None = None
    """Our deviations from the vendor's document."""
    generated: Path | None = None
    """The package that is emitted from the contract."""

    @property
    def contract(self) -> Path:
        """Our contract."""
        return OPENAPI / f"{self.name}.yaml"

    @property
    def vendor(self) -> Path:
        """The structure of the vendor's document that the contract follows."""
        return OPENAPI / "vendor" / f"{self.name}.json"


CONTRACT, OVERLAY = OPENAPI / "backoffice.yaml", OPENAPI / "deviations.overlay.yaml"
GENERATED = Path("generated/weavr_backoffice")

APIS: Mapping[str, Api] = {
    api.name: api
    for api in (
        Api("backoffice", "backoffice", overlay=OVERLAY, generated=GENERATED),
        Api("webhooks", "webhook", overlay=OPENAPI / "webhooks.overlay.yaml", generated=GENERATED),
        Api("simulator", "simulator", generated=GENERATED),
    )
}


def not_this_api(vendor: Document, ours: Document, api: Api) -> str:
    """Say why a document is not about an API; "" when it is.

    Most operations have to be ours, and ours most of them: another API of the vendor shares some. The title and the
    path of the server may each change one day, but hardly both at once.
    """
    theirs = [set(_names(document)) for document in (vendor, ours)]
    known = {name for names in theirs[1] for name in names}
    shared, count = sum(1 for names in theirs[0] if set(names) & known), len(theirs[1])
    if shared * 2 < count or shared * 2 < len(theirs[0]):
        return f"{shared} of its {len(theirs[0])} operations are among our {count}"
    title = re.sub(r"[^a-z]", "", str(vendor.section("info").get("title")).lower())
    if api.words not in title and not _paths(vendor) & _paths(ours):
        return f"neither its title {title!r} nor its servers are those of the {api.name} API"
    return ""


def _names(document: Document) -> Iterator[frozenset[str]]:
    """Give what each operation and webhook may be known by."""
    for operation in document.operations():
        yield frozenset({operation.id, operation.key})


def _paths(document: Document) -> set[str]:
    servers = document.root.get("servers", [])
    urls = [str(mapping(server, "a server").get("url")) for server in servers] if isinstance(servers, list) else []
    return {re.sub(r"^[a-z]+://[^/]*", "", url).rstrip("/") for url in urls} - {""}
