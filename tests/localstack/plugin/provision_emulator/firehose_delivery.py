"""What Firehose delivers to S3: under which keys records land. Their format is not converted: they lie there as they were put.

https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning.html
https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html
"""

import base64
import datetime
import gzip
import json
import re
import uuid
import zoneinfo
from collections import defaultdict

import jq

# The parts of Java's DateTimeFormatter that a prefix is written with.
JAVA = {"yyyy": "%Y", "MM": "%m", "dd": "%d", "HH": "%H", "mm": "%M", "ss": "%S"}
EXPRESSION = re.compile(r"!\{(?P<namespace>\w+):(?P<name>[^}]*)}")


def partition_keys(destination, data):
    """What the queries of its processors find in a record; raises ValueError where a record lacks it."""
    found = {}
    for processor in (destination.get("ProcessingConfiguration") or {}).get("Processors") or []:
        if processor["Type"] != "MetadataExtraction":
            continue
        parameters = {each["ParameterName"]: each["ParameterValue"] for each in processor.get("Parameters") or []}
        for name, value in jq.compile(parameters["MetadataExtractionQuery"]).input_value(json.loads(data)).first().items():
            if value in (None, ""):
                raise ValueError(f"no {name}")
            found[name] = str(value)
    return found


def written(prefix, at, keys, error=None):
    """A prefix with its expressions carried out."""

    def value(match):
        namespace, name = match["namespace"], match["name"]
        if namespace == "timestamp":
            return at.strftime(re.sub("|".join(JAVA), lambda part: JAVA[part[0]], name))
        if namespace == "partitionKeyFromQuery":
            return keys[name]
        return error if name == "error-output-type" else uuid.uuid4().hex[:11]

    return EXPRESSION.sub(value, prefix)


def deliver(stream, destination, records, put):
    """Gives the records that one call brought to `put(bucket, key, body)`, an object for each prefix."""
    at = datetime.datetime.now(zoneinfo.ZoneInfo(destination.get("CustomTimeZone") or "UTC"))
    prefix = destination.get("Prefix") or ""
    if "!{" not in prefix:
        prefix += "!{timestamp:yyyy/MM/dd/HH}/"
    by_query = (destination.get("DynamicPartitioningConfiguration") or {}).get("Enabled")
    bodies = defaultdict(bytes)
    for record in records:
        data = base64.b64decode(record["Data"])
        try:
            place = written(prefix, at, partition_keys(destination, data) if by_query else {})
        except ValueError:
            place = written(destination.get("ErrorOutputPrefix") or "!{firehose:error-output-type}/", at, {}, "processing-failed")
        bodies[place] += data
    squeezed = destination.get("CompressionFormat") == "GZIP"
    for place, body in bodies.items():
        name = f"{stream['DeliveryStreamName']}-{stream['VersionId']}-{at:%Y-%m-%d-%H-%M-%S}-{uuid.uuid4()}"
        ending = destination.get("FileExtension") or (".gz" if squeezed else "")
        put(destination["BucketARN"].rpartition(":")[2], f"{place}{name}{ending}", gzip.compress(body) if squeezed else body)
