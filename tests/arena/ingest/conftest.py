import pytest


@pytest.fixture(autouse=True)
def media(settings, tmp_path_factory):
    """A media folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("media")
    return settings.MEDIA_ROOT
