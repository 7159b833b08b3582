# SPDX-FileCopyrightText: 2026 The Freigabe authors
# SPDX-License-Identifier: EUPL-1.2
"""Signs and verifies with pyca/cryptography, for tests/signing_oracles.rs.

    signatures.py sign KIND DIR      makes DIR/key.pem, DIR/key.pub and DIR/message.sig
    signatures.py verify KIND DIR    exits with 0 when DIR/message.sig is by DIR/key.pub
    signatures.py open KIND DIR      exits with 0 when DIR/key.pem opens, with the passphrase `geheim` where it is encrypted
"""

import pathlib
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, mldsa

CURVES = {
    "ecdsa-p256": (ec.SECP256R1(), hashes.SHA256()),
    "ecdsa-p384": (ec.SECP384R1(), hashes.SHA384()),
    "ecdsa-p521": (ec.SECP521R1(), hashes.SHA512()),
    "ecdsa-brainpoolp256r1": (ec.BrainpoolP256R1(), hashes.SHA256()),
    "ecdsa-brainpoolp384r1": (ec.BrainpoolP384R1(), hashes.SHA384()),
    "ecdsa-brainpoolp512r1": (ec.BrainpoolP512R1(), hashes.SHA512()),
}
LATTICES = {
    "ml-dsa-44": mldsa.MLDSA44PrivateKey,
    "ml-dsa-65": mldsa.MLDSA65PrivateKey,
    "ml-dsa-87": mldsa.MLDSA87PrivateKey,
}


def sign(kind, folder):
    message = (folder / "message").read_bytes()
    if kind in CURVES:
        curve, digest = CURVES[kind]
        key = ec.generate_private_key(curve)
        signature = key.sign(message, ec.ECDSA(digest))
    else:
        key = ed25519.Ed25519PrivateKey.generate() if kind == "ed25519" else LATTICES[kind].generate()
        signature = key.sign(message)
    encoding = serialization.Encoding.PEM
    private = key.private_bytes(
        encoding, serialization.PrivateFormat.PKCS8, serialization.BestAvailableEncryption(b"geheim")
    )
    public = key.public_key().public_bytes(encoding, serialization.PublicFormat.SubjectPublicKeyInfo)
    (folder / "key.pem").write_bytes(private)
    (folder / "key.pub").write_bytes(public)
    (folder / "message.sig").write_bytes(signature)


def verify(kind, folder):
    key = serialization.load_pem_public_key((folder / "key.pub").read_bytes())
    message, signature = (folder / "message").read_bytes(), (folder / "message.sig").read_bytes()
    try:
        if kind in CURVES:
            key.verify(signature, message, ec.ECDSA(CURVES[kind][1]))
        else:
            key.verify(signature, message)
    except InvalidSignature:
        sys.exit(1)


def open_key(_, folder):
    text = (folder / "key.pem").read_bytes()
    key = serialization.load_pem_private_key(text, b"geheim" if b"ENCRYPTED" in text else None)
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    sys.exit(0 if public == (folder / "key.pub").read_bytes() else 1)


if __name__ == "__main__":
    command, kind, folder = sys.argv[1:]
    {"sign": sign, "verify": verify, "open": open_key}[command](kind, pathlib.Path(folder))
