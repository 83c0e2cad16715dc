"""The lists and details of places, authorities and pathways."""

from config.api.views import ReadOnlyViewSet
from registry.api import filters, lookups, serializers
from registry.models import Authority, Jurisdiction, Pathway


class JurisdictionViewSet(ReadOnlyViewSet):
    """Countries, unions and subdivisions, with the days on which each belonged to a union."""

    queryset = Jurisdiction.objects.for_api()
    serializer_class = serializers.JurisdictionSerializer
    filterset_class = filters.JurisdictionFilters
    lookup_field = "code"
    lookup = lookups.JURISDICTIONS


class AuthorityViewSet(ReadOnlyViewSet):
    """Who says so: regulators, ministries and courts, and where their registers are read."""

    queryset = Authority.objects.for_api()
    serializer_class = serializers.AuthoritySerializer
    filterset_class = filters.AuthorityFilters
    lookup = lookups.AUTHORITIES


class PathwayViewSet(ReadOnlyViewSet):
    """The legal doors by which things come in."""

    queryset = Pathway.objects.for_api()
    serializer_class = serializers.PathwaySerializer
    filterset_class = filters.PathwayFilters
    lookup_field = "code"
    lookup = lookups.PATHWAYS
