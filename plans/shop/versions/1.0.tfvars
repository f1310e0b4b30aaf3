# Programs straight on the instances, brought by CodeDeploy from CodeCommit; HTTP; the database's own backups.
orchestrator = "none"
encrypted    = false
source_host  = "codecommit"
backup       = "rds"

analysis = {
  catalogue = false
  extract   = false
  survey    = false
  clicks    = "none"
}
