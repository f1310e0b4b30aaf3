"""Provider plugins, resolved lazily: attribute ``<api with - as _>__<name>`` -> PluginSpec for ``<api>:<name>``.

* ``<api>:default`` for services the community edition lacks      -> pure moto
* ``<api>:moto``    for services whose native provider needs binaries/Docker
                    (select with PROVIDER_OVERRIDE_<API>=moto)      -> pure moto
* ``<api>:default`` for services neither has                       -> provision_emulator.memory
"""
from localstack.aws.api import handler
from localstack.aws.spec import load_service
from localstack.services.plugins import Service, aws_provider

MEMORY = {"codestar-connections", "codeconnections", "codestar-notifications", "chatbot"}


def _moto_service(api: str) -> Service:
    from localstack.services.moto import MotoFallbackDispatcher
    from provision_emulator.extras import OPS

    def make(op: str):
        def fn(self, context, request):
            if extra := OPS.get((api, op)):
                return extra(context, request)
            raise NotImplementedError  # -> MotoFallbackDispatcher falls through to moto

        fn.__name__ = f"op_{op}"  # the dispatch table resolves handlers by function name
        return handler(op, expand=False)(fn)

    cls = type(
        f"Moto_{api.replace('-', '_')}",
        (),
        {"service": api, **{f"op_{op}": make(op) for op in load_service(api).operation_names}},
    )
    return Service.for_provider(cls(), dispatch_table_factory=MotoFallbackDispatcher)


def _memory_service(api: str) -> Service:
    from provision_emulator.memory import PROVIDERS

    return Service.for_provider(PROVIDERS[api]())


def __getattr__(attr: str):
    if attr.startswith("__") or "__" not in attr:
        raise AttributeError(attr)
    api, name = attr.rsplit("__", 1)
    api = api.replace("_", "-")
    make = _memory_service if api in MEMORY else _moto_service
    return aws_provider(api=api, name=name)(lambda: make(api))
