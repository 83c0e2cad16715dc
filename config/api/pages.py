"""The description of the API, and the page to try it on. Neither needs the internet."""

from drf_spectacular import renderers
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView


class SchemaView(SpectacularAPIView):
    """OpenAPI 3.1: JSON, or YAML by `Accept` or by the ending of the address."""

    renderer_classes = [
        renderers.OpenApiJsonRenderer2,
        renderers.OpenApiJsonRenderer,
        renderers.OpenApiYamlRenderer2,
        renderers.OpenApiYamlRenderer,
    ]


class TryItView(SpectacularSwaggerSplitView):
    """The description as a page, from which every request can be sent."""

    url_name = "schema"
