//! `aws_launch_template`

use crate::common::{choice, is_burstable, word};
use crate::instance_requirements::of_template::Requirements;
use crate::launch_template_blocks::{
    Cpu, Credits, Device, DnsNames, Enclave, Gpu, Hibernation, Inference, License, Maintenance, Market,
    Metadata, Monitoring, Placement, Profile, Reservation, TagSpecification, flag, flag_told, is_flag,
    same_flag,
};
use crate::launch_template_network::Interface;
use aws_sdk_ec2::types;
use provision_aws_core::attr::Attributes;
use provision_aws_core::names::{name_of, prefix_of};
use provision_aws_core::prelude::*;
use provision_aws_ec2::{ec2, retag, tag_spec, tags};

/// What instances are made from, in versions. (EC2 CreateLaunchTemplate, CreateLaunchTemplateVersion, ModifyLaunchTemplate)
#[derive(Resource, Clone, Default)]
#[resource(
    type = "aws_launch_template",
    tags,
    seconds(2, 1),
    not_found = "InvalidLaunchTemplateId.NotFound",
    not_found = "InvalidLaunchTemplateName.NotFoundException"
)]
pub struct LaunchTemplate {
    /// Its id.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// Disks, over those of the image.
    #[block(list)]
    pub block_device_mappings: Vec<Device>,
    /// Which capacity reservations are used.
    #[block(list, max = 1)]
    pub capacity_reservation_specification: Option<Reservation>,
    /// The processors.
    #[block(list, max = 1)]
    pub cpu_options: Option<Cpu>,
    /// What happens when CPU credits are used up.
    #[block(list, max = 1)]
    pub credit_specification: Option<Credits>,
    /// The version that is taken where none is named.
    #[attr(optional, computed, between(1, 9_007_199_254_740_991), conflicts("update_default_version"))]
    pub default_version: Option<i64>,
    /// What its latest version is about.
    #[attr(optional, length(0, 255))]
    pub description: Option<String>,
    /// Instances cannot be stopped by API.
    #[attr(optional)]
    pub disable_api_stop: Option<bool>,
    /// Instances cannot be terminated by API.
    #[attr(optional)]
    pub disable_api_termination: Option<bool>,
    /// Bandwidth of its own for EBS.
    #[attr(optional, suppress = same_flag, validate = is_flag)]
    pub ebs_optimized: Option<String>,
    /// Graphics accelerators, which AWS no longer offers.
    #[block(list, deprecated = "AWS no longer offers Elastic Graphics: take an instance type with a GPU.")]
    pub elastic_gpu_specifications: Vec<Gpu>,
    /// Inference accelerators, which AWS no longer offers.
    #[block(
        list,
        max = 1,
        deprecated = "AWS no longer offers Elastic Inference: take an instance type with Inferentia."
    )]
    pub elastic_inference_accelerator: Option<Inference>,
    /// Nitro Enclaves.
    #[block(list, max = 1)]
    pub enclave_options: Option<Enclave>,
    /// Hibernation.
    #[block(list, max = 1)]
    pub hibernation_options: Option<Hibernation>,
    /// The instance profile.
    #[block(list, max = 1)]
    pub iam_instance_profile: Option<Profile>,
    /// The image (AMI), or `resolve:ssm:` and the parameter that holds it.
    #[attr(optional)]
    pub image_id: Option<String>,
    /// What a shutdown from inside does: `stop` or `terminate`.
    #[attr(optional, one_of("stop", "terminate"))]
    pub instance_initiated_shutdown_behavior: Option<String>,
    /// How instances are bought.
    #[block(list, max = 1)]
    pub instance_market_options: Option<Market>,
    /// What instances must have, in place of a type.
    #[block(list, max = 1, conflicts("instance_type"))]
    pub instance_requirements: Option<Requirements>,
    /// The type of instance.
    #[attr(optional, conflicts("instance_requirements"))]
    pub instance_type: Option<String>,
    /// A kernel.
    #[attr(optional)]
    pub kernel_id: Option<String>,
    /// The key pair for SSH.
    #[attr(optional)]
    pub key_name: Option<String>,
    /// Its latest version.
    #[attr(computed)]
    pub latest_version: i64,
    /// Licences of License Manager.
    #[block(set)]
    pub license_specification: Set<License>,
    /// What happens when a host fails.
    #[block(list, max = 1)]
    pub maintenance_options: Option<Maintenance>,
    /// The instance metadata service.
    #[block(list, max = 1, computed)]
    pub metadata_options: Option<Metadata>,
    /// Detailed monitoring.
    #[block(list, max = 1)]
    pub monitoring: Option<Monitoring>,
    /// Its name.
    #[attr(optional, computed, replace, validate = is_name, conflicts("name_prefix"))]
    pub name: Option<String>,
    /// What its name begins with.
    #[attr(optional, computed, replace, validate = is_prefix, conflicts("name"))]
    pub name_prefix: Option<String>,
    /// Network interfaces.
    #[block(list)]
    pub network_interfaces: Vec<Interface>,
    /// Where instances run.
    #[block(list, max = 1)]
    pub placement: Option<Placement>,
    /// Names in DNS.
    #[block(list, max = 1)]
    pub private_dns_name_options: Option<DnsNames>,
    /// A RAM disk.
    #[attr(optional)]
    pub ram_disk_id: Option<String>,
    /// Security groups of the default VPC, by name.
    #[attr(optional, conflicts("vpc_security_group_ids"))]
    pub security_group_names: Set<String>,
    /// Tags of what is made from it.
    #[block(list)]
    pub tag_specifications: Vec<TagSpecification>,
    /// Each new version becomes the default.
    #[attr(optional, config_only, conflicts("default_version"))]
    pub update_default_version: Option<bool>,
    /// What instances run or read at their first start, in base64.
    #[attr(optional)]
    pub user_data: Option<String>,
    /// Security groups.
    #[attr(optional, conflicts("security_group_names"))]
    pub vpc_security_group_ids: Set<String>,
}

fn is_name(value: &Value) -> Result<(), String> {
    named(value, 125)
}

/// A prefix leaves room for what follows it.
fn is_prefix(value: &Value) -> Result<(), String> {
    named(value, 99)
}

fn named(value: &Value, longest: usize) -> Result<(), String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || "-_()./".contains(c);
    match value.as_str() {
        Some(s) if !(3..=longest).contains(&s.len()) && longest == 125 => {
            Err(format!("must be 3 to {longest} characters long"))
        }
        Some(s) if s.len() > longest => Err(format!("must be at most {longest} characters long")),
        Some(s) if !s.chars().all(fits) => Err("must hold only letters, digits and -_()./".into()),
        _ => Ok(()),
    }
}

/// What is not part of a version.
const OUTSIDE: [&str; 4] = ["name", "name_prefix", "default_version", "update_default_version"];
/// Templates of which the latest versions are read one by one; of more, one call reads all of the account.
const ONE_BY_ONE: usize = 10;
/// Ids that one call takes.
const PER_CALL: usize = 200;
/// The name of the version that was made last.
const LATEST: &str = "$Latest";

#[async_trait]
impl Resource for LaunchTemplate {
    /// A change makes a version, whose number only AWS tells.
    fn plan(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
        let block = Self::block(0);
        let names = block.attributes.keys().chain(block.blocks.keys()).chain(&["tags"]);
        let differs = |name: &&str| has_change(cx, name) || !cx.get(name).is_wholly_known();
        let changed: Vec<&str> = names.copied().filter(differs).collect();
        let beyond = |still: &[&str]| changed.iter().any(|n| !still.contains(n));
        let version = beyond(&[&OUTSIDE[..], &["description"]].concat());
        let moves = cx.get("update_default_version").as_bool() == Some(true);
        if moves && beyond(&["name", "name_prefix", "description"]) {
            cx.set_unknown("default_version");
        }
        if version {
            cx.set_unknown("latest_version");
        }
        Ok(())
    }

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let call = ec2(cx)
            .create_launch_template()
            .client_token(&step.token)
            .launch_template_name(name_of(&planned.name, &planned.name_prefix, &step.token))
            .set_version_description(text(&planned.description))
            .launch_template_data(planned.data())
            .set_tag_specifications(tag_spec(types::ResourceType::LaunchTemplate, step));
        let made = call.send().await?;
        tell(made.warning.as_ref(), step);
        Created::new(made.launch_template.and_then(|t| t.launch_template_id))
    }

    /// Two calls at best: the templates, and their latest versions.
    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let templates = match templates(cx, reqs.iter().map(|r| r.key.clone()).collect()).await {
            Ok(templates) => templates,
            Err(e) => return answers(reqs, Err(e)),
        };
        let wanted = reqs.iter().filter(|r| r.phase != Phase::Deleted);
        let ids = wanted.filter_map(|r| templates.get(&r.key)?.launch_template_id.clone()).collect();
        let versions = match latest(cx, ids).await {
            Ok(versions) => versions,
            Err(e) => return answers(reqs, Err(e)),
        };
        let answer = |req: &Req<Self>| {
            let Some(template) = templates.get(&req.key) else { return Ok(None) };
            let id = template.launch_template_id.clone().unwrap_or_default();
            match versions.get(&id) {
                Some(version) => Ok(Some(found(cx, template, version))),
                None if req.phase == Phase::Deleted => Ok(Some(Found::ready(Self::with(&id)))),
                // It went between the two calls.
                None => Ok(None),
            }
        };
        reqs.iter().map(answer).collect()
    }

    /// As it was sent: a difference in AWS's words for it is no reason for a second version.
    fn just_made(planned: &Self, key: &str, step: &Step) -> Option<Found<Self>> {
        let value = LaunchTemplate { id: key.to_owned(), ..planned.clone() };
        Some(Found::ready(value).tagged(step.tags.clone()))
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, step: &Step) -> Result<(), Error> {
        let to = change.to;
        let mut latest = to.latest_version.max(change.from.latest_version);
        let outside =
            |name: &str| OUTSIDE.contains(&name) || ["tags", "tags_all", "latest_version"].contains(&name);
        if change.names.iter().any(|n| !outside(n)) {
            let call = ec2(cx)
                .create_launch_template_version()
                .client_token(&step.token)
                .launch_template_id(&to.id)
                .set_version_description(text(&to.description))
                .launch_template_data(to.data());
            let made = call.send().await?;
            tell(made.warning.as_ref(), step);
            let version = made.launch_template_version.and_then(|v| v.version_number);
            latest = version.ok_or_else(|| Error::incomplete("the number of the new version"))?;
        }
        let default = match to.update_default_version {
            Some(true) => Some(latest),
            _ => to.default_version.filter(|_| change.changed("default_version")),
        };
        if let Some(version) = default.filter(|v| change.from.default_version != Some(*v)) {
            let call = ec2(cx).modify_launch_template().launch_template_id(&to.id);
            call.default_version(version.to_string()).send().await?;
        }
        retag(cx, &to.id, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        ec2(cx).delete_launch_template().launch_template_id(&prior.id).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let name = name_of(&planned.name, &planned.name_prefix, &intent.token);
        let found = named_so(cx, vec![name]).await?;
        let ours = |t: &types::LaunchTemplate| intent.absent || carries(intent, &tags(t.tags.as_ref()));
        Ok(found.into_iter().find(ours).and_then(|t| t.launch_template_id))
    }

    fn natural_key(&self) -> Option<String> {
        text(&self.name)
    }
}

impl LaunchTemplate {
    fn with(id: &str) -> Self {
        LaunchTemplate { id: id.to_owned(), ..Self::default() }
    }

    /// A version, as EC2 takes it. (Graphics and inference accelerators are no longer offered; EC2 itself says so.)
    #[allow(deprecated)]
    fn data(&self) -> types::RequestLaunchTemplateData {
        let kind = text(&self.instance_type);
        let credits = |c: &Credits| {
            types::CreditSpecificationRequest::builder().set_cpu_credits(text(&c.cpu_credits)).build()
        };
        // Other types refuse to be started with credits.
        let earns = kind.as_deref().is_some_and(is_burstable);
        let enclave = |e: &Enclave| {
            types::LaunchTemplateEnclaveOptionsRequest::builder()
                .enabled(e.enabled.unwrap_or_default())
                .build()
        };
        let hibernation = |h: &Hibernation| {
            types::LaunchTemplateHibernationOptionsRequest::builder().configured(h.configured).build()
        };
        let maintenance = |m: &Maintenance| {
            types::LaunchTemplateInstanceMaintenanceOptionsRequest::builder()
                .set_auto_recovery(choice(&m.auto_recovery))
                .build()
        };
        let monitoring = |m: &Monitoring| {
            types::LaunchTemplatesMonitoringRequest::builder().enabled(m.enabled.unwrap_or_default()).build()
        };
        let gpu = |g: &Gpu| types::ElasticGpuSpecification::builder().r#type(&g.r#type).build();
        let inference = |i: &Inference| {
            types::LaunchTemplateElasticInferenceAccelerator::builder().r#type(&i.r#type).build()
        };
        let license = |l: &License| {
            types::LaunchTemplateLicenseConfigurationRequest::builder()
                .license_configuration_arn(&l.license_configuration_arn)
                .build()
        };
        types::RequestLaunchTemplateData::builder()
            // EC2 wants at least one setting, and takes an empty text for one.
            .user_data(self.user_data.clone().unwrap_or_default())
            .set_block_device_mappings(all(&self.block_device_mappings, Device::request))
            .set_capacity_reservation_specification(
                self.capacity_reservation_specification.as_ref().map(Reservation::request),
            )
            .set_cpu_options(self.cpu_options.as_ref().map(Cpu::request))
            .set_credit_specification(self.credit_specification.as_ref().filter(|_| earns).map(credits))
            .set_disable_api_stop(self.disable_api_stop.filter(|yes| *yes))
            .set_disable_api_termination(self.disable_api_termination.filter(|yes| *yes))
            .set_ebs_optimized(flag(&self.ebs_optimized))
            .set_elastic_gpu_specifications(all(&self.elastic_gpu_specifications, gpu))
            .set_elastic_inference_accelerators(all(self.elastic_inference_accelerator.as_slice(), inference))
            .set_enclave_options(self.enclave_options.as_ref().map(enclave))
            .set_hibernation_options(self.hibernation_options.as_ref().map(hibernation))
            .set_iam_instance_profile(self.iam_instance_profile.as_ref().map(Profile::request))
            .set_image_id(text(&self.image_id))
            .set_instance_initiated_shutdown_behavior(choice(&self.instance_initiated_shutdown_behavior))
            .set_instance_market_options(self.instance_market_options.as_ref().map(Market::request))
            .set_instance_requirements(self.instance_requirements.as_ref().map(Requirements::request))
            .set_instance_type(choice(&kind))
            .set_kernel_id(text(&self.kernel_id))
            .set_key_name(text(&self.key_name))
            .set_license_specifications(all(&self.license_specification, license))
            .set_maintenance_options(self.maintenance_options.as_ref().map(maintenance))
            .set_metadata_options(self.metadata_options.as_ref().map(Metadata::request))
            .set_monitoring(self.monitoring.as_ref().map(monitoring))
            .set_network_interfaces(all(&self.network_interfaces, Interface::request))
            .set_placement(self.placement.as_ref().map(Placement::request))
            .set_private_dns_name_options(self.private_dns_name_options.as_ref().map(DnsNames::request))
            .set_ram_disk_id(text(&self.ram_disk_id))
            .set_security_groups(given(&self.security_group_names))
            .set_security_group_ids(given(&self.vpc_security_group_ids))
            .set_tag_specifications(all(&self.tag_specifications, TagSpecification::request))
            .build()
    }
}

/// Blocks as requests take them; none is "not given".
fn all<T, R>(items: &[T], request: impl Fn(&T) -> R) -> Option<Vec<R>> {
    (!items.is_empty()).then(|| items.iter().map(request).collect())
}

/// What EC2 finds wrong with a version, which it makes all the same.
fn tell(warning: Option<&types::ValidationWarning>, step: &Step) {
    for error in warning.into_iter().flat_map(types::ValidationWarning::errors) {
        let (code, message) = (error.code().unwrap_or_default(), error.message().unwrap_or_default());
        step.progress(&format!("EC2 warns: {message} ({code})"));
        tracing::warn!(address = step.address, code, message, "a launch template that EC2 warns of");
    }
}

/// True for an id, false for a name.
fn is_id(key: &str) -> bool {
    let digits = key.strip_prefix("lt-").unwrap_or_default();
    matches!(digits.len(), 8 | 17) && digits.bytes().all(|b| b.is_ascii_hexdigit())
}

type Templates = HashMap<Key, types::LaunchTemplate>;

/// The templates of some ids or names that are there, by whichever they were asked for.
pub(crate) async fn templates(cx: &Cx, keys: Vec<Key>) -> Result<Templates, Error> {
    let (ids, names): (Vec<Key>, Vec<Key>) = keys.into_iter().partition(|k| is_id(k));
    let mut found = Templates::new();
    for some in ids.chunks(PER_CALL) {
        found.extend(
            with_ids(cx, some).await?.into_iter().filter_map(|t| Some((t.launch_template_id.clone()?, t))),
        );
    }
    let named = named_so(cx, names).await?;
    found.extend(named.into_iter().filter_map(|t| Some((t.launch_template_name.clone()?, t))));
    Ok(found)
}

/// The templates of some ids. There is no filter for ids, and one that is gone fails the call: then all of the account are read.
async fn with_ids(cx: &Cx, ids: &[Key]) -> Result<Vec<types::LaunchTemplate>, Error> {
    let call = ec2(cx).describe_launch_templates();
    match call.clone().set_launch_template_ids(Some(ids.to_vec())).send().await.map_err(Error::from) {
        Ok(told) => Ok(told.launch_templates.unwrap_or_default()),
        Err(e) if e.is_not_found() && ids.len() == 1 => Ok(Vec::new()),
        Err(e) if e.is_not_found() => Ok(call.into_paginator().items().send().try_collect().await?),
        Err(e) => Err(e),
    }
}

/// The templates of some names.
async fn named_so(cx: &Cx, names: Vec<String>) -> Result<Vec<types::LaunchTemplate>, Error> {
    let call =
        |f| ec2(cx).describe_launch_templates().filters(f).into_paginator().items().send().try_collect();
    provision_aws_ec2::filtered("launch-template-name", names, call).await
}

/// The latest versions of some templates, by id.
pub(crate) async fn latest(
    cx: &Cx,
    ids: Vec<Key>,
) -> Result<HashMap<Key, types::LaunchTemplateVersion>, Error> {
    let call = || ec2(cx).describe_launch_template_versions().versions(LATEST);
    let told: Vec<types::LaunchTemplateVersion> = if ids.len() > ONE_BY_ONE {
        call().into_paginator().items().send().try_collect().await?
    } else {
        let one = |id: Key| async move {
            let told = there(call().launch_template_id(id).send().await)?;
            Ok(told.and_then(|t| t.launch_template_versions).unwrap_or_default())
        };
        let told: Result<Vec<Vec<_>>, Error> = each(ids, 10, one).await.into_iter().collect();
        told?.into_iter().flatten().collect()
    };
    Ok(told.into_iter().filter_map(|v| Some((v.launch_template_id.clone()?, v))).collect())
}

/// A template and its latest version as the state has them.
pub(crate) fn found(
    cx: &Cx,
    template: &types::LaunchTemplate,
    version: &types::LaunchTemplateVersion,
) -> Found<LaunchTemplate> {
    let id = template.launch_template_id.clone().unwrap_or_default();
    let value = LaunchTemplate {
        arn: cx.arn("ec2", &format!("launch-template/{id}")),
        id,
        default_version: template.default_version_number,
        description: version.version_description.clone(),
        latest_version: template.latest_version_number.unwrap_or_default(),
        name: template.launch_template_name.clone(),
        name_prefix: template.launch_template_name.as_deref().map(prefix_of),
        update_default_version: None,
        ..version.launch_template_data.as_ref().map(told).unwrap_or_default()
    };
    Found::ready(value).tagged(tags(template.tags.as_ref()))
}

/// A version, as EC2 tells it.
pub(crate) fn told(data: &types::ResponseLaunchTemplateData) -> LaunchTemplate {
    let kinds = |texts: &[String]| texts.iter().cloned().collect();
    LaunchTemplate {
        block_device_mappings: data.block_device_mappings().iter().map(Device::told).collect(),
        capacity_reservation_specification: data
            .capacity_reservation_specification
            .as_ref()
            .map(Reservation::told),
        cpu_options: data.cpu_options.as_ref().map(Cpu::told),
        credit_specification: data
            .credit_specification
            .as_ref()
            .map(|c| Credits { cpu_credits: c.cpu_credits.clone() }),
        disable_api_stop: data.disable_api_stop,
        disable_api_termination: data.disable_api_termination,
        ebs_optimized: flag_told(data.ebs_optimized),
        elastic_gpu_specifications: data
            .elastic_gpu_specifications()
            .iter()
            .map(|g| Gpu { r#type: g.r#type.clone().unwrap_or_default() })
            .collect(),
        elastic_inference_accelerator: data
            .elastic_inference_accelerators()
            .first()
            .map(|i| Inference { r#type: i.r#type.clone().unwrap_or_default() }),
        enclave_options: data.enclave_options.as_ref().map(|e| Enclave { enabled: e.enabled }),
        hibernation_options: data
            .hibernation_options
            .as_ref()
            .map(|h| Hibernation { configured: h.configured.unwrap_or_default() }),
        iam_instance_profile: data
            .iam_instance_profile
            .as_ref()
            .map(|p| Profile { arn: p.arn.clone(), name: p.name.clone() }),
        image_id: data.image_id.clone(),
        instance_initiated_shutdown_behavior: word(data.instance_initiated_shutdown_behavior.as_ref()),
        instance_market_options: data.instance_market_options.as_ref().map(Market::told),
        instance_requirements: data.instance_requirements.as_ref().map(Requirements::told),
        instance_type: word(data.instance_type.as_ref()),
        kernel_id: data.kernel_id.clone(),
        key_name: data.key_name.clone(),
        license_specification: data
            .license_specifications()
            .iter()
            .filter_map(|l| Some(License { license_configuration_arn: l.license_configuration_arn.clone()? }))
            .collect(),
        maintenance_options: data
            .maintenance_options
            .as_ref()
            .map(|m| Maintenance { auto_recovery: word(m.auto_recovery.as_ref()) }),
        metadata_options: data.metadata_options.as_ref().map(Metadata::told),
        monitoring: data.monitoring.as_ref().map(|m| Monitoring { enabled: m.enabled }),
        network_interfaces: data.network_interfaces().iter().map(Interface::told).collect(),
        placement: data.placement.as_ref().map(Placement::told),
        private_dns_name_options: data.private_dns_name_options.as_ref().map(DnsNames::told),
        ram_disk_id: data.ram_disk_id.clone(),
        security_group_names: kinds(data.security_groups()),
        tag_specifications: data.tag_specifications().iter().map(TagSpecification::told).collect(),
        user_data: data.user_data.clone(),
        vpc_security_group_ids: kinds(data.security_group_ids()),
        ..LaunchTemplate::default()
    }
}
