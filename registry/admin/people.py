"""Accounts, for operators. People are deactivated, never deleted; roles are fixed by a migration."""

from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from unfold.decorators import action, display

from formulary.desk.links import change_url, list_url
from formulary.desk.pages import CuratedAdmin
from registry.accounts.origin import origin_of
from registry.actions.accounts import change_account, create_account, end_sessions, set_roles
from registry.actions.passwords import give_one_time_password
from registry.actions.second_factors import reset_second_factors
from registry.errors import RegistryError
from registry.models import AuthenticatorApp, Passkey, User

from .people_forms import AccountForm, ReasonForm

admin.site.unregister(Group)


@admin.register(User)
class UserAdmin(CuratedAdmin):
    form = AccountForm
    fixed = ("username",)
    actions_detail = ("one_time_password", "reset_second_step", "end_sessions")
    readonly_fields = ("last_login", "date_joined", "second_step")
    fieldsets = (
        ("Who", {"fields": ("username", ("first_name", "last_name"), "email")}),
        ("What they may do", {"fields": ("roles", "is_active")}),
        ("When and how", {"fields": (("last_login", "date_joined"), "second_step")}),
    )
    add_fieldsets = (*fieldsets[:1], ("What they may do", {"fields": ("roles",)}))
    list_display = ("username", "first_name", "last_name", "roles", "is_active", "second_step", "last_login")  # fmt: skip
    list_filter = ("is_active", "groups")
    search_fields = ("username", "first_name", "last_name", "email")
    search_help_text = "User name, name or e-mail address"
    ordering = ("username",)

    def get_queryset(self, request):
        mine = {"user": OuterRef("pk")}
        return (
            super()
            .get_queryset(request)
            .prefetch_related("groups")
            .annotate(
                has_app=Exists(AuthenticatorApp.objects.filter(**mine)),
                has_passkey=Exists(Passkey.objects.filter(**mine)),
            )
        )

    @display(description="roles")
    def roles(self, user):
        shown = ["superuser"] if user.is_superuser else []
        return ", ".join([*shown, *(group.name for group in user.groups.all())]) or None

    @display(description="second step")
    def second_step(self, user):
        known = {"app": user.has_app, "passkey": user.has_passkey}
        return ", ".join(name for name, is_there in known.items() if is_there) or None

    def get_fieldsets(self, request, obj=None):
        return self.fieldsets if obj else self.add_fieldsets

    def get_readonly_fields(self, request, obj=None):
        readonly = super().get_readonly_fields(request, obj)
        # Nobody gives themselves roles, or closes their own account by mistake.
        return [*readonly, "roles", "is_active"] if obj == request.user else readonly

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj == request.user:
            form.base_fields.pop("roles", None)
        return form

    def has_change_permission(self, request, obj=None):
        """Of a superuser's account only superusers change anything."""
        may = super().has_change_permission(request, obj)
        return may and (obj is None or request.user.is_superuser or not obj.is_superuser)

    def has_help_permission(self, request, object_id=None):
        """To do for somebody what they cannot do any more; nobody does it for themselves."""
        return self.has_change_permission(request) and str(request.user.pk) != str(object_id)

    def save_model(self, request, user, form, change):
        who = {"by": request.user, "origin": origin_of(request)}
        if not change:
            roles = form.cleaned_data["roles"]
            request.one_time_password = create_account(user=user, roles=roles, **who)
            return
        if "roles" in form.cleaned_data:
            set_roles(user=user, roles=form.cleaned_data["roles"], **who)
        changed = [name for name in form.changed_data if name != "roles"]
        change_account(user=user, changed=changed, **who)

    def save_related(self, request, form, formsets, change):
        """Roles are saved with the account, by its action."""

    def response_add(self, request, obj, post_url_continue=None):
        return self._told(request, obj, request.one_time_password)

    @action(description="New one-time password", permissions=["help"])
    def one_time_password(self, request, object_id):
        user = self._other(request, object_id)
        ask = {
            "title": "New one-time password",
            "question": f"The password of {user} stops working, and they are logged out everywhere.",
        }
        if request.method != "POST":
            return self._page(request, "ask", user, **ask)
        try:
            given = give_one_time_password(user=user, by=request.user, origin=origin_of(request))
        except RegistryError as error:
            messages.error(request, str(error))
            return redirect(change_url(user))
        return self._told(request, user, given)

    @action(description="Remove second step", permissions=["help"])
    def reset_second_step(self, request, object_id):
        """What helps somebody who has lost the phone."""
        user, form = self._other(request, object_id), ReasonForm(request.POST or None)
        ask = {
            "title": "Remove second step",
            "question": f"App, passkeys and recovery codes of {user} stop working, and they are logged out "
            "everywhere. At the next log-in they set up a new second step.",
        }
        if request.method != "POST" or not form.is_valid():
            return self._page(request, "ask", user, form=form, **ask)
        who = {"by": request.user, "origin": origin_of(request)}
        try:
            reset_second_factors(user=user, reason=form.cleaned_data["reason"], **who)
            messages.success(request, f"{user} has no second step any more.")
        except RegistryError as error:
            messages.error(request, str(error))
        return redirect(change_url(user))

    @action(description="Log out everywhere", permissions=["help"])
    def end_sessions(self, request, object_id):
        user = self._other(request, object_id)
        ask = {"title": "Log out everywhere", "question": f"All sessions of {user} end now."}
        if request.method != "POST":
            return self._page(request, "ask", user, **ask)
        count = end_sessions(user=user, by=request.user, origin=origin_of(request))
        messages.success(request, f"{count} sessions of {user} ended.")
        return redirect(change_url(user))

    def _other(self, request, pk) -> User:
        """The account, if this person may change it."""
        user = get_object_or_404(User, pk=pk)
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        return user

    def _told(self, request, user: User, password: str) -> HttpResponse:
        """In the answer itself, so that it is kept nowhere."""
        context = {"title": "One-time password", "password": password, "back": list_url(User)}
        return self._page(request, "one_time_password", user, **context)

    def _page(self, request, name, user: User, **context) -> HttpResponse:
        shown = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": user,
            "back": change_url(user),
            **context,
        }
        return TemplateResponse(request, f"registry/admin/account_{name}.html", shown)
