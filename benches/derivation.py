"""Measures the key derivation against OpenSSL's, and what `link` and `rotate` of 100 records cost beyond it.

  cargo build --release && target/test-python/bin/python benches/derivation.py target/release/imctl

Needs Python 3.9 with `cryptography` (tests/run makes one). The derivation is the difference of two openings, of vaults with few and with
many rounds, so that the start of the process does not count; OpenSSL's is `hashlib.pbkdf2_hmac`. Taken in turns; the best of each is told.
"""

import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tests" / "cli"))
import second_program as second  # noqa: E402

SEED = "correct horse battery staple, nine purple otters juggle 41 lanterns while quiet bakers map the northern harbour; yes!"
OTHER = SEED[::-1]
FEW, MANY = 210_000, 1_260_000
TURNS, RECORDS = 7, 100


def timed(call):
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


class Folder:
    """A folder with a vault of so many rounds and records."""

    def __init__(self, program, root, rounds, server):
        self.program, self.root = program, root
        data = root / "data"
        data.mkdir(0o700, parents=True)
        for name, text in [("seed.txt", SEED), ("other.txt", OTHER), ("secret.txt", server["client_secret"])]:
            path = root / name
            path.write_text(text)
            path.chmod(0o600)
        (root / "imctl.toml").write_text(
            f'[linked_service]\nbase_url = "{server["url"]}"\nclient_id = "{server["client_id"]}"\n'
            'client_secret = { file = "secret.txt" }\n[encryption]\nseed = { file = "seed.txt" }\n'
        )
        self.pem, self.key, self.vault = data / "certificate.pem", data / "private-key.pem", data / "vault.json"
        second.make_certificate("P-256", self.pem, self.key)
        make(self, rounds)

    def run(self, *arguments):
        environment = dict(os.environ, IMCTL_DATA_DIR=str(self.root / "data"), HOME=str(self.root))
        ran = subprocess.run([self.program, *arguments], cwd=self.root, env=environment, capture_output=True, text=True)
        if ran.returncode:
            raise SystemExit(f"{arguments}: {ran.stderr}")


def make(folder, rounds):
    """Makes the vault with its records, by the second program's parts."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    certificate = x509.load_pem_x509_certificate(folder.pem.read_bytes())
    ephemeral = ec.generate_private_key(ec.SECP256R1())
    secret = ephemeral.exchange(ec.ECDH(), certificate.public_key())
    vault = {
        "format": "imctl-vault",
        "version": 1,
        "kdf": {"name": "PBKDF2-HMAC-SHA512", "rounds": rounds, "salt": second.b64(os.urandom(16))},
        "certificate": {"fingerprint": second.b64(certificate.fingerprint(hashes.SHA256())), "key": "P-256"},
        "encapsulation": second.b64(ephemeral.public_key().public_bytes(*second.POINT)),
    }
    header_hash, check, wrapping = second.keys_of(vault, SEED.encode(), secret)
    data_key, nonce = os.urandom(32), os.urandom(12)
    wrapped = AESGCM(wrapping).encrypt(nonce, data_key, header_hash)
    vault["seed_check"] = second.b64(check)
    vault["data_key"] = {"nonce": second.b64(nonce), "ciphertext": second.b64(wrapped)}
    vault["records"] = []
    for number in range(RECORDS):
        name, nonce = (f"environment {number}", "https://dms.example/", "0f4b"), os.urandom(12)
        sealed = AESGCM(data_key).encrypt(nonce, b"x" * 2000, second.record_data(header_hash, name))
        fields = dict(zip(("environment", "base_url", "client_id"), name))
        vault["records"].append(dict(fields, nonce=second.b64(nonce), ciphertext=second.b64(sealed)))
    vault["checksum"] = second.b64(second.checksum_of(vault))
    folder.vault.write_text(json.dumps(vault))
    folder.vault.chmod(0o600)


def main(program):
    with tempfile.TemporaryDirectory() as name:
        sandbox = subprocess.Popen([program, "sandbox", "-o", "json"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            measure(program, pathlib.Path(name), json.loads(sandbox.stdout.readline()))
        finally:
            sandbox.terminate()


def measure(program, root, server):
    few, many = (Folder(program, root / str(rounds), rounds, server) for rounds in (FEW, MANY))
    status = ("encryption", "status")
    ours = {few: [], many: []}
    theirs = {FEW: [], MANY: []}
    for _ in range(TURNS):
        for folder in ours:
            ours[folder].append(timed(lambda: folder.run(*status)))
        for rounds in theirs:
            theirs[rounds].append(timed(lambda: hashlib.pbkdf2_hmac("sha512", SEED.encode(), b"s" * 16, rounds, 32)))
    our, their = min(ours[many]) - min(ours[few]), min(theirs[MANY]) - min(theirs[FEW])
    each = our * FEW / (MANY - FEW)
    print(f"{MANY - FEW} rounds: {our * 1000:.0f} ms, OpenSSL {their * 1000:.0f} ms: ratio {our / their:.2f} (bar 1.15)")
    print(f"one derivation of {FEW} rounds: {each * 1000:.0f} ms")
    link = min(timed(lambda: few.run("link")) for _ in range(TURNS))
    # From here on the vault is the program's own.
    rotate = []
    for turn in range(TURNS):
        (few.root / "new.txt").write_text((OTHER, SEED)[turn % 2])
        (few.root / "new.txt").chmod(0o600)
        rotate.append(timed(lambda: few.run("encryption", "rotate", "--seed-file", "new.txt", "--store-seed")))
    # A rotation derives for the old vault, the new one, the proof of it, and the seed that takes its place.
    print(f"link with {RECORDS} records: {link * 1000:.0f} ms, {(link - each) * 1000:.0f} ms beyond its one derivation (bar 1000)")
    best = min(rotate)
    print(f"rotate of {RECORDS} records: {best * 1000:.0f} ms, {(best - 4 * each) * 1000:.0f} ms beyond its four derivations (bar 1000)")


if __name__ == "__main__":
    main(os.path.abspath(sys.argv[1]))
