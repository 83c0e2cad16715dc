"""Pages of the desk that are no model's."""

from django.urls import path

from . import matrix, saved_filter

app_name = "desk"

urlpatterns = [
    path("matrix/", matrix.page, name="matrix"),
    path("matrix/table.csv", matrix.table, name="matrix-table"),
    path("matrix/cell/", matrix.cell, name="matrix-cell"),
    path("filters/", saved_filter.page, name="filters"),
    path("filters/keep/", saved_filter.keep_view, name="keep-filter"),
    path("filters/<int:pk>/rename/", saved_filter.rename_view, name="rename-filter"),
    path("filters/<int:pk>/forget/", saved_filter.forget_view, name="forget-filter"),
]
