from django.core.management.base import BaseCommand

from registry.actions.accounts import create_first_accounts


class Command(BaseCommand):
    help = "Create a first pharmacist and a first reviewer, if nobody can log in yet."

    def handle(self, *args, **options):
        for role, username, password in create_first_accounts():
            self.stdout.write(f"{role}: user {username}, password {password} (shown this once)")
