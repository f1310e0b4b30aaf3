# A site for delivery: GitHub, a second set of pipelines for developers, releases beside the running ones by CodeDeploy; no data pipeline.
rollout = "blue_green"
backup  = "rds"

analysis = {
  catalogue = false
  extract   = false
  survey    = false
  clicks    = "none"
}
