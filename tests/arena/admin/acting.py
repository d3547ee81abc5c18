"""Pressing the buttons of the desk."""

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.messages import get_messages
from django.urls import reverse


def list_of(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def page_of(row):
    names = type(row)._meta
    return reverse(f"admin:{names.app_label}_{names.model_name}_change", args=(row.pk,))


def run(client, action, rows, *, query="", **more):
    """Run the action on these rows of the list, and return the answer."""
    chosen = {"action": action, ACTION_CHECKBOX_NAME: [row.pk for row in rows]}
    return client.post(list_of(type(rows[0])) + query, chosen | more)


def run_on_page(client, action, row, **more):
    chosen = {"CHANGE_FORM-action": action, ACTION_CHECKBOX_NAME: row.pk}
    return client.post(page_of(row), chosen | more)


def messages_of(response):
    return [str(message) for message in get_messages(response.wsgi_request)]
