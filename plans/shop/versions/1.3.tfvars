# Both chosen from: rolling releases, tables extracted and checked every night, survey files; clicks come in as they are and are refined by a job.
backup = "rds"

analysis = {
  refine = true
  clicks = "plain"
}
