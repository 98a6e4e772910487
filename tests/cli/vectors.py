"""Makes and checks the test vectors of docs/vault-format.md, from that document alone.

  vectors.py make FILE       makes the vectors anew, with fresh keys
  vectors.py check FILE      reads each document as the vectors' users do; fails where one gives anything but what the vectors say
"""

import base64
import binascii
import copy
import hashlib
import json
import os
import sys
import tempfile

from cryptography import x509
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives import hashes

import second_program as second
from second_program import OAEP, POINT, b64, unb64

SEEDS = {
    "P-256": "seventy-one copper lanterns drift past the lighthouse; who but the keeper's 9 grey cats would count them at dawn, twice?",
    # Not in NFKC, and with a line end that is no part of it.
    "RSA": "Zwölf Ärzte a\u0308ßen \ufb01ve ½ Äpfel — and № 37 of them kept the pips, for a wager with the beekeeper's oldest aunt, Frau Übelhör\r\n",
}
NAMES = [("production", "https://dms.example/", "0f4b-11"), ("Prüfung", "https://uat.example:8443/", "ünïcode")]
TEXTS = ['{"access_token":"first"}', '{"access_token":"zweites, mit Ümlaut"}']


class Refused(Exception):
    """Why a document is refused: the name that the vectors use."""


# --- reading, as strictly as the document says


def unique(pairs):
    keys = [key for key, _ in pairs]
    if len(set(keys)) != len(keys):
        raise Refused("no-vault")
    return dict(pairs)


def is_text(value):
    if not isinstance(value, str):
        return False
    try:
        value.encode()
    except UnicodeEncodeError:  # half of a surrogate pair
        return False
    return True


def is_number(value):
    return type(value) is int and 0 <= value < 2**32


def is_bytes(*lengths, least=None):
    def judge(value):
        try:
            data = base64.b64decode(value, validate=True) if is_text(value) else None
        except (binascii.Error, ValueError):
            return False
        if data is None or b64(data) != value:
            return False
        return len(data) >= least if least is not None else len(data) in lengths

    return judge


SEALED = {"nonce": is_bytes(12), "ciphertext": is_bytes(48)}
RECORD = {
    "environment": is_text,
    "base_url": is_text,
    "client_id": is_text,
    "nonce": is_bytes(12),
    "ciphertext": is_bytes(least=16),
}
FORM = {
    "format": lambda value: value == "imctl-vault",
    "version": lambda value: value == 1,
    "kdf": {"name": lambda value: value == "PBKDF2-HMAC-SHA512", "rounds": is_number, "salt": is_bytes(16)},
    "certificate": {"fingerprint": is_bytes(32), "key": lambda value: value in ("P-256", "RSA")},
    "encapsulation": is_bytes(65, *range(256, 1025)),
    "seed_check": is_bytes(16),
    "data_key": SEALED,
    "records": [RECORD],
    "checksum": is_bytes(32),
}


def fits(value, form):
    if isinstance(form, dict):
        return isinstance(value, dict) and value.keys() == form.keys() and all(fits(value[k], form[k]) for k in form)
    if isinstance(form, list):
        return isinstance(value, list) and all(fits(each, form[0]) for each in value)
    return form(value)


def parse(text):
    try:
        vault = json.loads(text, object_pairs_hook=unique)
    except (ValueError, RecursionError):
        raise Refused("no-vault")
    if not isinstance(vault, dict) or vault.get("format") != "imctl-vault" or type(vault.get("version")) is not int:
        raise Refused("no-vault")
    if vault["version"] > 1:
        raise Refused("newer")
    if not fits(vault, FORM):
        raise Refused("no-vault")
    sent = unb64(vault["encapsulation"])
    if (vault["certificate"]["key"] == "P-256") != (len(sent) == 65) or (len(sent) == 65 and sent[0] != 4):
        raise Refused("no-vault")
    names = [(record["environment"], record["base_url"], record["client_id"]) for record in vault["records"]]
    if len(set(names)) != len(names):
        raise Refused("no-vault")
    if unb64(vault["checksum"]) != second.checksum_of(vault):
        raise Refused("damaged")
    if not 210000 <= vault["kdf"]["rounds"] <= 5000000:
        raise Refused("rounds")
    return vault


def secret_of(vault, key):
    sent = unb64(vault["encapsulation"])
    if vault["certificate"]["key"] == "P-256":
        return key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sent))
    secret = key.decrypt(sent, OAEP)
    if len(secret) != 32:
        raise ValueError
    return secret


def seed_bytes(seed):
    with tempfile.NamedTemporaryFile() as file:
        file.write(seed.encode())
        file.flush()
        return second.seed_bytes(file.name)


def read(text, case):
    """The records of a document, or why it is refused."""
    vault = parse(text)
    certificate = x509.load_pem_x509_certificate(case["certificate"].encode())
    if certificate.fingerprint(hashes.SHA256()) != unb64(vault["certificate"]["fingerprint"]):
        raise Refused("other-certificate")
    key = serialization.load_pem_private_key(case["private_key"].encode(), None)
    seed = seed_bytes(case["seed"])
    if second.keys_of(vault, seed, b"")[1] != unb64(vault["seed_check"]):
        raise Refused("other-seed")
    try:
        header_hash, _, wrapping_key = second.keys_of(vault, seed, secret_of(vault, key))
        wrapped = vault["data_key"]
        data_key = AESGCM(wrapping_key).decrypt(unb64(wrapped["nonce"]), unb64(wrapped["ciphertext"]), header_hash)
        records = []
        for record in vault["records"]:
            name = (record["environment"], record["base_url"], record["client_id"])
            data = second.record_data(header_hash, name)
            opened = AESGCM(data_key).decrypt(unb64(record["nonce"]), unb64(record["ciphertext"]), data)
            records.append(list(name) + [opened.decode()])
    except (InvalidTag, ValueError):
        raise Refused("changed")
    return records


def check(path):
    vectors = json.load(open(path, encoding="utf-8"))
    bad = []
    for case in vectors["valid"]:
        if read(case["document"], case) != case["records"]:
            bad.append(case["name"])
    for case in vectors["malformed"]:
        try:
            read(case["document"], next(valid for valid in vectors["valid"] if valid["name"] == case["of"]))
            got = "opened"
        except Refused as refused:
            got = str(refused)
        if got != case["error"]:
            bad.append(f"{case['name']}: {got}, not {case['error']}")
    if bad:
        raise SystemExit("\n".join(bad))
    print(f"{len(vectors['valid'])} valid, {len(vectors['malformed'])} malformed")


# --- making


def make_valid(kind, folder):
    paths = [os.path.join(folder, name) for name in (f"{kind}.json", f"{kind}.seed", f"{kind}.pem", f"{kind}-key.pem")]
    vault_path, seed_path, certificate_path, key_path = paths
    with open(seed_path, "wb") as file:
        file.write(SEEDS[kind].encode())
    second.make_certificate(kind, certificate_path, key_path)
    certificate = x509.load_pem_x509_certificate(open(certificate_path, "rb").read())
    public = certificate.public_key()
    if kind == "P-256":
        ephemeral = ec.generate_private_key(ec.SECP256R1())
        secret, sent = ephemeral.exchange(ec.ECDH(), public), ephemeral.public_key().public_bytes(*POINT)
    else:
        secret = os.urandom(32)
        sent = public.encrypt(secret, OAEP)
    vault = {
        "format": "imctl-vault",
        "version": 1,
        "kdf": {"name": "PBKDF2-HMAC-SHA512", "rounds": 210000, "salt": b64(os.urandom(16))},
        "certificate": {"fingerprint": b64(certificate.fingerprint(hashes.SHA256())), "key": kind},
        "encapsulation": b64(sent),
    }
    seal(vault, second.seed_bytes(seed_path), secret)
    return {
        "name": kind,
        "seed": SEEDS[kind],
        "certificate": open(certificate_path).read(),
        "private_key": open(key_path).read(),
        "document": json.dumps(vault, ensure_ascii=False),
        "records": [list(name) + [text] for name, text in zip(NAMES, TEXTS)],
    }


def seal(vault, seed, secret):
    """Seals the records under a header that is there."""
    header_hash, check_value, wrapping_key = second.keys_of(vault, seed, secret)
    data_key, nonce = os.urandom(32), os.urandom(12)
    vault["seed_check"] = b64(check_value)
    wrapped = AESGCM(wrapping_key).encrypt(nonce, data_key, header_hash)
    vault["data_key"] = {"nonce": b64(nonce), "ciphertext": b64(wrapped)}
    vault["records"] = []
    for name, text in zip(NAMES, TEXTS):
        nonce = os.urandom(12)
        sealed = AESGCM(data_key).encrypt(nonce, text.encode(), second.record_data(header_hash, name))
        record = dict(zip(("environment", "base_url", "client_id"), name), nonce=b64(nonce), ciphertext=b64(sealed))
        vault["records"].append(record)
    vault["checksum"] = b64(second.checksum_of(vault))


class Malformed:
    """Collects documents that are one change away from a valid one."""

    def __init__(self, case):
        self.case = case
        self.vault = json.loads(case["document"])
        self.text = case["document"]
        self.found = []

    def add(self, name, error, text):
        entry = {"name": f"{self.case['name']}: {name}", "of": self.case["name"], "error": error, "document": text}
        self.found.append(entry)

    def changed(self, name, error, change, fresh=False):
        vault = copy.deepcopy(self.vault)
        change(vault)
        if fresh:
            vault["checksum"] = b64(second.checksum_of(vault))
            name += ", with a fresh checksum"
        self.add(name, error, json.dumps(vault, ensure_ascii=False))

    def put(self, name, error, place, value, fresh=False):
        def change(vault):
            for key in place[:-1]:
                vault = vault[key]
            vault[place[-1]] = value

        self.changed(f"{name}: {'.'.join(map(str, place))}", error, change, fresh)

    def places(self):
        for key, value in self.vault.items():
            yield (key,)
            if isinstance(value, dict):
                yield from ((key, inner) for inner in value)
        yield from (("records", 0, key) for key in self.vault["records"][0])

    def at(self, place):
        value = self.vault
        for key in place:
            value = value[key]
        return value

    def flip(self, place, number=0):
        data = bytearray(unb64(self.at(place)))
        data[number] ^= 1
        return b64(bytes(data))


BYTES = [
    ("kdf", "salt"),
    ("certificate", "fingerprint"),
    ("encapsulation",),
    ("seed_check",),
    ("data_key", "nonce"),
    ("data_key", "ciphertext"),
    ("records", 0, "nonce"),
    ("records", 0, "ciphertext"),
]


def forms(found):
    """Documents that are none of the format, whatever they hold."""
    text = found.text
    for name, bad in [
        ("an empty text", ""),
        ("white space", " \n"),
        ("null", "null"),
        ("a list", f"[{text}]"),
        ("a text", json.dumps(text)),
        ("cut in the middle", text[: len(text) // 2]),
        ("without its last character", text[:-1]),
        ("two documents", text + text),
        ("something behind", text + "x"),
        ("a comma behind the last value", text[:-1] + ",}"),
        ("a byte order mark in front", "\ufeff" + text),
        ("a comment", "// a vault\n" + text),
        ("single quotes", text.replace('"', "'")),
        ("a control character in a text", text.replace("production", "produc\ttion")),
        ("half of a surrogate pair", text.replace("production", "\\ud800")),
        ("depth", text[:-1] + ', "deep": ' + "[" * 300 + "]" * 300 + "}"),
        ("not a number", text.replace("210000", "NaN")),
        ("a number with a plus", text.replace("210000", "+210000")),
        ("a number with a leading zero", text.replace("210000", "0210000")),
    ]:
        found.add(name, "no-vault", bad)
    for place in found.places():
        key = place[-1]
        value = found.at(place)

        def drop(vault, place=place):
            for step in place[:-1]:
                vault = vault[step]
            del vault[place[-1]]

        found.changed(f"missing: {'.'.join(map(str, place))}", "no-vault", drop)
        found.put("null", "no-vault", place, None)
        found.put("of another type", "no-vault", place, str(value) if isinstance(value, int) else 7)
        twice = f'"{key}": {json.dumps(value, ensure_ascii=False)}'
        if text.count(twice) == 1:
            found.add(f"there twice: {'.'.join(map(str, place))}", "no-vault", text.replace(twice, f"{twice}, {twice}"))
    for place in [("more",), ("kdf", "more"), ("certificate", "more"), ("data_key", "more"), ("records", 0, "more")]:
        found.put("unknown", "no-vault", place, "x")
    for value in ["imctl-vault ", "IMCTL-VAULT", "other", ""]:
        found.put(f"the format {value!r}", "no-vault", ("format",), value)
    for value in [0, -1, 1.0, 1.5, True, [1], "1"]:
        found.put(f"the version {value!r}", "no-vault", ("version",), value)
    for value in [2, 3, 2**32, 2**63]:
        found.put(f"the version {value}", "newer", ("version",), value)
    found.changed("a newer one of another form", "newer", lambda vault: vault.update(version=2, records={}, more=[1]))
    for value in ["PBKDF2-HMAC-SHA256", "argon2id", ""]:
        found.put(f"the derivation {value!r}", "no-vault", ("kdf", "name"), value, fresh=True)
    for value in [-1, 210000.0, 2**32]:
        found.put(f"the rounds {value}", "no-vault", ("kdf", "rounds"), value)
    for value in ["P-384", "p-256", "RSA " if found.case["name"] == "RSA" else "RSA", "P-256 "]:
        found.put(f"the key {value!r}", "no-vault", ("certificate", "key"), value, fresh=True)


def lengths(found):
    for place in BYTES + [("checksum",)]:
        data = unb64(found.at(place))
        fresh = place != ("checksum",)
        found.put("empty", "no-vault", place, "", fresh)
        is_open_end = place in [("records", 0, "ciphertext")] or (place == ("encapsulation",) and len(data) > 65)
        if is_open_end:
            continue
        found.put("a byte short", "no-vault", place, b64(data[:-1]), fresh)
        found.put("a byte long", "no-vault", place, b64(data + b"\0"), fresh)
    # One that is shorter than a tag.
    found.put("15 bytes", "no-vault", ("records", 0, "ciphertext"), b64(bytes(15)), fresh=True)
    if found.case["name"] == "P-256":
        compressed = b"\x02" + unb64(found.vault["encapsulation"])[1:]
        found.put("not an uncompressed point", "no-vault", ("encapsulation",), b64(compressed), fresh=True)
    salt = found.vault["kdf"]["salt"]
    trailing = salt[:-3] + chr(ord(salt[-3]) + 1) + "=="
    for name, value in [
        ("without padding", salt.rstrip("=")),
        ("too much padding", salt + "="),
        ("white space", salt[:8] + " " + salt[8:]),
        ("a line end", salt[:8] + "\n" + salt[8:]),
        ("the URL's alphabet", "-_" + salt[2:]),
        ("bits behind the end", trailing),
        ("padding in the middle", "AA==" + salt[4:]),
        ("hexadecimal digits", unb64(salt).hex() + "!"),
    ]:
        found.put(f"Base64 with {name}", "no-vault", ("kdf", "salt"), value)
    found.changed("a record twice", "no-vault", lambda vault: vault["records"].append(vault["records"][0]), fresh=True)
    found.put("records that are no list", "no-vault", ("records",), found.vault["records"][0])


def damage(found):
    """Changed without the checksum: damage."""
    for place in BYTES:
        # The first byte of a point says its form.
        found.put("a bit", "damaged", place, found.flip(place, 5))
    found.put("a bit", "damaged", ("checksum",), found.flip(("checksum",)))
    for key in ("environment", "base_url", "client_id"):
        found.put("another", "damaged", ("records", 0, key), "x")
    found.put("other rounds", "damaged", ("kdf", "rounds"), 210001)
    found.put("weak rounds, and damaged", "damaged", ("kdf", "rounds"), 1)
    found.changed("records in another order", "damaged", lambda vault: vault["records"].reverse())
    found.changed("a record less", "damaged", lambda vault: vault["records"].pop())
    found.changed("no records", "damaged", lambda vault: vault["records"].clear())


def edits(found):
    """Changed by somebody who can compute a checksum."""
    for rounds in [0, 1, 1000, 105000, 209999, 5000001, 2**31, 2**32 - 1]:
        found.put(f"{rounds} rounds", "rounds", ("kdf", "rounds"), rounds, fresh=True)
    found.put("another", "other-certificate", ("certificate", "fingerprint"), b64(bytes(32)), fresh=True)
    found.put("other rounds", "other-seed", ("kdf", "rounds"), 210001, fresh=True)
    for place in [("kdf", "salt"), ("encapsulation",), ("seed_check",)]:
        found.put("a bit", "other-seed", place, found.flip(place, 5), fresh=True)
    for place in [("data_key", "nonce"), ("data_key", "ciphertext"), ("records", 0, "nonce"), ("records", 1, "ciphertext")]:
        found.put("a bit", "changed", place, found.flip(place), fresh=True)
        found.put("a bit at the end", "changed", place, found.flip(place, -1), fresh=True)
    for key in ("environment", "base_url", "client_id"):
        found.put("another", "changed", ("records", 0, key), "https://evil.example/", fresh=True)

    def swap(*keys):
        def change(vault):
            one, other = vault["records"]
            for key in keys:
                one[key], other[key] = other[key], one[key]

        return change

    found.changed("records with each other's seals", "changed", swap("nonce", "ciphertext"), fresh=True)
    found.changed("records with each other's environments", "changed", swap("environment"), fresh=True)
    found.changed("records with each other's servers", "changed", swap("base_url"), fresh=True)
    empty = b64(bytes(16))
    found.put("a seal of nothing", "changed", ("records", 0, "ciphertext"), empty, fresh=True)

    # By somebody who knows the seed, and not the private key.
    def another_header(sent):
        def change(vault):
            vault["encapsulation"] = b64(sent)
            seal(vault, seed_bytes(found.case["seed"]), bytes(32))

        return change

    if found.case["name"] == "P-256":
        off_curve = b"\x04" + bytes(31) + b"\x01" + bytes(31) + b"\x01"
        found.changed("a point that is not on the curve", "changed", another_header(off_curve))
        point = ec.generate_private_key(ec.SECP256R1()).public_key().public_bytes(*POINT)
        found.changed("another secret", "changed", another_header(point))
    else:
        found.changed("no encapsulation of the key", "changed", another_header(b"\x01" * 256))
        found.changed("a longer encapsulation", "changed", another_header(b"\x01" * 257))
        key = x509.load_pem_x509_certificate(found.case["certificate"].encode()).public_key()
        found.changed("a secret of another length", "changed", another_header(key.encrypt(bytes(31), OAEP)))


def make(path):
    with tempfile.TemporaryDirectory() as folder:
        valid = [make_valid(kind, folder) for kind in ("P-256", "RSA")]
    malformed = []
    for case in valid:
        found = Malformed(case)
        if case["name"] == "P-256":
            forms(found)
            lengths(found)
            damage(found)
        edits(found)
        malformed += found.found
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"format_version": 1, "valid": valid, "malformed": malformed}, file, ensure_ascii=False, indent=1)
        file.write("\n")


if __name__ == "__main__":
    {"make": make, "check": check}[sys.argv[1]](sys.argv[2])
