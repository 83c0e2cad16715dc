from django.core.management.base import BaseCommand, CommandError

from registry.accounts.errors import UnknownAccount
from registry.actions.accounts import account_of
from registry.actions.passwords import give_one_time_password
from registry.actions.second_factors import reset_second_factors


class Command(BaseCommand):
    help = (
        "Let somebody in again who has lost a password (--password), the second factor (--second-factor) or both. "
        "For whoever runs the installation; at the desk operators do the same for each other."
    )

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("--password", action="store_true", help="print a one-time password")
        parser.add_argument(
            "--second-factor",
            metavar="REASON",
            help="take away app, passkeys and recovery codes; say how you made sure that it is they who ask",
        )

    def handle(self, *args, username, password, second_factor, **options):
        if not password and not second_factor:
            raise CommandError("Say what is lost: --password, --second-factor REASON, or both.")
        try:
            user = account_of(username)
        except UnknownAccount as error:
            raise CommandError(str(error)) from None
        if second_factor:
            reset_second_factors(user=user, reason=second_factor)
            self.stdout.write(
                f"{username} has no second factor any more, and sets one up at the next log-in."
            )
        if password:
            given = give_one_time_password(user=user)
            self.stdout.write(f"{username}: one-time password {given} (shown this once)")
