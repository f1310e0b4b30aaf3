//! `aws_opensearch_domain`

use crate::common::tags_of;
use crate::opensearch::{LOOK, domains, is_busy, opensearch, retag, tag_list, tags, until_settled};
use crate::opensearch_cluster::{Cluster, Volumes};
use crate::opensearch_domain_blocks::{
    AtRest, AutoTune, Cognito, Endpoint, Log, Network, OffPeak, Security, Snapshots, Switch, Updates, logs,
    logs_told,
};
use crate::opensearch_domain_change::{changed, upgrade};
use aws_sdk_opensearch::types::{self, DomainProcessingStatusType, DomainStatus};
use provision_aws_core::prelude::*;
use provision_aws_core::requests::{choice, word};
use std::time::Duration;

/// Nodes that index documents and search them. (OpenSearch CreateDomain, UpdateDomainConfig, UpgradeDomain)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_opensearch_domain", tags, timeouts(create, update, delete), seconds(1200, 600))]
pub struct Domain {
    /// Its ARN.
    #[attr(id)]
    pub id: String,
    /// Who may do what with it.
    #[attr(
        optional,
        computed,
        json,
        equal_by = json_policy,
        normalize = provision_schema::compact_json,
        unset = "null"
    )]
    pub access_policies: Option<String>,
    /// Settings of the engine.
    #[attr(optional, computed)]
    pub advanced_options: BTreeMap<String, String>,
    /// Who may do what inside it.
    #[block(list, max = 1, computed, unset = "null at first")]
    pub advanced_security_options: Option<Security>,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// Whether it tunes itself.
    #[block(list, max = 1, computed)]
    pub auto_tune_options: Option<AutoTune>,
    /// What it runs on.
    #[block(list, max = 1, computed)]
    pub cluster_config: Option<Cluster>,
    /// Who may look at dashboards, as Cognito knows them.
    #[block(list, max = 1, suppress = provision_schema::suppress::missing_block)]
    pub cognito_options: Option<Cognito>,
    /// Where its dashboards are.
    #[attr(computed)]
    pub dashboard_endpoint: String,
    /// Where they are over IPv4 and IPv6.
    #[attr(computed)]
    pub dashboard_endpoint_v2: String,
    /// How it is reached.
    #[block(list, max = 1, computed)]
    pub domain_endpoint_options: Option<Endpoint>,
    /// The zone of its second name.
    #[attr(computed)]
    pub domain_endpoint_v2_hosted_zone_id: String,
    /// Its id at AWS.
    #[attr(computed)]
    pub domain_id: String,
    /// Its name.
    #[attr(required, replace, validate = name)]
    pub domain_name: String,
    /// The volumes of its nodes.
    #[block(list, max = 1, computed)]
    pub ebs_options: Option<Volumes>,
    /// Whether data are encrypted where they lie.
    #[block(list, max = 1, computed)]
    pub encrypt_at_rest: Option<AtRest>,
    /// Where it answers.
    #[attr(computed)]
    pub endpoint: String,
    /// Where it answers over IPv4 and IPv6.
    #[attr(computed)]
    pub endpoint_v2: String,
    /// `OpenSearch_2.17`, `Elasticsearch_7.10` …
    #[attr(optional, computed)]
    pub engine_version: Option<String>,
    /// `ipv4` or `dualstack`.
    #[attr(optional, computed, one_of("ipv4", "dualstack"))]
    pub ip_address_type: Option<String>,
    /// Where its dashboards were once.
    #[attr(computed, deprecated = "kibana_endpoint is deprecated. Use dashboard_endpoint instead.")]
    pub kibana_endpoint: String,
    /// What it logs, and where.
    #[block(set)]
    pub log_publishing_options: Set<Log>,
    /// Whether what nodes say to each other is encrypted.
    #[block(list, max = 1, computed)]
    pub node_to_node_encryption: Option<Switch>,
    /// Its quiet hours.
    #[block(list, max = 1, computed)]
    pub off_peak_window_options: Option<OffPeak>,
    /// When it is copied.
    #[block(list, max = 1, suppress = provision_schema::suppress::missing_block)]
    pub snapshot_options: Option<Snapshots>,
    /// Whether it is kept up to date.
    #[block(list, max = 1, computed, suppress = provision_schema::suppress::missing_block)]
    pub software_update_options: Option<Updates>,
    /// The network that it is in.
    #[block(list, max = 1, replace)]
    pub vpc_options: Option<Network>,
}

fn name(value: &Value) -> Result<(), String> {
    let Some(name) = value.as_str() else { return Ok(()) };
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let starts = name.starts_with(|c: char| c.is_ascii_lowercase());
    let good = starts && name.chars().all(plain) && (3..=28).contains(&name.len());
    if good {
        Ok(())
    } else {
        Err("must be 3 to 28 small letters, digits and -, and begin with a letter".into())
    }
}

/// What every new domain has, though nobody asked for it.
const USUAL: [(&str, &str); 2] =
    [("override_main_response_version", "false"), ("rest.action.multi.allow_explicit_index", "true")];

#[async_trait]
impl Resource for Domain {
    const WAITS: Waits = Waits {
        every: LOOK,
        delay: LOOK,
        create: Duration::from_secs(120 * 60),
        update: Duration::from_secs(180 * 60),
        delete: Duration::from_secs(90 * 60),
        until_gone: true,
        ..Waits::QUICK
    };
    const TAGS_APART: bool = true;

    /// What cannot be turned off again, or not be turned on in an old engine, needs a new domain.
    fn plan(cx: &mut PlanCx<'_>) -> Result<(), Diagnostics> {
        if cx.is_create() {
            return Ok(());
        }
        let on = |value: Value| value.as_seq()?.first()?.get("enabled")?.as_bool();
        let in_place = cx.get("engine_version").as_str().is_some_and(encrypts_in_place);
        for (block, always) in [
            ("encrypt_at_rest", in_place),
            ("node_to_node_encryption", in_place),
            ("advanced_security_options", true),
        ] {
            let (before, after) = (on(cx.before(block)), on(cx.get(block)));
            let off = before == Some(true) && after != Some(true);
            if before.unwrap_or_default() != after.unwrap_or_default() && (off || !always) {
                cx.replace.insert(enabled_in(block));
            }
        }
        if cx.changed("ip_address_type") && cx.before("ip_address_type").as_str() == Some("dualstack") {
            cx.force_replace("ip_address_type");
        }
        Ok(())
    }

    /// A domain is known by its name; its id is the ARN.
    fn key(&self) -> Key {
        self.domain_name.clone()
    }

    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        // A new domain has quiet hours; only when they are can be said.
        let quiet = |o: &OffPeak| OffPeak { enabled: Some(true), ..o.clone() }.request();
        let wanted = &planned.log_publishing_options;
        let call = opensearch(cx)
            .create_domain()
            .domain_name(&planned.domain_name)
            .set_access_policies(text(&planned.access_policies))
            .set_advanced_options(options(&planned.advanced_options))
            .set_advanced_security_options(planned.advanced_security_options.as_ref().map(Security::request))
            .set_auto_tune_options(planned.auto_tune_options.as_ref().map(AutoTune::input).transpose()?)
            .set_cluster_config(planned.cluster_config.as_ref().map(Cluster::request).transpose()?)
            .set_cognito_options(planned.cognito_options.as_ref().map(|c| Cognito::request(Some(c))))
            .set_domain_endpoint_options(planned.domain_endpoint_options.as_ref().map(Endpoint::request))
            .set_ebs_options(planned.ebs_options.as_ref().map(Volumes::request))
            .set_encryption_at_rest_options(planned.encrypt_at_rest.as_ref().map(AtRest::request))
            .set_engine_version(text(&planned.engine_version))
            .set_ip_address_type(choice(&planned.ip_address_type))
            .set_log_publishing_options((!wanted.is_empty()).then(|| logs(&Set::default(), wanted)))
            .set_node_to_node_encryption_options(planned.node_to_node_encryption.as_ref().map(between))
            .set_off_peak_window_options(planned.off_peak_window_options.as_ref().map(quiet))
            .set_snapshot_options(planned.snapshot_options.as_ref().map(snapshots))
            .set_software_update_options(planned.software_update_options.as_ref().map(updates))
            .set_tag_list(tag_list(&step.tags)?)
            .set_vpc_options(planned.vpc_options.as_ref().map(Network::request));
        let made = until_settled(cx, || call.clone().send()).await?;
        Created::new(made.domain_status.map(|domain| domain.domain_name))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let found = match domains(cx, reqs.iter().map(|req| req.key.clone())).await {
            Ok(found) => found,
            Err(e) => return answers(reqs, Err(e)),
        };
        let there = reqs.iter().filter_map(|req| Some((found.get(&req.key)?.arn.clone(), req)));
        let reads: Vec<(Key, &Req<Self>)> = there.collect();
        let ask = |arn: Key| async move { tags(cx, &arn).await };
        let tags = match tags_of(cx, &reads, ask).await {
            Ok(tags) => tags,
            Err(e) => return answers(reqs, Err(e)),
        };
        each(reqs, 5, |req| async {
            let Some(domain) = found.get(&req.key) else { return Ok(None) };
            let mut value = told(domain, &req.prior);
            if req.phase != Phase::Deleted {
                value.auto_tune_options = auto_tune(cx, &req.key).await?;
            }
            let tags = tags.get(&domain.arn).cloned().unwrap_or_default();
            Ok(Some(Found::ready(value).tagged(tags).status(status(domain, req.phase))))
        })
        .await
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, step: &Step) -> Result<(), Error> {
        let name = &change.to.domain_name;
        if changed(cx, change).await? && change.changed("engine_version") {
            crate::opensearch::settled(cx, step, name).await?;
        }
        if let Some(version) = text(&change.to.engine_version).filter(|_| change.changed("engine_version")) {
            upgrade(cx, step, name, &version).await?;
        }
        retag(cx, &change.from.arn, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        opensearch(cx).delete_domain().domain_name(&prior.domain_name).send().await?;
        Ok(())
    }

    async fn locate(cx: &Cx, planned: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let name = planned.domain_name.clone();
        let Some(domain) = domains(cx, [name.clone()]).await?.remove(&name) else { return Ok(None) };
        let ours = intent.absent || carries(intent, &tags(cx, &domain.arn).await?);
        Ok(ours.then_some(name))
    }

    fn natural_key(&self) -> Option<String> {
        Some(self.domain_name.clone())
    }

    /// Domains are imported by name.
    fn import(id: &str) -> Result<Self, Error> {
        Ok(Domain { domain_name: id.to_owned(), ..Domain::default() })
    }
}

/// Where a block says that it is on.
fn enabled_in(block: &str) -> provision_value::Path {
    use provision_value::Step::{Attr, Index};
    provision_value::Path(vec![Attr(block.into()), Index(0), Attr("enabled".into())])
}

/// True for a version that can be encrypted while it runs: Elasticsearch since 6.7, and OpenSearch.
fn encrypts_in_place(version: &str) -> bool {
    version.starts_with("OpenSearch_") || is_elasticsearch_since(version, (6, 7))
}

/// True for Elasticsearch since a version.
pub fn is_elasticsearch_since(version: &str, since: (u32, u32)) -> bool {
    let number = version.strip_prefix("Elasticsearch_").and_then(|number| number.split_once('.'));
    let parsed = number.and_then(|(major, minor)| Some((major.parse().ok()?, minor.parse().ok()?)));
    parsed.is_some_and(|version: (u32, u32)| version >= since)
}

/// Settings of the engine as OpenSearch takes them.
pub fn options(options: &BTreeMap<String, String>) -> Option<HashMap<String, String>> {
    (!options.is_empty()).then(|| options.clone().into_iter().collect())
}

/// Whether what nodes say to each other is encrypted, as OpenSearch takes it.
pub fn between(switch: &Switch) -> types::NodeToNodeEncryptionOptions {
    types::NodeToNodeEncryptionOptions::builder().enabled(switch.enabled).build()
}

/// When a domain is copied, as OpenSearch takes it.
pub fn snapshots(snapshots: &Snapshots) -> types::SnapshotOptions {
    let hour = int(Some(snapshots.automated_snapshot_start_hour));
    types::SnapshotOptions::builder().set_automated_snapshot_start_hour(hour).build()
}

/// Whether a domain is kept up to date, as OpenSearch takes it.
pub fn updates(updates: &Updates) -> types::SoftwareUpdateOptions {
    let on = updates.auto_software_update_enabled;
    types::SoftwareUpdateOptions::builder().set_auto_software_update_enabled(on).build()
}

/// A new domain is ready when it answers somewhere.
fn status(domain: &DomainStatus, phase: Phase) -> Status {
    let answers = domain.endpoint.is_some() || domain.endpoints.is_some();
    match &domain.domain_processing_status {
        Some(DomainProcessingStatusType::Isolated) => {
            Status::Failed("the domain is isolated: AWS has taken it out of the network".into())
        }
        told if is_busy(domain) || phase == Phase::Created && !answers => {
            Status::Pending(word(told.as_ref()).unwrap_or_else(|| "processing".into()))
        }
        _ => Status::Ready,
    }
}

/// Whether a domain tunes itself is told of no domain that is described. (OpenSearch DescribeDomainConfig)
async fn auto_tune(cx: &Cx, name: &str) -> Result<Option<AutoTune>, Error> {
    let told = there(opensearch(cx).describe_domain_config().domain_name(name).send().await)?;
    let options = told.and_then(|told| told.domain_config?.auto_tune_options?.options);
    Ok(options.as_ref().map(AutoTune::told))
}

fn told(domain: &DomainStatus, prior: &Domain) -> Domain {
    let own = |value: &Option<String>| value.clone().unwrap_or_default();
    let inside = |name: &str| domain.endpoints.as_ref().and_then(|all| all.get(name)).cloned();
    let endpoint = domain.endpoint.clone().or_else(|| inside("vpc")).unwrap_or_default();
    let endpoint_v2 = domain.endpoint_v2.clone().or_else(|| inside("vpcv2")).unwrap_or_default();
    let below = |endpoint: &str, path: &str| match endpoint {
        "" => String::new(),
        endpoint => format!("{endpoint}{path}"),
    };
    let asked = |name: &str, value: &str| {
        !USUAL.contains(&(name, value)) || prior.advanced_options.contains_key(name)
    };
    let advanced = domain.advanced_options.iter().flatten().filter(|(name, value)| asked(name, value));
    let security = domain.advanced_security_options.as_ref();
    let hour = |s: &types::SnapshotOptions| {
        let hour = s.automated_snapshot_start_hour?;
        Some(Snapshots { automated_snapshot_start_hour: hour.into() })
    };
    let policy = domain.access_policies.as_deref().filter(|p| !p.is_empty());
    Domain {
        id: domain.arn.clone(),
        access_policies: policy.map(provision_schema::compact_json),
        advanced_options: advanced.map(|(name, value)| (name.clone(), value.clone())).collect(),
        advanced_security_options: security
            .and_then(|s| Security::told(s, prior.advanced_security_options.as_ref())),
        arn: domain.arn.clone(),
        auto_tune_options: None,
        cluster_config: domain.cluster_config.as_ref().map(Cluster::told),
        cognito_options: domain.cognito_options.as_ref().map(Cognito::told),
        dashboard_endpoint: below(&endpoint, "/_dashboards"),
        dashboard_endpoint_v2: below(&endpoint_v2, "/_dashboards"),
        domain_endpoint_options: domain.domain_endpoint_options.as_ref().map(Endpoint::told),
        domain_endpoint_v2_hosted_zone_id: own(&domain.domain_endpoint_v2_hosted_zone_id),
        domain_id: domain.domain_id.clone(),
        domain_name: domain.domain_name.clone(),
        ebs_options: domain.ebs_options.as_ref().map(Volumes::told),
        encrypt_at_rest: domain.encryption_at_rest_options.as_ref().map(AtRest::told),
        kibana_endpoint: below(&endpoint, "/_plugin/kibana/"),
        endpoint,
        endpoint_v2,
        engine_version: domain.engine_version.clone(),
        ip_address_type: word(domain.ip_address_type.as_ref()),
        log_publishing_options: domain
            .log_publishing_options
            .as_ref()
            .map(|all| logs_told(all, &prior.log_publishing_options))
            .unwrap_or_default(),
        node_to_node_encryption: domain
            .node_to_node_encryption_options
            .as_ref()
            .map(|n| Switch { enabled: n.enabled == Some(true) }),
        off_peak_window_options: domain.off_peak_window_options.as_ref().map(OffPeak::told),
        snapshot_options: domain.snapshot_options.as_ref().and_then(hour),
        software_update_options: domain
            .software_update_options
            .as_ref()
            .map(|s| Updates { auto_software_update_enabled: s.auto_software_update_enabled }),
        vpc_options: domain.vpc_options.as_ref().map(Network::told),
    }
}
