"""Working at the desk as a person does: open a page, change what is typed there, save."""

from html.parser import HTMLParser

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from formulary.desk.links import change_url
from registry.actions.change_sets import submit
from registry.models import ChangeSet, User
from tests.people import PASSWORD, logged_in
from tests.publishing import publish


def person(*roles, is_superuser=False):
    """Somebody who may enter the desk, with these roles."""
    name = "-".join(["root" if is_superuser else "person", *roles])
    user, _ = User.objects.get_or_create(
        username=name,
        defaults={
            "is_staff": True,
            "is_superuser": is_superuser,
            "password": make_password(PASSWORD),
        },
    )
    user.groups.set(Group.objects.filter(name__in=roles))
    return user


def desk_of(*roles, is_superuser=False):
    """A browser in which this person has logged in."""
    return logged_in(Client(), person(*roles, is_superuser=is_superuser))


def propose_url(record):
    """Where a change of a published record is proposed."""
    return change_url(record).replace("/change/", "/propose/")


def decide(client, change_set, /, *, button="publish", follow=False, **typed_in):
    """Decide about a change set as its page shows it, with the password that every person here has."""
    page = client.get(change_url(change_set))
    reviewed = page.context["decision_form"]["reviewed"].value()
    sent = {
        "reason": "Reviewed",
        "password": PASSWORD,
        "reviewed": reviewed,
        button: "",
        **typed_in,
    }
    address = reverse("admin:registry_changeset_decide", args=[change_set.pk])
    return client.post(address, sent, follow=follow)


def add_url(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")


def save(client, url, /, **changes):
    """Open a page that proposes, type `changes` over what stands there, say why, and press Propose."""
    page = client.get(url, follow=True)
    changes = {"proposal-reason": "Example", **changes}
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


def proposed(response):
    """The draft in which something was proposed, and its rows by table and key."""
    assert response.status_code == 302, refusals(response)
    change_set = ChangeSet.objects.order_by("-pk").first()
    assert response.headers["Location"] == change_url(change_set)
    return change_set, {(row.table, row.key): row for row in change_set.rows.all()}


def publish_all(change_set):
    """Submit a draft, and publish it as somebody else."""
    publish(submit(change_set=change_set, by=change_set.proposed_by))


def released(response):
    """What a page has just proposed, published by somebody else."""
    change_set, _ = proposed(response)
    publish_all(change_set)
    return change_set


def nothing_proposed(response):
    """Whether a page said that nothing would change, and made no draft."""
    words = [str(message) for message in get_messages(response.wsgi_request)]
    made = ChangeSet.objects.exclude(kind="starter").exists()
    return not made and any("Nothing would change" in text for text in words)
