"""Where a form leads once it was done."""

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import redirect


def see_other(to: str, *args: Any) -> HttpResponseBase:
    """To an address, or a page by its name, so that reloading it sends nothing again."""
    response = redirect(to, *args)
    response.status_code = 303
    return response
