# SPDX-FileCopyrightText: 2026 The Freigabe authors
# SPDX-License-Identifier: EUPL-1.2

"""The opinion of the Python client `sigstore` on each folder that is named: a line with `accept` or
`refuse` for each, and the reason. With TIMES in the environment, also how many milliseconds each took."""

import hashlib
import json
import os
import sys
import time
from pathlib import Path

from sigstore.models import Bundle, TrustedRoot
from sigstore.verify import Verifier, policy


def opinion(folder: Path) -> str:
    try:
        root = TrustedRoot.from_file(str(folder / "trusted_root.json"))
        bundle = Bundle.from_json((folder / "bundle.json").read_bytes())
        identity, issuer = (folder / "identity").read_text().split("\n")
        wanted = policy.Identity(identity=identity, issuer=issuer)
        release = (folder / "release.txt").read_bytes()
        verifier = Verifier(trusted_root=root)
        if "dsseEnvelope" not in json.loads((folder / "bundle.json").read_text()):
            verifier.verify_artifact(release, bundle, wanted)
            return "accept"
        _, payload = verifier.verify_dsse(bundle, wanted)
        digests = [subject["digest"]["sha256"] for subject in json.loads(payload)["subject"]]
        return "accept" if hashlib.sha256(release).hexdigest() in digests else "refuse subject"
    except Exception as error:  # noqa: BLE001: whatever it is, it is a refusal
        return f"refuse {type(error).__name__} {error}".replace("\n", " ")


for name in sys.argv[1:]:
    started = time.perf_counter()
    said = opinion(Path(name))
    print(f"{said} {(time.perf_counter() - started) * 1000:.2f}" if "TIMES" in os.environ else said)
