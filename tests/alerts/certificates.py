"""A certificate authority of our own, for one test run."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Certificates:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _named("An authority of the tests")
        authority = self._certificate(self._name, self._key, x509.BasicConstraints(ca=True, path_length=None))
        self._file = folder / "authority.pem"
        self._file.write_bytes(authority.public_bytes(serialization.Encoding.PEM))
        self.asked_for: str | None = None

    def trusting(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self._file))

    def server(self, host: str) -> ssl.SSLContext:
        """What a server with a certificate for this host uses; it notes which name it is asked for."""
        key = ec.generate_private_key(ec.SECP256R1())
        leaf = self._certificate(_named(host), key, x509.SubjectAlternativeName([x509.DNSName(host)]))
        file = self._folder / "server.pem"
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        file.write_bytes(private + leaf.public_bytes(serialization.Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        context.sni_callback = self._note
        return context

    def _note(self, _socket: ssl.SSLObject, asked_for: str | None, _context: ssl.SSLContext) -> None:
        self.asked_for = asked_for

    def _certificate(
        self, name: x509.Name, key: ec.EllipticCurvePrivateKey, extension: x509.ExtensionType
    ) -> x509.Certificate:
        now = datetime.now(UTC)
        draft = x509.CertificateBuilder(self._name, name, key.public_key(), x509.random_serial_number())
        draft = draft.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        return draft.add_extension(extension, critical=False).sign(self._key, hashes.SHA256())


def _named(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])
