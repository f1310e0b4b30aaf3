# A small site for data analysis: containers on ECS, HTTPS, CloudFront before them, clicks by Kinesis to the lake and to OpenSearch, logs refined
# by a job, the database's snapshots in the lake.
source_host = "codecommit"
backup      = "rds"
cdn         = true

analysis = {
  extract   = false
  survey    = false
  refine    = true
  snapshots = true
  clicks    = "search"
}
