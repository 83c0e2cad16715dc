"""The WSGI application, for any server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

django_application = get_wsgi_application()

from registry.api.straight import StraightToChecks  # noqa: E402 (needs what is set up above)

application = StraightToChecks(django_application)
