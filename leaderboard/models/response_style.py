from django.db import models

from arena.models import Response

# What is counted of each response, in this order.
FEATURES = ("length", "headers", "bold", "lists")


class ResponseStyle(models.Model):
    """How long a response is and how it is formatted; a response never changes, nor does this.

    Only text has a style: what is code, drawn or heard has 0 of everything.
    """

    response = models.OneToOneField(
        Response, on_delete=models.CASCADE, primary_key=True, related_name="style"
    )
    length = models.PositiveIntegerField(help_text="Characters.")
    headers = models.PositiveIntegerField()
    bold = models.PositiveIntegerField(help_text="Passages set in bold.")
    lists = models.PositiveIntegerField(help_text="Items of lists.")

    def __str__(self) -> str:
        return f"style of {self.response}"
