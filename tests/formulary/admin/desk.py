"""Working at the desk as a person does: open a page, change what is typed there, save."""

from html.parser import HTMLParser

from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registry.models import User
from tests.people import logged_in


def person(*roles, is_superuser=False):
    """Somebody who may enter the desk, with these roles."""
    name = "-".join(["root" if is_superuser else "person", *roles])
    user, _ = User.objects.get_or_create(
        username=name, defaults={"is_staff": True, "is_superuser": is_superuser}
    )
    user.groups.set(Group.objects.filter(name__in=roles))
    return user


def desk_of(*roles, is_superuser=False):
    """A browser in which this person has logged in."""
    return logged_in(Client(), person(*roles, is_superuser=is_superuser))


def add_url(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")


def save(client, url, /, **changes):
    """Open the page, type `changes` over what stands there, and press Save."""
    page = client.get(url)
    assert page.status_code == 200, url
    response = client.post(url, {**typed(page), **changes})
    with connection.cursor() as cursor:  # what a commit would check
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return response


def refusals(response):
    """What the page complains about, by field; non-field errors under “__all__”."""
    assert response.status_code == 200, f"It was saved: {response.headers.get('Location')}"
    found = {name: list(errors) for name, errors in response.context["adminform"].errors.items()}
    for inline in response.context["inline_admin_formsets"]:
        for form in inline.formset.forms:
            for name, errors in form.errors.items():
                found.setdefault(name, []).extend(errors)
        found.setdefault("__all__", []).extend(inline.formset.non_form_errors())
    return {name: " ".join(errors) for name, errors in found.items() if errors}


def queries(call):
    """How many queries a call costs, warm."""
    call()
    with CaptureQueriesContext(connection) as captured:
        call()
    return len(captured)


def typed(page):
    """All that the form of a page would send, as a browser reads it."""
    reader = _Form()
    reader.feed(page.content.decode())
    return reader.sent


class _Form(HTMLParser):
    def __init__(self):
        super().__init__()
        self.sent = {}
        self.text = self.select = None

    def handle_starttag(self, tag, attributes):
        attrs = dict(attributes)
        name = attrs.get("name", "")
        if "__prefix__" in name:
            return
        if tag == "input" and attrs.get("type") not in ("submit", "button", "search"):
            if attrs.get("type") not in ("checkbox", "radio") or "checked" in attrs:
                self.sent[name] = attrs.get("value") or ("on" if "checked" in attrs else "")
        elif tag == "textarea":
            self.text, self.sent[name] = name, ""
        elif tag == "select":
            self.select = (name, "multiple" in attrs)
            self.sent[name] = [] if self.select[1] else ""
        elif tag == "option" and self.select and "selected" in attrs:
            chosen, is_multiple = self.select
            if is_multiple:
                self.sent[chosen].append(attrs["value"])
            else:
                self.sent[chosen] = attrs["value"]

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.text = None
        elif tag == "select":
            self.select = None

    def handle_data(self, data):
        if self.text:
            self.sent[self.text] += data.removeprefix("\n")
