variable "name" {
  description = "Short name that everything is named after."
  type        = string
  default     = "shop"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,15}$", var.name))
    error_message = "The name must be 2 to 16 lower-case letters, digits or hyphens, and start with a letter."
  }
}

variable "environment" {
  description = "What this estate is for; becomes a tag."
  type        = string

  validation {
    condition     = contains(["local", "dev", "stage", "prod"], var.environment)
    error_message = "The environment must be local, dev, stage or prod."
  }
}

variable "disposable" {
  description = "Whether destroy may delete what still holds something: zones with records, repositories with images."
  type        = bool
  default     = false
}

variable "protected" {
  description = "Whether load balancers and the bastion refuse to be deleted until this is false again."
  type        = bool
  default     = false
}

# -- network ---------------------------------------------------------------------------------------------------------

variable "region" {
  description = "Region of everything."
  type        = string
  default     = "ap-northeast-2"
}

variable "zones" {
  description = "The two availability zones in use."
  type        = list(string)
  default     = ["ap-northeast-2a", "ap-northeast-2c"]

  validation {
    condition     = length(var.zones) == 2 && length(distinct(var.zones)) == 2
    error_message = "Exactly two different zones are expected."
  }
}

variable "cidr" {
  description = "Address range of the VPC; each subnet takes a 256th of it."
  type        = string
  default     = "10.20.0.0/16"

  validation {
    condition     = can(cidrnetmask(var.cidr)) && try(tonumber(split("/", var.cidr)[1]), 32) <= 20
    error_message = "The range must be an IPv4 CIDR block of /20 or larger, such as 10.20.0.0/16."
  }
}

variable "domain" {
  description = "Domain name of the site."
  type        = string

  validation {
    condition     = can(regex("^([a-z0-9-]+\\.)+[a-z]{2,}$", var.domain))
    error_message = "Write the domain in lower case and without a trailing dot, such as shop.example.com."
  }
}

variable "interface_endpoints" {
  description = "AWS services that get an interface endpoint in the VPC. Session Manager needs the first three."
  type        = set(string)
  default     = ["ssm", "ssmmessages", "ec2messages"]

  validation {
    condition     = length(setsubtract(["ssm", "ssmmessages", "ec2messages"], var.interface_endpoints)) == 0
    error_message = "Keep ssm, ssmmessages and ec2messages: without them the bastion cannot be reached."
  }
}

variable "db_port" {
  description = "Port on which the database listens."
  type        = number
  default     = 3306
}

# -- tiers -----------------------------------------------------------------------------------------------------------

variable "orchestrator" {
  description = "What runs the programs: ecs or eks, which run containers, or none: processes straight on the instances."
  type        = string
  default     = "ecs"

  validation {
    condition     = contains(["ecs", "eks", "none"], var.orchestrator)
    error_message = "The orchestrator must be ecs, eks or none."
  }
}

variable "rollout" {
  description = "How ECS brings a new revision in: rolling, task by task, or blue_green, a whole second set beside the first, by CodeDeploy."
  type        = string
  default     = "rolling"

  validation {
    condition     = contains(["rolling", "blue_green"], var.rollout)
    error_message = "The rollout must be rolling or blue_green."
  }
}

variable "live_groups" {
  description = "Where the rollout is blue_green: the target group that CodeDeploy has switched each tier to. Kept up to date by hand, as images are."
  type        = object({ web = optional(string, "blue"), was = optional(string, "blue") })
  default     = {}
}

variable "kubernetes" {
  description = "EKS, where it is the orchestrator: the cluster's version, and the port of the nodes on which a Service of each tier is reached."
  type = object({
    version    = optional(string, "1.35")
    node_ports = optional(object({ web = number, was = number }), { web = 30080, was = 30081 })
  })
  default = {}

  validation {
    condition     = alltrue([for port in values(var.kubernetes.node_ports) : port >= 30000 && port <= 32767])
    error_message = "Kubernetes gives Services ports of 30000 to 32767."
  }
}

variable "web" {
  description = "The web tier: instances, and the containers on them."
  type = object({
    image         = optional(string, "public.ecr.aws/nginx/nginx:1.27.3")
    port          = optional(number, 80)
    health_path   = optional(string, "/")
    cpu           = optional(number, 256)
    memory        = optional(number, 256)
    tasks         = optional(object({ min = number, max = number }), { min = 2, max = 8 })
    instance_type = optional(string, "t3.small")
    instances     = optional(object({ min = number, max = number }), { min = 2, max = 4 })
  })
  default = {}

  validation {
    condition     = var.web.tasks.min <= var.web.tasks.max && var.web.instances.min <= var.web.instances.max
    error_message = "The least number of tasks or instances is larger than the most."
  }
}

variable "was" {
  description = "The WAS tier: instances, and the containers on them."
  type = object({
    image         = optional(string, "public.ecr.aws/docker/library/tomcat:10.1.34")
    port          = optional(number, 8080)
    health_path   = optional(string, "/")
    cpu           = optional(number, 512)
    memory        = optional(number, 768)
    tasks         = optional(object({ min = number, max = number }), { min = 2, max = 8 })
    instance_type = optional(string, "t3.medium")
    instances     = optional(object({ min = number, max = number }), { min = 2, max = 4 })
  })
  default = {}

  validation {
    condition     = var.was.tasks.min <= var.was.tasks.max && var.was.instances.min <= var.was.instances.max
    error_message = "The least number of tasks or instances is larger than the most."
  }
}

variable "wait_for_services" {
  description = "Whether apply waits until a new revision of a service runs everywhere and the old one is gone."
  type        = bool
  default     = true
}

variable "bastion_instance_type" {
  description = "Size of the bastion."
  type        = string
  default     = "t3.micro"
}

# -- data ------------------------------------------------------------------------------------------------------------

variable "db" {
  description = "The database."
  type = object({
    engine_version = optional(string, "8.0.40")
    instance_class = optional(string, "db.t4g.medium")
    storage_gib    = optional(number, 50)
    multi_az       = optional(bool, true)
  })
  default = {}

  validation {
    condition     = var.db.storage_gib >= 20
    error_message = "RDS wants 20 GiB or more."
  }
}

variable "backup" {
  description = "Who backs up the database: vault, AWS Backup every night and to a point in time, or rds, its own automated backups only."
  type        = string
  default     = "vault"

  validation {
    condition     = contains(["vault", "rds"], var.backup)
    error_message = "The backup must be vault or rds."
  }
}

variable "backup_days" {
  description = "How long backups are kept: nightly ones, and the log that allows recovery to a point in time."
  type        = object({ daily = optional(number, 35), point_in_time = optional(number, 14) })
  default     = {}

  validation {
    condition     = var.backup_days.point_in_time >= 1 && var.backup_days.point_in_time <= 35
    error_message = "AWS keeps the log for recovery to a point in time for 1 to 35 days."
  }
}

variable "analysis" {
  description = "What the data stage has beside the database: the catalogue with Athena and charts, the nightly extraction of tables, survey files, logs refined by a job, a nightly snapshot in the lake; and how clicks come in."
  type = object({
    catalogue = optional(bool, true)
    extract   = optional(bool, true)
    survey    = optional(bool, true)
    refine    = optional(bool, false)
    snapshots = optional(bool, false)
    clicks    = optional(string, "parquet")
  })
  default = {}

  validation {
    condition     = contains(["none", "search", "plain", "partitioned", "parquet"], var.analysis.clicks)
    error_message = "Clicks are none, search (Kinesis and OpenSearch), plain, partitioned or parquet."
  }

  validation {
    condition     = var.analysis.catalogue || !(var.analysis.extract || var.analysis.survey || var.analysis.refine || var.analysis.snapshots || var.analysis.clicks != "none")
    error_message = "Without the catalogue there is no lake for anything to go to."
  }
}

variable "pandas_layer" {
  description = "Whether the survey function stands on AWS's pandas layer. Emulators have no layers of other accounts."
  type        = bool
  default     = true
}

variable "athena_scan_limit_gib" {
  description = "A question that would read more than this is cut off."
  type        = number
  default     = 50
}

variable "charts" {
  description = "Who looks at the charts: a user of QuickSight, as namespace/name, and the region in which QuickSight keeps its users. No charts where null."
  type        = object({ user = string, region = optional(string, "ap-northeast-2") })
  default     = null

  validation {
    condition     = var.charts == null || can(regex("^[^/]+/.+$", var.charts.user))
    error_message = "Name the user as namespace/name, such as default/kim."
  }
}

# -- security --------------------------------------------------------------------------------------------------------

variable "encrypted" {
  description = "Whether the site has a certificate and answers by HTTPS."
  type        = bool
  default     = true
}

variable "cdn" {
  description = "Whether CloudFront answers before the public load balancer."
  type        = bool
  default     = false
}

variable "blocked_addresses" {
  description = "Address ranges that may not reach the site."
  type        = set(string)
  default     = []

  validation {
    condition     = alltrue([for range in var.blocked_addresses : can(cidrnetmask(range)) && !endswith(range, "/0")])
    error_message = "Write IPv4 ranges such as 198.51.100.7/32; /0 is refused."
  }
}

variable "request_limit" {
  description = "An address that sends more requests than this within five minutes is kept away until it sends fewer."
  type        = number
  default     = 2000

  validation {
    condition     = var.request_limit >= 10
    error_message = "WAF counts from 10 requests upwards."
  }
}

variable "shield_advanced" {
  description = "Whether the account has a subscription to Shield Advanced, which costs 3,000 dollars a month. Shield Standard is always on."
  type        = bool
  default     = false
}

variable "audit_days" {
  description = "How long it is kept what was done in the account: in logs, which alarms look at, and as files, which Athena asks."
  type        = object({ logs = optional(number, 90), files = optional(number, 400) })
  default     = {}

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731], var.audit_days.logs)
    error_message = "CloudWatch Logs keeps lines for 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545 or 731 days."
  }
}

# -- operations ------------------------------------------------------------------------------------------------------

variable "slack" {
  description = "Where the person on duty is told: a workspace that AWS Chatbot was let into by hand, and the ids of two channels."
  type = object({
    workspace = string
    channels  = object({ alarms = string, delivery = string })
  })
  default = null

  validation {
    condition     = var.slack == null || can(regex("^[0-9A-Z]+$", var.slack.workspace))
    error_message = "The workspace is named by its id, such as T07EA123LEP."
  }
}

variable "source_host" {
  description = "Where the programs' repositories are: github or codecommit."
  type        = string
  default     = "github"

  validation {
    condition     = contains(["github", "codecommit"], var.source_host)
    error_message = "The host must be github or codecommit."
  }
}

variable "github" {
  description = "Where the programs come from: a repository for each tier, the branch that is rolled out here, the branch of those who develop, which is built and tested and not rolled out, and whether pull requests are tried, for which the connection has to be confirmed first."
  type = object({
    repositories = optional(object({ web = string, was = string }), { web = "example/shop-web", was = "example/shop-was" })
    branch       = optional(string, "main")
    test_branch  = optional(string, "develop")
    checks       = optional(bool, false)
  })
  default = {}

  validation {
    condition     = alltrue([for name in values(var.github.repositories) : can(regex("^[^/]+/[^/]+$", name))])
    error_message = "Name repositories as owner/name."
  }
}

variable "alarm_limits" {
  description = "From where on something is wrong. Counts are those of five minutes."
  type = object({
    cpu_percent         = optional(number, 80)
    memory_percent      = optional(number, 85)
    error_lines         = optional(number, 20)
    failed_requests     = optional(number, 10)
    answer_seconds      = optional(number, 1.5)
    db_free_memory_mib  = optional(number, 256)
    db_free_storage_gib = optional(number, 5)
    db_connections      = optional(number, 200)
    blocked_requests    = optional(number, 500)
    build_minutes       = optional(number, 20)
    click_seconds       = optional(number, 1800)
  })
  default = {}
}

variable "job_minutes" {
  description = "How long jobs of the data pipeline may take before somebody is told what they cost."
  type        = object({ extract = optional(number, 30), quality = optional(number, 20), refine = optional(number, 30) })
  default     = {}

  validation {
    condition     = alltrue([for minutes in values(var.job_minutes) : minutes > 0 && minutes <= 60])
    error_message = "Jobs are cut off after 60 minutes, so a limit lies between 1 and 60."
  }
}
