"""Opens and makes vaults, written from docs/vault-format.md alone.

  second_program.py open VAULT SEED CERTIFICATE KEY ENVIRONMENT BASE_URL CLIENT_ID      prints the record's text
  second_program.py make VAULT SEED CERTIFICATE KEY ENVIRONMENT BASE_URL CLIENT_ID      seals the text on standard input
  second_program.py certificate KIND CERTIFICATE KEY                                    makes a certificate: P-256 or RSA
"""

import base64
import datetime
import hashlib
import json
import os
import sys
import unicodedata

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.x509.oid import NameOID

OAEP = padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)
POINT = (serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def as_bytes(part):
    return part.encode() if isinstance(part, str) else part


def u32(number):
    return number.to_bytes(4, "big")


def join(*parts):
    return b"".join(u32(len(as_bytes(part))) + as_bytes(part) for part in parts)


def b64(data):
    return base64.b64encode(data).decode()


def unb64(text):
    return base64.b64decode(text, validate=True)


def hkdf(salt, material, info, length):
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(material)


def seed_bytes(path):
    text = open(path, "rb").read().decode()
    assert not text.startswith("\ufeff")
    text = text[:-2] if text.endswith("\r\n") else text[:-1] if text.endswith("\n") else text
    text = unicodedata.normalize("NFKC", text)
    assert len(text) > 100
    return text.encode()


def header_of(vault):
    kdf, certificate = vault["kdf"], vault["certificate"]
    return join(
        vault["format"],
        u32(vault["version"]),
        kdf["name"],
        u32(kdf["rounds"]),
        unb64(kdf["salt"]),
        unb64(certificate["fingerprint"]),
        certificate["key"],
        unb64(vault["encapsulation"]),
    )


def checksum_of(vault):
    data_key = vault["data_key"]
    digest = hashlib.sha256(
        join(header_of(vault), unb64(vault["seed_check"]), unb64(data_key["nonce"]), unb64(data_key["ciphertext"]))
    )
    for record in vault["records"]:
        digest.update(
            join(
                record["environment"],
                record["base_url"],
                record["client_id"],
                unb64(record["nonce"]),
                unb64(record["ciphertext"]),
            )
        )
    return digest.digest()


def keys_of(vault, seed, secret):
    header_hash = hashlib.sha256(header_of(vault)).digest()
    kdf = vault["kdf"]
    seed_key = hashlib.pbkdf2_hmac("sha512", seed, unb64(kdf["salt"]), kdf["rounds"], 32)
    check = hkdf(header_hash, seed_key, b"imctl vault seed check", 16)
    return header_hash, check, hkdf(header_hash, secret + seed_key, b"imctl vault data key", 32)


def record_data(header_hash, name):
    return join("imctl vault record", header_hash, *name)


def open_record(path, seed_path, certificate_path, key_path, *name):
    vault = json.load(open(path, encoding="utf-8"))
    assert (vault["format"], vault["version"], vault["kdf"]["name"]) == ("imctl-vault", 1, "PBKDF2-HMAC-SHA512")
    assert unb64(vault["checksum"]) == checksum_of(vault)
    assert 210000 <= vault["kdf"]["rounds"] <= 5000000
    certificate = x509.load_pem_x509_certificate(open(certificate_path, "rb").read())
    assert certificate.fingerprint(hashes.SHA256()) == unb64(vault["certificate"]["fingerprint"])
    key = serialization.load_pem_private_key(open(key_path, "rb").read(), None)
    sent = unb64(vault["encapsulation"])
    if vault["certificate"]["key"] == "P-256":
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sent)
        secret = key.exchange(ec.ECDH(), public)
    else:
        secret = key.decrypt(sent, OAEP)
    header_hash, check, wrapping_key = keys_of(vault, seed_bytes(seed_path), secret)
    assert check == unb64(vault["seed_check"])
    wrapped = vault["data_key"]
    data_key = AESGCM(wrapping_key).decrypt(unb64(wrapped["nonce"]), unb64(wrapped["ciphertext"]), header_hash)
    for record in vault["records"]:
        if (record["environment"], record["base_url"], record["client_id"]) == name:
            data = record_data(header_hash, name)
            return AESGCM(data_key).decrypt(unb64(record["nonce"]), unb64(record["ciphertext"]), data)
    raise SystemExit("no such record")


def make_vault(path, seed_path, certificate_path, key_path, *name):
    certificate = x509.load_pem_x509_certificate(open(certificate_path, "rb").read())
    public = certificate.public_key()
    if isinstance(public, ec.EllipticCurvePublicKey):
        ephemeral = ec.generate_private_key(ec.SECP256R1())
        kind, secret = "P-256", ephemeral.exchange(ec.ECDH(), public)
        sent = ephemeral.public_key().public_bytes(*POINT)
    else:
        kind, secret = "RSA", os.urandom(32)
        sent = public.encrypt(secret, OAEP)
    vault = {
        "format": "imctl-vault",
        "version": 1,
        "kdf": {"name": "PBKDF2-HMAC-SHA512", "rounds": 210000, "salt": b64(os.urandom(16))},
        "certificate": {"fingerprint": b64(certificate.fingerprint(hashes.SHA256())), "key": kind},
        "encapsulation": b64(sent),
    }
    header_hash, check, wrapping_key = keys_of(vault, seed_bytes(seed_path), secret)
    data_key, nonce = os.urandom(32), os.urandom(12)
    vault["seed_check"] = b64(check)
    wrapped = AESGCM(wrapping_key).encrypt(nonce, data_key, header_hash)
    vault["data_key"] = {"nonce": b64(nonce), "ciphertext": b64(wrapped)}
    nonce = os.urandom(12)
    sealed = AESGCM(data_key).encrypt(nonce, sys.stdin.buffer.read(), record_data(header_hash, name))
    record = dict(zip(("environment", "base_url", "client_id"), name), nonce=b64(nonce), ciphertext=b64(sealed))
    vault["records"] = [record]
    vault["checksum"] = b64(checksum_of(vault))
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(vault, file)


def make_certificate(kind, certificate_path, key_path):
    key = ec.generate_private_key(ec.SECP256R1()) if kind == "P-256" else rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "second")])
    now = datetime.datetime.now(datetime.timezone.utc)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(now - datetime.timedelta(days=2))
    # Expired: an expired certificate still opens the vault.
    certificate = builder.not_valid_after(now - datetime.timedelta(days=1)).sign(key, hashes.SHA256())
    open(certificate_path, "wb").write(certificate.public_bytes(serialization.Encoding.PEM))
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with open(os.open(key_path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(pem)


if __name__ == "__main__":
    command, *arguments = sys.argv[1:]
    if command == "open":
        sys.stdout.buffer.write(open_record(*arguments))
    elif command == "make":
        make_vault(*arguments)
    else:
        make_certificate(*arguments)
