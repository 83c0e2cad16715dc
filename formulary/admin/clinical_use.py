from django.contrib import admin
from unfold.contrib.filters.admin import (
    BooleanRadioFilter,
    ChoicesDropdownFilter,
)
from unfold.decorators import display

from formulary.desk.forms import CuratedForm
from formulary.desk.pages import CuratedAdmin
from formulary.desk.parts import PartsInline
from formulary.models import ClinicalUse, ClinicalUseIngredient
from formulary.vocabulary import ClinicalUseKind


class ClinicalUseForm(CuratedForm):
    once = ("slug",)


class UseIngredientInline(PartsInline):
    model = ClinicalUseIngredient
    fields = ("ingredient", "position")
    autocomplete_fields = ("ingredient",)
    select_related = ("ingredient", "clinical_use")
    verbose_name = "ingredient"
    verbose_name_plural = "ingredients it speaks of"


@admin.register(ClinicalUse)
class ClinicalUseAdmin(CuratedAdmin):
    form = ClinicalUseForm
    inlines = (UseIngredientInline,)
    list_display = ("condition", "what", "phase", "icd10", "icd11", "cause", "applies_to_all")
    list_filter = (
        ("kind", ChoicesDropdownFilter),
        ("cause", ChoicesDropdownFilter),
        ("applies_to_all", BooleanRadioFilter),
    )
    search_fields = ("condition", "phase", "slug", "icd10", "icd10_label", "icd11", "icd11_label")
    search_help_text = "Condition, phase, ICD code or title"
    prepopulated_fields = {"slug": ("condition",)}
    fieldsets = (
        (None, {"fields": ("condition", "slug", ("kind", "phase"), "applies_to_all")}),
        ("Codes", {"fields": (("icd10", "icd10_label"), ("icd11", "icd11_label"))}),
        (
            "What to do",
            {"fields": ("action", "rationale", ("cause", "seriousness"))},
        ),
        ("How often, how soon", {"fields": (("frequency", "expected_onset"),)}),
        ("How we know", {"fields": ("source",)}),
    )

    @display(
        description="kind",
        ordering="kind",
        label={
            ClinicalUseKind.INDICATION.value: "success",
            ClinicalUseKind.OFF_LABEL.value: "info",
            ClinicalUseKind.CONTRAINDICATION.value: "danger",
            ClinicalUseKind.CAUTION.value: "warning",
            ClinicalUseKind.UNDESIRABLE_EFFECT.value: "warning",
        },
    )
    def what(self, use):
        return use.kind, use.get_kind_display()
