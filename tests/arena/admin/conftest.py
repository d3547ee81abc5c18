import pytest

from tests.arrange import make_staff


@pytest.fixture
def admin_user(db):
    return make_staff()
