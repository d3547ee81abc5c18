"""The data of the arena: dumps by day, and their files."""

from pathlib import Path

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from arena.arena_settings import current_settings
from arena.models import PublishDumps
from arena.views.file_parts import part_response
from arena.views.ranges import asked_part
from leaderboard.dumps import (
    OfferedFile,
    StoredFile,
    current_storage,
    find_dump,
    find_file,
    newest_dump,
    offered_dumps,
)
from leaderboard.models import PublishedDump
from leaderboard.open_data import MANIFEST, tables_of

# What a day offers never changes, but a dump may be withdrawn.
FRESH_SECONDS = 86_400
VERIFIER = Path(__file__).resolve().parents[2] / "verify" / "podium_verify.py"


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """The newest dump, and a list of all."""
    dumps = offered_dumps()
    context = {
        "section": "data",
        "is_off": current_settings().publish_dumps == PublishDumps.OFF,
        "dump": dumps[0] if dumps else None,
        "dumps": dumps,
        **(_shown(request, dumps[0]) if dumps else {}),
    }
    return render(request, "leaderboard/data.html", context)


@require_safe
def day(request: HttpRequest, day: str) -> HttpResponse:
    dump = find_dump(day)
    if dump is None:
        raise Http404
    context = {"section": "data", "dump": dump, **_shown(request, dump)}
    return render(request, "leaderboard/data_day.html", context)


@require_safe
@never_cache
def latest(request: HttpRequest, name: str = "") -> HttpResponse:
    """The same address of the newest dump."""
    del request
    dump = newest_dump()
    if dump is None:
        raise Http404
    arguments = [dump.day.isoformat(), name] if name else [dump.day.isoformat()]
    return redirect(reverse("site:data_file" if name else "site:data_day", args=arguments))


@require_safe
def file(request: HttpRequest, day: str, name: str) -> HttpResponseBase:
    """A file of a dump: whole, or from where a download broke off."""
    found = find_file(day, name)
    stored = None if found is None else current_storage().find(found.day, found.name)
    if found is None or stored is None:
        raise Http404
    answer = _led_to(stored) if stored.path is None else _sent(request, found, stored)
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


@require_safe
def listed(request: HttpRequest, day: str) -> HttpResponse:
    """The addresses of all files of a dump, a line each, for programs that load them."""
    dump = find_dump(day)
    if dump is None or dump.manifest is None:
        raise Http404
    names = [MANIFEST, *(file["name"] for file in dump.manifest["files"])]
    addresses = [reverse("site:data_file", args=[day, name]) for name in names]
    lines = "".join(f"{request.build_absolute_uri(address)}\n" for address in addresses)
    return HttpResponse(lines, content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=FRESH_SECONDS)
def verifier(request: HttpRequest) -> HttpResponse:
    """The script that verifies a dump, as of this release."""
    del request
    answer = HttpResponse(VERIFIER.read_bytes(), content_type="text/x-python; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{VERIFIER.name}"'
    return answer


def _led_to(stored: StoredFile) -> HttpResponse:
    answer = HttpResponseRedirect(stored.address)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _sent(request: HttpRequest, found: OfferedFile, stored: StoredFile) -> HttpResponseBase:
    assert stored.path is not None
    facts = stored.path.stat()
    # The manifest has no digest; it never changes, and has a time.
    etag = f'"{found.sha256 or f"{facts.st_mtime_ns:x}-{facts.st_size:x}"}"'
    changed = int(found.changed_at.timestamp())
    answer: HttpResponseBase | None
    answer = get_conditional_response(request, etag=etag, last_modified=changed)
    if answer is None:
        part = _part_of(request, etag, http_date(changed), facts.st_size)
        answer = _answer(found, stored, part, facts.st_size, only_head=request.method == "HEAD")
    answer.headers["ETag"] = etag
    answer.headers["Last-Modified"] = http_date(changed)
    answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return answer


def _part_of(request: HttpRequest, etag: str, changed: str, size: int) -> range | None:
    """What is asked for, if what the client has a part of is this file still (RFC 9110, 13.1.5)."""
    has_part_of = request.headers.get("If-Range", etag)
    return asked_part(request, size) if has_part_of in {etag, changed} else None


def _answer(
    found: OfferedFile, stored: StoredFile, part: range | None, size: int, *, only_head: bool
) -> HttpResponseBase:
    if part is not None and not part:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    sent = range(size) if part is None else part
    answer: HttpResponseBase
    if only_head or stored.path is None:
        answer = HttpResponse(content_type=found.media_type)
        answer.headers["Content-Length"] = str(len(sent))
    else:
        answer = part_response(stored.path, sent, content_type=found.media_type)
    if part is not None:
        answer.status_code = 206
        answer.headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.name}"'
    return answer


def _shown(request: HttpRequest, dump: PublishedDump) -> dict[str, object]:
    """What a page shows of a dump."""
    manifest = dump.manifest or {}
    return {
        "manifest": manifest,
        "tables": tables_of(manifest),
        "lines": _lines(request, dump.day.isoformat()),
    }


def _lines(request: HttpRequest, day: str) -> list[dict[str, str]]:
    """What loads a dump and checks it, to copy."""
    listed = request.build_absolute_uri(reverse("site:data_list", args=[day]))
    script = request.build_absolute_uri(reverse("site:data_verifier"))
    load = f"curl -s {listed} | xargs -n 1 curl -L -O -C -"
    return [
        {"label": gettext("Load the dump"), "command": f"mkdir {day} && cd {day} && {load}; cd .."},
        {"label": gettext("Load the script"), "command": f"curl -L -O {script}"},
        {"label": gettext("Check it"), "command": f"python3 podium_verify.py {day}"},
    ]
