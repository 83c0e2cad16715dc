"""Pages of the desk that are no model's."""

from django.urls import path

from . import matrix

app_name = "desk"

urlpatterns = [
    path("matrix/", matrix.page, name="matrix"),
    path("matrix/table.csv", matrix.table, name="matrix-table"),
    path("matrix/cell/", matrix.cell, name="matrix-cell"),
]
