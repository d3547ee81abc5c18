import pytest
from django.contrib.auth.models import User


@pytest.fixture
def admin_user(db):
    """Somebody who may do everything; without a password, which would be slow to hash."""
    return User.objects.create(username="mira", is_staff=True, is_superuser=True)
