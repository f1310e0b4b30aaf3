//! `aws_ssm_document`

use crate::common::{choice, time_told, word};
use crate::ssm::{name, retag, ssm, tag_list, tags};
use aws_sdk_ssm::types::{self, DocumentPermissionType, ResourceTypeForTagging};
use provision_aws_core::prelude::*;
use std::time::Duration;

/// What Systems Manager does on machines, or in an account, step by step. (SSM CreateDocument, UpdateDocument)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_ssm_document", tags, seconds(2, 2))]
pub struct SsmDocument {
    /// Its name.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// Files that go with it.
    #[block(list, max = 20)]
    pub attachments_source: Vec<Attachment>,
    /// What it says.
    #[attr(required)]
    pub content: String,
    /// When it was made.
    #[attr(computed)]
    pub created_date: Option<String>,
    /// The version that is used where none is named.
    #[attr(computed)]
    pub default_version: Option<String>,
    /// What it says of itself.
    #[attr(computed)]
    pub description: Option<String>,
    /// `JSON`, `YAML` or `TEXT`.
    #[attr(optional, default = "JSON", one_of("YAML", "JSON", "TEXT"))]
    pub document_format: Option<String>,
    /// What it is for: `Command` or `Automation`, for example.
    #[attr(
        required,
        one_of(
            "Command",
            "Policy",
            "Automation",
            "Session",
            "Package",
            "ApplicationConfiguration",
            "ApplicationConfigurationSchema",
            "DeploymentStrategy",
            "ChangeCalendar",
            "Automation.ChangeTemplate",
            "ProblemAnalysis",
            "ProblemAnalysisTemplate",
            "CloudFormation",
            "ConformancePackTemplate",
            "QuickSetup",
            "ManualApprovalPolicy",
            "AutoApprovalPolicy"
        )
    )]
    pub document_type: String,
    /// The version that is told of.
    #[attr(computed)]
    pub document_version: Option<String>,
    /// A hash of what it says.
    #[attr(computed)]
    pub hash: Option<String>,
    /// `Sha256`.
    #[attr(computed)]
    pub hash_type: Option<String>,
    /// Its newest version.
    #[attr(computed)]
    pub latest_version: Option<String>,
    /// Its name.
    #[attr(required, replace, validate = name)]
    pub name: String,
    /// The account that owns it.
    #[attr(computed)]
    pub owner: Option<String>,
    /// What it can be told.
    #[attr(computed)]
    pub parameter: Vec<Parameter>,
    /// `type = "Share"`, and in `account_ids` the accounts that may use it, with commas, or `All`.
    #[attr(optional)]
    pub permissions: BTreeMap<String, String>,
    /// Systems that it runs on.
    #[attr(computed)]
    pub platform_types: Vec<String>,
    /// The version of its language.
    #[attr(computed)]
    pub schema_version: Option<String>,
    /// `Active`, for example.
    #[attr(computed)]
    pub status: Option<String>,
    /// What it can run on: `/AWS::EC2::Instance`, for example.
    #[attr(optional, validate = target_type)]
    pub target_type: Option<String>,
    /// The name of its version.
    #[attr(optional, validate = name)]
    pub version_name: Option<String>,
}

/// A file that goes with a document. AWS never tells of it.
#[derive(Nested, Clone, Default)]
pub struct Attachment {
    /// `SourceUrl`, `S3FileUrl` or `AttachmentReference`.
    #[attr(required, config_only, one_of("SourceUrl", "S3FileUrl", "AttachmentReference"))]
    pub key: String,
    /// Its name.
    #[attr(optional, config_only, validate = name)]
    pub name: Option<String>,
    /// Where it lies.
    #[attr(required, config_only)]
    pub values: Vec<String>,
}

/// Something that a document can be told.
#[derive(Nested, Clone, Default)]
pub struct Parameter {
    /// What it is where nothing is said.
    #[attr(computed)]
    pub default_value: Option<String>,
    /// What it is for.
    #[attr(computed)]
    pub description: Option<String>,
    /// Its name.
    #[attr(computed)]
    pub name: Option<String>,
    /// `String` or `StringList`.
    #[attr(computed)]
    pub r#type: Option<String>,
}

fn target_type(value: &Value) -> Result<(), String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_.-:/".contains(c);
    match value.as_str() {
        Some(text) if !text.starts_with('/') || text.len() > 200 || !text.chars().all(plain) => {
            Err("must be `/`, or `/` and a type such as AWS::EC2::Instance".into())
        }
        _ => Ok(()),
    }
}

/// Accounts that one ModifyDocumentPermission call takes.
const ACCOUNTS: usize = 20;

#[async_trait]
impl Resource for SsmDocument {
    const WAITS: Waits = Waits {
        create: Duration::from_secs(120),
        update: Duration::from_secs(120),
        delete: Duration::from_secs(120),
        until_gone: true,
        ..Waits::QUICK
    };

    fn plan(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
        permissions(&cx.get("permissions"))?;
        if has_change(cx, "content") {
            for name in ["default_version", "document_version", "hash", "latest_version", "parameter"] {
                cx.set_unknown(name);
            }
        }
        Ok(())
    }

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let call = ssm(cx)
            .create_document()
            .name(&planned.name)
            .content(&planned.content)
            .document_type(planned.document_type.as_str().into())
            .set_document_format(choice(&planned.document_format))
            .set_attachments(planned.attachments())
            .set_target_type(text(&planned.target_type))
            .set_version_name(text(&planned.version_name))
            .set_tags(tag_list(&step.tags)?);
        Created::new(call.send().await?.document_description.and_then(|d| d.name))
    }

    /// Documents are told one by one; their texts and whom they are shared with only where they may have changed or be held.
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        each(reqs, 10, |req| read_one(cx, req)).await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let to = change.to;
        if change.changed("permissions") {
            share(cx, &to.id, &change.from.shared_with(), &to.shared_with()).await?;
        }
        let only_here = ["permissions", "tags", "tags_all"];
        let rewritten = change.names.iter().any(|n| !only_here.contains(&n.as_str()));
        // Documents of the first schema are never changed but for what they say.
        let first = to.schema_version.as_deref().is_some_and(|v| v.starts_with("1."));
        if rewritten && (change.changed("content") || !first) {
            rewrite(cx, to).await?;
        }
        retag(cx, ResourceTypeForTagging::Document, &to.id, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        share(cx, &prior.id, &prior.shared_with(), &[]).await?;
        match ssm(cx).delete_document().name(&prior.id).send().await.map_err(Error::from) {
            Err(e) if is_absent(&e) => Ok(()),
            // An association that uses it goes first.
            Err(e) if e.is(&["AssociatedInstances"]) => Err(e.with_class(Class::Dependency)),
            other => other.map(drop),
        }
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let Some(told) = describe(cx, &planned.name).await? else { return Ok(None) };
        let ours = intent.absent || carries(intent, &tags(told.tags));
        Ok(ours.then(|| planned.name.clone()))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.name.clone())
    }
}

/// Both entries of `permissions`, or neither.
fn permissions(value: &Value) -> Result<(), Diagnostics> {
    let Some(entries) = value.as_map().filter(|m| !m.is_empty()) else { return Ok(()) };
    let refused = |what: &str| {
        let help = "Write permissions = { type = \"Share\", account_ids = \"111122223333,444455556666\" }.";
        Err(Diagnostic::error(format!("`permissions` {what}"), "").help(help).into())
    };
    match entries.get("type") {
        None => return refused("lacks `type`"),
        Some(kind) if kind.is_known() && kind.as_str() != Some("Share") => {
            return refused("knows only the type \"Share\"");
        }
        Some(_) => {}
    }
    if entries.contains_key("account_ids") { Ok(()) } else { refused("lacks `account_ids`") }
}

/// What Systems Manager answers about a document that is not there.
fn is_absent(e: &Error) -> bool {
    e.is(&["InvalidDocument"]) && e.message.contains("does not exist")
}

impl SsmDocument {
    fn shared_with(&self) -> Vec<String> {
        let accounts = self.permissions.get("account_ids").map(String::as_str).unwrap_or_default();
        accounts.split(',').filter(|a| !a.is_empty()).map(str::to_owned).collect()
    }
    fn attachments(&self) -> Option<Vec<types::AttachmentsSource>> {
        let source = |a: &Attachment| {
            types::AttachmentsSource::builder()
                .key(a.key.as_str().into())
                .set_name(text(&a.name))
                .set_values(given(&a.values))
                .build()
        };
        given(&self.attachments_source.iter().map(source).collect::<Vec<_>>())
    }
}

/// A new version, which is the default from then on; what it said before already has a version.
async fn rewrite(cx: &Cx, to: &SsmDocument) -> Result<(), Error> {
    let call = ssm(cx)
        .update_document()
        .name(&to.id)
        .content(&to.content)
        .document_version("$LATEST")
        .set_document_format(choice(&to.document_format))
        .set_attachments(to.attachments())
        .set_target_type(text(&to.target_type))
        .set_version_name(text(&to.version_name));
    let version = match call.send().await.map_err(Error::from) {
        Err(e) if e.is(&["DuplicateDocumentContent"]) => to.latest_version.clone(),
        made => made?.document_description.and_then(|d| d.document_version),
    };
    let version = version.ok_or_else(|| Error::incomplete("the document's new version"))?;
    ssm(cx).update_document_default_version().name(&to.id).document_version(version).send().await?;
    Ok(())
}

/// Changes whom a document is shared with.
async fn share(cx: &Cx, id: &str, before: &[String], after: &[String]) -> Result<(), Error> {
    let minus = |a: &[String], b: &[String]| a.iter().filter(|x| !b.contains(x)).cloned().collect::<Vec<_>>();
    let call =
        || ssm(cx).modify_document_permission().name(id).permission_type(DocumentPermissionType::Share);
    for some in minus(after, before).chunks(ACCOUNTS) {
        call().set_account_ids_to_add(Some(some.to_vec())).send().await?;
    }
    for some in minus(before, after).chunks(ACCOUNTS) {
        call().set_account_ids_to_remove(Some(some.to_vec())).send().await?;
    }
    Ok(())
}

async fn describe(cx: &Cx, name: &str) -> Result<Option<types::DocumentDescription>, Error> {
    match ssm(cx).describe_document().name(name).send().await.map_err(Error::from) {
        Err(e) if is_absent(&e) => Ok(None),
        told => Ok(told?.document),
    }
}

async fn read_one(cx: &Cx, req: &Req<SsmDocument>) -> Answer<SsmDocument> {
    let Some(told) = describe(cx, &req.key).await? else { return Ok(None) };
    let state = told.status.as_ref().map_or("Active", |s| s.as_str());
    let status = match (state, &told.status_information, req.phase) {
        ("Failed", reason, Phase::Created | Phase::Updated) => {
            Status::Failed(reason.clone().unwrap_or_else(|| "Failed".into()))
        }
        ("Active" | "Failed", ..) => Status::Ready,
        (state, ..) => Status::Pending(state.to_owned()),
    };
    let mut value = req.prior.clone();
    if req.phase != Phase::Deleted {
        let prior = &req.prior;
        let same = !prior.content.is_empty() && prior.hash.is_some() && prior.hash == told.hash;
        value.content = if same { prior.content.clone() } else { content(cx, req).await? };
        // Whom it is shared with is asked where somebody is known or nothing.
        let imported = prior.arn.is_empty() && req.phase == Phase::Refresh;
        value.permissions = match imported || !prior.permissions.is_empty() {
            true => shares(cx, req).await?,
            false => BTreeMap::new(),
        };
        value = describe_in(cx, value, &told);
    }
    Ok(Some(Found::ready(value).tagged(tags(told.tags)).status(status)))
}

async fn content(cx: &Cx, req: &Req<SsmDocument>) -> Result<String, Error> {
    let call = ssm(cx).get_document().name(&req.key).document_version("$LATEST");
    let call = call.set_document_format(choice(&req.prior.document_format));
    Ok(call.send().await?.content.unwrap_or_default())
}

/// Whom it is shared with, in the order in which that is held.
async fn shares(cx: &Cx, req: &Req<SsmDocument>) -> Result<BTreeMap<String, String>, Error> {
    let mut accounts = Vec::new();
    let mut next = None;
    loop {
        let call = ssm(cx).describe_document_permission().name(&req.key);
        let call = call.permission_type(DocumentPermissionType::Share).set_next_token(next);
        let told = call.send().await?;
        accounts.extend(told.account_ids.unwrap_or_default());
        next = told.next_token.filter(|t| !t.is_empty());
        if next.is_none() {
            break;
        }
    }
    if accounts.is_empty() {
        return Ok(BTreeMap::new());
    }
    let held = req.prior.shared_with();
    accounts.sort_by_key(|a| (held.iter().position(|h| h == a).unwrap_or(usize::MAX), a.clone()));
    Ok([("account_ids".to_owned(), accounts.join(",")), ("type".to_owned(), "Share".to_owned())].into())
}

fn describe_in(cx: &Cx, value: SsmDocument, told: &types::DocumentDescription) -> SsmDocument {
    let name = told.name.clone().unwrap_or_default();
    let parameter = |p: &types::DocumentParameter| Parameter {
        default_value: p.default_value.clone(),
        description: p.description.clone(),
        name: p.name.clone(),
        r#type: word(p.r#type.as_ref()),
    };
    let made = told.created_date.as_ref();
    SsmDocument {
        arn: cx.arn("ssm", &format!("document/{name}")),
        attachments_source: Vec::new(),
        created_date: made.and_then(time_told),
        default_version: told.default_version.clone(),
        description: told.description.clone(),
        document_format: word(told.document_format.as_ref()),
        document_type: word(told.document_type.as_ref()).unwrap_or_default(),
        document_version: told.document_version.clone(),
        hash: told.hash.clone(),
        hash_type: word(told.hash_type.as_ref()),
        latest_version: told.latest_version.clone(),
        owner: told.owner.clone(),
        parameter: told.parameters().iter().map(parameter).collect(),
        platform_types: told.platform_types().iter().map(|p| p.as_str().to_owned()).collect(),
        schema_version: told.schema_version.clone(),
        status: word(told.status.as_ref()),
        target_type: told.target_type.clone(),
        version_name: told.version_name.clone(),
        id: name.clone(),
        name,
        ..value
    }
}
