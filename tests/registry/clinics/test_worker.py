"""From a publication to a clinic's system, by the background worker."""

from django.core.management import call_command

from registry.actions.clinic_messages import look_after
from registry.models import Delivery
from registry.vocabulary import Effect
from tests.clinics import clinic
from tests.registry.api.build import publish, statement
from tests.registry.clinics.receiver import receiving
from tests.registry.clinics.watching import save, webhook_of


def test_worker_tells_after_a_publication(committed_db, settings):
    settings.WEBHOOKS_IN_PRIVATE = True
    with receiving() as receiver:
        publish(statement("xa-example"))
        owner = clinic()
        save(owner, places=["XA"])
        webhook_of(owner, receiver.url)
        publish(statement("xa-example-ban", effect=Effect.PROHIBITED, route_scope="any"))
        call_command("run_worker", "--once")
        assert len(receiver.came) == 1
        assert Delivery.objects.get().state == "delivered"
        look_after()
        call_command("run_worker", "--once")
        assert len(receiver.came) == 1
