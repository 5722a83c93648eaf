"""OpenID Connect: the requests to the provider of the central account, and validation of its answers.

The library builds the request (PKCE included), fetches the tokens and checks their claims; only tokens signed with
RS256 or ES256 by a key of the provider are accepted. Imported only where single sign-on is switched on.
"""

import json
import logging
import threading
import time
from dataclasses import dataclass
from typing import TypeGuard
from urllib.parse import urlencode, urlsplit

from authlib.common.security import generate_token
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from django.conf import settings
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from urllib3 import PoolManager, Timeout
from urllib3.exceptions import HTTPError

SCOPE = "openid email profile"
ALGORITHMS = ["RS256", "ES256"]
LEEWAY = 60  # seconds of clock skew
CONNECT_TIMEOUT, READ_TIMEOUT, TOTAL_TIMEOUT = 3.0, 5.0, 8.0  # seconds
MAX_RESPONSE_BYTES = 500_000
METADATA_LIFETIME, RETRY_AFTER = 3600.0, 10.0  # seconds
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")

logger = logging.getLogger(__name__)
pool = PoolManager(retries=False)
#: A request to the provider occupies a thread; most threads are reserved for readers.
request_slots = threading.BoundedSemaphore(max(1, settings.THREADS // 4))


class ProviderUnavailableError(Exception):
    """No answer, or an invalid one."""


class LoginError(Exception):
    """The login is refused: by the provider, or because its answer is not valid. `what` is for the audit log."""

    def __init__(self, reason: str, **what):
        super().__init__(reason)
        self.reason, self.what = reason, what


@dataclass
class ProviderResponse:
    """A response with the interface that the library expects."""

    status_code: int
    content: bytes

    def json(self):
        return json.loads(self.content)

    def raise_for_status(self):
        if self.status_code != 200:
            raise ProviderUnavailableError(f"status {self.status_code}")


class HttpClient:
    """The HTTP session through which the library sends its token request."""

    def post(self, url: str, data: dict, headers: dict, auth) -> ProviderResponse:
        url, headers, body = auth.prepare("POST", url, dict(headers), urlencode(data))
        return send_request("POST", url, headers=headers, body=body)


def send_request(method: str, url: str, **given) -> ProviderResponse:
    """Follows no redirect, and limits time and concurrency. Raises ProviderUnavailableError."""
    if not request_slots.acquire(timeout=1):
        raise ProviderUnavailableError("too many ask at once")
    try:
        return bounded_request(method, url, **given)
    except (HTTPError, OSError, ValueError) as error:
        raise ProviderUnavailableError(f"{urlsplit(url).hostname}: {type(error).__name__}") from error
    finally:
        request_slots.release()


def bounded_request(method: str, url: str, **given) -> ProviderResponse:
    """Limits total time and size of the response. Raises urllib3's errors and ProviderUnavailableError."""
    until, content = time.monotonic() + TOTAL_TIMEOUT, b""
    timeout = Timeout(connect=CONNECT_TIMEOUT, read=READ_TIMEOUT, total=TOTAL_TIMEOUT)
    with pool.request(method, url, timeout=timeout, redirect=False, preload_content=False, **given) as response:
        while piece := response.read1(65_536, decode_content=True):
            content += piece
            if len(content) > MAX_RESPONSE_BYTES or time.monotonic() > until:
                response.close()
                raise ProviderUnavailableError("too long an answer")
        return ProviderResponse(response.status, content)


def fetch_json(url: str, **given) -> dict:
    """The JSON object at a URL. Raises ProviderUnavailableError."""
    answer = send_request("GET", url, **given)
    answer.raise_for_status()
    try:
        found = answer.json()
    except (ValueError, RecursionError) as error:
        raise ProviderUnavailableError("no JSON") from error
    if not isinstance(found, dict):
        raise ProviderUnavailableError("no object of JSON")
    return found


# -- metadata of the provider


class ProviderMetadata:
    """Fetched once an hour by each process; while the provider is unavailable, every few seconds at most."""

    def __init__(self):
        self.issuer, self.found, self.until, self.away_until = "", {}, 0.0, 0.0

    def read(self) -> dict:
        """The metadata. Raises ProviderUnavailableError."""
        now = time.monotonic()
        if self.issuer == settings.OIDC_ISSUER and now < self.until:
            return self.found
        if self.issuer == settings.OIDC_ISSUER and now < self.away_until:
            raise ProviderUnavailableError("it did not answer a moment ago")
        self.issuer, self.until = settings.OIDC_ISSUER, 0.0
        try:
            self.found = checked_metadata(fetch_json(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"))
        except ProviderUnavailableError:
            self.away_until = time.monotonic() + RETRY_AFTER
            raise
        self.until = time.monotonic() + METADATA_LIFETIME
        return self.found


provider_metadata = ProviderMetadata()


def checked_metadata(found: dict) -> dict:
    """Checks the issuer and that no endpoint is less secure than it. Raises ProviderUnavailableError."""
    if found.get("issuer") != settings.OIDC_ISSUER:
        raise ProviderUnavailableError(f"it calls itself {str(found.get('issuer'))[:200]!r}")
    for name in ENDPOINTS:
        if not is_safe(found.get(name)):
            raise ProviderUnavailableError(f"{name} is missing or not under https")
    return found


def names_itself_in_answers() -> bool:
    """Whether the provider sends `iss` in its answers (RFC 9207). Raises ProviderUnavailableError."""
    return provider_metadata.read().get("authorization_response_iss_parameter_supported") is True


def is_safe(address: object) -> TypeGuard[str]:
    """Whether the address has the issuer's scheme: https, or http for a provider on this machine."""
    try:
        parts = urlsplit(address) if isinstance(address, str) else urlsplit("")
    except ValueError:
        return False
    return bool(parts.hostname) and parts.scheme == urlsplit(settings.OIDC_ISSUER).scheme


# -- authorization code flow


def client(redirect_uri: str) -> OAuth2Client:
    known = provider_metadata.read().get("token_endpoint_auth_methods_supported")
    only_post = isinstance(known, list) and "client_secret_basic" not in known and "client_secret_post" in known
    return OAuth2Client(
        HttpClient(), settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET, scope=SCOPE, redirect_uri=redirect_uri,
        code_challenge_method="S256",
        token_endpoint_auth_method="client_secret_post" if only_post else "client_secret_basic",
    )  # fmt: skip


def authorization_request(redirect_uri: str) -> tuple[str, dict]:
    """The authorization URL, and the state to keep until the callback. Raises ProviderUnavailableError."""
    remembered = {name: generate_token(48) for name in ("state", "nonce", "verifier")}
    address, _state = client(redirect_uri).create_authorization_url(
        provider_metadata.read()["authorization_endpoint"],
        state=remembered["state"],
        nonce=remembered["nonce"],
        code_verifier=remembered["verifier"],
        max_age=settings.SESSION_COOKIE_AGE,
    )
    return address, remembered


def claims(redirect_uri: str, code: str, remembered: dict) -> dict:
    """The verified claims for an authorization code. Raises ProviderUnavailableError and LoginError."""
    tokens = fetch_tokens(redirect_uri, code, remembered["verifier"])
    found = verified_claims(tokens, remembered["nonce"])
    if settings.OIDC_NAME_CLAIM not in found:
        found |= userinfo_claims(tokens, found)
    return found


def fetch_tokens(redirect_uri: str, code: str, verifier: str) -> dict:
    try:
        return client(redirect_uri).fetch_token(
            provider_metadata.read()["token_endpoint"],
            grant_type="authorization_code",
            code=code,
            code_verifier=verifier,
        )
    except OAuth2Error as error:
        logger.warning("The provider of the central account gives no token: %s", str(error.error)[:200])
        raise LoginError("code") from error
    except (ValueError, TypeError, RecursionError) as error:
        raise ProviderUnavailableError("no tokens") from error


def verified_claims(tokens: dict, nonce: str) -> dict:
    """The claims of the ID token. Raises ProviderUnavailableError and LoginError."""
    try:
        found = decoded_token(tokens)
        token = CodeIDToken(
            found.claims,
            found.header,
            {"iss": {"value": settings.OIDC_ISSUER}, "aud": {"value": settings.OIDC_CLIENT_ID}},
            {"nonce": nonce, "client_id": settings.OIDC_CLIENT_ID, "access_token": tokens.get("access_token")},
        )
        token.validate(leeway=LEEWAY)
    except ProviderUnavailableError:
        raise
    except Exception as error:  # the libraries raise many kinds of errors for malformed tokens
        said = error if isinstance(error, JoseError) else type(error).__name__
        logger.warning("A token of the central account is not believed: %s", said)
        raise LoginError("token") from error
    return dict(token)


def decoded_token(tokens: dict) -> jwt.Token:
    """The token, signed by a current key of the provider.

    Raises ProviderUnavailableError, and whatever the library raises for an invalid token.
    """
    keys = fetch_json(provider_metadata.read()["jwks_uri"]).get("keys", [])
    usable = [key for key in keys if key.get("use", "sig") == "sig" and key.get("kty") in ("RSA", "EC")]
    registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
    return jwt.decode(tokens["id_token"], KeySet.import_key_set({"keys": usable}), registry=registry)


def userinfo_claims(tokens: dict, found: dict) -> dict:
    """Claims from the userinfo endpoint: some providers send name and mail address only there.

    Raises ProviderUnavailableError and LoginError.
    """
    address, token = provider_metadata.read().get("userinfo_endpoint"), tokens.get("access_token")
    if not (is_safe(address) and isinstance(token, str) and token.isascii() and token.isprintable()):
        return {}
    told = fetch_json(address, headers={"Authorization": f"Bearer {token}"})
    if told.get("sub") != found["sub"]:
        raise LoginError("token")
    return {name: told[name] for name in (settings.OIDC_NAME_CLAIM, "email_verified") if name in told}
