variable "name" {
  description = "Name of the pipeline; its projects and roles are named after it."
  type        = string
}

variable "repository" {
  description = "Where the program comes from: a repository on GitHub as owner/name with the connection to it, or one of CodeCommit with its ARN."
  type        = object({ name = string, kind = string, arn = string })

  validation {
    condition     = contains(["github", "codecommit"], var.repository.kind)
    error_message = "A repository is of the kind github or codecommit."
  }
}

variable "branch" {
  description = "Branch whose pushes start the pipeline."
  type        = string
}

variable "checks" {
  description = "Whether pull requests on GitHub are tried. The connection has to be confirmed before."
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
  description = "Where images are pushed to; none are made where null."
  type        = object({ arn = string, url = string })
  default     = null
}

variable "artifacts" {
  description = "Bucket for what the stages hand to each other, and the key that encrypts it."
  type        = object({ bucket = string, arn = string, key_arn = string })
}

variable "deploy" {
  description = "How what was built is rolled out: the provider of the action, what it is told, and what the pipeline may do for it, by sid; not at all where null."
  type = object({
    provider      = string
    configuration = map(string)
    rights        = map(object({ actions = list(string), resources = list(string), passed_to = optional(string) }))
  })
  default = null
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
