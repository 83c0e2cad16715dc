"""Settings. Every variable that they read is listed, with its meaning, in `dotenv-sample`."""

from pathlib import Path

from config.environment import (
    data_dir,
    env_bool,
    env_list,
    env_number,
    env_text,
    relaxed_two_factor,
    secret_key,
)
from config.postgres import database_settings

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = env_bool("DEBUG")
SECRET_KEY = secret_key()
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")

# Web pages of others that may ask the API from a browser. None unless an operator names them.
CORS_ALLOWED_ORIGINS = env_list("CORS_ORIGINS")
CORS_URLS_REGEX = r"^/api/"
CORS_EXPOSE_HEADERS = [
    "ETag",
    "Edition",
    "Link",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "X-Request-ID",
]

# Behind a proxy that ends TLS and sets X-Forwarded-Proto. Without one, on this machine alone, browsers must get cookies.
HTTPS_ONLY = env_bool("HTTPS_ONLY")
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS_ONLY
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS_ONLY else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS_ONLY else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS_ONLY

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "corsheaders",
    "pgtrigger",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "procrastinate.contrib.django",
    "formulary",
    "registry",
]

MIDDLEWARE = [
    "registry.audit.middleware.ActingMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "django.middleware.common.CommonMiddleware",
    "registry.clinics.middleware.ClinicMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "registry.accounts.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "config/templates"],  # what goes before the packages' own
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DATABASES = {"default": database_settings()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# How people get in: decision 10 and `registry.accounts`.
AUTH_USER_MODEL = "registry.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "registry.accounts.password_rules.HardToGuessValidator"},
]
LOGIN_URL = "admin:login"
SESSION_ENGINE = "registry.accounts.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60  # a working day; an hour without a request ends it sooner
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "__Host-session" if HTTPS_ONLY else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS_ONLY else "csrf"
CSRF_COOKIE_HTTPONLY = True
RELAX_TWO_FACTOR = relaxed_two_factor(debug=DEBUG, https_only=HTTPS_ONLY)

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True

# Copies of registers: what is uploaded goes to disk at once, and only from whoever may import.
UPLOADS_DIR = data_dir() / "uploads"
UPLOAD_MOST_BYTES = env_number("UPLOAD_MAX_MB", 1024, low=1, high=100_000) << 20
FILE_UPLOAD_HANDLERS = ["registry.intake.handler.GuardedUploadHandler"]
# Files of evidence, each under its hash: they are part of what is published, so they are backed up with the database.
EVIDENCE_DIR = data_dir() / "evidence"
REGISTERS_DIR = (
    BASE_DIR / Path(env_text("REGISTERS_DIR", str(data_dir() / "registers"))).expanduser()
)

# Served from where the packages keep them: no step of collecting them can be forgotten.
STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

# Errors go to standard error, for whatever collects it; Django's own default would only mail them.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django.request": {"level": "ERROR"},  # not every wrong address
        "registry.security": {"level": "INFO"},  # every log-in, for whatever watches
    },
}

# What anybody may ask without a key, for each address; clinics have limits of their own (decision 21).
PUBLIC_REQUESTS_A_MINUTE = env_number("PUBLIC_REQUESTS_A_MINUTE", 120, low=1, high=1_000_000)
PUBLIC_QUESTIONS_A_DAY = env_number("PUBLIC_QUESTIONS_A_DAY", 10_000, low=1, high=1_000_000_000)

# Webhooks are posted to public addresses over TLS. 1 for receivers in one's own network.
WEBHOOKS_IN_PRIVATE = env_bool("WEBHOOKS_IN_PRIVATE")

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["config.api.parsers.StrictJSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["registry.api.clinic_key.ClinicKeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_FILTER_BACKENDS": ["config.api.filters.StrictFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "config.api.openapi.Schema",
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "config.api.problems.problem_response",
    "URL_FORMAT_OVERRIDE": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

SPECTACULAR_SETTINGS = {
    "TITLE": "Mesoformulary",
    "DESCRIPTION": (
        "May this be injected, by this route, in this country, on this day, and who says so? "
        "For licensed professionals: it reports what authorities have said, as far as it is on record here. "
        "The absence of a record is never approval."
    ),
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "config.api.openapi_parts.declare_parts",
        "config.api.openapi.declare_problems",
        "registry.api.clinic_message.declare_headers",
    ],
    "WEBHOOKS": ["registry.api.clinic_message.COCKTAILS_CHANGED"],
    "ENUM_NAME_OVERRIDES": {
        **{
            name: f"formulary.vocabulary.{name}"
            for name in (
                "Category",
                "Cause",
                "ClinicalUseKind",
                "LineRole",
                "NameKind",
                "Rating",
                "Reach",
                "RegulatoryClass",
            )
        },
        **{
            name: f"registry.vocabulary.{name}"
            for name in (
                "Answer",
                "ChangedKind",
                "DocumentKind",
                "Effect",
                "EndKind",
                "Flag",
                "Happened",
                "JurisdictionKind",
                "Lifecycle",
                "MediaType",
                "RouteScope",
                "Status",
            )
        },
        "Coming": "registry.timeline.upcoming.Coming",
        "Connection": "registry.api.bearing.Connection",
        "LineKind": ["ingredient", "product"],
        "ThingKind": ["ingredient", "product", "cocktail", "known-substance"],
        "MatchedKind": "registry.api.search_answer.NAME_KINDS",
        "SubjectKind": ["ingredient", "product", "class"],
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "validatorUrl": None, "tryItOutEnabled": True},
}

UNFOLD = {
    "SITE_TITLE": "Mesoformulary",
    "SITE_HEADER": "Mesoformulary",
    "SITE_SUBHEADER": "Curation desk",
    "SITE_SYMBOL": "syringe",
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": "registry.admin.index.icon"}
    ],
    "STYLES": ["registry.admin.index.stylesheet"],
    "GLOBAL_CALLBACK": "registry.accounts.relaxation.banner",
    "ACCOUNT": {"navigation": "registry.admin.sidebar.own_pages"},
    "DASHBOARD_CALLBACK": "registry.admin.index.dashboard",
    "SIDEBAR": {
        "show_search": True,
        "navigation": "registry.admin.sidebar.navigation",
    },
}
