"""What stands above each list of the desk: one's own filters of it, and a way to keep the present one."""

from django import template

from formulary.desk.links import list_url
from registry.models import SavedFilter
from registry.narrowing import key_of, narrowing

register = template.Library()


@register.inclusion_tag("registry/admin/saved_filters_bar.html", takes_context=True)
def saved_filters(context):
    """Nothing in a window that only picks a record."""
    request, model = context["request"], context["cl"].model
    if context.get("is_popup"):
        return {}
    page, query = key_of(model), narrowing(request.GET)
    mine = SavedFilter.objects.filter(owner=request.user, page=page)
    return {
        "request": request,
        "page": page,
        "query": query,
        "filters": [(kept, list_url(model, kept.query), kept.query == query) for kept in mine],
    }
