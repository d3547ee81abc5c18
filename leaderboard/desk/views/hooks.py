"""Webhooks: added, tested and removed, with the log of what was sent to them."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from arena.errors import ArenaError
from arena.models import Webhook, WebhookDelivery
from arena.refusals import status_of
from arena.roles import Right, require
from arena.tasks import deliver_webhooks, wake
from arena.webhooks import add_webhook, remove_webhook, resend, secret_of, send_test
from leaderboard.desk.confirming import ask_again, is_confirmed
from leaderboard.desk.gate import desk, signed, staff_of
from leaderboard.desk.hook_forms import HookForm
from leaderboard.desk.redirects import see_other

DELIVERIES_PER_PAGE = 50
_BIGINT_DIGITS = 18


@require_http_methods(["GET", "HEAD", "POST"])
@desk
def hooks(request: HttpRequest) -> HttpResponseBase:
    require(staff_of(request), Right.MANAGE_WEBHOOKS)
    if request.method != "POST":
        return _show(request, HookForm())
    if request.POST.get("do") == "add":
        return _add(request) if is_confirmed(request) else ask_again(request)
    _change(request)
    wake(deliver_webhooks)
    messages.success(request, _("Done."))
    return see_other("desk:webhooks")


def _add(request: HttpRequest) -> HttpResponse:
    """The secret is shown in the answer to the form, and nowhere else."""
    form = HookForm(request.POST)
    if not form.is_valid():
        return _show(request, form, status=400)
    try:
        hook = add_webhook(
            address=form.cleaned_data["address"], events=form.chosen, **signed(request)
        )
    except ArenaError as refusal:
        form.add_error("address", str(refusal))
        return _show(request, form, status=status_of(refusal))
    return _show(request, HookForm(), added={"hook": hook, "secret": secret_of(hook)})


def _change(request: HttpRequest) -> None:
    """Do what was sent to one webhook or one message."""
    action, number = request.POST.get("do"), _number(request)
    if action == "resend":
        rows = WebhookDelivery.objects.select_related("webhook")
        resend(delivery=get_object_or_404(rows, pk=number), **signed(request))
    elif action == "test":
        send_test(hook=get_object_or_404(Webhook, pk=number), **signed(request))
    elif action == "remove":
        remove_webhook(hook=get_object_or_404(Webhook, pk=number), **signed(request))
    else:
        raise Http404


def _number(request: HttpRequest) -> int:
    sent = request.POST.get("row", "")
    return int(sent) if sent.isdecimal() and len(sent) <= _BIGINT_DIGITS else 0


def _show(
    request: HttpRequest, form: HookForm, *, added: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    log = WebhookDelivery.objects.select_related("webhook").defer("body")
    context = {
        "place": "webhooks",
        "form": form,
        "added": added,
        "hooks": Webhook.objects.standing().select_related("added_by"),
        "page": Paginator(log, DELIVERIES_PER_PAGE).get_page(request.GET.get("page")),
        "is_confirmed": is_confirmed(request),
    }
    return render(request, "desk/webhooks.html", context, status=status)
