"""Where a table and a row of it are in Django's admin."""

from django.urls import reverse


def list_of(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def page_of(row):
    names = type(row)._meta
    return reverse(f"admin:{names.app_label}_{names.model_name}_change", args=(row.pk,))
