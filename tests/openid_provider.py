"""An OpenID Connect provider on this machine: a real server with its own keys, which can be made to misbehave."""

import base64
import hashlib
import hmac
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from joserfc.jws import JWSRegistry

CLIENT, SECRET = "kip", "the secret between site and provider"
RSA, EC = RSAKey.generate_key(2048, {"kid": "r"}), ECKey.generate_key("P-256", {"kid": "e"})
FOREIGN = RSAKey.generate_key(2048, {"kid": "r"})  # the same name, another key


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        path, _, query = self.path.partition("?")
        self.server.provider.asked.append(path)
        self.answer(path, {name: values[0] for name, values in parse_qs(query).items()})

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.provider.asked.append(self.path)
        self.answer(self.path, {name: values[0] for name, values in parse_qs(body).items()})

    def answer(self, path: str, values: dict):
        provider = self.server.provider
        if path in provider.instead:
            return self.send(*provider.instead[path])
        if path == "/authorize":
            return self.send(302, b"", Location=provider.logged_in(values))
        pages = {
            "/.well-known/openid-configuration": provider.metadata,
            "/keys": provider.keys,
            "/token": lambda: provider.tokens(values, self.headers["Authorization"]),
            "/userinfo": lambda: provider.told(self.headers["Authorization"]),
        }
        status, said = pages[path]()
        return self.send(status, json.dumps(said).encode())

    def send(self, status: int, content: bytes, **headers: str):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        """Tests print what failed, and nothing else."""


class Provider:
    """`claims` are those of who logs in; what is None in `changes` is left out of the token."""

    def __init__(self):
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.provider = self
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        self.behave()

    def behave(self):
        self.claims: dict = {"sub": "1234", "email": "editor@example.org", "email_verified": True}
        self.userinfo: dict = {}
        self.changes: dict = {}
        self.says_of_itself: dict = {}
        self.instead: dict[str, tuple[int, bytes]] = {}
        self.asked: list[str] = []
        self.codes: dict[str, dict] = {}
        self.key, self.header = RSA, {"alg": "RS256", "kid": "r"}

    def __enter__(self) -> "Provider":
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def metadata(self) -> tuple[int, dict]:
        addresses = {
            name: f"{self.issuer}/{path}"
            for name, path in {
                "authorization_endpoint": "authorize",
                "token_endpoint": "token",
                "jwks_uri": "keys",
                "userinfo_endpoint": "userinfo",
            }.items()
        }
        return 200, {"issuer": self.issuer} | addresses | self.says_of_itself

    def keys(self) -> tuple[int, dict]:
        return 200, {"keys": [{"kty": "new"}, RSA.as_dict(private=False), EC.as_dict(private=False)]}

    def logged_in(self, asked: dict) -> str:
        """Somebody has given name and password on its page: the way back, with a code that is good once."""
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def tokens(self, sent: dict, authorization: str | None) -> tuple[int, dict]:
        """As strict as the good ones: client, address, code and the proof that it is the same who began."""
        asked = self.codes.pop(sent.get("code"), None)
        challenge = base64_of(hashlib.sha256(sent.get("code_verifier", "").encode()).digest())
        is_right = (
            asked
            and self.knows(sent, authorization)
            and asked["redirect_uri"] == sent["redirect_uri"]
            and asked["code_challenge_method"] == "S256"
            and asked["code_challenge"] == challenge
        )
        if not is_right:
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "opaque", "token_type": "Bearer", "id_token": self.token(asked["nonce"])}

    def knows(self, sent: dict, authorization: str | None) -> bool:
        if self.says_of_itself.get("token_endpoint_auth_methods_supported") == ["client_secret_post"]:
            return (sent.get("client_id"), sent.get("client_secret")) == (CLIENT, SECRET) and authorization is None
        return authorization == f"Basic {base64.b64encode(f'{CLIENT}:{SECRET}'.encode()).decode()}"

    def token(self, nonce: str) -> str:
        now = int(time.time())
        said = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce, **self.claims}
        said = {name: value for name, value in (said | self.changes).items() if value is not None}
        if self.header["alg"] == "none":
            return ".".join([encoded(self.header), encoded(said), ""])
        if isinstance(self.key, bytes):  # as no library would
            text = ".".join([encoded(self.header), encoded(said)])
            return f"{text}.{base64_of(hmac.digest(self.key, text.encode(), 'sha256'))}"
        registry = JWSRegistry(algorithms=[self.header["alg"]], strict_check_header=False)
        return jwt.encode(self.header, said, self.key, registry=registry)

    def told(self, authorization: str | None) -> tuple[int, dict]:
        return (200, self.userinfo) if authorization == "Bearer opaque" else (401, {})


def encoded(said: dict) -> str:
    return base64_of(json.dumps(said).encode())


def base64_of(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def asked_of(address: str) -> dict[str, str]:
    """What a browser is sent to the provider with."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
