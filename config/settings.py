"""Every setting, read once from the environment and typed. `docs/settings.md` explains each."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from celery.schedules import crontab
from django.utils.csp import CSP

from config.api import REST_FRAMEWORK, SPECTACULAR_SETTINGS  # noqa: F401 - of these settings
from config.consistency import ancestors, refuse_contradictions, with_hosts_of, with_site
from config.embedded import valkey_socket
from config.environment import boolean as _boolean
from config.environment import (
    contact,
    database,
    env,
    hosts,
    log_level,
    networks,
    optional_choice,
    optional_integer,
    origins,
    redis_url,
    second_step,
    secret_key,
    storage,
    time_of_day,
)
from config.environment import integer as _integer
from config.environment import origin as _origin

ROOT = Path(__file__).resolve().parent.parent

DATA_DIR = Path(env.str("PODIUM_DATA", default=str(ROOT / "data"))).resolve()
DEBUG = _boolean("DEBUG", default=False)
SECRET_KEY = secret_key(DATA_DIR)
HTTPS = _boolean("HTTPS", default=False)

# The site's public address. Empty: taken from each request.
SITE_URL = _origin("SITE_URL")
# Where web pages and SVG of responses are framed from. Empty: 127.0.0.1 and localhost stand in for
# each other, which are two origins on one server.
FRAME_ORIGIN = _origin("FRAME_ORIGIN")
_hosts = hosts("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
refuse_contradictions(site_url=SITE_URL, frame_origin=FRAME_ORIGIN, https=HTTPS, hosts=_hosts)
ALLOWED_HOSTS = with_hosts_of(_hosts, SITE_URL, FRAME_ORIGIN)
CSRF_TRUSTED_ORIGINS = with_site(origins("CSRF_TRUSTED_ORIGINS"), SITE_URL)
# Who may frame a response that comes from the frames' own host.
FRAME_ANCESTORS = ancestors(CSRF_TRUSTED_ORIGINS, ALLOWED_HOSTS, FRAME_ORIGIN)

# Whose pages may frame a board or a comparison; empty: those of anybody.
EMBED_ANCESTORS = origins("EMBED_ANCESTORS")

# Named by /.well-known/security.txt; empty: there is none.
SECURITY_CONTACT = contact("SECURITY_CONTACT")

INSTALLED_APPS = [
    "arena",
    "leaderboard",
    "config.admin.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]

MIDDLEWARE = [
    "arena.middleware.set_security_headers",
    "arena.middleware.read_query",
    "django.middleware.security.SecurityMiddleware",
    "arena.middleware.keep_hosts_apart",
    "arena.middleware.warn_of_untrusted_proxy",
    "arena.middleware.keep_out_of_search",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "arena.middleware.vary_by_language",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "config.outages.OutageMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- Database ----------------------------------------------------------------

DATABASES = {"default": database("DATABASE_URL", f"sqlite:///{DATA_DIR / 'podium.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Broker and cache --------------------------------------------------------

REDIS_URL = redis_url("REDIS_URL", f"unix://{valkey_socket(DATA_DIR)}")

CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "podium",
        # Rate limits are checked here before a vote; a cache that is down must not lose votes.
        "OPTIONS": {"socket_connect_timeout": 0.25, "socket_timeout": 0.25},
    }
}

CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"unacked_restore_throttle": 1, "visibility_timeout": 3600}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {
    "leaderboard.tasks.look_for_suspicion": {"queue": "default"},  # half a minute nobody waits for
    "leaderboard.tasks.look_for_rush": {"queue": "default"},
    "leaderboard.tasks.announce_moves": {"queue": "default"},
    "leaderboard.tasks.measure_errors": {"queue": "default"},
    "leaderboard.tasks.publish_dump": {"queue": "default"},
    "leaderboard.tasks.*": {"queue": "ratings"},
}
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

RECOMPUTE_SECONDS = _integer("RECOMPUTE_SECONDS", 5, least=1, most=86_400)
UNREAD_BOARD_SECONDS = _integer("UNREAD_BOARD_SECONDS", 60, least=0, most=86_400)
PASS_VOTES = _integer("PASS_VOTES", 1_000, least=1)
PASS_MINUTES = _integer("PASS_MINUTES", 10, least=1, most=10_080)
# Between looks whether other responses may be served, which is two rows.
POOL_SECONDS = 2.0


def _every(seconds: float, task: str) -> dict[str, object]:
    """What waited for a stopped worker is superseded by the next one."""
    return {"task": task, "schedule": seconds, "options": {"expires": seconds}}


_HALF_AN_HOUR = {"expires": 1800.0}
CELERY_BEAT_SCHEDULE = {
    "recompute": _every(float(RECOMPUTE_SECONDS), "leaderboard.tasks.recompute"),
    "measure_errors": _every(10.0, "leaderboard.tasks.measure_errors"),
    "refresh_pool": _every(POOL_SECONDS, "arena.tasks.refresh_pool"),
    "carry_on_bulk": _every(60.0, "arena.tasks.carry_on_bulk"),
    "look_for_leaks": _every(60.0, "arena.tasks.look_for_leaks"),
    "work_on_imports": _every(60.0, "arena.tasks.work_on_imports"),
    "deliver_webhooks": _every(10.0, "arena.tasks.deliver_webhooks"),
    "strip_files": _every(300.0, "arena.tasks.strip_files"),
    "look_for_rush": _every(60.0, "leaderboard.tasks.look_for_rush"),
    "publish_dump": _every(600.0, "leaderboard.tasks.publish_dump"),
    "delete_unvoted": {
        "task": "arena.tasks.delete_unvoted",
        "schedule": crontab(minute=23),
        "options": _HALF_AN_HOUR,
    },
    "announce_moves": {
        "task": "leaderboard.tasks.announce_moves",
        "schedule": crontab(minute=7),
        "options": _HALF_AN_HOUR,
    },
    "look_for_suspicion": {
        "task": "leaderboard.tasks.look_for_suspicion",
        "schedule": crontab(minute=41),
        "options": _HALF_AN_HOUR,
    },
    "forget": {"task": "arena.tasks.forget", "schedule": crontab(hour=3, minute=17)},
    "forget_runs": {"task": "leaderboard.tasks.forget", "schedule": crontab(hour=3, minute=27)},
}

# --- Votes and submissions ---------------------------------------------------

MATCH_MINUTES = _integer("MATCH_MINUTES", 60, least=1, most=525_600)
# A network, a /24 of IPv4 or a /56 of IPv6, has by default three times the limit of an address.
VOTES_PER_MINUTE = _integer("VOTES_PER_MINUTE", 60)
VOTES_PER_MINUTE_PER_ADDRESS = _integer("VOTES_PER_MINUTE_PER_ADDRESS", 600)
VOTES_PER_MINUTE_PER_NETWORK = _integer(
    "VOTES_PER_MINUTE_PER_NETWORK", 3 * VOTES_PER_MINUTE_PER_ADDRESS
)
SUBMISSIONS_PER_HOUR = _integer("SUBMISSIONS_PER_HOUR", 10)
SUBMISSIONS_PER_HOUR_PER_ADDRESS = _integer("SUBMISSIONS_PER_HOUR_PER_ADDRESS", 60)
SUBMISSIONS_PER_HOUR_PER_NETWORK = _integer(
    "SUBMISSIONS_PER_HOUR_PER_NETWORK", 3 * SUBMISSIONS_PER_HOUR_PER_ADDRESS
)
REPORTS_PER_HOUR = _integer("REPORTS_PER_HOUR", 20)
REPORTS_PER_HOUR_PER_ADDRESS = _integer("REPORTS_PER_HOUR_PER_ADDRESS", 200)
REPORTS_PER_HOUR_PER_NETWORK = _integer(
    "REPORTS_PER_HOUR_PER_NETWORK", 3 * REPORTS_PER_HOUR_PER_ADDRESS
)
# Requests of a program with one key of the API.
KEY_REQUESTS_PER_MINUTE = _integer("KEY_REQUESTS_PER_MINUTE", 600)
SUBMISSIONS_WAITING = _integer("SUBMISSIONS_WAITING", 500)
# Number of trusted proxies that append to X-Forwarded-For; 0 uses the peer's address.
TRUSTED_PROXIES = _integer("TRUSTED_PROXIES", 0, most=100)
# How many days hashes of addresses are stored; 0 stores none.
ADDRESS_DAYS = _integer("ADDRESS_DAYS", 30, most=36_500)
# The false discovery rate of reviews of suspicious voters, in percent.
SUSPICION_FALSE_PERCENT = _integer("SUSPICION_FALSE_PERCENT", 5, least=1, most=99)
MINIMUM_VOTES = _integer("MINIMUM_VOTES", 30)
# Votes that name no author count in batches of so many, of so many voters.
UNNAMED_VOTES_TOGETHER = _integer("UNNAMED_VOTES_TOGETHER", 5, least=1)
UNNAMED_VOTERS_TOGETHER = _integer("UNNAMED_VOTERS_TOGETHER", 3, least=1)

# Under which licence data is published, such as CC-BY-4.0; dumps say so.
DATA_LICENCE = env.str("DATA_LICENCE", default="").strip()
# Where dumps for everybody are, when they are made, and how many are kept.
DUMP_STORAGE = storage("DUMP_STORAGE", str(DATA_DIR / "dumps"))
DUMP_TIME = time_of_day("DUMP_TIME", "02:30")
# How many votes one request for a file of them may have.
EXPORT_VOTES = _integer("EXPORT_VOTES", 100_000, least=1)
DUMPS_DAILY = _integer("DUMPS_DAILY", 7, least=1, most=10_000)
DUMPS_WEEKLY = _integer("DUMPS_WEEKLY", 4, most=10_000)
DUMPS_MONTHLY = _integer("DUMPS_MONTHLY", 12, most=10_000)

# --- Settings of the arena, which replace those of the database if they are set ------------------

NAME_AUTHORS = optional_choice("NAME_AUTHORS", ("after_each_vote", "after_session", "never"))
SESSION_VOTES = optional_integer("SESSION_VOTES", least=1, most=1_000)
RESPONSES_PUBLIC = optional_choice("RESPONSES_PUBLIC", ("now", "when_retired"))
REASONING_TRACES = optional_choice("REASONING_TRACES", ("folded", "hidden", "in_text"))
# Votes count at once only with a proof of work while more matches than this are opened from one
# address in a minute; 0 never asks for one.
PROOF_ABOVE_MATCHES_PER_MINUTE = optional_integer("PROOF_ABOVE_MATCHES_PER_MINUTE")
# What voters should look at, in Markdown.
INSTRUCTIONS = env.str("INSTRUCTIONS", default="").strip() or None
PUBLISH_DUMPS = optional_choice("PUBLISH_DUMPS", ("nightly", "off"))

# --- Files -------------------------------------------------------------------

MEDIA_ROOT = DATA_DIR / "media"
STATIC_URL = "static/"
# Target of collectstatic; unset, static files are served from the source folders.
STATIC_ROOT = env.str("STATIC_ROOT", default="") or None
STATICFILES_DIRS = [ROOT / "static"]
_COLLECTED = STATIC_ROOT is not None and (Path(STATIC_ROOT) / "staticfiles.json").is_file()
WHITENOISE_USE_FINDERS = not _COLLECTED
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if _boolean("STATIC_MANIFEST", default=_COLLECTED)
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# --- Language and time -------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "German"), ("fr", "French"), ("es", "Spanish")]
LOCALE_PATHS = [ROOT / "locale"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

# --- Security ----------------------------------------------------------------

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = HTTPS
# Requested locally, not through the proxy.
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)/?$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _boolean("HSTS_SUBDOMAINS", default=False)
# Both warn that other hosts of the domain are not bound to HTTPS, which is for its owner to decide.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Pages that show frames add the frames' origin, which may follow the host that was asked for.
SECURE_CSP: dict[str, list[str]] = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}

# --- Staff -------------------------------------------------------------------

LOGIN_URL = "desk:sign_in"
LOGIN_REDIRECT_URL = "desk:queue"
LOGOUT_REDIRECT_URL = "site:home"
SESSION_COOKIE_AGE = 3600 * _integer("STAFF_SESSION_HOURS", 12, least=1, most=8_760)
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
_VALIDATORS: dict[str, Any] = {
    "UserAttributeSimilarity": {},
    "CommonPassword": {},
    "NumericPassword": {},
}
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": f"django.contrib.auth.password_validation.{name}Validator", "OPTIONS": options}
    for name, options in (_VALIDATORS | {"MinimumLength": {"min_length": 12}}).items()
]
# Wrong passwords for one name from one address before signing in is locked for a while.
AXES_FAILURE_LIMIT = _integer("SIGN_IN_FAILURES", 8, least=1)
# The same for one name from all addresses, and for all names from one; 0 is no limit.
SIGN_IN_FAILURES_PER_NAME = _integer("SIGN_IN_FAILURES_PER_NAME", 10 * AXES_FAILURE_LIMIT)
SIGN_IN_FAILURES_PER_ADDRESS = _integer("SIGN_IN_FAILURES_PER_ADDRESS", 5 * AXES_FAILURE_LIMIT)
AXES_HANDLER = "leaderboard.desk.sign_in_limits.SignInLimits"
AXES_COOLOFF_TIME = timedelta(minutes=15)
# Or somebody could keep a name locked by going on.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "arena.views.visitor.sign_in_address"
AXES_LOCKOUT_CALLABLE = "leaderboard.desk.views.signing_in.locked_out"
AXES_HTTP_RESPONSE_CODE = 429
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
# Who of the staff may do nothing without a second step.
REQUIRE_SECOND_STEP = second_step("REQUIRE_SECOND_STEP")
OTP_TOTP_ISSUER = "Podium"
OTP_TOTP_THROTTLE_FACTOR = OTP_STATIC_THROTTLE_FACTOR = 0  # leaderboard.desk.codes waits instead
OTP_ADMIN_HIDE_SENSITIVE_DATA = True

# --- Model Context Protocol --------------------------------------------------

MCP = _boolean("MCP", default=True)

# --- Webhooks ----------------------------------------------------------------

# Networks that messages may be sent to though they are not public, and without HTTPS.
WEBHOOK_NETWORKS = networks("WEBHOOK_NETWORKS")
# How many days messages stay in the log.
WEBHOOK_DAYS = _integer("WEBHOOK_DAYS", 30, least=1, most=3_650)

# --- Metrics ---------------------------------------------------------------

# For Prometheus at /metrics: with the token from anywhere, without one from this machine alone.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
METRICS = _boolean("METRICS", default=bool(METRICS_TOKEN))

# --- Logs --------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "class": "config.logs.RedactingFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": log_level("LOG_LEVEL", "WARNING")},
    "loggers": {"leaderboard": {"level": "INFO"}, "arena": {"level": "INFO"}},
}

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # thread teams cost 25-50 ms spikes on two cores
