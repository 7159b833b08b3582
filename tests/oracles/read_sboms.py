# SPDX-FileCopyrightText: 2026 The Freigabe authors
# SPDX-License-Identifier: EUPL-1.2
"""An independent opinion on SBOMs: reads the files named on standard input, one a line, and prints for
each a line of JSON with the number of components, the sets of package URLs, licences and hashes, and
whether the official schema finds it valid.

It shares no code with Freigabe. CycloneDX is read with the standard library and, for the number of
components, by cyclonedx-python-lib as well, whose copies of the official schemas judge validity; SPDX 2
is read by spdx-tools, SPDX 3 with the standard library.
"""

import functools
import json
import logging
import multiprocessing
import re
import sys
import xml.etree.ElementTree as ElementTree

from cyclonedx.model.bom import Bom
from cyclonedx.schema import OutputFormat, SchemaVersion
from cyclonedx.validation import make_schemabased_validator
from spdx_tools.spdx.parser.parse_anything import parse_file

logging.disable(logging.CRITICAL)


class Opinion:
    def __init__(self, by):
        self.by, self.count, self.purls, self.licenses, self.hashes = by, 0, set(), set(), set()
        self.second_count, self.valid, self.reason = None, None, None

    def hash(self, algorithm, value):
        self.hashes.add(re.sub("[-_]", "", algorithm.lower()) + ":" + value.strip().lower())

    def line(self, path):
        return json.dumps({
            "path": path, "by": self.by, "count": self.count, "second_count": self.second_count,
            "purls": sorted(self.purls), "licenses": sorted(self.licenses), "hashes": sorted(self.hashes),
            "valid": self.valid, "reason": self.reason,
        })


@functools.lru_cache(maxsize=None)
def validator(output, version):
    return make_schemabased_validator(output, SchemaVersion.from_version(version))


# Python's validator takes 10 to 20 seconds for a JSON document of 2 MB. What such a document holds is compared all
# the same; whether it is valid is asked of the many smaller ones.
LARGE = 1_000_000


def schema_opinion(opinion, text, output, version):
    """Asks the official schema of CycloneDX."""
    if output == OutputFormat.JSON and len(text) > LARGE:
        opinion.reason = "no opinion: too large for the validator"
        return
    try:
        error = validator(output, version).validate_str(text)
    except Exception as failure:  # the validator itself gave up
        opinion.reason = f"no opinion: {failure}"
        return
    opinion.valid, opinion.reason = error is None, str(error)[:300] if error else None


def second_count(opinion, make):
    """Asks cyclonedx-python-lib for the number of components. It refuses many valid documents."""
    def nested(components):
        return sum(1 + nested(component.components) for component in components)

    try:
        bom = make()
        primary = bom.metadata.component
        opinion.second_count = nested(bom.components) + (nested(primary.components) if primary else 0)
    except Exception:
        opinion.second_count = None


def cyclonedx_json(document, text):
    opinion = Opinion("json")

    def component(raw, counts):
        opinion.count += counts
        if raw.get("purl", "").strip():
            opinion.purls.add(raw["purl"].strip())
        for choice in raw.get("licenses", []):
            license = choice.get("license", {})
            text = choice.get("expression") or license.get("id") or license.get("name") or ""
            opinion.licenses |= {text.strip()} - {""}
        references = [hash for reference in raw.get("externalReferences", []) for hash in reference.get("hashes", [])]
        for hash in raw.get("hashes", []) + references:
            opinion.hash(hash["alg"], hash["content"])
        for inner in raw.get("components", []):
            component(inner, 1)

    primary = document.get("metadata", {}).get("component")
    if primary:
        component(primary, 0)
    for raw in document.get("components", []):
        component(raw, 1)
    schema_opinion(opinion, text, OutputFormat.JSON, document["specVersion"])
    second_count(opinion, lambda: Bom.from_json(data=document))
    return opinion


def cyclonedx_xml(text):
    opinion = Opinion("xml")
    root = ElementTree.fromstring(text)
    space = root.tag[: root.tag.index("}") + 1]

    def all_of(element, *path):
        found = [element]
        for name in path:
            found = [inner for outer in found for inner in outer if inner.tag == space + name]
        return found

    def texts(element, *path):
        return {"".join(found.itertext()).strip() for found in all_of(element, *path)} - {""}

    def component(raw, counts):
        opinion.count += counts
        opinion.purls.update(texts(raw, "purl"))
        for path in (("license", "id"), ("license", "name"), ("expression",)):
            opinion.licenses.update(texts(raw, "licenses", *path))
        for detailed in all_of(raw, "licenses", "expression-detailed"):
            opinion.licenses.add(detailed.get("expression"))
        hashes = all_of(raw, "hashes", "hash") + all_of(raw, "externalReferences", "reference", "hashes", "hash")
        for hash in hashes:
            opinion.hash(hash.get("alg"), hash.text)
        for inner in all_of(raw, "components", "component"):
            component(inner, 1)

    for primary in all_of(root, "metadata", "component"):
        component(primary, 0)
    for raw in all_of(root, "components", "component"):
        component(raw, 1)
    schema_opinion(opinion, text, OutputFormat.XML, space.rstrip("}").rsplit("/", 1)[1])
    second_count(opinion, lambda: Bom.from_xml(ElementTree.fromstring(text)))
    return opinion


def spdx2(path):
    opinion = Opinion("spdx-tools")
    document = parse_file(path)
    elements = {element.spdx_id for element in document.packages + document.files}
    described = {
        str(relationship.related_spdx_element_id) for relationship in document.relationships
        if relationship.relationship_type.name == "DESCRIBES"
        and relationship.spdx_element_id == document.creation_info.spdx_id
    } | {
        str(relationship.spdx_element_id) for relationship in document.relationships
        if relationship.relationship_type.name == "DESCRIBED_BY"
        and relationship.related_spdx_element_id == document.creation_info.spdx_id
    }
    opinion.count = len(document.packages) + len(document.files) - (len(described) == 1 and described <= elements)

    def licenses(stated):
        for license in stated if isinstance(stated, list) else [stated]:
            if license is not None and str(license) != "NOASSERTION":
                opinion.licenses.add(str(license))

    for package in document.packages:
        for reference in package.external_references:
            if reference.reference_type == "purl":
                opinion.purls.add(reference.locator)
        for stated in (package.license_declared, package.license_concluded, package.license_info_from_files):
            licenses(stated)
    for file in document.files:
        licenses(file.license_concluded)
        licenses(file.license_info_in_file)
    for element in document.packages + document.files:
        for checksum in element.checksums:
            opinion.hash(checksum.algorithm.name, checksum.value)
    return opinion


def spdx3(document):
    opinion = Opinion("json")
    graph = document.get("@graph", [document])
    software = {"software_Package", "software_File", "software_SoftwareArtifact", "dataset_DatasetPackage"}
    elements = {element.get("spdxId"): element for element in graph if element["type"] in software}
    expressions = {
        element["spdxId"]: element.get("simplelicensing_licenseExpression", element.get("licenseExpression"))
        for element in graph if element["type"] == "simplelicensing_LicenseExpression"
    }
    relationships = [element for element in graph if element["type"].endswith("Relationship")]
    parts = set()
    for relationship in relationships:
        kind, start, ends = relationship["relationshipType"], relationship["from"], relationship["to"]
        if kind == "hasDistributionArtifact" and start in elements:
            parts |= {end for end in ends if end in elements and end != start}
        if kind == "generates" and elements.get(start, {}).get("software_primaryPurpose") == "source":
            parts |= {start for end in ends if end in elements and end != start}
        if kind in ("hasDeclaredLicense", "hasConcludedLicense") and start in elements:
            for end in ends:
                text = expressions.get(end, end.rsplit("/", 1)[-1])
                opinion.licenses |= {text} - {"NOASSERTION", "NoAssertionLicense", "NoAssertion"}
    roots = [element for element in graph if element["type"] == "software_Sbom" and element.get("rootElement")]
    roots = roots or [element for element in graph if element["type"] == "SpdxDocument" and element.get("rootElement")]
    described = {root for element in roots for root in element["rootElement"]}
    if not described:
        described = {
            end for relationship in relationships if relationship["relationshipType"] == "describes"
            for end in relationship["to"]
        }
    kept = set(elements) - parts
    opinion.count = len(kept) - (len(described) == 1 and described <= kept)
    for element in elements.values():
        if element.get("software_packageUrl"):
            opinion.purls.add(element["software_packageUrl"])
        for identifier in element.get("externalIdentifier", []) + element.get("externalIdentifiers", []):
            if identifier["externalIdentifierType"] == "packageUrl":
                opinion.purls.add(identifier["identifier"])
        for method in element.get("verifiedUsing", []):
            # The schema takes any text; a value of another length is no hash.
            digits = {"md5": 32, "sha1": 40, "sha256": 64, "sha512": 128}.get(method["algorithm"], 0)
            if method["type"] == "Hash" and re.fullmatch(f"[0-9a-fA-F]{{{digits}}}", method["hashValue"]):
                opinion.hash(method["algorithm"], method["hashValue"])
    return opinion


def opinion_on(path):
    if path.endswith(".spdx"):
        return spdx2(path)
    with open(path, encoding="utf-8-sig") as file:
        text = file.read()
    if text.lstrip().startswith("<"):
        return cyclonedx_xml(text)
    document = json.loads(text)
    if "bomFormat" in document or "specVersion" in document:
        return cyclonedx_json(document, text)
    return spdx2(path) if "spdxVersion" in document else spdx3(document)


def line_on(path):
    try:
        return opinion_on(path).line(path)
    except Exception as failure:
        return json.dumps({"path": path, "failure": f"{type(failure).__name__}: {failure}"[:300]})


if __name__ == "__main__":
    with multiprocessing.Pool() as pool:
        for line in pool.imap(line_on, sys.stdin.read().splitlines()):
            print(line)
