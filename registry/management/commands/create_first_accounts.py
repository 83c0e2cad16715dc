import logging

from django.core.management.base import BaseCommand

from registry.actions.accounts import create_first_accounts
from registry.actions.security_log import logger


class Command(BaseCommand):
    help = "Create a first pharmacist, reviewer and operator, if nobody can log in yet."

    def handle(self, *args, **options):
        logger.setLevel(logging.WARNING)  # what is told below stands in the security log as well
        for what, username, password in create_first_accounts():
            self.stdout.write(
                f"{what}: user {username}, one-time password {password} (shown this once)"
            )
