"""The WSGI application, for any server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

django_application = get_wsgi_application()

from registry.api.straight import Straight  # noqa: E402 (needs what is set up above)

application = Straight(django_application)
