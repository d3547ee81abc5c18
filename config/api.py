"""How Django REST framework and drf-spectacular serve and describe the API."""

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["arena.api.authentication.KeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["arena.api.parsing.BodyParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "arena.api.negotiation.Negotiation",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "arena.api.problems.problem",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Podium",
    "DESCRIPTION": (
        "Blind votes on AI responses, and the leaderboard they make.\n\n"
        "A voter is a cookie, and a program of the staff has a key. Writes of voters take "
        "`application/json` alone, with an empty body, too, and browsers may send them for this "
        "site's own pages alone: `Origin` or `Sec-Fetch-Site` says so. A program sends "
        "neither.\n\n"
        "A refusal is `application/problem+json` with a stable `code`. Of any request are refused: "
        "a body of more than 2.5 MiB (413 `body_too_large`), one that arrives too slowly (408 "
        "`body_too_slow`) or without its length (411 `length_required`), and JSON that is nested "
        "too deeply, or that has a number of thousands of digits or half of a surrogate pair (400 "
        "`parse_error`). A write with an `Idempotency-Key` that is sent again is answered as the "
        "first time; one that is sent with another request is refused (422 "
        "`idempotency_key_reused`)."
    ),
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": [
        "arena.api.reads.schema.require_nothing_of_sparse",
        "arena.api.reads.schema.correct_schema",
    ],
    "APPEND_COMPONENTS": {
        "securitySchemes": {
            "voter": {
                "type": "apiKey",
                "in": "cookie",
                "name": "voter",
                "description": "The browser that was served a match; set by the first answer.",
            }
        }
    },
}
