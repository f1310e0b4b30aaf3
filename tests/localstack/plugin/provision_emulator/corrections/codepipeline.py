"""CodePipeline over moto's pipelines: names in use, what is told as asterisks, triggers of AWS's own, webhooks.

https://docs.aws.amazon.com/codepipeline/latest/APIReference; each operation's page is API_<Operation>.html there.
"""

import copy
import uuid

from provision_emulator.extras import backend, err, op

HIDDEN = "****"


def pipelines(ctx):
    return backend("codepipeline", ctx)


def webhooks(ctx):
    return pipelines(ctx).__dict__.setdefault("webhooks", {})


def pipeline(ctx, name):
    if name not in pipelines(ctx).pipelines:
        raise err("PipelineNotFoundException", f"Account '{ctx.account_id}' does not have a pipeline with name '{name}'")
    return pipelines(ctx).pipelines[name]


# -- pipelines


def triggered(declaration):
    """A pipeline of type V2 whose source is a connection starts at any push to its branch, unless a trigger says otherwise.

    https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-filter.html
    """
    if declaration.get("pipelineType") != "V2":
        return declaration
    triggers = list(declaration.get("triggers") or [])
    spoken_of = {trigger["gitConfiguration"]["sourceActionName"] for trigger in triggers if trigger.get("gitConfiguration")}
    for action in (action for stage in declaration["stages"] for action in stage["actions"]):
        said = action.get("configuration") or {}
        connected = action["actionTypeId"]["provider"] == "CodeStarSourceConnection"
        if connected and action["name"] not in spoken_of and said.get("DetectChanges") != "false" and said.get("BranchName"):
            push = [{"branches": {"includes": [said["BranchName"]]}}]
            triggers.append({"providerType": "CodeStarSourceConnection",
                             "gitConfiguration": {"sourceActionName": action["name"], "push": push}})
    return declaration | {"triggers": triggers}


def told(declaration):
    """Tokens are told as asterisks.

    https://docs.aws.amazon.com/codepipeline/latest/userguide/appendix-github-oauth.html
    """
    declaration = copy.deepcopy(declaration)
    for action in (action for stage in declaration["stages"] for action in stage["actions"]):
        if action["actionTypeId"]["provider"] == "GitHub" and "OAuthToken" in (action.get("configuration") or {}):
            action["configuration"]["OAuthToken"] = HIDDEN
    return declaration


@op("codepipeline", "CreatePipeline")
def create_pipeline(ctx, r):
    name = r["pipeline"]["name"]
    if name in pipelines(ctx).pipelines:
        raise err("PipelineNameInUseException", f"A pipeline with the name '{name}' already exists in account '{ctx.account_id}'")
    made, tags = pipelines(ctx).create_pipeline(triggered(copy.deepcopy(r["pipeline"])), r.get("tags") or [])
    return {"pipeline": told(made), "tags": tags}


@op("codepipeline", "UpdatePipeline")
def update_pipeline(ctx, r):
    pipeline(ctx, r["pipeline"]["name"])
    return {"pipeline": told(pipelines(ctx).update_pipeline(triggered(copy.deepcopy(r["pipeline"]))))}


@op("codepipeline", "GetPipeline")
def get_pipeline(ctx, r):
    one = pipeline(ctx, r["name"])
    return {"pipeline": told(one.pipeline), "metadata": one.metadata}


@op("codepipeline", "GetPipelineState")
def get_pipeline_state(ctx, r):
    one = pipeline(ctx, r["name"]).pipeline
    stages = [{"stageName": stage["name"], "actionStates": [{"actionName": action["name"]} for action in stage["actions"]]}
              for stage in one["stages"]]
    return {"pipelineName": r["name"], "pipelineVersion": one["version"], "stageStates": stages}


# -- webhooks


def told_hook(hook):
    """A secret token is told as asterisks (API_WebhookAuthConfiguration)."""
    hook = copy.deepcopy(hook)
    proof = hook["definition"].get("authenticationConfiguration") or {}
    if proof.get("SecretToken"):
        proof["SecretToken"] = HIDDEN
    return hook


@op("codepipeline", "PutWebhook")
def put_webhook(ctx, r):
    asked = copy.deepcopy(r["webhook"])
    pipeline(ctx, asked["targetPipeline"])
    proof = asked.get("authenticationConfiguration") or {}
    wanted = {"IP": "AllowedIPRange", "GITHUB_HMAC": "SecretToken"}.get(asked["authentication"])
    if {key for key, value in proof.items() if value} != ({wanted} if wanted else set()):
        raise err("InvalidWebhookAuthenticationParametersException", f"{asked['authentication']} needs {wanted or 'nothing'}")
    arn = f"arn:aws:codepipeline:{ctx.region}:{ctx.account_id}:webhook:{asked['name']}"
    url = f"https://{ctx.region}.webhooks.aws/trigger?t={uuid.uuid4()}&v=1"
    hook = webhooks(ctx).setdefault(arn, {"arn": arn, "url": url, "tags": []})
    hook["definition"] = asked
    if r.get("tags"):
        hook["tags"] = list(r["tags"])
    return {"webhook": told_hook(hook)}


@op("codepipeline", "ListWebhooks")
def list_webhooks(ctx, r):
    return {"webhooks": [told_hook(hook) for hook in webhooks(ctx).values()]}


@op("codepipeline", "DeleteWebhook")
def delete_webhook(ctx, r):
    for arn in [arn for arn, hook in webhooks(ctx).items() if hook["definition"]["name"] == r["name"]]:
        del webhooks(ctx)[arn]
    return {}


# -- tags, of pipelines and of webhooks


@op("codepipeline", "ListTagsForResource")
def list_tags(ctx, r):
    hook = webhooks(ctx).get(r["resourceArn"])
    return {"tags": hook["tags"] if hook else pipelines(ctx).list_tags_for_resource(r["resourceArn"])}


@op("codepipeline", "TagResource")
def tag(ctx, r):
    if hook := webhooks(ctx).get(r["resourceArn"]):
        keys = {one["key"] for one in r["tags"]}
        hook["tags"] = [one for one in hook["tags"] if one["key"] not in keys] + list(r["tags"])
    else:
        pipelines(ctx).tag_resource(r["resourceArn"], r["tags"])
    return {}


@op("codepipeline", "UntagResource")
def untag(ctx, r):
    if hook := webhooks(ctx).get(r["resourceArn"]):
        hook["tags"] = [one for one in hook["tags"] if one["key"] not in r["tagKeys"]]
    else:
        pipelines(ctx).untag_resource(r["resourceArn"], r["tagKeys"])
    return {}


def apply():
    """The operations stand in for moto's by their names."""
