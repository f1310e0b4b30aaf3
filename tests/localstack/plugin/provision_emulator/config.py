"""AWS Config: the recorder of a region, whether it records, the channel by which it delivers, and rules with their tags.

moto forgets how often a recorder records, how a rule is evaluated and what its scope says of tags, has no rules of a policy's own, and
takes tags away with an update, so that these are kept here. https://docs.aws.amazon.com/config/latest/APIReference/API_Operations.html
"""

import hashlib

from provision_emulator.extras import backend, err, op


def store(ctx, kind):
    # Kept with moto's backend, so that a reset of moto's takes it along.
    return backend("config", ctx).__dict__.setdefault("provision", {}).setdefault(kind, {})


def named(ctx, kind, names, code):
    """Things by name, or all; one that is missing fails the call."""
    things = store(ctx, kind)
    for name in names or []:
        if name not in things:
            raise err(code, f"Cannot find {kind} with the specified name '{name}'.")
    return [things[name] for name in names or things]


# -- recorders: https://docs.aws.amazon.com/config/latest/APIReference/API_PutConfigurationRecorder.html
NO_RECORDER = "NoSuchConfigurationRecorderException"


def group(told):
    """What is recorded, with what follows from it. https://docs.aws.amazon.com/config/latest/APIReference/API_RecordingGroup.html"""
    told = told or {"allSupported": True}
    types, excluded = told.get("resourceTypes") or [], (told.get("exclusionByResourceTypes") or {}).get("resourceTypes") or []
    everything = bool(told.get("allSupported"))
    if sum((everything, bool(types), bool(excluded))) != 1:
        raise err("InvalidRecordingGroupException", "The recording group provided is not valid")
    strategy = "ALL_SUPPORTED_RESOURCE_TYPES" if everything else "INCLUSION_BY_RESOURCE_TYPES" if types else "EXCLUSION_BY_RESOURCE_TYPES"
    said = (told.get("recordingStrategy") or {}).get("useOnly") or ("" if excluded else strategy)
    if said != strategy or told.get("includeGlobalResourceTypes") and types:
        raise err("InvalidRecordingGroupException", "The recording group provided is not valid")
    return {"allSupported": everything, "includeGlobalResourceTypes": bool(told.get("includeGlobalResourceTypes")), "resourceTypes": types,
            "exclusionByResourceTypes": {"resourceTypes": excluded}, "recordingStrategy": {"useOnly": strategy}}


@op("config", "PutConfigurationRecorder")
def put_recorder(ctx, r):
    recorder, held = r["ConfigurationRecorder"], store(ctx, "configuration recorder")
    name = recorder.get("name") or "default"
    if held and name not in held:
        raise err("MaxNumberOfConfigurationRecordersExceededException", f"Failed to put configuration recorder '{name}' because the maximum "
                  "number of configuration recorders: 1 is reached.")
    mode = recorder.get("recordingMode") or {"recordingFrequency": "CONTINUOUS"}
    held[name] = {
        "name": name, "roleARN": recorder["roleARN"], "recordingGroup": group(recorder.get("recordingGroup")),
        "recordingMode": {"recordingModeOverrides": [], **mode}, "recordingScope": "PAID",
        "arn": f"arn:aws:config:{ctx.region}:{ctx.account_id}:configuration-recorder/{name}/{digest(name)}",
    }
    store(ctx, "recording").setdefault(name, False)
    return {}


def digest(name):
    """What AWS makes up at random; here the same for the same name, so that two accounts can be compared."""
    return hashlib.sha256(name.encode()).hexdigest()[:16]


@op("config", "DescribeConfigurationRecorders")
def describe_recorders(ctx, r):
    return {"ConfigurationRecorders": named(ctx, "configuration recorder", r.get("ConfigurationRecorderNames"), NO_RECORDER)}


@op("config", "DescribeConfigurationRecorderStatus")
def describe_status(ctx, r):
    recorders = named(ctx, "configuration recorder", r.get("ConfigurationRecorderNames"), NO_RECORDER)
    return {"ConfigurationRecordersStatus": [{"name": one["name"], "recording": store(ctx, "recording")[one["name"]]} for one in recorders]}


@op("config", "DeleteConfigurationRecorder")
def delete_recorder(ctx, r):
    named(ctx, "configuration recorder", [r["ConfigurationRecorderName"]], NO_RECORDER)
    del store(ctx, "configuration recorder")[r["ConfigurationRecorderName"]], store(ctx, "recording")[r["ConfigurationRecorderName"]]
    return {}


@op("config", "StartConfigurationRecorder")
def start(ctx, r):
    """https://docs.aws.amazon.com/config/latest/APIReference/API_StartConfigurationRecorder.html"""
    named(ctx, "configuration recorder", [r["ConfigurationRecorderName"]], NO_RECORDER)
    if not store(ctx, "delivery channel"):
        raise err("NoAvailableDeliveryChannelException", "Delivery channel is not available to start configuration recorder.")
    store(ctx, "recording")[r["ConfigurationRecorderName"]] = True
    return {}


@op("config", "StopConfigurationRecorder")
def stop(ctx, r):
    named(ctx, "configuration recorder", [r["ConfigurationRecorderName"]], NO_RECORDER)
    store(ctx, "recording")[r["ConfigurationRecorderName"]] = False
    return {}


# -- channels: https://docs.aws.amazon.com/config/latest/APIReference/API_PutDeliveryChannel.html
@op("config", "PutDeliveryChannel")
def put_channel(ctx, r):
    channel, held = r["DeliveryChannel"], store(ctx, "delivery channel")
    name = channel.get("name") or "default"
    if not store(ctx, "configuration recorder"):
        raise err("NoAvailableConfigurationRecorderException", "Configuration recorder is not available to put delivery channel.")
    if held and name not in held:
        raise err("MaxNumberOfDeliveryChannelsExceededException", f"Failed to put delivery channel '{name}' because the maximum number of "
                  "delivery channels: 1 is reached.")
    held[name] = {"name": name, **{key: value for key, value in channel.items() if value is not None}}
    return {}


@op("config", "DescribeDeliveryChannels")
def describe_channels(ctx, r):
    return {"DeliveryChannels": named(ctx, "delivery channel", r.get("DeliveryChannelNames"), "NoSuchDeliveryChannelException")}


@op("config", "DeleteDeliveryChannel")
def delete_channel(ctx, r):
    """https://docs.aws.amazon.com/config/latest/APIReference/API_DeleteDeliveryChannel.html"""
    name = r["DeliveryChannelName"]
    named(ctx, "delivery channel", [name], "NoSuchDeliveryChannelException")
    if any(store(ctx, "recording").values()):
        raise err("LastDeliveryChannelDeleteFailedException", f"Failed to delete last specified delivery channel with name '{name}', because "
                  "there is a running configuration recorder.")
    del store(ctx, "delivery channel")[name]
    return {}


# -- rules: https://docs.aws.amazon.com/config/latest/APIReference/API_PutConfigRule.html
@op("config", "PutConfigRule")
def put_rule(ctx, r):
    """All of a rule is said anew; tags are taken only with a new one."""
    rule, held = r["ConfigRule"], store(ctx, "rule")
    name, source = rule["ConfigRuleName"], rule["Source"]
    if not store(ctx, "configuration recorder"):
        raise err("NoAvailableConfigurationRecorderException", "Configuration Recorder is not available to put config rule.")
    if (source["Owner"] == "AWS") == bool(source.get("SourceDetails")):
        raise err("InvalidParameterValueException", "SourceDetails should be null/empty if the owner is AWS. SourceDetails should be provided "
                  "if the owner is CUSTOM_LAMBDA or CUSTOM_POLICY.")
    if (source["Owner"] == "CUSTOM_POLICY") != bool(source.get("CustomPolicyDetails")):
        raise err("InvalidParameterValueException", "CustomPolicyDetails should be provided if the owner is CUSTOM_POLICY.")
    identifier = f"config-rule-{digest(name)[:6]}"
    before = held.get(name)
    held[name] = {
        "rule": {
            "EvaluationModes": [{"Mode": "DETECTIVE"}], **{key: value for key, value in rule.items() if value is not None},
            "ConfigRuleId": identifier, "ConfigRuleArn": f"arn:aws:config:{ctx.region}:{ctx.account_id}:config-rule/{identifier}",
            "ConfigRuleState": "ACTIVE",
        },
        "tags": before["tags"] if before else {tag["Key"]: tag["Value"] for tag in r.get("Tags") or []},
    }
    return {}


def told(rule):
    """What a policy says is told by GetCustomRulePolicy only.

    https://docs.aws.amazon.com/config/latest/APIReference/API_CustomPolicyDetails.html
    """
    source = rule["Source"]
    if "CustomPolicyDetails" in source:
        source = {**source, "CustomPolicyDetails": {**source["CustomPolicyDetails"], "PolicyText": ""}}
    return {**rule, "Source": source}


@op("config", "DescribeConfigRules")
def describe_rules(ctx, r):
    """https://docs.aws.amazon.com/config/latest/APIReference/API_DescribeConfigRules.html"""
    return {"ConfigRules": [told(one["rule"]) for one in named(ctx, "rule", r.get("ConfigRuleNames"), "NoSuchConfigRuleException")]}


@op("config", "GetCustomRulePolicy")
def rule_policy(ctx, r):
    """https://docs.aws.amazon.com/config/latest/APIReference/API_GetCustomRulePolicy.html"""
    rule = named(ctx, "rule", [r["ConfigRuleName"]], "NoSuchConfigRuleException")[0]["rule"]
    return {"PolicyText": (rule["Source"].get("CustomPolicyDetails") or {}).get("PolicyText", "")}


@op("config", "DeleteConfigRule")
def delete_rule(ctx, r):
    named(ctx, "rule", [r["ConfigRuleName"]], "NoSuchConfigRuleException")
    del store(ctx, "rule")[r["ConfigRuleName"]]
    return {}


# -- tags: https://docs.aws.amazon.com/config/latest/APIReference/API_TagResource.html
def tagged(ctx, arn):
    for one in store(ctx, "rule").values():
        if one["rule"]["ConfigRuleArn"] == arn:
            return one["tags"]
    raise err("ResourceNotFoundException", f"ResourceArn '{arn}' does not exist")


@op("config", "TagResource")
def tag(ctx, r):
    tagged(ctx, r["ResourceArn"]).update({one["Key"]: one["Value"] for one in r["Tags"]})
    return {}


@op("config", "UntagResource")
def untag(ctx, r):
    for key in r["TagKeys"]:
        tagged(ctx, r["ResourceArn"]).pop(key, None)
    return {}


@op("config", "ListTagsForResource")
def tags(ctx, r):
    return {"Tags": [{"Key": key, "Value": value} for key, value in tagged(ctx, r["ResourceArn"]).items()]}
