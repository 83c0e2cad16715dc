"""Statements made from approvals that exist."""

from registry.actions.approvals import Statement
from registry.models import Approval


def copy_of(approval, **values):
    """A statement that says the same as an approval, but for `values`; routes and documents may be among them."""
    routes = values.pop("routes", [link.route for link in approval.approval_routes.all()])
    documents = values.pop("documents", list(approval.documents.all()))
    row = Approval.objects.get(pk=approval.pk)
    row.pk, row.superseded_in = None, None
    for name, value in values.items():
        setattr(row, name, value)
    return Statement(row=row, routes=routes, documents=documents)
