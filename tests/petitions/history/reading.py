"""What the tests of a history ask, and how its counts come about."""

from datetime import timedelta

from petitions import folding
from petitions.models import Tally
from petitions.models.counts import Step
from tests.petitions.conftest import NINE

JSON, CSV = "/petitions/safe-haven/history.json", "/petitions/safe-haven/history.csv"
MINUTE, HOUR, DAY = (step.length for step in Step)


def count(petition, changes):
    """What a drain leaves of changes at these times, given as hours after nine."""
    moments = {NINE + timedelta(hours=hours): n for hours, n in changes.items()}
    folding.raise_moments(petition.pk, moments)
    tally = Tally.objects.filter(petition=petition)
    tally.update(count=sum(changes.values()), counted_at=NINE)


def read(client, path=JSON, **parameters):
    parameters = {name.rstrip("_"): value for name, value in parameters.items()}
    response = client.get(path, parameters)
    assert response.status_code == 200, response.content
    return response.json()


def points(answer):
    return [(it["at"], it["change"], it["count"]) for it in answer["points"]]
