"""The software bill of materials (SBOM) of the pinned packages, in the format of CycloneDX 1.6."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from config.supply.pins import Pin

# What a set of requirements is for; a package in several of them has the first one's scope.
SCOPES = {
    "default": ComponentScope.REQUIRED,
    **dict.fromkeys(("parquet", "s3", "extras"), ComponentScope.OPTIONAL),
    "dev": ComponentScope.EXCLUDED,
}


def bill_of_materials(sets: Mapping[str, Sequence[Pin]], *, version: str, now: datetime) -> str:
    """The bill as JSON.

    Args:
        sets: the pins of each set named in `SCOPES`.
        version: of Podium.
    """
    podium = Component(
        name="podium", version=version, type=ComponentType.APPLICATION, bom_ref=f"podium@{version}"
    )
    components: dict[tuple[str, str], Component] = {}
    for name, scope in SCOPES.items():
        for pin in sets[name]:
            components.setdefault((pin.name, pin.version), _component(pin, scope))
    bom = Bom(components=components.values())
    bom.metadata.component = podium
    bom.metadata.timestamp = now
    bom.register_dependency(podium, components.values())
    return JsonV1Dot6(bom).output_as_string(indent=2)


def _component(pin: Pin, scope: ComponentScope) -> Component:
    purl = PackageURL("pypi", name=pin.name, version=pin.version)
    # One package has many files, so the hashes are those of its distributions.
    files = ExternalReference(
        type=ExternalReferenceType.DISTRIBUTION,
        url=XsUri(purl.to_string()),
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=each) for each in pin.hashes],
    )
    return Component(
        name=pin.name,
        version=pin.version,
        type=ComponentType.LIBRARY,
        scope=scope,
        purl=purl,
        bom_ref=purl.to_string(),
        external_references=[files],
    )
