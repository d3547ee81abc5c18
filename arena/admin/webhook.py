from django.contrib import admin
from django.urls import reverse

from arena.admin.tables import ReadOnlyAdmin
from arena.models import Webhook, WebhookDelivery


@admin.register(Webhook)
class WebhookAdmin(ReadOnlyAdmin[Webhook]):
    list_display = ("address", "events", "added_by", "added_at", "removed_at")
    list_filter = ("added_at", "removed_at")
    list_select_related = ("added_by",)
    search_fields = ("address",)
    exclude = ("seed",)
    desk_list = ("desk:webhooks", "")

    def desk_address(self, row: Webhook) -> str:
        del row
        return reverse("desk:webhooks")


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(ReadOnlyAdmin[WebhookDelivery]):
    list_display = ("created_at", "webhook", "event", "state", "status", "error", "attempts")
    list_filter = ("state", "event", "created_at")
    list_select_related = ("webhook",)
    search_fields = ("webhook__address", "message")
    desk_list = ("desk:webhooks", "")

    def desk_address(self, row: WebhookDelivery) -> str:
        del row
        return reverse("desk:webhooks")
