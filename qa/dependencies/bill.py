"""The SBOM in CycloneDX format (JSON, version 1.6), to find out whether a vulnerability affects this site."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

from .locked import ROOT, Package

FOLDER = ROOT / "build" / "sbom"
VERSION = SchemaVersion.V1_6


def component(package: Package) -> Component:
    """The hashes are those of the package's files, so they are listed with the distribution, not the component."""
    files = ExternalReference(
        type=ExternalReferenceType.DISTRIBUTION,
        url=XsUri(package.purl),
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=each) for each in package.hashes],
    )
    return Component(
        type=ComponentType.LIBRARY,
        name=package.name,
        version=package.version,
        purl=PackageURL.from_string(package.purl),
        bom_ref=package.purl,
        licenses=[LicenseFactory().make_from_string(package.licence)] if package.licence else [],
        external_references=[files],
    )


def bill(found: list[Package], moment: datetime) -> str:
    """The SBOM as text, with its date."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    site = Component(
        type=ComponentType.APPLICATION, name=project["name"], version=project["version"], bom_ref=project["name"]
    )
    bom = Bom(components=[component(package) for package in found])
    bom.metadata.component, bom.metadata.timestamp = site, moment
    bom.register_dependency(site, bom.components)
    return make_outputter(bom, OutputFormat.JSON, VERSION).output_as_string(indent=2) + "\n"


def faults(text: str) -> str:
    """Violations of the CycloneDX schema."""
    error = JsonStrictValidator(VERSION).validate_str(text)
    return "" if error is None else str(error)


def write(found: list[Package], moment: datetime | None = None) -> Path:
    moment = moment or datetime.now(UTC)
    text = bill(found, moment)
    if said := faults(text):
        raise SystemExit(f"The list of dependencies is not valid CycloneDX: {said}")
    FOLDER.mkdir(parents=True, exist_ok=True)
    file = FOLDER / f"kip-site-{moment:%Y-%m-%d}.cdx.json"
    file.write_text(text)
    return file
