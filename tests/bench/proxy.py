"""A loopback proxy that counts the AWS calls passing through it, by account and action.

    python3 proxy.py http://127.0.0.1:4566

prints its port, forwards everything unchanged, and answers `GET /_calls` with the counts so far, as
`{"account": {"service Operation": n}}`. It tells actions apart from what is on the wire alone: the Action parameter of
the query protocols, the X-Amz-Target of the JSON ones, method and path of the REST ones.
"""

import http.client
import json
import re
import sys
import threading
from collections import Counter, defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

CREDENTIAL = re.compile(r"Credential=(\w+)/\d{8}/(?:[\w-]+/)?([\w-]+)/aws4_request")
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "date", "server"}

ID = r"/[^/]+"
ROUTE53 = [
    ("GET", r"/hostedzone", "ListHostedZones"),
    ("POST", r"/hostedzone", "CreateHostedZone"),
    ("GET", r"/hostedzonesbyname", "ListHostedZonesByName"),
    ("GET", r"/hostedzonesbyvpc", "ListHostedZonesByVPC"),
    ("GET", r"/hostedzone" + ID, "GetHostedZone"),
    ("POST", r"/hostedzone" + ID, "UpdateHostedZoneComment"),
    ("DELETE", r"/hostedzone" + ID, "DeleteHostedZone"),
    ("GET", r"/hostedzone" + ID + "/rrset", "ListResourceRecordSets"),
    ("POST", r"/hostedzone" + ID + "/rrset", "ChangeResourceRecordSets"),
    ("GET", r"/hostedzone" + ID + "/dnssec", "GetDNSSEC"),
    ("GET", r"/change" + ID, "GetChange"),
    ("GET", r"/tags/hostedzone" + ID, "ListTagsForResource"),
    ("POST", r"/tags/hostedzone" + ID, "ChangeTagsForResource"),
    ("POST", r"/tags/hostedzone", "ListTagsForResources"),
]

S3_VERBS = {"GET": "Get", "PUT": "Put", "DELETE": "Delete", "HEAD": "Head", "POST": "Post"}
S3_BUCKET = {
    "accelerate": "BucketAccelerateConfiguration",
    "acl": "BucketAcl",
    "cors": "BucketCors",
    "encryption": "BucketEncryption",
    "lifecycle": "BucketLifecycleConfiguration",
    "location": "BucketLocation",
    "logging": "BucketLogging",
    "notification": "BucketNotificationConfiguration",
    "object-lock": "ObjectLockConfiguration",
    "ownershipControls": "BucketOwnershipControls",
    "policy": "BucketPolicy",
    "policyStatus": "BucketPolicyStatus",
    "publicAccessBlock": "PublicAccessBlock",
    "replication": "BucketReplication",
    "requestPayment": "BucketRequestPayment",
    "tagging": "BucketTagging",
    "versioning": "BucketVersioning",
    "website": "BucketWebsite",
}
S3_LISTS = {
    ("GET", "versions"): "ListObjectVersions",
    ("GET", "list-type"): "ListObjectsV2",
    ("GET", "uploads"): "ListMultipartUploads",
    ("POST", "delete"): "DeleteObjects",
}


def route53(method, path):
    path = re.sub(r"^/\d{4}-\d\d-\d\d", "", path).rstrip("/")
    found = (name for verb, pattern, name in ROUTE53 if verb == method and re.fullmatch(pattern, path))
    return next(found, f"{method} {path}")


def s3(method, path, query):
    bucket, _, key = path.strip("/").partition("/")
    if not bucket:
        return "ListBuckets"
    if key:
        return f"{S3_VERBS.get(method, method)}Object"
    for word in query:
        if (method, word) in S3_LISTS:
            return S3_LISTS[method, word]
        if word in S3_BUCKET:
            return f"{S3_VERBS.get(method, method)}{S3_BUCKET[word]}"
    return {"GET": "ListObjects", "PUT": "CreateBucket"}.get(method, f"{S3_VERBS.get(method, method)}Bucket")


def action(service, method, target, headers, body):
    """The operation that a request is."""
    if "X-Amz-Target" in headers:
        return headers["X-Amz-Target"].rpartition(".")[2]
    url = urlsplit(target)
    query = parse_qs(url.query, keep_blank_values=True)
    if service == "s3":
        return s3(method, url.path, query)
    if service == "route53":
        return route53(method, url.path)
    form = parse_qs(body.decode("utf-8", "replace")) if "form" in headers.get("Content-Type", "") else query
    return form.get("Action", [f"{method} {url.path}"])[0]


class Counts:
    """How often each account called each action."""

    def __init__(self):
        self.lock = threading.Lock()
        self.counts = defaultdict(Counter)

    def add(self, account, name):
        with self.lock:
            self.counts[account][name] += 1

    def text(self):
        with self.lock:
            return json.dumps(self.counts).encode()


class Relay(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    upstream = ""
    counts = Counts()

    def relay(self):
        body = self.body()
        if self.path == "/_calls":
            return self.answer(200, [("Content-Type", "application/json")], self.counts.text())
        credential = CREDENTIAL.search(self.headers.get("Authorization", ""))
        account, service = credential.groups() if credential else ("unsigned", "unsigned")
        self.counts.add(account, f"{service} {action(service, self.command, self.path, self.headers, body)}")
        # A connection for each request: the emulator closes idle ones when it likes.
        connection = http.client.HTTPConnection(self.upstream, timeout=300)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP - {"date"}}
        if body or self.command in ("PUT", "POST"):
            headers["Content-Length"] = str(len(body))
        connection.request(self.command, self.path, body or None, headers)
        answer = connection.getresponse()
        content = answer.read()
        length = answer.getheader("Content-Length") if self.command == "HEAD" else None
        self.answer(answer.status, answer.getheaders(), content, length)
        connection.close()

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = relay

    def body(self):
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return b"".join(parts)

    def answer(self, status, headers, content, length=None):
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in HOP_BY_HOP - {"date", "server"}:
                self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", length or str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


def main():
    Relay.upstream = urlsplit(sys.argv[1]).netloc
    server = Server(("127.0.0.1", 0), Relay)
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
