//! `aws_codebuild_report_group`

use crate::codebuild::{BATCH, codebuild, tag_list, tags};
use crate::words::words;
use aws_sdk_codebuild::types;
use aws_smithy_types::date_time::{DateTime, Format};
use provision_aws_core::prelude::*;
use provision_aws_core::requests::{choice, word};
use std::time::Duration;

/// Where builds put reports of tests or of coverage. (CodeBuild CreateReportGroup, UpdateReportGroup)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_codebuild_report_group", tags, seconds(1, 2))]
pub struct ReportGroup {
    /// Its ARN.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// When it was made.
    #[attr(computed)]
    pub created: String,
    /// Its reports go with it.
    #[attr(optional, default = false, config_only)]
    pub delete_reports: Option<bool>,
    /// Where the raw data of reports is kept.
    #[block(list, min = 1, max = 1)]
    pub export_config: Option<Export>,
    /// Its name.
    #[attr(required, replace, length(2, 128))]
    pub name: String,
    /// `TEST` or `CODE_COVERAGE`.
    #[attr(required, replace, validate = kind)]
    pub r#type: String,
}

/// Where the raw data of reports is kept.
#[derive(Nested, Clone, Default)]
pub struct Export {
    /// In which bucket.
    #[block(list, max = 1)]
    pub s3_destination: Option<Bucket>,
    /// `S3` or `NO_EXPORT`.
    #[attr(required, validate = export_kind)]
    pub r#type: String,
}

/// The bucket that raw data is kept in.
#[derive(Nested, Clone, Default)]
pub struct Bucket {
    /// Its name.
    #[attr(required)]
    pub bucket: String,
    /// What is kept is not encrypted.
    #[attr(optional)]
    pub encryption_disabled: Option<bool>,
    /// The key that encrypts it.
    #[attr(required, arn)]
    pub encryption_key: String,
    /// `ZIP` packs it.
    #[attr(optional, default = "NONE", validate = packaging)]
    pub packaging: Option<String>,
    /// The folder.
    #[attr(optional)]
    pub path: Option<String>,
}

words! {
    /// Checks the `type` of a group.
    kind: types::ReportType,
    /// Checks the `type` of an export.
    export_kind: types::ReportExportConfigType,
    /// Checks `packaging`.
    packaging: types::ReportPackagingType,
}

#[async_trait]
impl Resource for ReportGroup {
    const WAITS: Waits = Waits { delete: Duration::from_secs(120), until_gone: true, ..Waits::QUICK };

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let made = codebuild(cx)
            .create_report_group()
            .name(&planned.name)
            .set_type(choice(&Some(planned.r#type.clone())))
            .set_export_config(planned.export_config.as_ref().map(Export::request))
            .set_tags(given(&tag_list(&step.tags)))
            .send()
            .await?;
        Created::new(made.report_group.and_then(|g| g.arn))
    }

    /// A hundred a call. One that is looked for before it is made is known by its name.
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let arns: Vec<Key> = reqs.iter().map(|req| arn_of(cx, &req.key)).collect();
        let found = groups(cx, &arns).await.map(|all| all.into_iter().map(found).collect());
        let found: HashMap<Key, Found<Self>> = match found {
            Ok(found) => found,
            Err(e) => return answers(reqs, Err(e)),
        };
        arns.iter().map(|arn| Ok(found.get(arn).cloned())).collect()
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let exports = change.changed("export_config");
        if !exports && change.tags.is_empty() {
            return Ok(());
        }
        let export = change.to.export_config.as_ref().filter(|_| exports).map(Export::request);
        let tags = (!change.tags.is_empty()).then(|| tag_list(&change.tags.all));
        let call = codebuild(cx).update_report_group().arn(&change.to.id);
        call.set_export_config(export).set_tags(tags).send().await?;
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let reports = prior.delete_reports.unwrap_or_default();
        codebuild(cx).delete_report_group().arn(&prior.id).delete_reports(reports).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let found = groups(cx, &[arn_of(cx, &planned.name)]).await?.into_iter().next().map(found);
        let ours = found.filter(|(_, f)| intent.absent || carries(intent, &f.tags));
        Ok(ours.map(|(arn, _)| arn))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.name.clone())
    }
}

/// The ARN of a group that is known by it or by its name.
fn arn_of(cx: &Cx, key: &str) -> Key {
    match key.starts_with("arn:") {
        true => key.to_owned(),
        false => cx.arn("codebuild", &format!("report-group/{key}")),
    }
}

/// Groups by their ARNs; those that are not there are left out. (CodeBuild BatchGetReportGroups)
async fn groups(cx: &Cx, arns: &[Key]) -> Result<Vec<types::ReportGroup>, Error> {
    let call = |some: &[Key]| {
        codebuild(cx).batch_get_report_groups().set_report_group_arns(Some(some.to_vec())).send()
    };
    let mut all = Vec::new();
    for told in each(arns.chunks(BATCH), 5, call).await {
        all.extend(told?.report_groups.unwrap_or_default());
    }
    Ok(all)
}

fn found(told: types::ReportGroup) -> (Key, Found<ReportGroup>) {
    let tags = tags(told.tags.as_deref());
    let arn = told.arn.unwrap_or_default();
    let created = told.created.and_then(|at| DateTime::from_secs(at.secs()).fmt(Format::DateTime).ok());
    let status = match told.status {
        Some(types::ReportGroupStatusType::Deleting) => Status::Pending("DELETING".into()),
        _ => Status::Ready,
    };
    let group = ReportGroup {
        id: arn.clone(),
        arn: arn.clone(),
        created: created.unwrap_or_default(),
        delete_reports: None,
        export_config: told.export_config.as_ref().map(Export::told),
        name: told.name.unwrap_or_default(),
        r#type: told.r#type.map(|t| t.as_str().to_owned()).unwrap_or_default(),
    };
    (arn, Found::ready(group).tagged(tags).status(status))
}

impl Export {
    fn request(&self) -> types::ReportExportConfig {
        types::ReportExportConfig::builder()
            .export_config_type(self.r#type.as_str().into())
            .set_s3_destination(self.s3_destination.as_ref().map(Bucket::request))
            .build()
    }
    fn told(told: &types::ReportExportConfig) -> Export {
        Export {
            s3_destination: told.s3_destination.as_ref().map(Bucket::told),
            r#type: told.export_config_type.as_ref().map(|t| t.as_str().to_owned()).unwrap_or_default(),
        }
    }
}

impl Bucket {
    fn request(&self) -> types::S3ReportExportConfig {
        types::S3ReportExportConfig::builder()
            .bucket(&self.bucket)
            .encryption_disabled(self.encryption_disabled.unwrap_or_default())
            .encryption_key(&self.encryption_key)
            .set_packaging(choice(&self.packaging))
            .set_path(text(&self.path))
            .build()
    }
    fn told(told: &types::S3ReportExportConfig) -> Bucket {
        Bucket {
            bucket: told.bucket.clone().unwrap_or_default(),
            encryption_disabled: told.encryption_disabled,
            encryption_key: told.encryption_key.clone().unwrap_or_default(),
            packaging: word(told.packaging.as_ref()),
            path: told.path.clone(),
        }
    }
}
