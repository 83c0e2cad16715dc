"""Keys of clinics in the API description."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension

from registry.api.clinic_key import ClinicKeyAuthentication


class ClinicKeyScheme(OpenApiAuthenticationExtension):
    target_class = ClinicKeyAuthentication
    name = "clinicKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "meso_<prefix>_<secret>",
            "description": "A clinic's key. Without one, what is public is answered within a lower limit.",
        }
