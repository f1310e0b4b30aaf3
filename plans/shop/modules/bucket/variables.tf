variable "name" {
  description = "Name of the bucket, the same for nobody else in the world."
  type        = string
}

variable "key_arn" {
  description = "KMS key that encrypts what is put into it; S3's own key where null."
  type        = string
  default     = null
}

variable "keep_days" {
  description = "After how many days objects are deleted; never where null."
  type        = number
  default     = null
}

variable "cold_days" {
  description = "After how many days objects move to cheaper storage; never where null."
  type        = number
  default     = null
}

variable "policy" {
  description = "What services of AWS may do with it, as a policy document; nothing where null."
  type        = string
  default     = null
}

variable "disposable" {
  description = "Whether destroy may delete it with objects in it."
  type        = bool
}
