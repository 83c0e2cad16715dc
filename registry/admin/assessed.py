"""What has been assessed where: a filter of ingredients, products and jurisdictions, for the numbers of the front page."""

from django.db.models import Q, QuerySet
from unfold.contrib.filters.admin import DropdownFilter

from formulary.models import Ingredient, Product, ProductLine
from formulary.vocabulary import LineRole
from registry.models import Approval, Jurisdiction


class AssessedInFilter(DropdownFilter):
    """Ingredients or products of which an authority of one jurisdiction has said something, as coverage counts them."""

    title = "assessed in"
    parameter_name = "assessed"

    def lookups(self, request, model_admin):
        return Jurisdiction.objects.values_list("code", "name").order_by("name")

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        approvals = Approval.objects.live().filter(jurisdiction__code=self.value()).order_by()
        return queryset.filter(_SPOKEN_OF[queryset.model](approvals))


def _ingredients(approvals: QuerySet) -> Q:
    """With a record of their own, or active in a product with one."""
    products = approvals.filter(product__isnull=False).values("product")
    active = ProductLine.objects.filter(product__in=products, role=LineRole.ACTIVE)
    own = approvals.filter(ingredient__isnull=False).values("ingredient")
    return Q(pk__in=own) | Q(pk__in=active.order_by().values("ingredient"))


def _products(approvals: QuerySet) -> Q:
    return Q(pk__in=approvals.filter(product__isnull=False).values("product"))


_SPOKEN_OF = {Ingredient: _ingredients, Product: _products}


class HasRecordsFilter(DropdownFilter):
    """Jurisdictions of which somebody has looked at something, or nobody at anything."""

    title = "records of its own"
    parameter_name = "records"

    def lookups(self, request, model_admin):
        return [("some", "Some"), ("none", "None")]

    def queryset(self, request, queryset):
        spoken = Q(pk__in=Approval.objects.live().order_by().values("jurisdiction"))
        return queryset.filter({"some": spoken, "none": ~spoken}.get(self.value(), Q()))


_FILTERS = {
    Ingredient: AssessedInFilter,
    Product: AssessedInFilter,
    Jurisdiction: HasRecordsFilter,
}
ASSESSED = tuple(_FILTERS)


class ByAssessment:
    """The mixin of their lists."""

    def get_list_filter(self, request):
        return [*super().get_list_filter(request), _FILTERS[self.model]]
