//! `aws_guardduty_detector`
// GuardDuty has features beside sources now; `datasources` is about the latter.
#![allow(deprecated)]

use aws_sdk_guardduty::operation::get_detector::GetDetectorOutput;
use aws_sdk_guardduty::types::{self, DataSourceStatus, DetectorStatus};
use provision_aws_core::prelude::*;
use provision_aws_core::requests::{choice, word};
use std::time::Duration;

provision_aws_core::client!(
    /// The GuardDuty client.
    guardduty, aws_sdk_guardduty, ["guardduty"]
);

/// What looks for threats in a region, of which there is one. (GuardDuty CreateDetector, UpdateDetector)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_guardduty_detector", tags, seconds(2, 1))]
pub struct Detector {
    /// Its id.
    #[attr(id)]
    pub id: String,
    /// The account.
    #[attr(computed)]
    pub account_id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// Where it looks beside calls, names and flows.
    #[block(list, max = 1, computed)]
    pub datasources: Option<Sources>,
    /// It looks.
    #[attr(optional, default = true)]
    pub enable: Option<bool>,
    /// How often it tells of what it found again: `FIFTEEN_MINUTES`, `ONE_HOUR` or `SIX_HOURS`.
    #[attr(optional, computed)]
    pub finding_publishing_frequency: Option<String>,
}

/// Where it looks.
#[derive(Nested, Clone, Default)]
pub struct Sources {
    /// Clusters.
    #[block(list, max = 1, computed)]
    pub kubernetes: Option<Kubernetes>,
    /// Volumes.
    #[block(list, max = 1, computed)]
    pub malware_protection: Option<Malware>,
    /// Buckets.
    #[block(list, max = 1, computed)]
    pub s3_logs: Option<Switch>,
}

/// Clusters.
#[derive(Nested, Clone, Default)]
pub struct Kubernetes {
    /// Their audit logs.
    #[block(list, min = 1, max = 1)]
    pub audit_logs: Option<Switch>,
}

/// Volumes.
#[derive(Nested, Clone, Default)]
pub struct Malware {
    /// Those of instances that something was found of.
    #[block(list, min = 1, max = 1)]
    pub scan_ec2_instance_with_findings: Option<Scan>,
}

/// Those of instances that something was found of.
#[derive(Nested, Clone, Default)]
pub struct Scan {
    /// They are searched.
    #[block(list, min = 1, max = 1)]
    pub ebs_volumes: Option<Switch>,
}

/// On or off.
#[derive(Nested, Clone, Default)]
pub struct Switch {
    /// It is on.
    #[attr(required)]
    pub enable: bool,
}

#[async_trait]
impl Resource for Detector {
    // Members that are leaving are gone in a few minutes.
    const WAITS: Waits = Waits { delete: Duration::from_secs(5 * 60), ..Waits::QUICK };

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let call = guardduty(cx)
            .create_detector()
            .client_token(&step.token)
            .enable(planned.enable == Some(true))
            .set_data_sources(planned.datasources.as_ref().map(Sources::request))
            .set_finding_publishing_frequency(choice(&planned.finding_publishing_frequency))
            .set_tags(Some(step.tags.clone().into_iter().collect()));
        Created::new(call.send().await?.detector_id)
    }

    /// There is one a region.
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        each(reqs, 2, |req| async {
            Ok(one(cx, &req.key).await?.map(|told| {
                let tags = told.tags.clone().unwrap_or_default().into_iter().collect();
                Found::ready(found(cx, &req.key, &told)).tagged(tags)
            }))
        })
        .await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        let to = change.to;
        if change.names.iter().any(|n| !n.starts_with("tags")) {
            let sources = to.datasources.as_ref().filter(|_| change.changed("datasources"));
            guardduty(cx)
                .update_detector()
                .detector_id(&change.from.id)
                .enable(to.enable == Some(true))
                .set_data_sources(sources.map(Sources::request))
                .set_finding_publishing_frequency(choice(&to.finding_publishing_frequency))
                .send()
                .await?;
        }
        let (arn, tags) = (arn(cx, &change.from.id), &change.tags);
        if !tags.remove.is_empty() {
            let call = guardduty(cx).untag_resource().resource_arn(&arn);
            call.set_tag_keys(Some(tags.remove.clone())).send().await?;
        }
        if !tags.set.is_empty() {
            let set = tags.set.clone().into_iter().collect();
            guardduty(cx).tag_resource().resource_arn(&arn).set_tags(Some(set)).send().await?;
        }
        Ok(())
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let call = guardduty(cx).delete_detector().detector_id(&prior.id);
        match absent(call.send().await) {
            Err(e) if e.message.contains("invited or associated members") => {
                Err(e.with_class(Class::Dependency))
            }
            other => other.map(drop),
        }
    }

    async fn locate(cx: &Cx, _: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let told = guardduty(cx).list_detectors().send().await?;
        for id in told.detector_ids.unwrap_or_default() {
            let tags = one(cx, &id).await?.and_then(|told| told.tags).unwrap_or_default();
            if carries(intent, &tags.into_iter().collect()) {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }
}

/// One detector. (GuardDuty GetDetector)
async fn one(cx: &Cx, id: &str) -> Result<Option<GetDetectorOutput>, Error> {
    absent(guardduty(cx).get_detector().detector_id(id).send().await)
}

/// The answer about a detector that may be gone: then it is nobody's.
fn absent<T, E: Into<Error>>(answer: Result<T, E>) -> Result<Option<T>, Error> {
    match there(answer) {
        Err(e) if e.message.contains("detectorId is not owned by the current account") => Ok(None),
        other => other,
    }
}

fn arn(cx: &Cx, id: &str) -> String {
    cx.arn("guardduty", &format!("detector/{id}"))
}

fn found(cx: &Cx, id: &str, told: &GetDetectorOutput) -> Detector {
    Detector {
        id: id.to_owned(),
        account_id: cx.account().to_owned(),
        arn: arn(cx, id),
        datasources: told.data_sources.as_ref().map(Sources::told),
        enable: Some(told.status == Some(DetectorStatus::Enabled)),
        finding_publishing_frequency: word(told.finding_publishing_frequency.as_ref()),
    }
}

impl Sources {
    fn request(&self) -> types::DataSourceConfigurations {
        let on = |switch: &Option<Switch>| switch.as_ref().map(|s| s.enable);
        let logs = |k: &Kubernetes| {
            let audit = types::KubernetesAuditLogsConfiguration::builder().set_enable(on(&k.audit_logs));
            types::KubernetesConfiguration::builder().audit_logs(audit.build()).build()
        };
        let scan = |m: &Malware| {
            let volumes = m.scan_ec2_instance_with_findings.as_ref().and_then(|s| on(&s.ebs_volumes));
            let scan = types::ScanEc2InstanceWithFindings::builder().set_ebs_volumes(volumes);
            types::MalwareProtectionConfiguration::builder()
                .scan_ec2_instance_with_findings(scan.build())
                .build()
        };
        let buckets = |s: &Switch| types::S3LogsConfiguration::builder().enable(s.enable).build();
        types::DataSourceConfigurations::builder()
            .set_kubernetes(self.kubernetes.as_ref().map(logs))
            .set_malware_protection(self.malware_protection.as_ref().map(scan))
            .set_s3_logs(self.s3_logs.as_ref().map(buckets))
            .build()
    }
    fn told(told: &types::DataSourceConfigurationsResult) -> Sources {
        let switch = |status: Option<&DataSourceStatus>| {
            Some(Switch { enable: status == Some(&DataSourceStatus::Enabled) })
        };
        let logs = |k: &types::KubernetesConfigurationResult| Kubernetes {
            audit_logs: k.audit_logs.as_ref().and_then(|l| switch(l.status.as_ref())),
        };
        let volumes = |s: &types::ScanEc2InstanceWithFindingsResult| Scan {
            ebs_volumes: s.ebs_volumes.as_ref().and_then(|v| switch(v.status.as_ref())),
        };
        let scan = |m: &types::MalwareProtectionConfigurationResult| Malware {
            scan_ec2_instance_with_findings: m.scan_ec2_instance_with_findings.as_ref().map(volumes),
        };
        Sources {
            kubernetes: told.kubernetes.as_ref().map(logs),
            malware_protection: told.malware_protection.as_ref().map(scan),
            s3_logs: told.s3_logs.as_ref().and_then(|s| switch(s.status.as_ref())),
        }
    }
}
