from django.core.management.base import BaseCommand

from registry.actions.accounts import create_first_accounts


class Command(BaseCommand):
    help = "Create a first pharmacist, reviewer and operator, if nobody can log in yet."

    def handle(self, *args, **options):
        for what, username, password in create_first_accounts():
            self.stdout.write(
                f"{what}: user {username}, one-time password {password} (shown this once)"
            )
