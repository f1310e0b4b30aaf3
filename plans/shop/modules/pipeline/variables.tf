variable "name" {
  description = "Name of the pipeline; its projects and roles are named after it."
  type        = string
}

variable "repository" {
  description = "Repository on GitHub, as owner/name."
  type        = string
}

variable "branch" {
  description = "Branch whose pushes are rolled out."
  type        = string
}

variable "connection_arn" {
  description = "Connection to GitHub."
  type        = string
}

variable "checks" {
  description = "Whether pull requests are tried. The connection has to be confirmed before."
  type        = bool
}

variable "buildspecs" {
  description = "What the project that makes images runs, and what the one that tries pull requests does."
  type        = object({ build = string, check = string })

  validation {
    condition     = alltrue([for text in values(var.buildspecs) : can(yamldecode(text).phases.build.commands)])
    error_message = "A buildspec is YAML with commands in its phase `build`."
  }
}

variable "build_minutes" {
  description = "Minutes after which a build is cut off."
  type        = number
}

variable "image_repository" {
  description = "Where images are pushed to."
  type        = object({ arn = string, url = string })
}

variable "artifacts" {
  description = "Bucket for what the stages hand to each other, and the key that encrypts it."
  type        = object({ bucket = string, arn = string, key_arn = string })
}

variable "service" {
  description = "The service that is rolled, and the roles that its tasks have."
  type        = object({ name = string, arn = string, cluster_name = string, role_arns = list(string) })
}

variable "topic_arn" {
  description = "SNS topic that is told how a run ended."
  type        = string
}

variable "log_days" {
  description = "How long the logs of builds are kept."
  type        = number
  default     = 30
}
