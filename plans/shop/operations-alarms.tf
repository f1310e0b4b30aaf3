# M1, M2: what is watched, by area. Each area has an alarm that tells the person on duty, and a dashboard that shows why.

# Lines of the programs' logs that speak of an error, counted.
resource "aws_cloudwatch_log_metric_filter" "errors" {
  for_each = local.tiers

  name           = "${var.name}-${each.key}-errors"
  log_group_name = local.programs[each.key].log_group
  pattern        = local.programs[each.key].error_pattern

  metric_transformation {
    namespace     = "${var.name}/services"
    name          = "${each.key}_errors"
    value         = "1"
    default_value = "0"
  }
}

locals {
  # How much memory the programs use, and how many of them run, as what runs them tells it.
  program_metrics = {
    ecs = {
      memory  = { namespace = "AWS/ECS", metric = "MemoryUtilization" }
      running = { namespace = "ECS/ContainerInsights", metric = "RunningTaskCount" }
      least   = { web = var.web.tasks.min, was = var.was.tasks.min }
    }
    eks = {
      memory  = { namespace = "ContainerInsights", metric = "pod_memory_utilization" }
      running = { namespace = "ContainerInsights", metric = "service_number_of_running_pods" }
      least   = { web = var.web.tasks.min, was = var.was.tasks.min }
    }
    none = {
      memory  = { namespace = "CWAgent", metric = "mem_used_percent" }
      running = { namespace = "AWS/AutoScaling", metric = "GroupInServiceInstances" }
      least   = { web = var.web.instances.min, was = var.was.instances.min }
    }
  }[var.orchestrator]

  # What each tier is in metrics.
  balancer_dimensions = { for tier in keys(local.tiers) : tier => { LoadBalancer = module.balancer[tier].arn_suffix } }

  watched_servers = merge([for tier in keys(local.tiers) : {
    "${tier}_cpu" = {
      title      = "CPU use of the ${tier} tier's instances"
      namespace  = "AWS/EC2"
      metric     = "CPUUtilization"
      dimensions = { AutoScalingGroupName = local.programs[tier].group }
      limit      = var.alarm_limits.cpu_percent
    }
    "${tier}_memory" = {
      title      = "Memory use of the ${tier} tier's tasks"
      namespace  = local.program_metrics.memory.namespace
      metric     = local.program_metrics.memory.metric
      dimensions = local.programs[tier].dimensions
      limit      = var.alarm_limits.memory_percent
    }
    "${tier}_tasks" = {
      title      = "Fewer tasks of the ${tier} tier run than should"
      namespace  = local.program_metrics.running.namespace
      metric     = local.program_metrics.running.metric
      dimensions = local.programs[tier].dimensions
      comparison = "LessThanThreshold"
      limit      = local.program_metrics.least[tier]
      missing    = "breaching"
    }
    "${tier}_errors" = {
      title     = "Error lines of the ${tier} tier"
      namespace = "${var.name}/services"
      metric    = "${tier}_errors"
      statistic = "Sum"
      limit     = var.alarm_limits.error_lines
      periods   = 1
    }
  }]...)

  watched_balancers = merge(
    { for arn in aws_acm_certificate.site[*].arn : "certificate" => {
      title      = "Days until the site's certificate ends; it should have been renewed"
      namespace  = "AWS/CertificateManager"
      metric     = "DaysToExpiry"
      dimensions = { CertificateArn = arn }
      statistic  = "Minimum"
      comparison = "LessThanThreshold"
      limit      = 30
      seconds    = 86400
      periods    = 1
    } },
    concat(
      [for tier in keys(local.tiers) : { for ending, group in module.balancer[tier].target_group_arn_suffixes : "${tier}_unhealthy${ending}" => {
        title      = "Targets of the ${tier} tier${replace(ending, "_", " ")} that are not healthy"
        namespace  = "AWS/ApplicationELB"
        metric     = "UnHealthyHostCount"
        dimensions = merge(local.balancer_dimensions[tier], { TargetGroup = group })
        statistic  = "Maximum"
        limit      = 0
      } }],
      [for tier in keys(local.tiers) : {
        "${tier}_refused" = {
          title      = "Requests that the ${tier} load balancer could not hand on"
          namespace  = "AWS/ApplicationELB"
          metric     = "HTTPCode_ELB_5XX_Count"
          dimensions = local.balancer_dimensions[tier]
          statistic  = "Sum"
          limit      = var.alarm_limits.failed_requests
          periods    = 1
        }
        "${tier}_failed" = {
          title      = "Requests that the ${tier} tier answered with an error"
          namespace  = "AWS/ApplicationELB"
          metric     = "HTTPCode_Target_5XX_Count"
          dimensions = local.balancer_dimensions[tier]
          statistic  = "Sum"
          limit      = var.alarm_limits.failed_requests
          periods    = 1
        }
        "${tier}_latency" = {
          title      = "Seconds until the ${tier} tier answers, for the slowest of twenty"
          namespace  = "AWS/ApplicationELB"
          metric     = "TargetResponseTime"
          dimensions = local.balancer_dimensions[tier]
          statistic  = "p95"
          limit      = var.alarm_limits.answer_seconds
        }
  }])...)

  database_dimensions = { DBInstanceIdentifier = aws_db_instance.main.identifier }

  watched_database = merge({
    cpu = {
      title      = "CPU use of the database"
      namespace  = "AWS/RDS"
      metric     = "CPUUtilization"
      dimensions = local.database_dimensions
      limit      = var.alarm_limits.cpu_percent
    }
    memory = {
      title      = "Free memory of the database"
      namespace  = "AWS/RDS"
      metric     = "FreeableMemory"
      dimensions = local.database_dimensions
      comparison = "LessThanThreshold"
      limit      = var.alarm_limits.db_free_memory_mib * pow(1024, 2)
    }
    storage = {
      title      = "Free storage of the database"
      namespace  = "AWS/RDS"
      metric     = "FreeStorageSpace"
      dimensions = local.database_dimensions
      statistic  = "Minimum"
      comparison = "LessThanThreshold"
      limit      = var.alarm_limits.db_free_storage_gib * pow(1024, 3)
    }
    connections = {
      title      = "Connections to the database"
      namespace  = "AWS/RDS"
      metric     = "DatabaseConnections"
      dimensions = local.database_dimensions
      statistic  = "Maximum"
      limit      = var.alarm_limits.db_connections
    }
    },
    { for vault in aws_backup_vault.main : "backups" => {
      title      = "Backups that failed"
      namespace  = "AWS/Backup"
      metric     = "NumberOfBackupJobsFailed"
      dimensions = { BackupVaultName = vault.name }
      statistic  = "Sum"
      limit      = 0
      periods    = 1
    } },
  )

  # By rule of the firewall, and all together.
  watched_firewall = {
    for name, rule in {
      blocked   = { metric = "ALL", title = "Requests that the firewall blocked" }
      injection = { metric = "AWSManagedRulesSQLiRuleSet", title = "Requests that looked like SQL injection" }
      flood     = { metric = "too-many-requests", title = "Requests of addresses that sent too many" }
      } : name => {
      title      = rule.title
      namespace  = "AWS/WAFV2"
      metric     = "BlockedRequests"
      dimensions = { WebACL = aws_wafv2_web_acl.site.name, Rule = rule.metric, Region = var.region }
      statistic  = "Sum"
      limit      = var.alarm_limits.blocked_requests
      periods    = 1
    }
  }

  watched_account = {
    for name, call in local.watched_calls : name => {
      title     = call.title
      namespace = "${var.name}/account"
      metric    = name
      statistic = "Sum"
      limit     = call.limit
      periods   = 1
    }
  }

  watched_delivery = merge([for tier in keys(local.tiers) : {
    "${tier}_pipeline" = {
      title      = "Runs of the ${tier} pipeline that failed"
      namespace  = "AWS/CodePipeline"
      metric     = "FailedPipelineExecutions"
      dimensions = { PipelineName = module.pipeline[tier].name }
      statistic  = "Sum"
      limit      = 0
      periods    = 1
    }
    "${tier}_build" = {
      title      = "Builds of the ${tier} tier that failed"
      namespace  = "AWS/CodeBuild"
      metric     = "FailedBuilds"
      dimensions = { ProjectName = module.pipeline[tier].project }
      statistic  = "Sum"
      limit      = 0
      periods    = 1
    }
    "${tier}_build_time" = {
      title      = "Seconds that a build of the ${tier} tier takes"
      namespace  = "AWS/CodeBuild"
      metric     = "Duration"
      dimensions = { ProjectName = module.pipeline[tier].project }
      statistic  = "Maximum"
      limit      = var.alarm_limits.build_minutes * 60
      periods    = 1
    }
  }]...)

  # What each part of the data pipeline can be seen to do wrong, where it is there.
  watched_data = merge(
    { for end, rule in aws_cloudwatch_event_rule.jobs : "jobs" => {
      title      = "Jobs that failed"
      namespace  = "AWS/Events"
      metric     = "TriggeredRules"
      dimensions = { RuleName = rule.name }
      statistic  = "Sum"
      limit      = 0
      periods    = 1
    } if end == "failed" },
    { for name, function in {
      survey    = { title = "Survey files that could not be read", names = module.survey[*].name }
      overrun   = { title = "Runs of jobs that could not be held against their limit", names = module.overrun[*].name }
      snapshots = { title = "Snapshots that could not be exported", names = module.snapshots[*].name }
      } : name => {
      title      = function.title
      namespace  = "AWS/Lambda"
      metric     = "Errors"
      dimensions = { FunctionName = function.names[0] }
      statistic  = "Sum"
      limit      = 0
      periods    = 1
    } if length(function.names) > 0 },
    { for stream in aws_kinesis_firehose_delivery_stream.clicks : "clicks_late" => {
      title      = "Seconds that the oldest click waits for its delivery"
      namespace  = "AWS/Firehose"
      metric     = "DeliveryToS3.DataFreshness"
      dimensions = { DeliveryStreamName = stream.name }
      statistic  = "Maximum"
      limit      = var.alarm_limits.click_seconds
    } },
    { for stream in aws_kinesis_firehose_delivery_stream.clicks : "clicks_unreadable" => {
      title      = "Clicks that could not be turned into Parquet"
      namespace  = "AWS/Firehose"
      metric     = "FailedConversion.Records"
      dimensions = { DeliveryStreamName = stream.name }
      statistic  = "Sum"
      limit      = 0
      periods    = 1
    } if local.to_parquet },
  )

  newest_errors = "fields @timestamp, @message | filter @message like /ERROR|FATAL|Exception/ | sort @timestamp desc | limit 50"

  areas = {
    servers   = { title = "Servers are under strain, or too few", alarms = local.watched_servers }
    balancers = { title = "The site answers with errors, or slowly", alarms = local.watched_balancers }
    database  = { title = "The database is under strain, or not backed up", alarms = local.watched_database }
    firewall  = { title = "The firewall blocks more than usual", alarms = local.watched_firewall }
    account   = { title = "The account is used in a way that it should not be", alarms = local.watched_account }
    delivery  = { title = "A build or a pipeline failed", alarms = local.watched_delivery }
    data      = { title = "The data pipeline failed, or is late", alarms = local.watched_data }
  }

  # Where there is no data pipeline, there is nothing to watch in it.
  watched_areas = { for name, area in local.areas : name => area if name != "data" || var.analysis.catalogue }

  # Log lines that an area's dashboard shows beside its curves.
  area_logs = {
    servers = { for tier in keys(local.tiers) : "Newest errors of the ${tier} tier" => { group = local.programs[tier].log_group, query = local.newest_errors } }
    firewall = {
      "Addresses that are blocked most" = {
        group = aws_cloudwatch_log_group.firewall.name
        query = "filter action = \"BLOCK\" | stats count(*) as requests by httpRequest.clientIp, terminatingRuleId | sort requests desc | limit 50"
      }
    }
  }
}

module "area" {
  source   = "./modules/alarm_set"
  for_each = local.watched_areas

  name      = "${var.name}-${each.key}"
  title     = each.value.title
  alarms    = each.value.alarms
  logs      = lookup(local.area_logs, each.key, {})
  topic_arn = aws_sns_topic.main["alarms"].arn
}
