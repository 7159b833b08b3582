# SPDX-FileCopyrightText: 2026 The Freigabe authors
# SPDX-License-Identifier: EUPL-1.2

"""The opinion of the Python client `sigstore` on each folder that is named: a line with `accept` or
`refuse` for each, and the reason. With TIMES in the environment, also how many milliseconds each took.
A folder holds what is signed (`release.txt`) or its digest (`digest`, as `sha256:HEX`)."""

import hashlib
import json
import os
import sys
import time
from pathlib import Path

from sigstore.hashes import Hashed
from sigstore.models import Bundle, TrustedRoot
from sigstore.verify import Verifier, policy
from sigstore_models.common.v1 import HashAlgorithm


def signed(folder: Path) -> tuple[bytes | Hashed, set[str]]:
    """What is signed as the client wants it, and its digests in hexadecimal."""
    if (folder / "digest").exists():
        algorithm, digest = (folder / "digest").read_text().split(":")
        # Of a statement, only the digests are looked at.
        is_sha256 = algorithm == "sha256"
        return Hashed(digest=bytes.fromhex(digest), algorithm=HashAlgorithm.SHA2_256) if is_sha256 else b"", {digest}
    release = (folder / "release.txt").read_bytes()
    return release, {hashlib.sha256(release).hexdigest(), hashlib.sha512(release).hexdigest()}


def opinion(folder: Path) -> str:
    try:
        root = TrustedRoot.from_file(str(folder / "trusted_root.json"))
        bundle = Bundle.from_json((folder / "bundle.json").read_bytes())
        identity, issuer = (folder / "identity").read_text().split("\n")
        anybody = identity == "*"
        wanted = policy.UnsafeNoOp() if anybody else policy.Identity(identity=identity, issuer=issuer)
        release, known = signed(folder)
        verifier = Verifier(trusted_root=root)
        if "dsseEnvelope" not in json.loads((folder / "bundle.json").read_text()):
            verifier.verify_artifact(release, bundle, wanted)
            return "accept"
        _, payload = verifier.verify_dsse(bundle, wanted)
        digests = {digest for subject in json.loads(payload)["subject"] for digest in subject["digest"].values()}
        return "accept" if digests & known else "refuse subject"
    except Exception as error:  # noqa: BLE001: whatever it is, it is a refusal
        return f"refuse {type(error).__name__} {error}".replace("\n", " ")


for name in sys.argv[1:]:
    started = time.perf_counter()
    said = opinion(Path(name))
    print(f"{said} {(time.perf_counter() - started) * 1000:.2f}" if "TIMES" in os.environ else said)
