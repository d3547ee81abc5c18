"""The address of the MCP server. What it needs is loaded by the first request, so that a process
that serves none keeps its memory."""

from http import HTTPStatus

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

PARSE_ERROR = -32700


@csrf_exempt  # it writes nothing, and programs that are not browsers have no token
def mcp(request: HttpRequest) -> HttpResponse:
    """Answer one message in JSON. Nothing is kept between messages, and no stream is opened."""
    if not settings.MCP:
        raise Http404
    from leaderboard.mcp.server import server  # noqa: PLC0415 - see above

    try:
        return server(request)
    except RecursionError:
        error = {"code": PARSE_ERROR, "message": "The JSON is nested too deeply."}
        body = {"jsonrpc": "2.0", "id": None, "error": error}
        return JsonResponse(body, status=HTTPStatus.BAD_REQUEST)
