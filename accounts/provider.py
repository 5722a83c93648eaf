"""The provider of the central account: what OpenID Connect asks of it, and what it must have said for somebody to be believed.

The library builds the request (PKCE included), fetches the tokens and checks what they claim; only what is signed with
RS256 or ES256 by a key of the provider counts. Imported only where single sign-on is switched on.
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
LEEWAY = 60  # seconds that two clocks may differ
CONNECT_TIMEOUT, READ_TIMEOUT, TOTAL_TIMEOUT = 3.0, 5.0, 8.0  # seconds
MAX_RESPONSE_BYTES = 500_000  # bytes of an answer
METADATA_LIFETIME, RETRY_AFTER = 3600.0, 10.0  # seconds: what it says of itself; that it did not answer
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")

logger = logging.getLogger(__name__)
pool = PoolManager(retries=False)
#: Whoever waits for the provider keeps a thread: most of them are for readers.
request_slots = threading.BoundedSemaphore(max(1, settings.THREADS // 4))


class ProviderUnavailableError(Exception):
    """No answer, or none that could be made sense of."""


class LoginError(Exception):
    """The provider vouches for nobody, or what it said cannot be believed. `what` is for the record."""

    def __init__(self, reason: str, **what):
        super().__init__(reason)
        self.reason, self.what = reason, what


@dataclass
class ProviderResponse:
    """In the form that the library reads."""

    status_code: int
    content: bytes

    def json(self):
        return json.loads(self.content)

    def raise_for_status(self):
        if self.status_code != 200:
            raise ProviderUnavailableError(f"status {self.status_code}")


class HttpClient:
    """The session that the library sends its one request with."""

    def post(self, url: str, data: dict, headers: dict, auth) -> ProviderResponse:
        url, headers, body = auth.prepare("POST", url, dict(headers), urlencode(data))
        return send_request("POST", url, headers=headers, body=body)


def send_request(method: str, url: str, **given) -> ProviderResponse:
    """Nobody is followed elsewhere, and nobody waited for any longer. Raises Away."""
    if not request_slots.acquire(timeout=1):
        raise ProviderUnavailableError("too many ask at once")
    try:
        return bounded_request(method, url, **given)
    except (HTTPError, OSError, ValueError) as error:
        raise ProviderUnavailableError(f"{urlsplit(url).hostname}: {type(error).__name__}") from error
    finally:
        request_slots.release()


def bounded_request(method: str, url: str, **given) -> ProviderResponse:
    """However slowly an answer drips in, and however much of it comes. Raises what urllib3 raises, and Away."""
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
    """An object of JSON. Raises Away."""
    answer = send_request("GET", url, **given)
    answer.raise_for_status()
    try:
        found = answer.json()
    except (ValueError, RecursionError) as error:
        raise ProviderUnavailableError("no JSON") from error
    if not isinstance(found, dict):
        raise ProviderUnavailableError("no object of JSON")
    return found


# -- what the provider says of itself


class ProviderMetadata:
    """Asked for once an hour, by each process; while the provider is away, every few seconds only."""

    def __init__(self):
        self.issuer, self.found, self.until, self.away_until = "", {}, 0.0, 0.0

    def read(self) -> dict:
        """Raises Away."""
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
    """It is the one that was asked for, and no address is less safe than its own. Raises Away."""
    if found.get("issuer") != settings.OIDC_ISSUER:
        raise ProviderUnavailableError(f"it calls itself {str(found.get('issuer'))[:200]!r}")
    for name in ENDPOINTS:
        if not is_safe(found.get(name)):
            raise ProviderUnavailableError(f"{name} is missing or not under https")
    return found


def names_itself_in_answers() -> bool:
    """Raises Away."""
    return provider_metadata.read().get("authorization_response_iss_parameter_supported") is True


def is_safe(address: object) -> TypeGuard[str]:
    """Under https; where the provider itself is on this machine without it, as it is."""
    try:
        parts = urlsplit(address) if isinstance(address, str) else urlsplit("")
    except ValueError:
        return False
    return bool(parts.hostname) and parts.scheme == urlsplit(settings.OIDC_ISSUER).scheme


# -- there and back


def client(redirect_uri: str) -> OAuth2Client:
    known = provider_metadata.read().get("token_endpoint_auth_methods_supported")
    only_post = isinstance(known, list) and "client_secret_basic" not in known and "client_secret_post" in known
    return OAuth2Client(
        HttpClient(), settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET, scope=SCOPE, redirect_uri=redirect_uri,
        code_challenge_method="S256",
        token_endpoint_auth_method="client_secret_post" if only_post else "client_secret_basic",
    )  # fmt: skip


def authorization_request(redirect_uri: str) -> tuple[str, dict]:
    """Where somebody logs in there, and what has to be remembered until they are back. Raises Away."""
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
    """What the provider vouches for, of whoever came back with this code. Raises Away and Refused."""
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
    """Raises Away and Refused."""
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
    except Exception as error:  # whatever the libraries stumble over in what was sent
        said = error if isinstance(error, JoseError) else type(error).__name__
        logger.warning("A token of the central account is not believed: %s", said)
        raise LoginError("token") from error
    return dict(token)


def decoded_token(tokens: dict) -> jwt.Token:
    """By a key that the provider has now. Raises Away, and whatever the library raises for what is no token."""
    keys = fetch_json(provider_metadata.read()["jwks_uri"]).get("keys", [])
    usable = [key for key in keys if key.get("use", "sig") == "sig" and key.get("kty") in ("RSA", "EC")]
    registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
    return jwt.decode(tokens["id_token"], KeySet.import_key_set({"keys": usable}), registry=registry)


def userinfo_claims(tokens: dict, found: dict) -> dict:
    """Some providers tell names and mail addresses only where they are asked with the token. Raises Away and Refused."""
    address, token = provider_metadata.read().get("userinfo_endpoint"), tokens.get("access_token")
    if not (is_safe(address) and isinstance(token, str) and token.isascii() and token.isprintable()):
        return {}
    told = fetch_json(address, headers={"Authorization": f"Bearer {token}"})
    if told.get("sub") != found["sub"]:
        raise LoginError("token")
    return {name: told[name] for name in (settings.OIDC_NAME_CLAIM, "email_verified") if name in told}
