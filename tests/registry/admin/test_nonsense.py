"""An address that names nothing is an answer, never an error of ours."""

import pytest
from django.contrib import admin
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("model", sorted(admin.site._registry, key=str), ids=lambda m: m.__name__)
def test_change_page_of_nothing_leads_back(admin_client, model):
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
    for nonsense in ("import", "999999999", "9" * 30):
        assert admin_client.get(reverse(name, args=[nonsense])).status_code in (302, 404)


@pytest.mark.parametrize("address", ["cocktailversion/x/publish", "cocktail/x/new-version"])
def test_button_of_nothing_is_not_found(admin_client, address):
    assert admin_client.get(f"/admin/formulary/{address}").status_code in (301, 302, 404)
