"""Addresses of the way in. They stand before the admin's own, three of which they take the place of."""

from django.urls import path

from registry.accounts import own_account as own
from registry.accounts import steps

app_name = "accounts"

urlpatterns = [
    path("login/", steps.log_in, name="log-in"),
    path("login/passkey/", steps.log_in_with_passkey, name="log-in-with-passkey"),
    path("login/password/", steps.choose, name="choose-password"),
    path("login/second-step/", steps.second_factor, name="second-factor"),
    path("login/set-up/", steps.enrol, name="enrol"),
    path("login/set-up/passkey/", steps.enrol_passkey, name="enrol-passkey"),
    path("logout/", own.log_out, name="log-out"),
    path("password_change/", own.change_password, name="change-password"),
    path("account/", own.overview, name="own"),
    path("account/app/", own.set_app, name="set-app"),
    path("account/app/remove/", own.forget_app, name="forget-app"),
    path("account/passkeys/new/", own.new_passkey, name="new-passkey"),
    path("account/passkeys/<int:pk>/remove/", own.forget_passkey, name="forget-passkey"),
    path("account/recovery-codes/", own.new_recovery_codes, name="new-recovery-codes"),
    path("account/sessions/end/", own.end_others, name="end-others"),
]
