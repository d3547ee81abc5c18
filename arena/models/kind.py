from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """The kind of content of a response, which decides how it is shown."""

    TEXT = "text", _("Text")
    CODE = "code", _("Code")
    WEB_PAGE = "webpage", _("Web page")
    SVG = "svg", _("SVG")
    IMAGE = "image", _("Image")
    AUDIO = "audio", _("Audio")
    VIDEO = "video", _("Video")

    @property
    def is_file(self) -> bool:
        """Whether the response is bytes in the media folder, not text in its row."""
        return self in {Kind.IMAGE, Kind.AUDIO, Kind.VIDEO}

    @property
    def is_framed(self) -> bool:
        """Whether it runs only in a sandboxed frame on the other origin."""
        return self in {Kind.WEB_PAGE, Kind.SVG}
