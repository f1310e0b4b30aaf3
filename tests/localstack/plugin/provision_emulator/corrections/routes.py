"""Routes of REST services: LocalStack looks at the value of a mandatory query argument once only, and from then on takes any value, so that
`?Operation=Untag` is answered as `?Operation=Tag` is.

https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_UntagResource.html
"""

import functools


def with_lists(original):
    @functools.wraps(original)
    def wrapped(operation):
        http = original(operation)
        return http._replace(query_args={name: list(values) for name, values in http.query_args.items()})

    return wrapped


def apply():
    from localstack.aws.protocol.op_router import _HttpOperation

    _HttpOperation.from_operation = staticmethod(with_lists(_HttpOperation.from_operation))
