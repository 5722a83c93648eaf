"""All settings, for every environment, read from the variables listed in docs/einstellungen.md."""

import os
from pathlib import Path

from django.http.request import split_domain_port
from django_prose_editor.config import html_tags
from js_asset import static_lazy
from whitenoise.compress import Compressor

from kip_site import environment, site_file, sqlite
from operations import logging

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = environment.directory("VAR_DIR", Path("var"), BASE_DIR)
# Finished pages as files: the whole site where the variable is set, in a directory that a static server can read; else
# what a start without the database shows.
PUBLISHES = bool(environment.text("PUBLISH_DIR"))
PUBLISH_DIR = environment.directory("PUBLISH_DIR", VAR_DIR / "published", BASE_DIR, mode=0o755)

DEBUG = environment.switch("DEBUG")
SECRET_KEY = environment.secret("SECRET_KEY", VAR_DIR / "secret_key", given=environment.file_content("SECRET_KEY_FILE"))
DATABASE_PASSWORD = environment.file_content("DATABASE_PASSWORD_FILE")
LISTEN = environment.listen_address("LISTEN", "127.0.0.1")
PORT = environment.number("PORT", 8000, 1, 65535)
WORKERS = environment.number("WORKERS", os.cpu_count() or 1, 1, 64)
# For each process; each thread may hold a database connection. Measured with 1 to 16 on two cores: 4 threads reach nine
# tenths of the throughput of 8; more than 8 are no faster. The server warns above twice the number of cores plus one.
THREADS = min(8, 2 * (os.cpu_count() or 1) + 1)
SITE_URL = environment.origin("SITE_URL", f"http://localhost:{PORT}")
SITE_IS_SECURE = SITE_URL.startswith("https://")
ALLOWED_HOSTS = environment.host_names("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
SITE_HOST = split_domain_port(SITE_URL.partition("://")[2])[0]
ALLOWED_HOSTS.append(SITE_HOST)
# Proxies whose forwarded headers are used (`delivery/proxies.py`).
TRUSTED_PROXIES = environment.networks("TRUSTED_PROXIES")
# Size of the page cache in memory, for each process, and of the disk cache. Today's pages take 8 MB.
PAGE_CACHE_MB = environment.number("PAGE_CACHE_MB", 64, 1, 100_000)
# The largest file that the office may upload; it is held in memory while it is checked.
UPLOAD_MB = environment.number("UPLOAD_MB", 20, 1, 200)
# HSTS with includeSubDomains and preload: applies to all hosts below that of SITE_URL.
HSTS_SUBDOMAINS = environment.switch("HSTS_SUBDOMAINS")
# `check --deploy` asks for both; without them, HSTS applies to this host only.
SILENCED_SYSTEM_CHECKS = [] if HSTS_SUBDOMAINS else ["security.W005", "security.W021"]
# A line for each request, without client addresses and search words (`operations/access_log.py`).
ACCESS_LOG = environment.switch("ACCESS_LOG")

# Nobody publishes or schedules what he or she has written (`editorial/revisions/four_eyes.py`).
FOUR_EYES = environment.switch("FOUR_EYES")

# Single sign-on with OpenID Connect: off without OIDC_ISSUER (`accounts/login/single_sign_on.py`). After it, the site asks
# for its own second factor, unless `acr` or `amr` has one of the values in OIDC_TWO_FACTORS, which say that two were
# checked.
environment.all_or_none("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET_FILE")
OIDC_ISSUER = environment.issuer_url("OIDC_ISSUER")
OIDC_CLIENT_ID = environment.text("OIDC_CLIENT_ID")
OIDC_CLIENT_SECRET = environment.file_content("OIDC_CLIENT_SECRET_FILE")
OIDC_NAME_CLAIM = environment.single_word("OIDC_NAME_CLAIM", "email")
OIDC_TWO_FACTORS = environment.word_list("OIDC_TWO_FACTORS")

# Mails to the people of the office (`notifications/`): none without EMAIL_URL.
environment.all_or_none("EMAIL_URL", "EMAIL_FROM")
SENDS_MAIL = bool(environment.text("EMAIL_URL"))
DEFAULT_FROM_EMAIL = EMAIL_FROM = environment.mail_address("EMAIL_FROM")
(EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD, EMAIL_USE_TLS, EMAIL_USE_SSL) = environment.mail_server(
    "EMAIL_URL", environment.file_content("EMAIL_PASSWORD_FILE")
)
EMAIL_TIMEOUT = 10  # seconds for each step; all steps together take less than `CLAIM_LIFETIME`
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if SENDS_MAIL else 'dummy'}.EmailBackend"

# Metrics for Prometheus: one port for each process, starting at this one; 0 turns them off.
METRICS_PORT = environment.number("METRICS_PORT", 0, 0, 65535)
METRICS_HOST = environment.private_address("METRICS_HOST", "127.0.0.1")
LOG_FORMAT = environment.choice("LOG_FORMAT", ("text", "json")) or "text"

# The terms of use of the open data, as opendata.swiss names them. Until the office decides, strict terms apply, marked
# as provisional.
DATA_TERMS = environment.choice("DATA_TERMS", ("terms_open", "terms_by", "terms_ask", "terms_by_ask"))

# What a new database starts with, and whose site it is (`docs/another-canton.md`). The word mark is text: arms and logo of a
# canton are protected by law (WSchG, art. 8), and in no repository.
CONTENT_DIR = environment.folder("CONTENT_DIR", Path("fixtures"), BASE_DIR)
SITE = site_file.read(CONTENT_DIR, office=environment.text("WORD_MARK"), owner=environment.text("WORD_MARK_OWNER"))
# The publisher's slug on opendata.swiss, if the portal gave another one.
DATA_ORGANISATION = environment.single_word("DATA_ORGANISATION", SITE["data_organisation"])

INSTALLED_APPS = [
    "kip_site",
    "programmes",
    "principles",
    "pages",
    "operations",
    "search",
    "seed",
    "editorial.apps.EditorialConfig",
    "files",
    "links",
    "notifications",
    "redirects",
    "core",
    "modeltranslation",  # before the admin, which it extends
    "editorial.apps.OfficeConfig",  # the admin
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django_prose_editor",
    "django_otp",
    "django_otp.plugins.otp_static",
    "django_otp.plugins.otp_totp",
    "accounts",  # after the apps whose admin forms it replaces
]

MIDDLEWARE = [
    "delivery.middleware.set_request_id",
    "django.middleware.security.SecurityMiddleware",
    "delivery.middleware.require_known_host",
    "delivery.static_files.StaticFilesMiddleware",
    "delivery.middleware.language_from_path",
    "delivery.middleware.link_to_former_wordings",
    "delivery.middleware.require_known_method",
    "delivery.middleware.require_valid_length",
    "delivery.middleware.RefuseUnstorable",
    "delivery.middleware.limit_form_submissions",
    "delivery.middleware.limit_searches",
    "delivery.middleware.method_error_page",
    "delivery.middleware.refuse_without_database",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.login.sessions.PersonMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "kip_site.urls"
WSGI_APPLICATION = "kip_site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "programmes.context_processors.site",
            ],
        },
    },
]

DATABASES = {
    "default": environment.database("DATABASE_URL", f"sqlite:///{VAR_DIR}/kip.sqlite3", BASE_DIR, DATABASE_PASSWORD)
}
# Persistent connections, no pool: with a pool, requests wait for a database that is down. Opening SQLite for each page,
# which reads its schema, takes as long as all queries of the page.
DATABASES["default"] |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",  # a writer waits for the lock instead of failing within a transaction
        "timeout": 20,
        "factory": sqlite.PrivateConnection,
        "init_command": sqlite.PRAGMAS,
    }
else:
    # Timeouts for a server that does not answer: in seconds, a number of probes, and in milliseconds.
    noticed = {"connect_timeout": 2, "keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3}
    # Prepared statements from the sixth execution on; they save a tenth of the time of a page.
    prepared = {"server_side_binding": True, "prepare_threshold": 5}
    given = DATABASES["default"].get("OPTIONS", {})
    DATABASES["default"]["OPTIONS"] = noticed | {"tcp_user_timeout": 10_000} | prepared | given
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Code, not environment: each language is a set of columns in the database.
LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch"), ("fr", "Français"), ("it", "Italiano"), ("en", "English")]
MODELTRANSLATION_PREPOPULATE_LANGUAGE = "de"
LANGUAGES_IN_GERMAN = {"fr": "Französisch", "it": "Italienisch", "en": "Englisch"}
MODELTRANSLATION_BUILD_LOCALIZED_VERBOSE_NAME = lambda label, code: (  # noqa: E731  the library wants a callable
    f"{label} ({LANGUAGES_IN_GERMAN[code]})" if code in LANGUAGES_IN_GERMAN else label
)
LOCALE_PATHS = [BASE_DIR / "kip_site" / "locale"]
FORMAT_MODULE_PATH = ["kip_site.formats"]
TIME_ZONE = "Europe/Zurich"

STATIC_URL = "/static/"
STATIC_ROOT = (PUBLISH_DIR if PUBLISHES else VAR_DIR) / "static"
# A file of the content directory takes the place of one of the same name: the picture that is shown where a page is shared.
STATICFILES_DIRS = [folder for folder in (CONTENT_DIR / "static", BASE_DIR / "static") if folder.is_dir()]
STORAGES = {
    "default": {"BACKEND": "files.storage.SyncedFileStorage"},
    "staticfiles": {"BACKEND": "delivery.static_files.StaticStorage"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_ROOT = BASE_DIR / "static_at_root"  # icons that browsers look for there, whatever a page says
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [*Compressor.SKIP_COMPRESS_EXTENSIONS, "map"]  # megabytes, for developers only
MEDIA_ROOT = VAR_DIR / "media"  # not served directly: documents serve their file (`programmes/views/files.py`)

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "accounts.login.passwords.MaximumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.login.passwords.GuessableWordsValidator"},
]
OTP_TOTP_ISSUER = f"Redaktion {SITE['office']['de']}"  # the name of the entry in the authenticator app
# Off: wrong codes are throttled like wrong passwords (`accounts/login/throttle.py`).
OTP_TOTP_THROTTLE_FACTOR = OTP_STATIC_THROTTLE_FACTOR = 0

# Own extensions of the rich text editor (in static/) and the tags that they may write.
DJANGO_PROSE_EDITOR_EXTENSIONS = [
    {
        "js": [static_lazy("rich_text.js")],
        "extensions": {
            "SiteLink": html_tags(["a"], {"a": ["href", "hreflang"]}),
            "Languages": html_tags(["span"], {"*": ["lang", "dir"]}),
            "GermanMenu": html_tags([]),
        },
    },
    {"js": [static_lazy("pasted_html.js")], "extensions": {"PastedHtml": html_tags([])}},
    {
        "js": [static_lazy("rich_text_tables.js")],
        "extensions": {
            "SiteTable": html_tags(["table", "caption", "thead", "tbody", "tr"]),
            "SiteTableRow": html_tags([]),
            "SiteTableHeader": html_tags(["th"]),
            "SiteTableCell": html_tags(["td"]),
        },
    },
    {
        "js": [static_lazy("rich_text_images.js")],
        "extensions": {"SiteImage": html_tags(["img"], {"img": ["src", "alt", "width", "height"]})},
    },
]

# The form of a phase has a field for each language of each of its rows: several hundred today.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
DATA_UPLOAD_MAX_NUMBER_FILES = 1
FILE_UPLOAD_HANDLERS = ["files.upload_handler.BoundedUploadHandler"]

# Sent by delivery/security_headers.py.
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Only the admin sets cookies. Browsers accept the prefix `__Host-` only from this host, over https, with the path `/`:
# no other host of the domain can set such a cookie.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_IS_SECURE
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = (
    ("__Host-sessionid", "__Host-csrftoken") if SITE_IS_SECURE else ("sessionid", "csrftoken")
)
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"  # Strict would log out users who follow a link in a mail
SESSION_COOKIE_AGE = 28_800  # seconds: a working day; idle timeout in `accounts/login/sessions.py`
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # a cookie would be sent with every request
CSRF_FAILURE_VIEW = "delivery.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
if SITE_IS_SECURE:
    SECURE_HSTS_SECONDS = 31_536_000
    # Both affect all subdomains, which others may run: only where the owner of the domain agrees.
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HSTS_SUBDOMAINS
    # Only with a trusted proxy that passes the scheme on: otherwise every request would redirect to itself.
    SECURE_SSL_REDIRECT = bool(TRUSTED_PROXIES)
    SECURE_REDIRECT_EXEMPT = ["^live$", "^ready$"]  # health checks of the machine itself use http

LOGGING = logging.configuration(LOG_FORMAT)
