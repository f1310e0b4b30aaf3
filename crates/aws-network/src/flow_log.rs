//! `aws_flow_log`

use crate::ec2::{ec2, filtered, int, keys, ours, owned, retag, tag_spec, tags};
use crate::unsuccessful::all_done;
use aws_sdk_ec2::types::{self, DestinationOptionsRequest, FlowLogsResourceType, TrafficType};
use provision_aws_core::prelude::*;
use provision_aws_core::requests::{choice, long, word};

/// A record of the traffic of a VPC, subnet, interface or transit gateway. (EC2 CreateFlowLogs)
#[derive(Resource, Clone, Default)]
#[resource(type = "aws_flow_log", tags, seconds(2, 1), not_found = "InvalidFlowLogId.NotFound")]
pub struct FlowLog {
    /// Its id.
    #[attr(id)]
    pub id: String,
    /// Its ARN.
    #[attr(computed)]
    pub arn: String,
    /// The role that delivers across accounts.
    #[attr(optional, replace, arn)]
    pub deliver_cross_account_role: Option<String>,
    /// How files in S3 are written.
    #[block(list, max = 1, replace, stays)]
    pub destination_options: Vec<DestinationOptions>,
    /// The interface whose traffic is recorded.
    #[attr(
        optional,
        replace,
        unset = "null",
        exactly_one_of(
            "eni_id",
            "subnet_id",
            "vpc_id",
            "transit_gateway_id",
            "transit_gateway_attachment_id"
        )
    )]
    pub eni_id: Option<String>,
    /// The role that writes to the log group.
    #[attr(optional, replace, arn)]
    pub iam_role_arn: Option<String>,
    /// The log group, bucket (and path in it) or delivery stream, by ARN.
    #[attr(optional, computed, replace, arn, conflicts("log_group_name"))]
    pub log_destination: Option<String>,
    /// Its kind.
    #[attr(
        optional,
        replace,
        default = "cloud-watch-logs",
        one_of("cloud-watch-logs", "s3", "kinesis-data-firehose")
    )]
    pub log_destination_type: Option<String>,
    /// Fields of a line.
    #[attr(optional, computed, replace)]
    pub log_format: Option<String>,
    /// The log group, by name.
    #[attr(
        optional,
        computed,
        replace,
        conflicts("log_destination"),
        deprecated = "use 'log_destination' argument instead"
    )]
    pub log_group_name: Option<String>,
    /// Longest time, in seconds, that packets are gathered into one line: 60 or 600.
    #[attr(optional, replace, default = 600, validate = one_or_ten_minutes)]
    pub max_aggregation_interval: Option<i64>,
    /// The subnet whose traffic is recorded.
    #[attr(
        optional,
        replace,
        unset = "null",
        exactly_one_of(
            "eni_id",
            "subnet_id",
            "vpc_id",
            "transit_gateway_id",
            "transit_gateway_attachment_id"
        )
    )]
    pub subnet_id: Option<String>,
    /// Which traffic.
    #[attr(optional, replace, unset = "null", one_of("ACCEPT", "REJECT", "ALL"))]
    pub traffic_type: Option<String>,
    /// The transit gateway attachment whose traffic is recorded.
    #[attr(
        optional,
        replace,
        unset = "null",
        exactly_one_of(
            "eni_id",
            "subnet_id",
            "vpc_id",
            "transit_gateway_id",
            "transit_gateway_attachment_id"
        )
    )]
    pub transit_gateway_attachment_id: Option<String>,
    /// The transit gateway whose traffic is recorded.
    #[attr(
        optional,
        replace,
        unset = "null",
        exactly_one_of(
            "eni_id",
            "subnet_id",
            "vpc_id",
            "transit_gateway_id",
            "transit_gateway_attachment_id"
        )
    )]
    pub transit_gateway_id: Option<String>,
    /// The VPC whose traffic is recorded.
    #[attr(
        optional,
        replace,
        unset = "null",
        exactly_one_of(
            "eni_id",
            "subnet_id",
            "vpc_id",
            "transit_gateway_id",
            "transit_gateway_attachment_id"
        )
    )]
    pub vpc_id: Option<String>,
}

/// How files in S3 are written.
#[derive(Nested, Clone, Default)]
pub struct DestinationOptions {
    /// Their format.
    #[attr(optional, replace, default = "plain-text", one_of("plain-text", "parquet"))]
    pub file_format: Option<String>,
    /// Name folders as Hive does.
    #[attr(optional, replace, default = false)]
    pub hive_compatible_partitions: Option<bool>,
    /// A folder an hour instead of one a day.
    #[attr(optional, replace, default = false)]
    pub per_hour_partition: Option<bool>,
}

fn one_or_ten_minutes(value: &Value) -> Result<(), String> {
    match value.as_i64() {
        None | Some(60 | 600) => Ok(()),
        Some(_) => Err("must be 60 or 600".into()),
    }
}

#[async_trait]
impl Resource for FlowLog {
    async fn create(cx: &Cx, planned: &Self, step: &Step) -> Result<Created, Error> {
        let (kind, id) = planned.subject()?;
        let gateway = matches!(
            kind,
            FlowLogsResourceType::TransitGateway | FlowLogsResourceType::TransitGatewayAttachment
        );
        let traffic = text(&planned.traffic_type).filter(|_| !gateway);
        let destination = text(&planned.log_destination).map(|d| d.trim_end_matches(":*").to_owned());
        let call = ec2(cx)
            .create_flow_logs()
            .client_token(&step.token)
            .resource_type(kind)
            .resource_ids(id)
            .set_deliver_cross_account_role(text(&planned.deliver_cross_account_role))
            .set_deliver_logs_permission_arn(text(&planned.iam_role_arn))
            .set_destination_options(planned.destination_options.first().map(DestinationOptions::asked))
            .set_log_destination(destination)
            .set_log_destination_type(choice(&planned.log_destination_type))
            .set_log_format(text(&planned.log_format))
            .set_log_group_name(text(&planned.log_group_name))
            .set_max_aggregation_interval(int(planned.max_aggregation_interval))
            .set_traffic_type(traffic.map(|t| TrafficType::from(t.as_str())))
            .set_tag_specifications(tag_spec(types::ResourceType::VpcFlowLog, step));
        let call = || async {
            let made = call.clone().send().await?;
            all_done("ec2 CreateFlowLogs", made.unsuccessful)?;
            Ok::<_, Error>(made.flow_log_ids)
        };
        let ids = cx.until_role_known(call).await?;
        Created::new(ids.and_then(|ids| ids.into_iter().next()))
    }

    async fn read(cx: &Cx, reqs: &[Req<Self>]) -> Vec<Answer<Self>> {
        let call = |f| ec2(cx).describe_flow_logs().filter(f).into_paginator().items().send().try_collect();
        let logs: Vec<types::FlowLog> = match filtered("flow-log-id", keys(reqs), call).await {
            Ok(logs) => logs,
            Err(e) => return answers(reqs, Err(e)),
        };
        answers(reqs, Ok(logs.into_iter().map(|l| found(cx, l)).map(|f| (f.value.id.clone(), f)).collect()))
    }

    async fn update(cx: &Cx, change: &Change<'_, Self>, _: &Step) -> Result<(), Error> {
        retag(cx, &change.to.id, &change.tags).await
    }

    async fn delete(cx: &Cx, prior: &Self, _: &Step) -> Result<(), Error> {
        let told = ec2(cx).delete_flow_logs().flow_log_ids(&prior.id).send().await?;
        all_done("ec2 DeleteFlowLogs", told.unsuccessful)
    }

    async fn locate(cx: &Cx, _: &Self, intent: &Intent) -> Result<Option<Key>, Error> {
        let Some(filters) = owned(intent) else { return Ok(None) };
        let told = ec2(cx).describe_flow_logs().set_filter(Some(filters)).send().await?;
        Ok(ours(intent, told.flow_logs(), |l| l.tags.as_ref()).and_then(|l| l.flow_log_id.clone()))
    }
}

impl FlowLog {
    /// What is recorded.
    fn subject(&self) -> Result<(FlowLogsResourceType, String), Error> {
        let one = [
            (FlowLogsResourceType::Vpc, &self.vpc_id),
            (FlowLogsResourceType::TransitGateway, &self.transit_gateway_id),
            (FlowLogsResourceType::TransitGatewayAttachment, &self.transit_gateway_attachment_id),
            (FlowLogsResourceType::Subnet, &self.subnet_id),
            (FlowLogsResourceType::NetworkInterface, &self.eni_id),
        ];
        one.into_iter().find_map(|(kind, id)| Some((kind, text(id)?))).ok_or_else(|| {
            Error::new(Class::Validation, "Nothing is named whose traffic is to be recorded.")
                .help("Give `vpc_id`, `subnet_id`, `eni_id`, `transit_gateway_id` or `transit_gateway_attachment_id`.")
        })
    }
}

impl DestinationOptions {
    fn asked(&self) -> DestinationOptionsRequest {
        DestinationOptionsRequest::builder()
            .set_file_format(choice(&self.file_format))
            .hive_compatible_partitions(self.hive_compatible_partitions.unwrap_or_default())
            .per_hour_partition(self.per_hour_partition.unwrap_or_default())
            .build()
    }

    fn told(options: types::DestinationOptionsResponse) -> Self {
        Self {
            file_format: word(options.file_format.as_ref()),
            hive_compatible_partitions: options.hive_compatible_partitions,
            per_hour_partition: options.per_hour_partition,
        }
    }
}

fn found(cx: &Cx, log: types::FlowLog) -> Found<FlowLog> {
    let id = log.flow_log_id.unwrap_or_default();
    let subject = log.resource_id.unwrap_or_default();
    let when = |fits: bool| fits.then(|| subject.clone());
    let (attachment, gateway) = (subject.starts_with("tgw-attach-"), subject.starts_with("tgw-"));
    let value = FlowLog {
        arn: cx.arn("ec2", &format!("vpc-flow-log/{id}")),
        deliver_cross_account_role: log.deliver_cross_account_role,
        destination_options: log.destination_options.into_iter().map(DestinationOptions::told).collect(),
        eni_id: when(subject.starts_with("eni-")),
        iam_role_arn: log.deliver_logs_permission_arn,
        log_destination: log.log_destination,
        log_destination_type: word(log.log_destination_type.as_ref()),
        log_format: log.log_format,
        log_group_name: log.log_group_name,
        max_aggregation_interval: long(log.max_aggregation_interval),
        subnet_id: when(subject.starts_with("subnet-")),
        traffic_type: word(log.traffic_type.as_ref().filter(|_| !gateway)),
        transit_gateway_attachment_id: when(attachment),
        transit_gateway_id: when(gateway && !attachment),
        vpc_id: when(subject.starts_with("vpc-")),
        id,
    };
    Found::ready(value).tagged(tags(log.tags.as_ref()))
}
