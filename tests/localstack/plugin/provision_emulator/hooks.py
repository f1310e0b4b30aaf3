"""Start-up hooks: loopback only; every AWS request checked against the service model; client tokens of EC2 honoured; a
/_localstack/moto/reset endpoint; /_localstack/called/ACCOUNT tells the services that an account has called.

MOTO_STRICT_INPUT=0 turns the check off; MOTO_STRICT_PATTERN=1 adds the models' regular expressions.
"""
import json
import os
import re
import threading

from localstack.runtime import hooks

_CODES = {"ec2": ("MissingParameter", "InvalidParameterValue")}
_BY_PROTOCOL = {
    "query": ("ValidationError", "ValidationError"),
    "rest-xml": ("InvalidArgument", "InvalidArgument"),
}
_DEFAULT = ("ValidationException", "ValidationException")
_SKIP = {"s3", "sqs"}  # native providers that validate themselves, with AWS's own codes
_PATTERN = os.environ.get("MOTO_STRICT_PATTERN") == "1"


def _problems(shape, value, name, pattern):
    """Yield (missing?, text) for one value against one botocore shape."""
    t = shape.type_name
    if t == "structure":
        if not isinstance(value, dict):
            return
        for req in shape.required_members:
            if value.get(req) is None:
                yield True, f"{name}{req} is required"
        for k, v in value.items():
            if v is not None and k in shape.members:
                yield from _problems(shape.members[k], v, f"{name}{k}.", pattern)
    elif t == "list" and isinstance(value, list):
        yield from _length(shape, len(value), name)
        for i, v in enumerate(value):
            yield from _problems(shape.member, v, f"{name}{i + 1}.", pattern)
    elif t == "map" and isinstance(value, dict):
        yield from _length(shape, len(value), name)
        for k, v in value.items():
            yield from _problems(shape.value, v, f"{name}{k}.", pattern)
    elif t == "string" and isinstance(value, str):
        yield from _length(shape, len(value), name)
        if shape.enum and value not in shape.enum:
            yield False, f"Value '{value}' at '{name[:-1]}' failed to satisfy enum value set: {list(shape.enum)[:40]}"
        p = shape.metadata.get("pattern")
        if pattern and p:
            try:
                if not re.search(p if p.startswith("^") else f"^(?:{p})$", value, re.S):
                    yield False, f"Value '{value}' at '{name[:-1]}' failed to satisfy pattern {p}"
            except re.error:
                pass
    elif t in ("integer", "long", "float", "double") and isinstance(value, (int, float)):
        lo, hi = shape.metadata.get("min"), shape.metadata.get("max")
        if lo is not None and value < lo or hi is not None and value > hi:
            yield False, f"Value '{value}' at '{name[:-1]}' is outside [{lo}, {hi}]"


def _length(shape, n, name):
    lo, hi = shape.metadata.get("min"), shape.metadata.get("max")
    if lo is not None and n < lo or hi is not None and n > hi:
        yield False, f"Length {n} at '{name[:-1]}' is outside [{lo}, {hi}]"


def check_input(chain, context, response):
    from localstack.aws.api import CommonServiceException

    op = context.operation
    if not op or op.input_shape is None or context.is_internal_call or context.service.service_name in _SKIP:
        return
    for missing, text in _problems(op.input_shape, context.service_request or {}, "", _PATTERN):
        if context.service.protocol == "rest-xml" and text.startswith("Length 0 "):
            continue  # an empty list is an empty element, which means none
        codes = _CODES.get(context.service.service_name) or _BY_PROTOCOL.get(context.service.protocol, _DEFAULT)
        raise CommonServiceException(codes[0 if missing else 1], text, status_code=400, sender_fault=True)
    from provision_emulator.extras import RULES

    if check := RULES.get((context.service.service_name, op.name)):
        check(context, context.service_request)


# (account, region, operation, token) -> (what was asked, what was answered)
_ANSWERS = {}


def _token(context):
    """The client token of an EC2 request and what else it asks, or None."""
    request = context.service_request or {}
    if not context.operation or context.service.service_name != "ec2" or not request.get("ClientToken"):
        return None
    asked = json.dumps({key: value for key, value in request.items() if key != "ClientToken"}, sort_keys=True, default=str)
    return (context.account_id, context.region, context.operation.name, request["ClientToken"]), asked


def repeat_answer(chain, context, response):
    """A request repeated with its token is answered as the first time and makes nothing; with other parameters it is refused.

    https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html
    """
    from localstack.aws.api import CommonServiceException

    token = _token(context)
    if token is None or token[0] not in _ANSWERS:
        return
    asked, body, content_type = _ANSWERS[token[0]]
    if asked != token[1]:
        raise CommonServiceException("IdempotentParameterMismatch", "The request uses the same client token as a previous, but "
                                     "non-identical request.", status_code=400, sender_fault=True)
    response.status_code = 200
    response.content_type = content_type
    response.set_data(body)
    chain.stop()


def keep_answer(chain, context, response):
    token = _token(context)
    if token is not None and response.status_code == 200:
        _ANSWERS.setdefault(token[0], (token[1], response.get_data(), response.content_type))


# account -> the services that it has called, so that whoever reads an account back can leave out those it holds nothing in
_CALLED = {}


def note_call(chain, context, response):
    if context.operation and context.account_id:
        _CALLED.setdefault(context.account_id, set()).add(context.service.service_name)


def mirror_buckets(chain, context, response):
    """moto services (CloudTrail, Firehose, ...) look for buckets in moto's S3; LocalStack's S3 is native."""
    if context.operation and context.service.service_name == "s3" and response.status_code < 300:
        from moto.s3.models import s3_backends

        backend, name = s3_backends[context.account_id]["aws"], (context.service_request or {}).get("Bucket")
        if context.operation.name == "CreateBucket" and name not in backend.buckets:
            backend.create_bucket(name, context.region)
        elif context.operation.name == "DeleteBucket":
            backend.buckets.pop(name, None)


def one_at_a_time(get_dispatcher):
    """A service answers one request after the other: moto takes lists, changes them and puts them back, and of two requests that do so
    at the same time one would be lost."""
    locks = {}

    def of(service, path):
        dispatch, lock = get_dispatcher(service, path), locks.setdefault(service, threading.RLock())

        def locked(*arguments):
            with lock:
                return dispatch(*arguments)

        return locked

    return of


@hooks.on_runtime_create()
def bind_loopback():
    """LocalStack's twisted server ignores the host part of GATEWAY_LISTEN and binds 0.0.0.0 ("TODO: interface = host?")."""
    from twisted.internet import endpoints

    from localstack import config

    hosts = {h.port: h.host for h in config.GATEWAY_LISTEN if not config.is_ipv6_address(h.host)}
    orig = endpoints.TCP4ServerEndpoint

    def tcp4(reactor, port, *args, **kwargs):
        kwargs.setdefault("interface", hosts.get(port, ""))
        return orig(reactor, port, *args, **kwargs)

    endpoints.TCP4ServerEndpoint = tcp4


@hooks.on_infra_start()
def install():
    from localstack.aws import handlers
    from localstack.http import Resource, Response
    from localstack.services import moto

    moto.get_dispatcher = one_at_a_time(moto.get_dispatcher)

    handlers.serve_custom_service_request_handlers.append(note_call)
    if os.environ.get("MOTO_STRICT_INPUT", "1") != "0":
        handlers.serve_custom_service_request_handlers.append(check_input)
    handlers.serve_custom_service_request_handlers.append(repeat_answer)
    handlers.run_custom_response_handlers.append(mirror_buckets)
    handlers.run_custom_response_handlers.append(keep_answer)
    # All but corrections register their operations by being loaded.
    from provision_emulator import (  # noqa: F401
        accessanalyzer,
        athena,
        awslambda,
        backup,
        cloudfront,
        cloudtrail,
        config,
        corrections,
        eks,
        glue,
        guardduty,
        opensearch,
        quicksight,
        resourcegroups,
        wafv2,
    )

    corrections.apply()

    class Reset:
        def on_post(self, request):
            from moto.moto_api._internal import moto_api_backend

            from localstack.services.plugins import SERVICE_PLUGINS, ServiceState
            from localstack.services.stores import AccountRegionBundle
            from provision_emulator.memory import PROVIDERS

            class Visitor:
                def visit(self, container):
                    if isinstance(container, AccountRegionBundle):
                        container.reset()

            for name, state in SERVICE_PLUGINS.get_states().items():
                if state == ServiceState.RUNNING:
                    SERVICE_PLUGINS.get_service(name).accept_state_visitor(Visitor())
            moto_api_backend.reset()
            for cls in PROVIDERS.values():
                cls.store.clear()
            return Response("{}", mimetype="application/json")

    from localstack.services.internal import get_internal_apis

    class Called:
        def on_get(self, request, account):
            return Response(json.dumps(sorted(_CALLED.get(account, set()))), mimetype="application/json")

    get_internal_apis().add(Resource("/_localstack/moto/reset", Reset()))
    get_internal_apis().add(Resource("/_localstack/called/<account>", Called()))
