"""AWS Signature Version 4 for requests without a body."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

EMPTY_SHA256 = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True, slots=True)
class Credentials:
    access_key: str
    secret_key: str
    region: str


def encode_path(path: str) -> str:
    """A path as S3 wants it in URL and signature: encoded once, `/` kept."""
    return quote(path, safe="/-_.~")


def sign(
    credentials: Credentials, method: str, path: str, headers: dict[str, str], now: datetime
) -> dict[str, str]:
    """`headers` (with `host`) and those that the signature adds. `path` is encoded; no query."""
    time = now.strftime("%Y%m%dT%H%M%SZ")
    signed = {name.lower(): value for name, value in headers.items()}
    signed |= {"x-amz-date": time, "x-amz-content-sha256": EMPTY_SHA256}
    names = ";".join(sorted(signed))
    lines = [f"{name}:{signed[name].strip()}\n" for name in sorted(signed)]
    request = "\n".join([method, path, "", "".join(lines), names, EMPTY_SHA256])
    scope = f"{time[:8]}/{credentials.region}/s3/aws4_request"
    text = "\n".join(
        ["AWS4-HMAC-SHA256", time, scope, hashlib.sha256(request.encode()).hexdigest()]
    )
    key = f"AWS4{credentials.secret_key}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.digest(key, text.encode(), "sha256").hex()
    signed["authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={credentials.access_key}/{scope},"
        f"SignedHeaders={names},Signature={signature}"
    )
    return signed
