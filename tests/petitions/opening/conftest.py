import pytest

from tests.petitions.opening.looking import WANTED


@pytest.fixture
def opted(sign, post_round, contents):
    """Ada signed and ticked the box; what her letter holds."""
    sign(**WANTED)
    (message,) = post_round()
    return contents(message)
