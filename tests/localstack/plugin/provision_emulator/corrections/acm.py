"""ACM: key algorithms, options that change, validation records that differ from domain to domain."""

import functools
import hashlib
import json

from moto.acm.exceptions import AWSValidationException
from moto.acm.models import AWSCertificateManagerBackend, CertBundle
from moto.acm.responses import AWSCertificateManagerResponse

LOGGING = "CertificateTransparencyLoggingPreference"


def validation_record(domain):
    """The CNAME that proves a domain; a wildcard has its parent's.

    https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html
    """
    base = domain.removeprefix("*.")
    mark = hashlib.sha256(base.encode()).hexdigest()
    return {"Name": f"_{mark[:32]}.{base}.", "Type": "CNAME", "Value": f"_{mark[32:]}.validations.acm-validations.aws."}


def describe(original):
    @functools.wraps(original)
    def wrapped(self):
        result = original(self)
        certificate = result["Certificate"]
        if algorithm := getattr(self, "requested_algorithm", None):
            certificate["KeyAlgorithm"] = algorithm
            certificate["SignatureAlgorithm"] = "SHA256WITHECDSA" if algorithm.startswith("EC") else "SHA256WITHRSA"
        for option in certificate.get("DomainValidationOptions", []):
            option["ResourceRecord"] = validation_record(option["DomainName"])
        return result

    return wrapped


def request_certificate(original):
    """KeyAlgorithm: https://docs.aws.amazon.com/acm/latest/APIReference/API_RequestCertificate.html"""

    @functools.wraps(original)
    def wrapped(self):
        answer = original(self)
        if isinstance(answer, str):
            certificate = self.acm_backend._certificates[json.loads(answer)["CertificateArn"]]
            certificate.requested_algorithm = self._get_param("KeyAlgorithm") or "RSA_2048"
            certificate.cert_options = {LOGGING: "ENABLED", "Export": "DISABLED"} | certificate.cert_options
        return answer

    return wrapped


def token_of_living_certificate(original):
    """A token stands for an hour, but not for a certificate that has been deleted."""

    @functools.wraps(original)
    def wrapped(self, token):
        arn = original(self, token)
        return arn if arn in self._certificates or arn == "account_config" else None

    return wrapped


def update_certificate_options(self):
    """https://docs.aws.amazon.com/acm/latest/APIReference/API_UpdateCertificateOptions.html"""
    certificate = self.acm_backend.get_certificate(self._get_param("CertificateArn"))
    if certificate.type == "IMPORTED":
        raise AWSValidationException(f"The certificate {certificate.arn} is imported; it has no options.")
    certificate.cert_options = certificate.cert_options | self._get_param("Options")
    return ""


def apply():
    CertBundle.describe = describe(CertBundle.describe)
    backend = AWSCertificateManagerBackend
    backend._get_arn_from_idempotency_token = token_of_living_certificate(backend._get_arn_from_idempotency_token)
    response = AWSCertificateManagerResponse
    response.request_certificate = request_certificate(response.request_certificate)
    response.update_certificate_options = update_certificate_options
