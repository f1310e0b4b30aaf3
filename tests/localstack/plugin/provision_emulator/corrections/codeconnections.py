"""CodeConnections: newer SDKs speak CBOR with it, which the bundled service model does not know of.

https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html
"""


def apply():
    from localstack.aws.spec import load_service

    load_service("codeconnections").metadata["protocols"] = ["smithy-rpc-v2-cbor", "json"]
